"""F4: what I am: ready, or on a break with its reason. During a call it is what I will be after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from agent_desktop.telephony.actions import ChosenState, SetState
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class StateMenu(QMenu):
    """A menu that opens only when the person asks for it."""

    def __init__(self, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName(self.tr("My state"))
        self.setTitle(self.tr("My state"))

    def popup_at(self, place: QPoint) -> None:
        """Build the choices as they are now and open them."""
        self.clear()
        ready = self.addAction(theme().icon("headset", Token.TEXT2), self.tr("Ready"))
        ready.triggered.connect(lambda: self._choose("ready", None))
        self.addSeparator()
        for reason in self._reasons():
            pause = self.addAction(theme().icon("coffee", Token.TEXT2), reason)
            pause.triggered.connect(lambda _=False, reason=reason: self._choose("break", reason))
        self.popup(place)
        self.setActiveAction(ready)

    def _reasons(self) -> list[str]:
        told = self._context.workstation.site.get("break_reasons")
        if isinstance(told, list) and told:
            return [str(reason) for reason in told]
        return [
            self.tr("Break"),
            self.tr("Lunch"),
            self.tr("Meeting"),
            self.tr("Training"),
            self.tr("Back office"),
        ]

    def _choose(self, state: ChosenState, reason: str | None) -> None:
        current = self._context.contacts.state.current
        is_later = current is not None and current.phase != "ringing" and current.call is not None
        words = reason or self.tr("Ready")

        def told() -> None:
            if is_later:
                self._context.desk.notice(
                    self.tr("After this call: {state}").format(state=words), Tone.NEUTRAL
                )

        self._context.desk.act(
            lambda i, who, until: SetState(id=i, agent=who, expires_at=until, state=state, reason=reason),
            told,
        )
