"""A question asked in the window, which goes on working meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Paragraph


class ConfirmLayer(Layer):
    """A question with two answers; "no" has the keyboard, so that Enter does no harm."""

    def __init__(self, question: str, yes: str, then: Callable[[], None], *, no: str = "") -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("One question"))
        self.setAccessibleDescription(question)
        self.body().addWidget(Paragraph(question, Role.BODY, Token.TEXT))
        self._no = Button(no or self.tr("Cancel"), key=self.tr("Esc"))
        self._no.clicked.connect(self.closed)
        agree = Button(yes, kind=ButtonKind.DANGER)
        agree.clicked.connect(self.closed)
        agree.clicked.connect(then)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(agree)
        self.body().addLayout(row)

    def first_focus(self) -> QWidget:
        """The answer that changes nothing."""
        return self._no
