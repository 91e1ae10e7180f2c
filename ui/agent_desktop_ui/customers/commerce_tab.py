"""The tab of what a customer has, has agreed and has ordered, and of how their account stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.features.commerce.read_models import Order, Orders
from agent_desktop_ui import formats
from agent_desktop_ui.customers.commerce_words import (
    LINES_SHOWN,
    contract_entry,
    order_entry,
    product_entry,
    return_entry,
)
from agent_desktop_ui.customers.order_layer import OrderLayer
from agent_desktop_ui.customers.product_layer import ProductLayer, ReturnLayer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.timeline import Timeline as EntryList

if TYPE_CHECKING:
    from agent_desktop.features.commerce.read_models import HoldingsView, OrderView, ProductView
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.timeline import TimelineEvent as ShownEvent

PAGE = 100
AHEAD_PX = 2_400


class CommercePage(QWidget):
    """Products and contracts first, then returns, then orders page by page; Enter opens what stands there."""

    ticket_asked = Signal(str)
    """The ticket that a return belongs to."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._customer_id = ""
        self._holdings: HoldingsView | None = None
        self._orders: list[OrderView] = []
        self._is_whole = False
        self._is_paging = False
        self._asked = 0
        self.list = EntryList(self.tr("Orders and products"), most_lines=LINES_SHOWN)
        self.account = Label("", Role.STRONG)
        self.add_product = Button(self.tr("Add a product"), icon="plus")
        self.add_product.clicked.connect(lambda: self._open_product(None))
        self.empty = EmptyState(
            self.tr("Nothing bought yet"), self.tr("What the customer has can be written down here.")
        )
        self.empty.setMaximumHeight(160)
        head = Surface(Token.SURFACE, line_bottom=True)
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 6, 12, 6)
        row.addWidget(self.account, 1)
        row.addWidget(self.add_product)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        self.list.event_opened.connect(self._open)
        self.list.end_asked.connect(lambda: self._near_end(self.list.verticalScrollBar().maximum()))
        self.list.verticalScrollBar().valueChanged.connect(self._near_end)

    def close_customer(self) -> None:
        """Nobody is on screen, or somebody else will be."""
        self._asked += 1
        self._customer_id, self._holdings, self._orders = "", None, []
        self._is_whole = False
        self.list.show_events([])
        self.account.setText("")
        self.empty.hide()

    def show_holdings(self, customer_id: str, holdings: HoldingsView | None) -> int:
        """Show what a customer has, and ask for their orders; answers how many things and orders there are."""
        if customer_id != self._customer_id:
            self.close_customer()
            self._customer_id = customer_id
        self._holdings = holdings
        if holdings is None:
            return 0
        self.account.setText(_account(holdings))
        self._context.bridge.run(self._load(customer_id))
        return holdings.product_count + holdings.contract_count + holdings.return_count + holdings.order_count

    def open_order(self, order_id: str) -> None:
        """An order with all of its lines, in a layer."""
        known = next((one for one in self._orders if one.order_id == order_id), None)
        if known is not None:
            self._show_order(known)
        else:
            self._context.bridge.run(
                self._context.workstation.read(Order(order_id=order_id)), self._show_order
            )

    # -- inside ----------------------------------------------------------------------------------------

    async def _load(self, customer_id: str) -> None:
        self._asked += 1
        asked = self._asked
        read = self._context.workstation.read
        limit = min(1_000, max(PAGE, len(self._orders)))
        orders = await read(Orders(customer_id=customer_id, limit=limit))
        if asked == self._asked:
            had = bool(self._orders)
            self._orders, self._is_whole = orders, len(orders) < limit
            self._show(keeps_place=had)

    async def _more(self, asked: int) -> None:
        last = self._orders[-1]
        query = Orders(
            customer_id=self._customer_id, before=last.ordered_at, before_id=last.order_id, limit=PAGE
        )
        more = await self._context.workstation.read(query)
        if asked == self._asked:
            self._is_whole = len(more) < PAGE
            self._orders = [*self._orders, *more]
            self.list.append_events([self._entry(order) for order in more])

    def _near_end(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        if self._is_whole or self._is_paging or not self._orders or value < bar.maximum() - AHEAD_PX:
            return
        self._is_paging = True

        def done(_answer: object) -> None:
            self._is_paging = False

        self._context.bridge.run(self._more(self._asked), done, done)

    def _show(self, *, keeps_place: bool) -> None:
        holdings = self._holdings
        if holdings is None:
            return
        today = formats.local(self._context.workstation.clock.now()).date()
        entries: list[ShownEvent] = []
        title = _counted(self.tr("Products"), holdings.product_count, len(holdings.products))
        entries += [product_entry(one, title, today) for one in holdings.products]
        title = _counted(self.tr("Contracts"), holdings.contract_count, len(holdings.contracts))
        entries += [contract_entry(one, title, today) for one in holdings.contracts]
        title = _counted(self.tr("Returns"), holdings.return_count, len(holdings.returns))
        entries += [return_entry(one, title) for one in holdings.returns]
        entries += [self._entry(order) for order in self._orders]
        self.list.show_events(entries, keeps_place=keeps_place)
        self.empty.setVisible(not entries)

    def _entry(self, order: OrderView) -> ShownEvent:
        count = self._holdings.order_count if self._holdings is not None else len(self._orders)
        title = _counted(self.tr("Orders"), count, count)
        return order_entry(order, title, self._context.workstation.clock.now())

    def _open(self, key: str) -> None:
        kind, _, record_id = key.partition(":")
        if kind == "order":
            self.open_order(record_id)
        elif kind == "return":
            self._open_return(record_id)
        elif kind == "product" and self._holdings is not None:
            self._open_product(next(p for p in self._holdings.products if p.product_id == record_id))

    def _open_product(self, product: ProductView | None) -> None:
        if self._customer_id:
            self._context.desk.open_layer(ProductLayer(self._context, self._customer_id, product))

    def _open_return(self, return_id: str) -> None:
        returns = self._holdings.returns if self._holdings is not None else []
        back = next((one for one in returns if one.return_id == return_id), None)
        if back is not None:
            layer = ReturnLayer(self._context, back)
            layer.ticket_asked.connect(self.ticket_asked)
            self._context.desk.open_layer(layer)

    def _show_order(self, order: OrderView | None) -> None:
        if order is not None:
            self._context.desk.open_layer(OrderLayer(self._context, order))


def _account(holdings: HoldingsView) -> str:
    amount = formats.money(abs(holdings.balance_minor), holdings.currency)
    if holdings.balance_minor < 0:
        return QCoreApplication.translate("Commerce", "Owes {amount}").format(amount=amount)
    if holdings.balance_minor > 0:
        return QCoreApplication.translate("Commerce", "Has {amount} in credit").format(amount=amount)
    return QCoreApplication.translate("Commerce", "The account is even")


def _counted(words: str, count: int, shown: int) -> str:
    """A title with how many there are, and where fewer are shown, that too."""
    if shown < count:
        return f"{words}  {formats.count(shown)} / {formats.count(count)}"
    return f"{words}  {formats.count(count)}"
