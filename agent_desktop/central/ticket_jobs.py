"""What time does to tickets: central's jobs that warn, escalate, wake what was on hold, and count clocks anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.registry import Registry
from agent_desktop.features.tickets import service_levels, workflow
from agent_desktop.features.tickets.routing import hand_out, take_back
from agent_desktop.features.tickets.service_watch import (
    MOST_AT_ONCE,
    NOBODY,
    Recount,
    recount_all,
    tell_due,
    wake,
)
from agent_desktop.features.tickets.workflow_facts import Occurrence
from agent_desktop.features.tickets.workflow_time import ByTime, by_time
from agent_desktop.store.batch import Batch, BatchRead, BatchWork
from agent_desktop.store.chronicle import Page, note_down
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

T = TypeVar("T")

Pass = Callable[[SqlCentralWork, datetime], int]

REST_S = 0.01
"""Between two slices, for those who wait."""

_LOCK = sa.text("SELECT pg_try_advisory_xact_lock(19055, 21)")


class Store(Protocol):
    """What these jobs use of the service."""

    registry: Registry
    clock: Clock
    hub: Any

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""


def once(
    connection: sa.Connection, registry: Registry, now: datetime, kind: str, run: Pass, reached: set[str]
) -> tuple[int, int]:
    """One pass as a unit of work of central's own: done, chronicled, and told to the feed.

    Answers how many there were to do and the feed's head; nothing is done where another instance is at it.
    """
    if not connection.execute(_LOCK).scalar():
        return 0, 0
    command = Command(made_at=now)
    batch = Batch(connection, registry)
    batch.mark(is_careful=False)
    work = BatchWork(connection, registry, NOBODY, command, recorded_at=now, batch=batch)
    work.page = Page(work)
    done = run(work, now)
    work.told_as(kind)
    # What follows a person's change follows what time does too, but nothing does that was done already.
    for follow_up in registry.aftermaths:
        if work.touched and (follow_up, kind) not in _DONE_BEFORE:
            follow_up(work, NOBODY, command, dict(work.touched))
    head = 0
    batch.keep()
    if work.touched:
        note_down(connection, work, "central")
        batch.flush()
        head = stamp(connection, registry, work.touched, reached, BatchRead(batch))
    return done, head


def tell_and_follow(work: SqlCentralWork, now: datetime) -> int:
    """Warn and escalate, and let the site's rules follow each."""
    heard: list[Occurrence] = []
    done = tell_due(work, now, lambda _work, what, ticket_id: heard.append(Occurrence(what, ticket_id, now)))
    if heard:
        work.told_as("sla.told")
        changed = workflow.occurrences(work, dict(work.touched), now)
        workflow.run(work, workflow.standing_rules(work), [*heard, *changed], NOBODY)
    return done


_DONE_BEFORE = {
    (workflow.follow, "rules.by_time"),
    (workflow.follow, "sla.told"),
    (service_levels.follow, "rules.by_time"),
    (service_levels.follow, "sla.recounted"),
}
"""Rules that acted have looked at what came of it, and have had the clocks of what they changed counted."""


PASSES: tuple[tuple[str, Pass], ...] = (
    ("sla.recounted", recount_all),
    ("ticket.woken", wake),
    ("ticket.taken_back", take_back),
    ("ticket.handed_out", hand_out),
    ("sla.told", tell_and_follow),
    ("rules.by_time", by_time),
)


class Sliced(Protocol):
    """A pass that is done a slice at a time, and knows when it is over."""

    is_over: bool

    def __call__(self, work: SqlCentralWork, now: datetime) -> int:
        """One slice; answers how much was done."""


@dataclass
class _UntilFew:
    """A pass that takes so many at a time, and is over when there were fewer."""

    run: Pass
    is_over: bool = False

    def __call__(self, work: SqlCentralWork, now: datetime) -> int:
        done = self.run(work, now)
        self.is_over = done < MOST_AT_ONCE
        return done


_SLICED: Mapping[str, Callable[[], Sliced]] = {"sla.recounted": Recount, "rules.by_time": ByTime}


def _one_slice(store: Store, kind: str, sliced: Sliced, reached: set[str], connection: sa.Connection) -> int:
    """One slice in a transaction; answers the feed's head."""
    sliced.is_over = True

    def run(work: SqlCentralWork, now: datetime) -> int:
        # Where another instance is at it, it is not run, and over for this one.
        sliced.is_over = False
        return sliced(work, now)

    return once(connection, store.registry, store.clock.now(), kind, run, reached)[1]


async def watch_tickets(store: Store) -> None:
    """Every pass until nothing is left of it, a slice at a time so that nobody waits for long."""
    for kind, run in PASSES:
        sliced = _SLICED[kind]() if kind in _SLICED else _UntilFew(run)
        while not sliced.is_over:
            sliced.is_over = (
                True  # Unless it says otherwise: where another instance is at it, it is not asked.
            )
            reached: set[str] = set()

            one = partial(_one_slice, store, kind, sliced, reached)
            head = await store.write(one)
            if reached:
                store.hub.poke(head, reached)
            await asyncio.sleep(REST_S)
