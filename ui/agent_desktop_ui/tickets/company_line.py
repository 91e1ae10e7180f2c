"""The quiet line that says who else has this ticket open, and who is writing on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

READING_EVERY_MS = 25_000
UNHEARD_EVERY_MS = 2_000
WRITING_EVERY_MS = 4_000
LOOK_EVERY_MS = 1_000
MOST_NAMED = 3


class CompanyLine(QWidget):
    """Tells central where this person is while the page is in view, and shows who is there too.

    It takes no room while nobody is, and never the keyboard; what it says runs out by itself.
    """

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._ticket_id = ""
        self._is_there = False
        self._words = ElidedLabel("", Role.META, Token.INFO)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(20), 0, 0, 0)
        row.addWidget(self._words)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._again = QTimer(self, interval=READING_EVERY_MS)
        self._again.timeout.connect(lambda: self._say("reading"))
        self._quiet = QTimer(self, singleShot=True, interval=WRITING_EVERY_MS)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._show)
        context.bridge.company_changed.connect(self._heard)
        self.hide()

    def follow(self, ticket_id: str) -> None:
        """This ticket is in view from now on; an empty id means none is."""
        if ticket_id == self._ticket_id and self._is_there:
            return
        self.leave()
        self._ticket_id = ticket_id
        if ticket_id:
            self._is_there = True
            self._again.start()
            self._say("reading")
        self._show()

    def leave(self) -> None:
        """It is in view no more."""
        if self._is_there and self._ticket_id:
            self._say("gone")
        self._is_there = False
        self._again.stop()
        self._quiet.stop()
        self._look.stop()
        self.hide()

    def write(self) -> None:
        """The person is writing; said at most every few seconds."""
        if self._is_there and not self._quiet.isActive():
            self._quiet.start()
            self._say("writing")

    def stop(self) -> None:
        """They have stopped."""
        if self._is_there and self._quiet.isActive():
            self._quiet.stop()
            self._say("reading")

    def words(self) -> str:
        """What the line says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon before the words."""
        paint.icon(QPainter(self), "users", Token.INFO, 0, self.rect().center().y() + 1, 14)

    def _say(self, state: str) -> None:
        desk = self._context.workstation
        if desk.link.state == "online":
            self._context.bridge.run(desk.company.say(self._ticket_id, state), self._said)

    def _said(self, was_heard: bool) -> None:
        """What central did not hear is said again soon: the ticket is on its way there."""
        if self._is_there:
            self._again.start(READING_EVERY_MS if was_heard else UNHEARD_EVERY_MS)

    def _heard(self, ticket_id: str) -> None:
        if ticket_id == self._ticket_id and self._is_there:
            self._show()

    def _show(self) -> None:
        others = self._context.workstation.company.others(self._ticket_id) if self._is_there else []
        writing = [name for name, is_writing in others if is_writing]
        reading = [name for name, is_writing in others if not is_writing]
        words = ""
        if writing:
            words = self.tr("{names} writes on this ticket").format(names=_named(writing))
        elif reading:
            words = self.tr("{names} has this ticket open").format(names=_named(reading))
        if others and not self._look.isActive():
            self._look.start()
        elif not others:
            self._look.stop()
        if words != self._words.text():
            self._words.setText(words)
            self.setAccessibleName(words)
            if writing:
                announce(self, words)
        self.setVisible(bool(words))


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} +{len(names) - MOST_NAMED}"
