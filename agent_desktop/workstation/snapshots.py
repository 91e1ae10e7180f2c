"""Snapshots on their way to the desk: written part by part as they come, told, stopped, and continued."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import msgspec

from agent_desktop.core.changes import Changes
from agent_desktop.core.people import Actor
from agent_desktop.sync.messages import SnapshotHead
from agent_desktop.sync.snapshot_steps import SnapshotStep, snapshot_rows
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Transport, Unreachable

log = logging.getLogger(__name__)

SNAPSHOT_PART = 1_000
"""Rows written at once: so many and what came with them are held, and a note need not wait for the rest."""


@dataclass(frozen=True, slots=True)
class SnapshotProgress:
    """How far the records of a scope have come: ``taken`` of about ``expected`` rows."""

    scope: str
    taken: int
    expected: int
    state: str  # coming | stopped | done


class Snapshots:
    """Takes snapshots one after the other; what it took is never taken again, whatever broke."""

    def __init__(self, transport: Transport, store: StoreThreads, actor: Actor) -> None:
        self._transport = transport
        self._store = store
        self._actor = actor
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self.progress: Observers[SnapshotProgress] = Observers("snapshot progress")
        self.before_first: Callable[[SnapshotHead], Awaitable[None]] | None = None
        """Called with the head of a snapshot before anything of it is taken."""

    def stop(self) -> None:
        """Take no more for now; what has come stays and is used."""
        self._may_go_on.clear()

    def go_on(self) -> None:
        """Take the rest from the next round on."""
        self._may_go_on.set()

    async def take(self, scope: str) -> Changes | None:
        """Take the snapshot of a scope, from where it stopped the last time; None where it was stopped again.

        Raises ``Unreachable`` where the line breaks: the rows that came are kept, and the next attempt goes
        on behind them. Cancelling it is the same.
        """
        if not self._may_go_on.is_set():
            return None
        store = self._store
        step = await store.write(partial(store.replica.snapshot_step, scope))
        async with contextlib.aclosing(self._transport.lines(_path(scope, step))) as pieces:
            first, _, rest = (await anext(pieces, b"")).partition(b"\n")
            if not first:
                raise Unreachable("Central sent an empty snapshot.")
            head = msgspec.json.decode(first, type=SnapshotHead)
            if self.before_first is not None:
                await self.before_first(head)
            step = await store.write(partial(store.replica.begin_snapshot, head))
            before, expected = step.taken, step.taken + head.count
            async with contextlib.aclosing(_parts(rest, pieces)) as parts:
                writing: asyncio.Task[SnapshotStep] | None = None
                try:
                    async for part in parts:
                        # While one part is written the next is on its way.
                        if writing is not None:
                            step = await writing
                            self._tell(step, expected, "coming")
                            if not self._may_go_on.is_set():
                                writing = None
                                self._tell(step, expected, "stopped")
                                return None
                        writing = asyncio.create_task(self._write(step, part))
                finally:
                    if writing is not None:
                        # What has come is written also where the line broke; it is not asked for again.
                        step = await writing
                if writing is not None:
                    self._tell(step, expected, "coming")
        if step.taken - before < head.count:
            # The line was closed as if all had come; what is missing would be taken for deleted.
            raise Unreachable("A snapshot broke off.")
        changes = await store.write(partial(store.replica.end_snapshot, self._actor, step))
        log.info("took a snapshot of %d rows", step.taken)
        self._tell(step, expected, "done")
        return changes

    async def _write(self, step: SnapshotStep, part: bytes) -> SnapshotStep:
        replica = self._store.replica
        # Read on the writer's thread too: this one paints the window.
        return await self._store.write(lambda: replica.take_part(self._actor, step, snapshot_rows(part)))

    def _tell(self, step: SnapshotStep, expected: int, state: str) -> None:
        self.progress.tell(SnapshotProgress(step.scope, step.taken, max(expected, step.taken), state))


async def _parts(rest: bytes, pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Lines of a snapshot, ``SNAPSHOT_PART`` together and what came with the last of them."""
    waiting, count = [rest], rest.count(b"\n")
    try:
        async for piece in pieces:
            waiting.append(piece)
            count += piece.count(b"\n")
            if count >= SNAPSHOT_PART:
                yield b"".join(waiting)
                waiting, count = [], 0
    except Unreachable:
        if count:
            # However often the line breaks, what came before is not asked for again.
            yield b"".join(waiting)
        raise
    if count:
        yield b"".join(waiting)


def _path(scope: str, step: SnapshotStep | None) -> str:
    path = f"/api/v1/snapshot/{scope}"
    if step is None or not step.entity:
        return path
    return f"{path}?after={step.entity},{step.entity_id}&epoch={step.epoch}"
