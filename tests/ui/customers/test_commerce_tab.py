"""Orders and products of the customer on screen: what is there, what is opened, and what a person writes down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from agent_desktop.core.changes import Changes
from agent_desktop.features.commerce.commands import RecordProduct, SettleReturn
from agent_desktop.features.commerce.model import OrderLine
from agent_desktop.features.commerce.read_models import (
    ContractView,
    HoldingsView,
    OrderView,
    ProductView,
    ReturnView,
)
from agent_desktop_ui import formats
from agent_desktop_ui.customers.commerce_tab import PAGE, CommercePage
from agent_desktop_ui.customers.order_layer import OrderLayer
from agent_desktop_ui.customers.product_layer import ProductLayer, ReturnLayer
from agent_desktop_ui.customers.tab_list import ORDERS, TICKET
from tests.support.desk_floor import MARGARET, NOW, FloorDesk
from tests.ui.conftest import Stage

PUMP = ProductView(
    "p-1",
    "Heat pump 8 kW",
    "HP-8",
    "SN-88123",
    "L-22",
    "A-1007",
    "2021-05-10",
    "2028-05-09",
    None,
    "in_use",
    None,
)
OLD = ProductView(
    "p-2", "خزان ماء", None, None, None, None, "2011-01-01", "2013-01-01", None, "in_use", "Loft"
)
GONE = ProductView("p-3", "Thermostat", None, "T-9", None, None, None, None, None, "replaced", None)
COVER = ContractView(
    "c-1", "Home Cover Plus", None, "parts and labour", "2019-03-01", "2027-09-02", None, "active"
)
BACK = ReturnView("r-1", "ticket-1", "Boiler B2", "L-22", "A-1007", "authorised", NOW, None)
HELD = HoldingsView(-1299, "GBP", [PUMP, OLD, GONE], [COVER], [BACK], 3, 1, 1, 2)
LINES = [
    OrderLine("Filter set", 2, 600, "F-1", "delivered"),
    OrderLine("مضخة حرارية", 1, 3399, None, "shipped"),
    *(OrderLine(f"Washer {n}", 1, 10) for n in range(8)),
]


def an_order(n: int, **more: Any) -> OrderView:
    values: dict[str, Any] = {
        "order_id": f"o-{10_000 - n}",
        "customer_id": MARGARET.customer_id,
        "number": f"A-{n}",
        "ordered_at": NOW - timedelta(days=n),
        "status": "placed",
        "item_count": 1,
        "total_minor": 1000,
        "currency": "GBP",
        "lines": [OrderLine("Filter", 1, 1000)],
        "carrier": None,
        "tracking": None,
        "expected_on": None,
        "delivered_at": None,
    }
    return OrderView(**(values | more))


BIG = an_order(
    1,
    status="partly_delivered",
    lines=LINES,
    item_count=11,
    total_minor=4679,
    carrier="Larch Parcels",
    tracking="LP 8812",
    expected_on="2026-11-24",
)


def page_of(stage: Stage) -> CommercePage:
    return stage.screen.customer_desk.commerce


def entries(stage: Stage) -> list[Any]:
    return [entry for entry in page_of(stage).list.timeline_model().entries() if not isinstance(entry, str)]


def titles(stage: Stage) -> list[str]:
    return [entry for entry in page_of(stage).list.timeline_model().entries() if isinstance(entry, str)]


@pytest.fixture
def floor() -> FloorDesk:
    """A desk whose answers are set here; those over the real stores are beside it."""
    return FloorDesk()


async def open_margaret(stage: Stage, held: HoldingsView | None, orders: list[OrderView]) -> None:
    stage.floor.orders = orders
    if held is not None:
        stage.floor.holdings = {MARGARET.customer_id: msgspec.structs.replace(held, order_count=len(orders))}
    stage.screen.show_customer(MARGARET.customer_id)
    await stage.until(page_of(stage).account.text)
    stage.screen.panel.tabs.setCurrentIndex(ORDERS)
    await stage.settle()


async def test_what_a_customer_has_stands_in_its_order_with_what_matters(stage: Stage) -> None:
    await open_margaret(stage, HELD, [BIG, an_order(2)])
    assert [title.split("  ")[0] for title in titles(stage)] == ["Products", "Contracts", "Returns", "Orders"]
    assert [entry.title for entry in entries(stage)] == [
        "Heat pump 8 kW",
        "خزان ماء",
        "Thermostat",
        "Home Cover Plus",
        "Boiler B2",
        "Order A-1",
        "Order A-2",
    ]
    pump, old, gone, cover, back, big, _ = entries(stage)
    assert [chip.text for chip in pump.chips] == ["Warranty until 9 May 2028"]
    assert [chip.text for chip in old.chips] == ["Warranty ended 1 Jan 2013"]
    assert [chip.text for chip in gone.chips] == ["Replaced"]
    assert "SN-88123" in pump.meta
    assert "Renews 2 Sep 2027" in cover.text
    assert [chip.text for chip in back.chips] == ["To come back"]
    assert big.meta == "11 items  ·  £46.79  ·  expected 24 Nov 2026  ·  Larch Parcels LP 8812"
    assert big.text.splitlines()[0] == "2 × Filter set, £12.00  ·  Delivered"
    assert big.text.splitlines()[-1] == "and 5 more lines"
    assert page_of(stage).account.text() == "Owes £12.99"
    assert stage.screen.panel.tabs.tabText(ORDERS) == "Orders and products 7"


async def test_nobody_who_bought_nothing_sees_anothers(stage: Stage) -> None:
    await open_margaret(stage, None, [])
    assert entries(stage) == []
    assert page_of(stage).empty.isVisible()
    assert page_of(stage).account.text() == "The account is even"
    assert stage.screen.panel.tabs.tabText(ORDERS) == "Orders and products"


async def test_ten_thousand_orders_come_page_by_page(stage: Stage) -> None:
    orders = [an_order(n) for n in range(10_000)]
    await open_margaret(stage, HELD, orders)
    assert len(entries(stage)) == 5 + PAGE
    assert titles(stage)[-1] == f"Orders  {formats.count(10_000)}"
    bar = page_of(stage).list.verticalScrollBar()

    def has_more() -> bool:
        bar.setValue(bar.maximum())
        return len(entries(stage)) >= 5 + 4 * PAGE

    await stage.until(has_more, within_s=20)
    shown = [entry.title for entry in entries(stage)[5:]]
    assert shown == [f"Order A-{n}" for n in range(len(shown))]


async def test_enter_on_an_order_shows_every_line_and_copies_it(stage: Stage) -> None:
    await open_margaret(stage, HELD, [BIG])
    page_of(stage).list.choose_event(f"order:{BIG.order_id}")
    page_of(stage).list.setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_Return)
    layer = stage.window.findChild(OrderLayer)
    assert layer is not None
    assert layer.lines.table_model().rowCount() == len(LINES)
    text = layer.as_text()
    assert "Order A-1" in text
    assert "مضخة حرارية" in text
    assert "Total £46.79" in text
    assert stage.focus_of() is layer.lines
    stage.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Filter set" in QGuiApplication.clipboard().text()


async def test_a_product_is_written_down_by_keyboard(stage: Stage) -> None:
    await open_margaret(stage, None, [])
    page_of(stage).add_product.click()
    layer = stage.window.findChild(ProductLayer)
    assert layer is not None
    stage.press(Qt.Key.Key_Return)
    assert not [c for c in stage.floor.done if isinstance(c, RecordProduct)], "a product has a name"
    stage.type("Boiler B2")
    for _ in range(2):
        stage.press(Qt.Key.Key_Tab)
    stage.type("SN-1")
    layer.fields["warranty_until"].setFocus()
    stage.type("1 May")
    layer.fields["owned_since"].setFocus()
    stage.type("sometime")
    stage.press(Qt.Key.Key_Return)
    assert not [c for c in stage.floor.done if isinstance(c, RecordProduct)]
    layer.fields["owned_since"].set_text("10.5.2021")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: any(isinstance(c, RecordProduct) for c in stage.floor.done))
    (made,) = [c for c in stage.floor.done if isinstance(c, RecordProduct)]
    assert (made.name, made.serial, made.owned_since) == ("Boiler B2", "SN-1", "2021-05-10")
    assert made.customer_id == MARGARET.customer_id


async def test_a_product_that_is_opened_keeps_what_is_not_changed(stage: Stage) -> None:
    await open_margaret(stage, HELD, [])
    page_of(stage).list.choose_event("product:p-1")
    page_of(stage).list.setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_Return)
    layer = stage.window.findChild(ProductLayer)
    assert layer is not None
    layer.fields["remark"].setFocus()
    stage.type("In the cellar")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: any(isinstance(c, RecordProduct) for c in stage.floor.done))
    (made,) = [c for c in stage.floor.done if isinstance(c, RecordProduct)]
    assert (made.product_id, made.serial, made.lot, made.warranty_until, made.remark) == (
        "p-1",
        "SN-88123",
        "L-22",
        "2028-05-09",
        "In the cellar",
    )


async def test_goods_that_came_back_are_said_so_and_their_ticket_is_opened(stage: Stage) -> None:
    held = msgspec.structs.replace(
        HELD, returns=[msgspec.structs.replace(BACK, ticket_id=stage.floor.tickets[0].ticket_id)]
    )
    await open_margaret(stage, held, [])
    page_of(stage).list.choose_event("return:r-1")
    page_of(stage).list.setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_Return)
    layer = stage.window.findChild(ReturnLayer)
    assert layer is not None
    layer.answers["received"].click()
    await stage.until(lambda: any(isinstance(c, SettleReturn) for c in stage.floor.done))
    (made,) = [c for c in stage.floor.done if isinstance(c, SettleReturn)]
    assert (made.return_authorisation_id, made.state) == ("r-1", "received")
    await stage.settle()
    page_of(stage).list.setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_Return)
    again = next(one for one in stage.window.findChildren(ReturnLayer) if one.isVisible())
    again.ticket.click()
    assert stage.screen.panel.tabs.currentIndex() == TICKET


@pytest.mark.parametrize("desk_size", [(1920, 1080)])
async def test_the_glance_column_has_what_is_in_use_and_what_is_agreed(
    stage: Stage, desk_size: tuple[int, int]
) -> None:
    await open_margaret(stage, HELD, [])
    sections = stage.screen.panel.glance.sections()
    assert [section.title for section in sections] == ["Open tickets", "Equipment", "Contract", "Numbers"]
    assert [item.title for item in sections[1].items] == ["Heat pump 8 kW", "خزان ماء"]
    assert sections[2].items[0].meta == "Renews 2 Sep 2027  ·  parts and labour"


async def test_news_of_an_order_are_shown_where_they_are(stage: Stage) -> None:
    await open_margaret(stage, HELD, [BIG])
    stage.floor.orders = [msgspec.structs.replace(BIG, status="delivered", delivered_at=NOW)]
    changes = Changes(frozenset({("order", BIG.order_id)}), frozenset({MARGARET.customer_id}))
    stage.floor.changes.tell(changes)
    await stage.until(lambda: "Delivered" in [chip.text for chip in entries(stage)[-1].chips])
    assert "delivered 12:41" in entries(stage)[-1].meta
