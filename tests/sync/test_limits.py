"""A replica keeps to the size its site allows: customers opened longest ago leave, what waits never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.features.customers.commands import ChangeCustomer
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.rows import to_json
from agent_desktop.sync import bundle_cache
from agent_desktop.sync.limits import KEPT_LATEST, drop_oldest_customer, room_of
from agent_desktop.sync.messages import Bundle
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import bundle_cache as bundles
from agent_desktop.workstation import desk_copy, drafts
from agent_desktop.workstation.store_threads import StoreThreads
from tests.support.floor import HEATING, LEILA_AT_DESK, NOW, a_customer, an_id, record
from tests.support.writing_desk import KEY

CUSTOMERS = [an_id(500 + n) for n in range(12)]
NOTHING = 1


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def replica(tmp_path: Path, clock: HeldClock) -> Iterator[Replica]:
    """Twelve customers, each opened a minute after the one before, with long contacts."""
    made = Replica(tmp_path / "leila.replica", house(), clock, key=KEY)
    for n, customer_id in enumerate(CUSTOMERS):
        open_customer(made, customer_id, n)
        clock.advance(timedelta(minutes=1).total_seconds())
    yield made
    made.close()


def open_customer(replica: Replica, customer_id: str, n: int) -> None:
    registry = house()
    rows = [a_customer(registry, customer_id, f"Customer {n}")]
    rows += [
        record(
            registry,
            "interaction",
            id=an_id(10_000 + n * 100 + turn),
            customer_id=customer_id,
            channel="call",
            direction="in",
            title="call",
            state="ended",
            started_at=NOW,
            agent_id=LEILA_AT_DESK.agent_id,
            note="she said " * 400,
        )
        for turn in range(20)
    ]
    bodies = [(entity, msgspec.Raw(to_json(row).encode())) for entity, row in rows]
    replica.apply_bundle(LEILA_AT_DESK, Bundle(customer_id, 10, "epoch", "etag", bodies))


def held(replica: Replica) -> list[str]:
    scopes = replica.cursors()
    return [customer_id for customer_id in CUSTOMERS if f"customer:{customer_id}" in scopes]


def drop_all(replica: Replica, most_bytes: int = NOTHING) -> list[str]:
    """Let go until there is nothing to do; answers who left, in order."""
    gone: list[str] = []
    while (changes := drop_oldest_customer(replica, house(), most_bytes)) is not None:
        gone += changes.customers
    return gone


def rows_in(replica: Replica, entity: str) -> int:
    with replica.transaction() as connection:
        table = house().entities[entity].table
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_a_replica_within_bounds_is_left_alone(replica: Replica) -> None:
    assert drop_oldest_customer(replica, house(), room_of(replica).used_bytes) is None
    assert held(replica) == CUSTOMERS


def test_the_one_opened_longest_ago_goes_first_and_its_room_is_given_back(
    replica: Replica, clock: HeldClock
) -> None:
    open_customer(replica, CUSTOMERS[0], 0)  # Opened again, and so the latest.
    before = room_of(replica)
    assert drop_all(replica, before.used_bytes - 1) == [CUSTOMERS[1]]
    after = room_of(replica)
    assert after.used_bytes < before.used_bytes - 50_000
    assert (before.customers, after.customers) == (12, 11)
    assert rows_in(replica, "customer") == 11
    with replica.transaction() as connection:
        left = [bundle_cache.etag_of(connection, customer_id) for customer_id in CUSTOMERS[:2]]
        known = connection.execute(sa.select(sa.func.count()).select_from(bundles)).scalar_one()
    assert (left, known) == (["etag", None], 11), "opened again, their bundle comes whole"
    assert rows_in(replica, "interaction") == 11 * 20


def test_the_latest_stay_whatever_the_limit_is(replica: Replica) -> None:
    assert drop_all(replica) == CUSTOMERS[:-KEPT_LATEST]
    assert held(replica) == CUSTOMERS[-KEPT_LATEST:]


def test_what_waits_its_customers_and_the_drafts_never_go(replica: Replica) -> None:
    changed, with_ticket = CUSTOMERS[0], CUSTOMERS[2]
    replica.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=changed, alert="Rings at night"))
    ticket = CreateTicket(
        made_at=NOW,
        ticket_id=an_id(900),
        number=ticket_number(60_001),
        subject="Late",
        queue_id=HEATING,
        channel="call",
        customer_id=with_ticket,
    )
    replica.do(LEILA_AT_DESK, ticket)
    drafts.save_draft(replica, "contact:1", {"note": "typed"}, NOW)
    drop_all(replica)
    assert set(held(replica)) == {changed, with_ticket, *CUSTOMERS[-KEPT_LATEST:]}
    assert [envelope.data["command_id"] for envelope in replica.outgoing()][1:] == [ticket.command_id]
    assert drafts.load_drafts(replica, "contact:") == {"contact:1": {"note": "typed"}}
    assert rows_in(replica, "ticket") == 1


def test_who_is_kept_offline_stays(replica: Replica) -> None:
    with replica.transaction() as connection:
        bundle_cache.keep(connection, CUSTOMERS[0], "Customer 0", NOW)
    drop_all(replica)
    assert held(replica) == [CUSTOMERS[0], *CUSTOMERS[-KEPT_LATEST:]]


async def test_the_window_is_told_who_left_and_once_that_it_is_still_too_large(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_copy, "_MEGABYTE", 1000)
    changes: list[Changes] = []
    problems: list[KnownError] = []
    turns = 0

    async def two_turns(_seconds: float) -> None:
        nonlocal turns
        turns += 1
        if turns == 2:
            raise TimeoutError

    monkeypatch.setattr(desk_copy.asyncio, "sleep", two_turns)
    store = StoreThreads(replica, house())
    with pytest.raises(TimeoutError):
        await desk_copy.keep_in_bounds(store, house(), 1, changes.append, problems.append)
    assert [next(iter(told.customers)) for told in changes] == CUSTOMERS[:-KEPT_LATEST]
    assert ["larger than the 1 MB" in problem.what for problem in problems] == [True]


async def test_without_a_limit_nobody_looks(replica: Replica) -> None:
    await desk_copy.keep_in_bounds(StoreThreads(replica, house()), house(), 0, pytest.fail, pytest.fail)
