"""What a new user sees: order lines, warranties, consents, complaints about a lot, promises, duplicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.demo.deeds import carry_out, deeds
from agent_desktop.demo.load import load
from agent_desktop.demo.records import (
    ConsentEvent,
    Contract,
    Customer,
    CustomerDetail,
    Order,
    ProductOwned,
)
from agent_desktop.demo.twice import note_twins
from agent_desktop.demo.world import World
from agent_desktop.features import house
from agent_desktop.features.commerce.model import OrderLine, checked_lines, status_of
from agent_desktop.features.customers.consent import CHANNELS, PURPOSES, WAYS
from agent_desktop.features.customers.twins import Duplicates
from agent_desktop.features.tickets.complaints import OtherComplaints
from agent_desktop.features.tickets.model import is_ticket_number
from agent_desktop.features.tickets.promises import PromisesDue
from agent_desktop.store.engines import central_engine
from agent_desktop.store.schema import central_metadata, metadata
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.tables import sync_feed, sync_head

AT = datetime(2026, 11, 17, 12, 41, tzinfo=UTC)
REGISTRY = house()
TABLE = {name: spec.table for name, spec in REGISTRY.entities.items()}


def whole(at: datetime = AT, zone: str = "", customers: int = 60) -> tuple[World, dict[type, list[Any]]]:
    world = World(7, customers, at, time_zone=zone, has_belongings=True)
    rows: dict[type, list[Any]] = defaultdict(list)
    for row in world.rows():
        rows[type(row)].append(row)
    return world, rows


def test_belongings_change_nothing_else() -> None:
    _, rich = whole()
    bare = World(7, 60, AT)
    plain = Counter(type(row) for row in bare.rows())
    assert plain == Counter({kind: len(rows) for kind, rows in rich.items() if kind in plain})
    orders = [row for row in World(7, 60, AT).rows() if isinstance(row, Order)]
    assert [row[:9] for row in orders] == [row[:9] for row in rich[Order]]


def test_order_lines_cost_what_the_order_cost_and_are_where_it_is() -> None:
    _, rows = whole(customers=300)
    assert any(len(order.lines) > 3 for order in rows[Order])
    for order in rows[Order]:
        lines = checked_lines(msgspec.convert(order.lines, list[OrderLine]))
        assert sum(line.quantity for line in lines) == max(1, order.item_count)
        assert abs(order.total_minor - sum(line.quantity * line.unit_minor for line in lines)) < max(
            1, order.item_count
        )
        assert status_of(lines) == order.status
        assert (order.delivered_at is not None) == (order.status in {"delivered", "returned"})
        assert order.delivered_at is None or order.ordered_at <= order.delivered_at <= AT


def test_what_customers_own_fits_them() -> None:
    _, rows = whole(customers=300)
    people = {row.id: row for row in rows[Customer]}
    assert min(len(rows[kind]) for kind in (ProductOwned, Contract, CustomerDetail, ConsentEvent)) > 20
    for contract in rows[Contract]:
        assert contract.name == people[contract.customer_id].segment
        assert contract.renews_on >= AT.date().isoformat()
    for product in rows[ProductOwned]:
        assert product.owned_since < product.warranty_until
    for event in rows[ConsentEvent]:
        assert (event.purpose in PURPOSES, event.channel in CHANNELS, event.how in WAYS) == (True,) * 3
        assert event.given_at <= AT


@pytest.mark.parametrize(
    ("hour", "zone"),
    [(0, "Europe/London"), (5, "Pacific/Auckland"), (12, "America/Los_Angeles"), (23, "Europe/London")],
)
def test_deeds_speak_of_what_is_there_at_any_hour_anywhere(hour: int, zone: str) -> None:
    at = datetime(2026, 7, 5, hour, 5, tzinfo=UTC)
    world, _ = whole(at, zone, customers=3)
    found = list(deeds(world))
    assert [deed.at for deed in found] == sorted(deed.at for deed in found)
    assert all(deed.at <= at for deed in found)
    for deed in found:
        command = REGISTRY.commands.decode(deed.envelope.kind, deed.envelope.data)
        number = getattr(command, "number", None)
        if deed.envelope.kind in {"tickets.CreateTicket", "tickets.OpenComplaint"}:
            assert is_ticket_number(number)
        due = getattr(command, "due", None)
        if due is not None:
            there = datetime.fromisoformat(due).replace(tzinfo=ZoneInfo(zone))
            assert there > deed.at - timedelta(minutes=1)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = central_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.run_sync(central_metadata.create_all)
        await connection.execute(sa.insert(sync_head).values(shard=0, seq=0, epoch=new_id()))
    yield engine
    await engine.dispose()


async def test_every_deed_is_taken_and_there_is_something_to_see_everywhere(engine: AsyncEngine) -> None:
    world = World(7, 20, AT, has_belongings=True)
    await load(engine, REGISTRY, world, "no-password")
    leila, helen = (world.staff.agent_ids[login] for login in ("leila.davies", "helen.whitaker"))
    somebody = Actor(helen, new_id(), frozenset({Role.SUPERVISOR}))

    def look(connection: sa.Connection) -> None:
        carried = carry_out(connection, REGISTRY, world)
        assert carried == len(list(deeds(_again(world))))
        read = SqlRead(connection, is_whole=True)
        counts = {
            name: read.execute(sa.select(sa.func.count()).select_from(TABLE[name])).scalar_one()
            for name in (
                "customer_relation", "consent_event", "contract", "return_authorisation", "rating", "macro",
                "saved_view", "ticket_link", "ticket_category", "service_target", "agent_profile", "merged_record",
            )
        }  # fmt: skip
        assert not [name for name, count in counts.items() if not count]
        due = REGISTRY.queries.run(read, somebody, PromisesDue(agent_id=leila, as_of=AT))
        assert len(due) >= 6
        assert not any(one.is_overdue for one in due), "the first look is a calm one"
        others = REGISTRY.queries.run(
            read, somebody, OtherComplaints(product="Room thermostat RT-2", lot="RT2-2609")
        )
        assert len(others) == 3
        assert all(one.is_same_lot for one in others)
        assert note_twins(connection, AT) >= 2
        pairs = REGISTRY.queries.run(read, somebody, Duplicates(limit=10))
        assert {"Margaret Okafor", "Margret Okafor"} in [{one.left_name, one.right_name} for one in pairs]
        people = read.execute(sa.select(TABLE["customer"].c.name)).scalars().all()
        assert {"ليلى الحداد", "佐藤 健", "Kelmscott Group", "Margret Okafor"} <= set(people)
        # One number of the first caller is theirs alone: a ring shows them and asks nothing.
        phone = TABLE["customer_phone"]
        whose = read.execute(sa.select(phone.c.customer_id).where(phone.c.e164 == "+442079460142")).scalars()
        assert len(set(whose)) == 1
        states = read.execute(
            sa.select(TABLE["order"].c.status).where(TABLE["order"].c.number == "FH-99901")
        ).scalar_one()
        assert states == "partly_shipped"
        mine = read.execute(
            sa.select(sa.func.count())
            .select_from(sync_feed)
            .where(sync_feed.c.scope == f"agent:{leila}", sync_feed.c.entity == "promise")
        ).scalar_one()
        assert mine >= 6, "the desks learn of it"

    async with engine.begin() as connection:
        await connection.run_sync(look)


def _again(world: World) -> World:
    same = World(world.seed, world.customers, world.at, has_belongings=True)
    for _ in same.rows():
        pass
    return same
