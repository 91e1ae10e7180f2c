"""Other words for what was refused or still waits: the fields of a command that a person writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from agent_desktop.workstation.own_words import LONG
from agent_desktop_ui.own_work.words import field_words, work_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.workstation.outbox_desk import OwnWork
    from agent_desktop_ui.shell.screen import DeskContext


class EditWorkLayer(Layer):
    """Ctrl Enter sends it with these words; what is not changed here stays as it was."""

    def __init__(self, context: DeskContext, work: OwnWork) -> None:
        super().__init__("", width=520)
        self.set_title(self.tr("Other words"))
        self._context, self._work = context, work
        self._fields: dict[str, TextField | QPlainTextEdit] = {}
        self.body().addWidget(Paragraph(work_words(work.kind, work.data, work.names), Role.BODY, Token.TEXT2))
        if work.problem is not None:
            self.body().addWidget(Paragraph(work.problem.what, Role.BODY, Token.BAD))
        for name, text in work.written.items():
            label = field_words(name)
            label = label[:1].upper() + label[1:]
            self._add(name, label, text)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self._cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        self._cancel.clicked.connect(self.closed)
        self._send = Button(self.tr("Send"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self._send.clicked.connect(self._submit)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._send)
        self.body().addWidget(self._wrong)
        self.body().addLayout(foot)
        SubmitKey(self, self._submit)

    def first_focus(self) -> QWidget:
        """The first field."""
        return next(iter(self._fields.values()), self._cancel)

    def _add(self, name: str, label: str, text: str) -> None:
        if name not in LONG:
            field = TextField(label)
            field.set_text(text)
            field.entered.connect(self._submit)
            self._fields[name] = field
            self.body().addWidget(field)
            return
        edit = QPlainTextEdit(text)
        edit.setAccessibleName(label)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(theme().px(132))
        above = Label(label, Role.META, Token.TEXT2)
        above.setBuddy(edit)
        self._fields[name] = edit
        self.body().addWidget(above)
        self.body().addWidget(edit)

    def _submit(self) -> None:
        # A field tells of Enter, and the key comes up to the form too: only once.
        if not self._send.isEnabled():
            return
        values = {
            name: field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
            for name, field in self._fields.items()
        }
        changed = {name: text for name, text in values.items() if text != self._work.written[name]}
        self._send.set_disabled_reason(self.tr("One moment…"))
        edit = self._context.workstation.outbox_desk.edit(self._work.command_id, changed)
        self._context.bridge.run(edit, lambda _none: self.closed.emit(), self._failed)

    def _failed(self, problem: KnownError) -> None:
        self._send.set_disabled_reason("")
        self._wrong.setText(str(problem))
        self._wrong.show()
