"""Private details changed: sent at once or not at all, so that they never lie about on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.payment_field import mark_payment
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.workstation.private_details import ShownPrivate
    from agent_desktop_ui.shell.screen import DeskContext

FIELDS = ("birth_date", "identifier", "iban_last4", "payment_reference", "health_note")
PAYMENT_FIELDS = frozenset({"iban_last4", "payment_reference"})
_WORDS = {
    "birth_date": "Date of birth",
    "identifier": "Identity document or contract",
    "iban_last4": "Last four of the IBAN",
    "payment_reference": "Payment reference",
    "health_note": "Health",
}


def field_words(name: str) -> str:
    """What a private field is called."""
    return _tr(_WORDS[name])


class PrivateFormLayer(Layer):
    """The five fields; only what was changed is sent."""

    changed = Signal()

    def __init__(self, context: DeskContext, shown: ShownPrivate) -> None:
        super().__init__("", width=460)
        self.set_title(self.tr("Private details"))
        self._context = context
        self._shown = shown
        self._lines = {name: TextField(field_words(name)) for name in FIELDS[:-1]}
        self._lines["birth_date"].edit().setPlaceholderText("1984-03-31")
        for name, field in self._lines.items():
            field.set_text(getattr(shown.details, name) or "")
            field.entered.connect(self._submit)
            if name in PAYMENT_FIELDS:
                mark_payment(field)
            self.body().addWidget(field)
        self._health = QPlainTextEdit(shown.details.health_note or "")
        self._health.setTabChangesFocus(True)
        self._health.setFixedHeight(72)
        self._health.setAccessibleName(field_words("health_note"))
        self._problem = Label("", Role.META, Token.BAD)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self._save.clicked.connect(self._submit)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.body().addWidget(Label(field_words("health_note"), Role.META, Token.TEXT2))
        self.body().addWidget(self._health)
        self.body().addWidget(self._problem)
        self.body().addLayout(foot)

    def first_focus(self) -> QWidget:
        """The first field."""
        return self._lines["birth_date"]

    def line(self, name: str) -> QWidget:
        """One of the one-line fields, as what takes the keyboard."""
        return self._lines[name].edit()

    def _submit(self) -> None:
        if not self._save.isEnabled():
            return
        typed = {name: field.text().strip() for name, field in self._lines.items()}
        typed["health_note"] = self._health.toPlainText().strip()
        values: dict[str, Any] = {
            name: text or None
            for name, text in typed.items()
            if text != (getattr(self._shown.details, name) or "")
        }
        if not values:
            self.closed.emit()
            return
        self._save.set_disabled_reason(self.tr("One moment…"))
        desk = self._context.workstation
        command = SetPrivate(made_at=desk.clock.now(), customer_id=self._shown.customer_id, **values)
        self._context.bridge.run(desk.send(command), lambda _verdict: self._saved(), self._failed)

    def _saved(self) -> None:
        self.changed.emit()
        self.closed.emit()

    def _failed(self, problem: KnownError) -> None:
        """What was typed stays in the form; nothing of it is kept anywhere else."""
        self._save.set_disabled_reason("")
        self._problem.setText(str(problem))
        self._problem.show()


def _tr(words: str) -> str:
    return QCoreApplication.translate("PrivateDetails", words)
