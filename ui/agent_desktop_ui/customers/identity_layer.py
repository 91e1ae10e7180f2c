"""What came of checking who is on the line: one key says how, Enter that it is them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.features.interactions.identity import WAYS, SayIdentity
from agent_desktop_ui.customers.record_words import identity_way
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.label import Paragraph

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext


class IdentityLayer(Layer):
    """The ways are numbered; the first is chosen to begin with. It counts for this contact alone."""

    def __init__(self, context: DeskContext, contact_id: str, name: str) -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("Is it {name}?").format(name=name))
        self._context, self._contact_id = context, contact_id
        self.body().addWidget(Paragraph(self.tr("It counts for this contact alone."), Role.BODY, Token.TEXT2))
        self._way = 0
        self.ways: list[ChoiceButton] = []
        for place, way in enumerate(WAYS):
            button = ChoiceButton(place + 1, identity_way(way), is_chosen=place == 0)
            # Alt and a number belongs to the script; here the bare number is enough.
            button.setShortcut("")
            button.clicked.connect(lambda _checked=False, place=place: self._choose(place))
            self.body().addWidget(button)
            self.ways.append(button)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self.verified = Button(self.tr("It is them"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self.failed = Button(self.tr("Not confirmed"))
        self.verified.clicked.connect(lambda: self._say("verified"))
        self.failed.clicked.connect(lambda: self._say("failed"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.failed)
        foot.addWidget(self.verified)
        self.body().addWidget(self._wrong)
        self.body().addLayout(foot)

    def first_focus(self) -> QWidget:
        """What most often comes of it."""
        return self.verified

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number says how."""
        place = event.key() - int(Qt.Key.Key_1)
        if 0 <= place < len(self.ways) and not event.modifiers():
            self._choose(place)
            return
        super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        self._way = place
        for n, button in enumerate(self.ways):
            button.show_choice(n + 1, identity_way(WAYS[n]), is_chosen=n == place)
            button.setShortcut("")

    def _say(self, identity: str) -> None:
        desk = self._context.workstation
        command = SayIdentity(
            made_at=desk.clock.now(),
            interaction_id=self._contact_id,
            identity=identity,
            how=WAYS[self._way],
        )
        self._context.bridge.run(desk.do(command), lambda _changes: self.closed.emit(), self._refused)

    def _refused(self, problem: KnownError) -> None:
        if isValid(self):
            self._wrong.setText(str(problem))
            self._wrong.show()
