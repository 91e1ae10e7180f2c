"""Hearing a colleague's call: asked for by a supervisor, shown on both desks, and left with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.telephony.actions import StopSupervising, Supervise
from agent_desktop_ui import formats
from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.telephony.views import SupervisionView
    from agent_desktop_ui.shell.screen import DeskContext

Mode = Literal["listen", "whisper", "barge"]
MODES: tuple[Mode, ...] = ("listen", "whisper", "barge")
KEYS_FROM = 1150
TALKING = frozenset({"talking", "holding", "dialling"})


class Listening(QObject):
    """What a supervisor asks, and why it cannot be; the keys act on whomever the floor screen has chosen."""

    chosen_changed = Signal()

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._chosen = ""
        for mode in MODES:
            context.actions.named(mode).triggered.connect(lambda _=False, mode=mode: self.hear(mode))
        context.actions.named("stop_listening").triggered.connect(self.leave)

    @property
    def heard(self) -> SupervisionView | None:
        """Whose call is heard now."""
        return next(iter(self._context.workstation.live.listening.values()), None)

    def choose(self, login: str) -> None:
        """Say whom the keys are about; empty for nobody."""
        self._chosen = login
        self.chosen_changed.emit()

    def refusal(self, mode: Mode) -> str:
        """Why the chosen one cannot be heard in this way; empty where they can."""
        desk, heard = self._context.workstation, self.heard
        login = heard.agent if heard is not None and not self._chosen else self._chosen
        if not login:
            return self.tr("Choose somebody who is on a call.")
        if refusal := refusal_of("supervise", desk.live):
            return refusal
        if heard is not None and heard.agent != login:
            return self.tr("You hear somebody else. Leave that call first.")
        if heard is not None and heard.mode == mode:
            return self.tr("You hear them so already.")
        if desk.person is not None and desk.person.login == login:
            return self.tr("That is your own call.")
        view = desk.live.people.get(login)
        if heard is None and (view is None or view.state not in TALKING):
            return self.tr("They are not on a call.")
        return ""

    def hear(self, mode: Mode) -> None:
        """Hear the chosen one, or whom one hears already, in this way."""
        heard = self.heard
        login = self._chosen or (heard.agent if heard is not None else "")
        refusal = self.refusal(mode)
        if refusal:
            self._context.desk.notice(refusal, Tone.WARN)
            return
        self._context.desk.act(
            lambda i, who, until: Supervise(id=i, agent=who, expires_at=until, of=login, mode=mode)
        )

    def change(self, mode: Mode) -> None:
        """Go on in another way with the one who is heard."""
        heard = self.heard
        if heard is not None and heard.mode != mode:
            login = heard.agent
            self._context.desk.act(
                lambda i, who, until: Supervise(id=i, agent=who, expires_at=until, of=login, mode=mode)
            )

    def leave(self) -> None:
        """Hear that call no more."""
        if self.heard is not None:
            self._context.desk.act(lambda i, who, until: StopSupervising(id=i, agent=who, expires_at=until))

    def mode_words(self, mode: Mode) -> str:
        """What a way is called on its button."""
        return {"listen": self.tr("Listen"), "whisper": self.tr("Whisper"), "barge": self.tr("Barge in")}[
            mode
        ]

    def mode_buttons(self) -> dict[Mode, Button]:
        """A button for each way, with its key."""
        icons = {"listen": "headset", "whisper": "mic", "barge": "users"}
        return {
            mode: Button(
                self.mode_words(mode),
                icon=icons[mode],
                key=self._context.actions.key(mode).replace("+", " "),
                is_checkable=True,
                checked_tone=Tone.INFO,
                is_low=True,
            )
            for mode in MODES
        }


class ListeningLine(QWidget):
    """One line under the supervisor's call bar while they hear a call: whose, how, and the way out."""

    def __init__(self, context: DeskContext, listening: Listening) -> None:
        super().__init__()
        self._context = context
        self._listening = listening
        self._spoken = ""
        self._words = ElidedLabel("", Role.BUTTON, Token.INFO)
        self.modes = listening.mode_buttons()
        key = context.actions.key("stop_listening").replace("+", " ")
        self.leave = Button(self.tr("Leave"), icon="x", key=key, is_low=True)
        self.leave.clicked.connect(listening.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for mode, button in self.modes.items():
            button.clicked.connect(lambda _=False, mode=mode: self._change(mode))
            row.addWidget(button)
        row.addWidget(self.leave)
        context.bridge.floor_changed.connect(lambda _live: self.refresh())
        context.heartbeat.second.connect(self._tick)
        self.hide()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow window the words matter more than the keys, which the tool tips tell."""
        super().resizeEvent(event)
        for button in (*self.modes.values(), self.leave):
            button.set_compact(shows_key=self.width() >= theme().px(KEYS_FROM))

    def refresh(self) -> None:
        """Show whose call is heard now."""
        heard = self._listening.heard
        self.setVisible(heard is not None)
        if heard is None:
            if self._spoken:
                self._spoken = ""
                announce(self, self.tr("You hear nobody any more."))
            return
        words = {
            "listen": self.tr("You hear {name}, and nobody hears you."),
            "whisper": self.tr("You hear {name}, and they alone hear you."),
            "barge": self.tr("You are on the call of {name}, and everybody hears you."),
        }[heard.mode].format(name=self._context.desk.colleagues.name(heard.agent))
        self._show_words(words, heard, self._context.workstation.clock.now())
        for mode, button in self.modes.items():
            button.setChecked(heard.mode == mode)
        if words != self._spoken:
            self._spoken = words
            announce(self, words)

    def _show_words(self, words: str, heard: SupervisionView, now: datetime) -> None:
        time = formats.timer((now - heard.since).total_seconds())
        self._words.setText(f"{words}  {self.tr('They are shown that you do.')}  {time}")
        self.setAccessibleName(words)

    def _tick(self, now: datetime) -> None:
        heard = self._listening.heard
        if heard is not None and self._spoken:
            self._show_words(self._spoken, heard, now)

    def _change(self, mode: Mode) -> None:
        # A checkable button turns by itself: it shall show what is so, not what was asked.
        heard = self._listening.heard
        self.modes[mode].setChecked(heard is not None and heard.mode == mode)
        self._listening.change(mode)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.INFO.ground))
        paint.icon(painter, "eye", Tone.INFO.ink, 18, self.rect().center().y() + 1)
