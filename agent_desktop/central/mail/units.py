"""One piece of central's own work on records: rules and clocks follow it, it is chronicled, and desks are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from agent_desktop.central.settings import CentralSettings
from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import CentralWork
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.store.chronicle import Page, note_down
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.server import CENTRAL

T = TypeVar("T")


class Store(Protocol):
    """What mail uses of the service."""

    settings: CentralSettings
    registry: Registry
    clock: Clock
    hub: Any

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""


async def unit(store: Store, kind: str, run: Callable[[CentralWork], T]) -> T:
    """Run something as central's own doing, in one transaction; ``kind`` is what the chronicle calls it."""
    reached: set[str] = set()
    now = store.clock.now()

    def work_on(connection: sa.Connection) -> tuple[T, int]:
        reached.clear()
        command = Command(made_at=now)
        work = SqlCentralWork(connection, store.registry, NOBODY, command, recorded_at=now)
        work.page = Page(work)
        done = run(work)
        if not work.touched:
            return done, 0
        work.told_as(kind)
        for follow_up in store.registry.aftermaths:
            follow_up(work, NOBODY, command, dict(work.touched))
        note_down(connection, work, CENTRAL)
        return done, stamp(connection, store.registry, work.touched, reached)

    done, head = await store.write(work_on)
    if reached:
        store.hub.poke(head, reached)
    return done
