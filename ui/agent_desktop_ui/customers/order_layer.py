"""One order with all of its lines, and how its delivery stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.customers.commerce_words import delivery_words, line_words, state_chip
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

if TYPE_CHECKING:
    from agent_desktop.features.commerce.read_models import OrderView
    from agent_desktop_ui.shell.screen import DeskContext


class OrderLayer(Layer):
    """A table of the lines; Ctrl+C in it copies them, the button copies the whole order."""

    def __init__(self, context: DeskContext, order: OrderView) -> None:
        super().__init__("", width=660, height=460)
        self.set_title(self.tr("Order {number}").format(number=order.number))
        self._context = context
        self._order = order
        self.lines = DataTable(
            self.tr("Lines of the order"),
            (
                Column("name", self.tr("Article"), width=0, is_strong=True),
                Column("sku", self.tr("Number"), width=90),
                Column("quantity", self.tr("Quantity"), width=96, is_number=True),
                Column("price", self.tr("Price"), width=92, is_number=True),
                Column("state", self.tr("State"), width=120),
            ),
            is_compact=True,
        )
        rows = []
        for place, line in enumerate(order.lines):
            chip = state_chip(line.state)
            price = formats.money(line.unit_minor, order.currency)
            cells = (
                Cell(line.name),
                Cell(line.sku or ""),
                Cell(formats.count(line.quantity), order=line.quantity),
                Cell(price, order=line.unit_minor),
                Cell(chip.text, tone=chip.tone, is_chip=True),
            )
            rows.append(TableRow(str(place), cells, line_words(line, order.currency)))
        self.lines.show_rows(rows, empty=self.tr("The lines of this order are not recorded"))
        self.lines.setMinimumSize(QSize(200, 120))
        copy = Button(self.tr("Copy as text"), icon="copy")
        copy.clicked.connect(self._copy)
        foot = QHBoxLayout()
        foot.addWidget(Label(self._total(), Role.STRONG))
        foot.addStretch(1)
        foot.addWidget(copy)
        for words in self._head():
            label = Label(words, Role.BODY, Token.TEXT2)
            label.setWordWrap(True)
            self.body().addWidget(label)
        self.body().addWidget(self.lines, 1)
        self.body().addLayout(foot)

    def first_focus(self) -> QWidget:
        """The lines."""
        return self.lines

    def as_text(self) -> str:
        """The whole order as text."""
        lines = [line_words(line, self._order.currency) for line in self._order.lines]
        title = self.tr("Order {number}").format(number=self._order.number)
        return "\n".join([title, *self._head(), *lines, self._total()])

    def _head(self) -> list[str]:
        now = self._context.workstation.clock.now()
        ordered = self.tr("Ordered {day}").format(day=formats.full_date(self._order.ordered_at))
        state = state_chip(self._order.status).text
        return [part for part in (f"{ordered}  ·  {state}", delivery_words(self._order, now)) if part]

    def _total(self) -> str:
        total = formats.money(self._order.total_minor, self._order.currency)
        return self.tr("Total {total}").format(total=total)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
        self._context.desk.notice(self.tr("The order is copied."), Tone.OK)
