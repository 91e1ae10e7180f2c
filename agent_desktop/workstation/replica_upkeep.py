"""What a desk does for its replica beside pushing and pulling: erasing, counting, and offering again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor
from agent_desktop.sync import kept_back, upkeep
from agent_desktop.sync.messages import (
    CompareReply,
    CompareRequest,
    Envelope,
    Erased,
    SnapshotHead,
    Verdict,
)
from agent_desktop.sync.versions import is_kept_back
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import StartOver, Transport

log = logging.getLogger(__name__)

OFFERED_EVERY = timedelta(minutes=1)
RESTED_EVERY = timedelta(hours=1)


class Upkeep:
    """The upkeep of one person's replica; called by the synchroniser, within its rounds."""

    def __init__(
        self,
        transport: Transport,
        store: StoreThreads,
        actor: Actor,
        clock: Clock,
        *,
        tell: Callable[[tuple[Envelope, Verdict]], None],
        tell_changes: Callable[[Changes], None],
    ) -> None:
        self._transport = transport
        self._store = store
        self._actor = actor
        self._clock = clock
        self._tell = tell
        self._tell_changes = tell_changes
        self._is_adopted = False
        self._offered_at: datetime | None = None
        self._rested_at: datetime | None = None
        self._told: set[str] = set()

    async def before_round(self) -> None:
        """What is due before commands go out: a new release's shape, and what was kept back."""
        replica, now = self._store.replica, self._clock.now()
        if not self._is_adopted:
            if await self._store.write(lambda: upkeep.adopt_shape(replica, self._store.registry)):
                log.info("this release knows more than the one before it: snapshots are taken anew")
            self._is_adopted = True
        if self._offered_at is None or now - self._offered_at >= OFFERED_EVERY:
            self._offered_at = now
            await self._store.write(partial(kept_back.offer, replica))
        if self._rested_at is None or now - self._rested_at >= RESTED_EVERY:
            self._rested_at = now
            await self._store.write(partial(upkeep.forget_rested, replica, now))

    def is_news(self, verdict: Verdict) -> bool:
        """Whether a person should hear of a verdict; that something is kept back is told once."""
        if not is_kept_back(verdict):
            self._told.discard(verdict.command_id)
            return True
        is_first = verdict.command_id not in self._told
        self._told.add(verdict.command_id)
        return is_first

    async def check_epoch(self, head: SnapshotHead) -> None:
        """Hold the head of a snapshot against the life of central that the replica belongs to.

        Raises ``StartOver`` where it is another one now: the scopes held already are of the former life, and
        would be taken for current.
        """
        replica = self._store.replica
        before = await self._store.write(lambda: replica.remembered("epoch"))
        if before and before != head.epoch:
            raise StartOver("The central store was restored from a backup.", kept="Your outbox is kept.")
        if not before:
            await self._store.write(partial(upkeep.begin_erasures_at, replica, head.seq))

    async def erase(self, erased: list[Erased]) -> None:
        """Let go of everything that speaks of customers who were erased, and say what unsent work went."""
        done = await self._store.write(
            partial(upkeep.take_erased, self._store.replica, self._store.registry, self._actor, erased)
        )
        if done.changes:
            self._tell_changes(done.changes)
        for envelope, verdict in done.removed:
            log.warning("%s was removed from the outbox: its customer was erased", envelope.kind)
            self._tell((envelope, verdict))

    async def count(self, scopes: list[str], *, is_due: bool) -> list[str]:
        """Hold the replica against central's counts, after a snapshot and once a day; answers scopes to take anew."""
        replica, now = self._store.replica, self._clock.now()
        if not is_due:
            counted = await self._store.write(lambda: replica.remembered("compared_at"))
            if counted is not None and now - datetime.fromisoformat(counted) < upkeep.COMPARED_EVERY:
                return []
        try:
            reply = await self._transport.post("/api/v1/compare", CompareRequest(scopes), CompareReply)
        except Refused as problem:
            log.info("central does not count: %s", problem.reason)  # One of an earlier release.
            return []
        await self._store.write(partial(replica.remember, "compared_at", now.isoformat()))
        return await self._store.write(partial(upkeep.forget_different, replica, self._store.registry, reply))
