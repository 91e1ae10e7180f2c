"""What time does to very many tickets: central's pass over them, while people push to the same central.

One process and one event loop, as central has: what the pass holds up is held up here too. The clock stands, so
that a pass ends with nothing left to do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import msgspec
import psutil
import sqlalchemy as sa

from agent_desktop.central.ticket_definitions import save, save_rules, shipped_rules
from agent_desktop.central.ticket_jobs import watch_tickets
from agent_desktop.core.clock import Clock, HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_tables import ticket_clock
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.tickets.workflow_file import FileRule, read_rules
from agent_desktop.features.tickets.workflow_tables import workflow_mark
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.sync.messages import Envelope, PushReply
from agent_desktop.sync.server import push
from tests.benchmarks import large_worlds, worlds
from tests.benchmarks.large_contacts import agent_id
from tests.benchmarks.large_rows import NOW, row_id
from tests.benchmarks.processes import step
from tests.benchmarks.spread import spread

T = TypeVar("T")

WEEK = {str(day): [["08:00", "18:00"]] for day in range(5)}
AWKWARD = """
[[rule]]
name = "Looks at nearly every open ticket, and does nothing"
on = "time_in_state"
states = ["new", "open", "pending_customer"]
after = "2d"
open_time = true
all = ["tags has unheard-of"]
do = ["add_tags never"]
[[rule]]
name = "The same by customer and category"
on = "time_in_state"
states = ["new", "open"]
after = "3d"
all = ["customer.segment is unheard-of"]
do = ["add_tags never"]
"""
EVERY_S = 0.2
"""One person's commands come in this distance."""


def measure(*, sizes: list[tuple[int, int, int]], due: int = 1_000) -> dict[str, Any]:
    """Seconds of central's pass by number of tickets; ``due`` of them have something happen to them at once."""
    found: dict[str, Any] = {
        "what": "central's pass over the tickets of a site with its rules, calendars and targets, and pushes meanwhile",
        "settings": {
            "due": due,
            "push_every_s": EVERY_S,
            "rules": "those that are shipped, and two that look at nearly every open ticket",
        },
        "tickets": {},
    }
    for size in sizes:
        with (
            EmbeddedPostgres.start(worlds.store_folder(), settings=worlds.POSTGRES_SETTINGS) as server,
            large_worlds.copied(server, *size) as url,
        ):
            found["tickets"][str(size[2])] = asyncio.run(_measured(url, size[2], due))
    least, most = (found["tickets"][str(pick(size[2] for size in sizes))] for pick in (min, max))
    found["growth"] = {
        name: round(most[name]["pass_s"] / max(least[name]["pass_s"], 1e-6), 2)
        for name in most
        if name in least
    }
    return found


class _Quiet:
    """A hub without desks."""

    def poke(self, head: int, scopes: set[str]) -> None:
        """Nobody listens."""


class _Store:
    """What the jobs use of central's service."""

    def __init__(self, url: str) -> None:
        self.registry = house()
        self.clock: Clock = HeldClock(NOW)
        self.hub: Any = _Quiet()
        self.engine = central_engine(url, pool_size=4)

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)


async def _measured(url: str, tickets: int, due: int) -> dict[str, Any]:
    store = _Store(url)
    try:
        await store.write(_settle)
        with step(f"{tickets:,} tickets, nothing is due"):
            found = {"nothing": await _with_rules(store)}
        await store.write(lambda c: _make_due(c, due))
        with step(f"{due:,} are due at once"):
            found["due"] = await _passed(store)
        command = _calendar([["08:00", "18:00"]])
        targets = [
            SaveTarget(made_at=NOW, target_id=new_id(), name=name, position=n, priority=name,
                       first_response_s=4 * 3600 * (n + 1), resolution_s=40 * 3600 * (n + 1))
            for n, name in enumerate(("urgent", "high", "normal", "low"))
        ]  # fmt: skip
        with step("a calendar and targets for the first time"):
            found["defined"] = await _defined(store, [command, *targets])
        with step("nothing is due, with clocks"):
            found["nothing_with_clocks"] = await _passed(store)
        with step("the calendar is edited"):
            found["edited"] = await _defined(store, [_calendar([["08:00", "17:00"]])])
        clocks = await store.write(
            lambda c: c.execute(sa.select(sa.func.count()).select_from(ticket_clock)).scalar_one()
        )
        found["edited"]["clocks"] = int(clocks)
        return found
    finally:
        await store.engine.dispose()


