"""What time does to tickets: central's jobs that warn, escalate, wake what was on hold, and count clocks anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.registry import Registry
from agent_desktop.features.tickets import workflow
from agent_desktop.features.tickets.routing import hand_out, take_back
from agent_desktop.features.tickets.service_watch import MOST_AT_ONCE, NOBODY, recount_stale, tell_due, wake
from agent_desktop.features.tickets.workflow_facts import Occurrence
from agent_desktop.features.tickets.workflow_time import by_time
from agent_desktop.store.chronicle import Page, note_down
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

T = TypeVar("T")

Pass = Callable[[SqlCentralWork, datetime], int]

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
    work = SqlCentralWork(connection, registry, NOBODY, command, recorded_at=now)
    work.page = Page(work)
    done = run(work, now)
    work.told_as(kind)
    # What follows a person's change follows what time does too; where rules have run already they do not again.
    for follow_up in registry.aftermaths:
        if work.touched and not (follow_up is workflow.follow and run in _WITH_RULES):
            follow_up(work, NOBODY, command, dict(work.touched))
    head = 0
    if work.touched:
        note_down(connection, work, "central")
        head = stamp(connection, registry, work.touched, reached)
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


_WITH_RULES: tuple[Pass, ...] = (by_time, tell_and_follow)


PASSES: tuple[tuple[str, Pass], ...] = (
    ("sla.recounted", recount_stale),
    ("ticket.woken", wake),
    ("ticket.taken_back", take_back),
    ("ticket.handed_out", hand_out),
    ("sla.told", tell_and_follow),
    ("rules.by_time", by_time),
)


async def watch_tickets(store: Store) -> None:
    """Every pass until nothing is left of it, some at a time so that nobody waits for long."""
    for kind, run in PASSES:
        done = MOST_AT_ONCE
        while done >= MOST_AT_ONCE:
            reached: set[str] = set()
            done, head = await store.write(
                lambda connection, kind=kind, run=run, told=reached: once(  # type: ignore[misc]
                    connection, store.registry, store.clock.now(), kind, run, told
                )
            )
            if reached:
                store.hub.poke(head, reached)
