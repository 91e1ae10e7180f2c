"""Whether we know whom we speak to, said in this contact: verified and how, or not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from agent_desktop.features.interactions.identity import WAYS, SayIdentity
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.label import Paragraph

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class IdentityLayer(Layer):
    """One key for each way it was checked, and one for a check that failed."""

    def __init__(self, context: DeskContext, contact_id: str) -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("How do we know who it is?"))
        self._context, self._contact_id = context, contact_id
        self.body().addWidget(Paragraph(self.tr("It counts for this contact alone."), Role.BODY, Token.TEXT2))
        words = {
            "questions": self.tr("Security questions answered"),
            "code": self.tr("Code sent and read back"),
            "document": self.tr("Document shown"),
            "callback": self.tr("Called back at a number on record"),
            "voice": self.tr("Voice recognised"),
            "known_in_person": self.tr("Known in person"),
        }
        said = [("verified", way, words[way]) for way in WAYS]
        said.append(("failed", "questions", self.tr("The check failed")))
        self._choices: list[ChoiceButton] = []
        for place, (state, how, label) in enumerate(said, start=1):
            button = ChoiceButton(place, label)
            # Alt and a number belongs to the script; here the bare number is enough.
            button.setShortcut(QKeySequence())
            button.clicked.connect(partial(self._say, state, how))
            self.body().addWidget(button)
            self._choices.append(button)

    def first_focus(self) -> QWidget:
        """The first way."""
        return self._choices[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure takes the way that bears it; arrows go from one to the next."""
        place = event.key() - Qt.Key.Key_1.value
        if 0 <= place < len(self._choices) and not event.modifiers():
            self._choices[place].click()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _say(self, state: str, how: str) -> None:
        desk = self._context.workstation
        command = SayIdentity(
            made_at=desk.clock.now(), interaction_id=self._contact_id, identity=state, how=how
        )
        self._context.bridge.run(desk.do(command), lambda _none: self._said(state))

    def _said(self, state: str) -> None:
        self.closed.emit()
        if state == "verified":
            self._context.desk.notice(self.tr("Identity verified in this contact."), Tone.OK)
        else:
            self._context.desk.notice(
                self.tr("Identity not verified: say nothing of the account."), Tone.WARN
            )
