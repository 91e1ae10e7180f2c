"""The caller index: the customers we spoke to last, known everywhere by number and name, and kept right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.caller_index import CallerIndex
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.calls.tables import caller_rank
from agent_desktop.features.customers.commands import (
    AddPhone,
    ChangeCustomer,
    ChangePhone,
    CreateCustomer,
    NewPhone,
    RemovePhone,
)
from agent_desktop.features.customers.read_models import CallerEntry, KnownCaller, SearchCustomers
from agent_desktop.features.customers.tables import caller, customer, customer_phone
from agent_desktop.features.interactions.commands import StartContact
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, a_contact, a_customer, a_phone
from tests.support.stores import Central, Desk, put

T = TypeVar("T")


class Written:
    """The index over the store of a test, each step in a transaction of its own."""

    def __init__(self, central: Central, size: int) -> None:
        self._central = central
        self.pokes: list[int] = []
        self.index = CallerIndex(self, size, lambda head, _scopes: self.pokes.append(head))

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        async with self._central._engine.begin() as connection:
            return await connection.run_sync(work)

    def settle(self) -> None:
        self._central._loop.run_until_complete(self.index.rank_all())
        self._central._loop.run_until_complete(self.index.settle())


def settle(central: Central, size: int) -> Written:
    written = Written(central, size)
    written.settle()
    return written


def index_of(central: Central) -> set[tuple[str, str]]:
    """(number, name) of every entry that was made of a record."""
    made_up = {floor.NADIA_HOME}
    rows = central.rows()["caller"]
    return {(row["e164"], row["name"]) for key, row in rows.items() if key not in made_up}


def truth_of(central: Central, customer_ids: Iterable[str]) -> set[tuple[str, str]]:
    rows = central.rows()
    wanted = set(customer_ids)
    return {
        (phone["e164"], rows["customer"][phone["customer_id"]]["name"])
        for phone in rows["customer_phone"].values()
        if phone["customer_id"] in wanted
    }


def test_those_spoken_to_last_come_first_and_the_others_make_room(central: Central) -> None:
    settle(central, 2)
    assert index_of(central) == truth_of(central, [floor.HENRY, floor.DEV]), "the two with contacts"
    late = a_contact(central.registry, new_id(), floor.LARCH, 0.001)
    central.put([late])
    assert index_of(central) == truth_of(central, [floor.HENRY, floor.DEV]), "nobody comes in during a push"
    settle(central, 2)
    assert index_of(central) == truth_of(central, [floor.HENRY, floor.LARCH])
    settle(central, 100)
    everybody = [floor.MARGARET, floor.HENRY, floor.DEV, floor.LARCH, floor.AOIFE]
    assert index_of(central) == truth_of(central, everybody)
    settle(central, 0)
    assert index_of(central) == set()


def test_when_nothing_moved_nobody_is_poked(central: Central) -> None:
    assert settle(central, 3).pokes
    assert settle(central, 3).pokes == []


def test_a_desk_has_the_index_and_hears_of_every_change_of_name_and_number(
    central: Central, tmp_path: Path
) -> None:
    settle(central, 100)
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org"])
    assert desk.rows()["caller"] == central.rows()["caller"]
    assert desk.rows()["customer"] == {}, "nobody's record comes along"
    added = new_id()
    for command in (
        ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, family_name="Bell"),
        ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, number="07700 900 124", region="GB"),
        RemovePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE),
        AddPhone(made_at=NOW, phone_id=added, customer_id=floor.AOIFE, number="+353 1 234 5678", region="IE"),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "applied"
    desk.pull()
    assert desk.rows()["caller"] == central.rows()["caller"]
    told = {(row["e164"], row["name"]) for row in desk.rows()["caller"].values()}
    assert (floor.HOME_NUMBER, "Margaret Bell") in told
    assert ("+447700900124", "Dev Raman") in told
    assert ("+35312345678", "Aoife Ó Brien") in told
    assert {number for number, _ in told}.isdisjoint({"+447700900456", floor.DEVS_NUMBER})


def test_numbers_that_are_given_to_another_customer_and_customers_who_go_are_followed(
    central: Central, tmp_path: Path
) -> None:
    """Merging gives the numbers of one customer to another and takes the first away."""
    settle(central, 100)
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org"])

    def merge(connection: sa.Connection) -> None:
        command = RemovePhone(made_at=NOW, phone_id=floor.DEV_MOBILE)
        work = SqlCentralWork(connection, central.registry, LEILA_AT_DESK, command, recorded_at=NOW)
        work.update("customer_phone", floor.DEV_MOBILE, {"customer_id": floor.HENRY})
        work.delete("customer", floor.DEV)
        stamp(connection, central.registry, work.touched)

    central.run(merge)
    desk.pull()
    assert desk.rows()["caller"] == central.rows()["caller"]
    assert desk.rows()["caller"][floor.DEV_MOBILE]["name"] == "Henry Okafor"
    ranks = sa.select(caller_rank.c.customer_id)
    assert floor.DEV not in central.run(lambda c: set(c.execute(ranks).scalars()))


def test_a_new_customer_comes_in_at_the_next_look(central: Central) -> None:
    settle(central, 100)
    made = CreateCustomer(
        made_at=NOW,
        customer_id=new_id(),
        currency="GBP",
        region="GB",
        given_name="Ilse",
        phones=[NewPhone(phone_id=new_id(), number="020 7946 0018")],
    )
    central.do(LEILA_AT_DESK, made)
    settle(central, 100)
    assert ("+442079460018", "Ilse") in index_of(central)


def test_a_contact_brings_its_customer_to_the_front_however_late_it_arrives(central: Central) -> None:
    settle(central, 1)
    before = index_of(central)

    def contact(started: datetime) -> StartContact:
        return StartContact(
            made_at=NOW,
            interaction_id=new_id(),
            channel="call",
            direction="in",
            title="call",
            started_at=started,
            customer_id=floor.AOIFE,
        )

    central.put([a_phone(central.registry, new_id(), floor.AOIFE, "+35312345678")])
    central.do(LEILA_AT_DESK, contact(NOW - timedelta(days=9)))
    settle(central, 1)
    assert index_of(central) == before, "an old contact does not make anybody recent"
    central.do(LEILA_AT_DESK, contact(NOW))
    settle(central, 1)
    assert index_of(central) == truth_of(central, [floor.AOIFE])


def test_a_desk_alone_knows_a_caller_by_name_and_says_nothing_of_others(
    central: Central, tmp_path: Path
) -> None:
    settle(central, 100)
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org"])
    found = desk.ask(MatchCaller(number="07700 900123", region="GB", as_of=NOW))
    assert [(c.customer_id, c.name, c.detail) for c in found.candidates] == [(floor.DEV, "Dev Raman", "")]
    shared = desk.ask(MatchCaller(number=floor.HOME_NUMBER, region="GB", as_of=NOW))
    assert [c.name for c in shared.candidates] == ["Henry Okafor", "Margaret Okafor"]
    assert desk.ask(MatchCaller(number="020 7946 0999", region="GB", as_of=NOW)).candidates == []
    hits = desk.ask(SearchCustomers(text="rama"))
    assert [(hit.customer_id, hit.phone, hit.reason) for hit in hits] == [
        (floor.DEV, floor.DEVS_NUMBER, "name")
    ]
    assert [h.customer_id for h in desk.ask(SearchCustomers(text="07700 900123"))] == [floor.DEV]
    assert desk.ask(CallerEntry(customer_id=floor.DEV)) == KnownCaller(
        floor.DEV, "Dev Raman", [floor.DEVS_NUMBER]
    )
    desk.open_customer(floor.DEV)
    both = desk.ask(MatchCaller(number="07700 900123", region="GB", as_of=NOW)).candidates
    assert [(c.customer_id, c.detail) for c in both] == [(floor.DEV, "dev@example.org")]


def test_writers_of_one_customer_at_once_leave_the_right_entry(central: Central) -> None:
    """One changes the name, one the number, at the same moment, many times over."""
    settle(central, 100)

    async def race() -> None:
        async def write(entity: str, key: str, values: dict[str, str]) -> None:
            def work(connection: sa.Connection) -> None:
                command = RemovePhone(made_at=NOW, phone_id=floor.DEV_MOBILE)
                unit = SqlCentralWork(connection, central.registry, LEILA_AT_DESK, command, recorded_at=NOW)
                unit.update(entity, key, values)
                stamp(connection, central.registry, unit.touched)

            async with central._engine.begin() as connection:
                await connection.run_sync(work)

        for n in range(20):
            await asyncio.gather(
                write("customer", floor.DEV, {"name": f"Dev {n}"}),
                write("customer_phone", floor.DEV_MOBILE, {"e164": f"+4477009001{n:02}"}),
            )
            rows = await _rows(central._engine)
            assert rows == [(f"+4477009001{n:02}", f"Dev {n}")]

    central._loop.run_until_complete(race())


async def _rows(engine: AsyncEngine) -> list[tuple[str, str]]:
    async with engine.connect() as connection:
        found = await connection.execute(
            sa.select(caller.c.e164, caller.c.name).where(caller.c.id == floor.DEV_MOBILE)
        )
        return [(row.e164, row.name) for row in found]


def test_a_push_looks_at_its_own_customers_however_many_there_are(central: Central) -> None:
    """What a change costs is a few rows found by index, with or without thousands of customers beside it."""
    many = [a_customer(central.registry, new_id(), f"Customer {n}") for n in range(3_000)]
    phones = [
        a_phone(central.registry, new_id(), row["id"], f"+4420794{n:05}") for n, (_, row) in enumerate(many)
    ]
    central.run(lambda c: put(c, central.registry, [*many, *phones]))
    settle(central, 10_000)
    central.run(lambda c: c.execute(sa.text("ANALYZE")))

    def scanned() -> int:
        tables = [customer.name, customer_phone.name, caller.name, caller_rank.name]
        found = sa.text("SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = ANY(:names)")

        def ask(connection: sa.Connection) -> int:
            connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
            connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
            return int(connection.execute(found, {"names": tables}).scalar_one())

        central.run(lambda c: c.execute(sa.text("SELECT pg_stat_force_next_flush()")))
        return central.run(ask)

    before = scanned()
    central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=many[0][1]["id"], name="Somebody Else"))
    central.do(LEILA_AT_DESK, RemovePhone(made_at=NOW, phone_id=phones[1][1]["id"]))
    assert scanned() - before < 100
    assert ("+442079400000", "Somebody Else") in index_of(central)