def _calendar(hours: list[list[str]]) -> SaveCalendar:
    return SaveCalendar(
        made_at=NOW, calendar_id=row_id(40, 1, 1), name="Everybody", time_zone="Europe/London",
        week=dict.fromkeys(WEEK, hours), country="GB", is_default=True,
    )  # fmt: skip


async def _with_rules(store: _Store) -> dict[str, Any]:
    rules: list[FileRule] = [*shipped_rules(Names()), *read_rules(AWKWARD, Names())]
    await store.write(lambda c: save_rules(c, store.registry, rules, NOW, set()))
    return await _passed(store)


async def _defined(store: _Store, commands: list[Command]) -> dict[str, Any]:
    began = time.monotonic()
    await store.write(lambda c: save(c, store.registry, commands, NOW, set()))
    saved_s = time.monotonic() - began
    return await _passed(store) | {"saved_s": round(saved_s, 3)}


def _settle(connection: sa.Connection) -> None:
    """What was solved was closed long ago."""
    connection.execute(sa.update(ticket).where(ticket.c.state == "solved").values(state="closed"))


def _make_due(connection: sa.Connection, due: int) -> None:
    """So many closed tickets are solved, and have been for longer than the rule says."""
    some = sa.select(ticket.c.id).where(ticket.c.state == "closed").order_by(ticket.c.id).limit(due)
    ids = [str(found) for found in connection.execute(some).scalars()]
    solved = {"state": "solved", "state_since": NOW - timedelta(days=8)}
    connection.execute(sa.update(ticket).where(ticket.c.id.in_(ids)).values(solved))
    connection.execute(sa.delete(workflow_mark).where(workflow_mark.c.about_id.in_(ids)))


async def _passed(store: _Store) -> dict[str, Any]:
    """One whole pass, until nothing is left of it; with what pushes took meanwhile."""
    process = psutil.Process()
    cpu, changes = sum(process.cpu_times()[:2]), await store.write(_changes)
    async with _pushing(store) as took_ms:
        began = time.monotonic()
        await watch_tickets(store)
        pass_s = time.monotonic() - began
    return {
        "pass_s": round(pass_s, 3),
        "cpu_s": round(sum(process.cpu_times()[:2]) - cpu, 3),
        "changed": await store.write(_changes) - changes,
        "pushes": spread(took_ms) if took_ms else {},
    }


def _changes(connection: sa.Connection) -> int:
    said = sa.text("SELECT count(*) FROM record_change WHERE agent_id IS NULL")
    return int(connection.execute(said).scalar_one())


def _pushed(store: _Store, me: Actor, envelope: Envelope, connection: sa.Connection) -> PushReply:
    return push(connection, store.registry, me, [envelope], store.clock)


@asynccontextmanager
async def _pushing(store: _Store) -> AsyncIterator[list[float]]:
    """Somebody writes a note again and again; fills in how many milliseconds each took to be committed."""
    took_ms: list[float] = []

    async def write() -> None:
        me = Actor(agent_id(large_worlds.SEED, 0), new_id(), LEADS)
        place = 0
        while True:
            await asyncio.sleep(EVERY_S)
            place += 97
            note = AddTicketNote(
                made_at=NOW, note_id=new_id(), ticket_id=row_id(32, large_worlds.SEED, place % 1_000),
                text="Rang again.", is_public=False,
            )  # fmt: skip
            envelope = Envelope("tickets.AddTicketNote", data=msgspec.to_builtins(note))
            began = time.monotonic()
            reply = await store.write(partial(_pushed, store, me, envelope))
            if reply.verdicts[0].status != "applied":
                raise RuntimeError(f"a note was not taken: {reply.verdicts[0]}")
            took_ms.append((time.monotonic() - began) * 1e3)

    writing = asyncio.create_task(write())
    try:
        yield took_ms
    finally:
        if writing.done():
            writing.result()
        writing.cancel()
