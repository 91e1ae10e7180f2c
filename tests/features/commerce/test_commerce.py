"""What customers bought and own: recorded by other systems as often as they like, read alike in both stores."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.core.errors import Invalid
from agent_desktop.core.ids import new_id
from agent_desktop.core.query import Query
from agent_desktop.features import house
from agent_desktop.features.commerce.commands import (
    RecordDelivery,
    RecordOrder,
    RecordProduct,
    SetBalance,
    SettleReturn,
)
from agent_desktop.features.commerce.model import LINE_STATES, OrderLine, checked_lines, status_of, total_of
from agent_desktop.features.commerce.read_models import Holdings, HoldingsView, Order, Orders
from agent_desktop.features.customers.merging import MergeCustomers
from agent_desktop.features.customers.read_models import Timeline
from tests.contracts.samples_commerce import ORDERED
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK, an_id, record
from tests.support.stores import Central, Desk, SqliteStore, envelope

Store = Central | SqliteStore
_LATER = NOW + timedelta(minutes=5)


def asked(place: Store | Desk, query: Query[Any]) -> Any:
    return place.ask(query) if isinstance(place, Desk) else place.ask(LEILA_AT_DESK, query)


def holdings(place: Store | Desk, customer_id: str) -> HoldingsView:
    view: HoldingsView | None = asked(place, Holdings(customer_id=customer_id))
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([], "placed"),
        (["placed", "placed"], "placed"),
        (["cancelled", "cancelled"], "cancelled"),
        (["shipped", "cancelled"], "shipped"),
        (["placed", "shipped"], "partly_shipped"),
        (["placed", "delivered"], "partly_delivered"),
        (["shipped", "returned"], "partly_delivered"),
        (["delivered", "returned"], "delivered"),
        (["returned", "cancelled"], "returned"),
    ],
)
def test_an_order_stands_as_its_lines_do(states: list[str], status: str) -> None:
    assert status_of([OrderLine("Filter", state=state) for state in states]) == status


def test_every_state_of_a_line_is_one_of_an_order() -> None:
    assert {status_of([OrderLine("Filter", state=state)]) for state in LINE_STATES} == set(LINE_STATES)


def test_what_was_cancelled_costs_nothing() -> None:
    lines = [OrderLine("Filter", 3, 250), OrderLine("Pump", 1, 9900, state="cancelled")]
    assert total_of(lines) == 750


@pytest.mark.parametrize(
    "line",
    [
        OrderLine("  "),
        OrderLine("Filter", 0),
        OrderLine("Filter", -1),
        OrderLine("Filter", 1, 2**60),
        OrderLine("Filter", state="lost"),
    ],
)
def test_a_line_that_says_nothing_usable_is_refused(line: OrderLine) -> None:
    with pytest.raises(Invalid):
        checked_lines([line])


def test_a_shop_tells_an_order_twice_and_then_its_delivery(central: Central) -> None:
    commands = [
        ORDERED,
        RecordOrder(
            made_at=_LATER,
            **{
                name: getattr(ORDERED, name)
                for name in ORDERED.__struct_fields__
                if name not in {"made_at", "command_id"}
            },
        ),
        RecordDelivery(
            made_at=_LATER,
            order_id=ORDERED.order_id,
            state="delivered",
            lines=[0],
            tracking="LP 33",
            at=NOW,
        ),
    ]
    reply = central.push(SUE_AT_DESK, [envelope(central.registry, one) for one in commands])
    assert [verdict.status for verdict in reply.verdicts] == ["applied"] * 3
    view = central.ask(LEILA_AT_DESK, Order(order_id=ORDERED.order_id))
    assert (view.number, view.currency, view.total_minor, view.item_count) == ("B-2001", "EUR", 130800, 3)
    assert (view.status, view.carrier, view.tracking, view.delivered_at) == (
        "partly_delivered",
        "Larch Parcels",
        "LP 33",
        NOW,
    )
    assert [line.state for line in view.lines] == ["delivered", "placed", "cancelled"]
    events = central.ask(LEILA_AT_DESK, Timeline(customer_id=floor.DEV, kinds=["order"]))
    assert [(event.title, event.text) for event in events] == [
        ("Order B-2001", "1 × Pump 8 kW, 2 × مضخة حرارية, 1 × Wrong article")
    ]


def test_an_id_that_is_another_customers_is_refused(central: Central) -> None:
    stolen = RecordProduct(
        made_at=NOW, product_id=floor.BOILER, customer_id=floor.DEV, name="Boiler", serial="X"
    )
    (verdict,) = central.push(LEILA_AT_DESK, [envelope(central.registry, stolen)]).verdicts
    assert verdict.status == "refused"
    assert [one.serial for one in holdings(central, floor.MARGARET).products] == ["SN-4711"]


def test_an_agent_may_not_tell_an_order_or_a_balance(central: Central) -> None:
    for command in (ORDERED, SetBalance(made_at=NOW, customer_id=floor.DEV, balance_minor=1, currency="EUR")):
        (verdict,) = central.push(LEILA_AT_DESK, [envelope(central.registry, command)]).verdicts
        assert verdict.status == "refused"


def test_what_a_customer_has_is_read_with_what_counts_first(store: Store) -> None:
    view = holdings(store, floor.MARGARET)
    assert [(one.name, one.order_number, one.warranty_until) for one in view.products] == [
        ("Boiler B2", "A-1007", "2028-10-21")
    ]
    assert [(one.name, one.renews_on) for one in view.contracts] == [("Home Cover Plus", "2027-09-02")]
    assert (view.product_count, view.contract_count, view.return_count, view.order_count) == (1, 1, 0, 2)
    assert [one.product for one in holdings(store, floor.HENRY).returns] == ["Pump"]
    nothing = holdings(store, floor.DEV)
    assert (nothing.products, nothing.contracts, nothing.returns, nothing.order_count) == ([], [], [], 0)
    assert store.ask(LEILA_AT_DESK, Holdings(customer_id=an_id(999))) is None


def test_orders_of_one_moment_come_page_by_page_each_once(store: Store) -> None:
    registry = house()
    ids = [new_id() for _ in range(23)]
    store.put(
        [
            record(
                registry,
                "order",
                id=order_id,
                customer_id=floor.LARCH,
                number=f"L-{n}",
                ordered_at=NOW - timedelta(days=n // 9),
                item_count=1,
                total_minor=100,
                currency="JPY",
                status="placed",
            )
            for n, order_id in enumerate(ids)
        ]
    )
    seen: list[str] = []
    before = before_id = None
    while page := store.ask(
        LEILA_AT_DESK, Orders(customer_id=floor.LARCH, before=before, before_id=before_id, limit=4)
    ):
        assert len(page) <= 4
        seen += [one.order_id for one in page]
        before, before_id = page[-1].ordered_at, page[-1].order_id
    assert sorted(seen) == sorted(ids)


def test_a_customer_who_was_opened_is_here_with_everything_and_without_a_line(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.MARGARET)
    there = holdings(central, floor.MARGARET)
    assert holdings(desk, floor.MARGARET) == there
    orders = Orders(customer_id=floor.MARGARET)
    assert asked(desk, orders) == asked(central, orders)
    # Without a line the agent writes the thermostat down that they hear of, and it is there at once.
    desk.do(
        RecordProduct(
            made_at=NOW, product_id=an_id(700), customer_id=floor.MARGARET, name="Thermostat", serial="T-1"
        )
    )
    assert {one.name for one in holdings(desk, floor.MARGARET).products} == {"Boiler B2", "Thermostat"}
    desk.push()
    assert {one.name for one in holdings(central, floor.MARGARET).products} == {"Boiler B2", "Thermostat"}


def test_goods_that_came_back_are_settled_once(central: Central) -> None:
    settle = SettleReturn(made_at=NOW, return_authorisation_id=floor.BACK, state="received")
    again = SettleReturn(made_at=_LATER, return_authorisation_id=floor.BACK, state="received")
    central.push(LEILA_AT_DESK, [envelope(central.registry, one) for one in (settle, again)])
    (back,) = holdings(central, floor.HENRY).returns
    assert (back.state, back.settled_at) == ("received", NOW)


def test_two_customers_who_become_one_have_what_both_had(central: Central) -> None:
    merge = MergeCustomers(
        made_at=NOW, merge_id=an_id(701), survivor_id=floor.HENRY, merged_id=floor.MARGARET
    )
    (verdict,) = central.push(SUE_AT_DESK, [envelope(central.registry, merge)]).verdicts
    assert verdict.status == "applied", verdict
    view = holdings(central, floor.HENRY)
    assert [one.name for one in view.products] == ["Boiler B2"]
    assert (view.contract_count, view.return_count, view.order_count) == (1, 1, 2)
