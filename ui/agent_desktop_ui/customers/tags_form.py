"""A customer's tags: one is typed and Enter puts it on; each that is on has a button that takes it off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.features.customers.record_commands import TagCustomer
from agent_desktop.features.customers.record_read_models import CustomerRecord
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop.features.customers.record_read_models import RecordView
    from agent_desktop_ui.shell.screen import DeskContext


class TagsLayer(Layer):
    """Each change is made at once; Esc when done."""

    def __init__(self, context: DeskContext, customer_id: str, name: str) -> None:
        super().__init__("", width=420, height=380)
        self.set_title(self.tr("Tags of {name}").format(name=name))
        self._context, self._customer_id = context, customer_id
        self._tag = TextField(self.tr("New tag"), hint=self.tr("Enter puts it on."))
        self._tag.entered.connect(self._put_on)
        self._none = Label(self.tr("No tags"), Role.META, Token.TEXT3)
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(4)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Tags"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inner)
        self.body().addWidget(self._tag)
        self.body().addWidget(self._none)
        self.body().addWidget(area, 1)
        self._buttons: list[Button] = []
        self._shown: Sequence[str] | None = None
        context.bridge.changed.connect(self._changed)
        self._ask()

    def first_focus(self) -> QWidget:
        """The new tag."""
        return self._tag

    def buttons(self) -> list[Button]:
        """A button for each tag that is on."""
        return self._buttons

    def _changed(self, changes: Changes) -> None:
        if isValid(self) and changes.touches_customer(self._customer_id):
            self._ask()

    def _ask(self) -> None:
        desk = self._context.workstation
        query = CustomerRecord(customer_id=self._customer_id, as_of=desk.clock.now())
        self._context.bridge.run(desk.read(query), self._show)

    def _show(self, record: RecordView | None) -> None:
        if not isValid(self) or record is None:
            return
        if self._shown == record.tags:
            # Told again of what stands here: a button under the hand stays the button it was.
            return
        self._shown = record.tags
        had_keyboard = any(button.hasFocus() for button in self._buttons)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        while self._rows.count():
            self._rows.takeAt(0)
        self._buttons = []
        for tag in record.tags:
            button = Button(tag, icon="x", is_low=True)
            button.setAccessibleName(self.tr("Take off {tag}").format(tag=tag))
            button.clicked.connect(lambda _checked=False, tag=tag: self._send(tag, is_on=False))
            self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            # The layout would show it later, and what is hidden takes no keyboard.
            button.show()
            self._buttons.append(button)
        self._rows.addStretch(1)
        self._none.setVisible(not record.tags)
        if had_keyboard:
            (self._buttons[0] if self._buttons else self._tag).setFocus()

    def _put_on(self) -> None:
        tag = self._tag.text().strip()
        if tag:
            self._send(tag, is_on=True)

    def _send(self, tag: str, *, is_on: bool) -> None:
        desk = self._context.workstation
        self._tag.set_error("")
        command = TagCustomer(made_at=desk.clock.now(), customer_id=self._customer_id, tag=tag, is_on=is_on)
        self._context.bridge.run(desk.do(command), lambda _changes: self._done(is_on=is_on), self._failed)

    def _done(self, *, is_on: bool) -> None:
        if isValid(self):
            if is_on:
                self._tag.set_text("")
            self._ask()

    def _failed(self, problem: KnownError) -> None:
        if isValid(self):
            self._tag.set_error(f"{problem.what} {problem.todo}".strip())
