"""Writing down what a customer has, and that goods have come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from agent_desktop.core.errors import Invalid
from agent_desktop.core.ids import new_id
from agent_desktop.features.commerce.commands import RecordProduct, SettleReturn
from agent_desktop.features.commerce.model import PRODUCT_STATES
from agent_desktop_ui.customers.commerce_words import state_chip
from agent_desktop_ui.customers.date_layer import read_date
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.features.commerce.read_models import ProductView, ReturnView
    from agent_desktop_ui.shell.screen import DeskContext

_DATES = ("owned_since", "warranty_until")


class ProductLayer(Layer):
    """A short form; Enter in a field saves it, also without a line."""

    def __init__(self, context: DeskContext, customer_id: str, product: ProductView | None) -> None:
        super().__init__("", width=520)
        self.set_title(self.tr("Add a product") if product is None else self.tr("Product"))
        self._context = context
        self._customer_id = customer_id
        self._product = product
        names = {
            "name": self.tr("What it is"),
            "sku": self.tr("Article number"),
            "serial": self.tr("Serial number"),
            "lot": self.tr("Lot"),
            "owned_since": self.tr("Since"),
            "warranty_until": self.tr("Warranty until"),
            "warranty_terms": self.tr("Warranty terms"),
            "remark": self.tr("Remark"),
        }
        self.fields = {name: TextField(words) for name, words in names.items()}
        self._state = ComboField(self.tr("State"))
        self._state.set_options(tuple((state, state_chip(state).text) for state in PRODUCT_STATES))
        self._state.set_value("in_use" if product is None else product.state)
        self._save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self._save.clicked.connect(self._submit)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for name, row, column, span in (
            ("name", 0, 0, 2),
            ("sku", 1, 0, 1),
            ("serial", 1, 1, 1),
            ("lot", 2, 0, 1),
            ("owned_since", 2, 1, 1),
            ("warranty_until", 3, 0, 1),
            ("warranty_terms", 3, 1, 1),
            ("remark", 4, 0, 2),
        ):
            field = self.fields[name]
            if product is not None:
                field.set_text(getattr(product, name) or "")
            field.entered.connect(self._submit)
            grid.addWidget(field, row, column, 1, span)
        foot = QHBoxLayout()
        foot.addWidget(self._state)
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.body().addLayout(grid)
        self.body().addSpacing(4)
        self.body().addLayout(foot)

    def first_focus(self) -> QWidget:
        """What it is."""
        return self.fields["name"]

    def _submit(self) -> None:
        if not self._save.isEnabled():
            return
        said = {name: field.text().strip() or None for name, field in self.fields.items()}
        today = self._context.workstation.clock.now().date()
        for name in _DATES:
            text = said[name]
            day = read_date(text, today) if text else None
            if text and day is None:
                self._say(name, self.tr("This is no date. Write it as 31.1.2027."))
                return
            said[name] = day.isoformat() if day is not None else None
        for field in self.fields.values():
            field.set_error("")
        if said["name"] is None:
            self._say("name", self.tr("Say what it is called."))
            return
        self._save.set_disabled_reason(self.tr("One moment…"))
        desk = self._context.workstation
        command = RecordProduct(
            made_at=desk.clock.now(),
            product_id=new_id() if self._product is None else self._product.product_id,
            customer_id=self._customer_id,
            state=self._state.value() or "in_use",
            **said,  # type: ignore[arg-type]
        )
        self._context.bridge.run(desk.do(command), lambda _none: self.closed.emit(), self._failed)

    def _say(self, name: str, words: str) -> None:
        self.fields[name].set_error(words)
        self.fields[name].setFocus()

    def _failed(self, problem: KnownError) -> None:
        self._save.set_disabled_reason("")
        field = problem.field if isinstance(problem, Invalid) and problem.field in self.fields else "name"
        self._say(field, str(problem))


class ReturnLayer(Layer):
    """What became of goods that were to come back."""

    ticket_asked = Signal(str)

    def __init__(self, context: DeskContext, back: ReturnView) -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("Return: {product}").format(product=back.product))
        self._context = context
        self._back = back
        self.body().addWidget(Label(state_chip(back.state).text, Role.BODY, Token.TEXT2))
        self.ticket = Button(self.tr("Open the ticket"), icon="ticket")
        self.ticket.clicked.connect(self._open_ticket)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.ticket)
        row.addStretch(1)
        self.answers: dict[str, Button] = {}
        for state, words in (
            ("received", self.tr("It has come back")),
            ("refused", self.tr("Not taken back")),
        ):
            button = Button(words)
            button.clicked.connect(lambda _checked=False, state=state: self._settle(state))
            if state == back.state:
                button.set_disabled_reason(self.tr("So it is."))
            self.answers[state] = button
            row.addWidget(button)
        self.body().addLayout(row)

    def first_focus(self) -> QWidget:
        """The ticket."""
        return self.ticket

    def _open_ticket(self) -> None:
        self.closed.emit()
        self.ticket_asked.emit(self._back.ticket_id)

    def _settle(self, state: str) -> None:
        desk = self._context.workstation
        command = SettleReturn(
            made_at=desk.clock.now(), return_authorisation_id=self._back.return_id, state=state
        )
        self._context.bridge.run(desk.do(command), lambda _none: self.closed.emit())
