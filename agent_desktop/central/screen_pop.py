"""Screen pop: who is calling, weighed once a call, and all the window needs to show them at once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec
import sqlalchemy as sa

from agent_desktop.central.directory import Directory
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.core.people import EVERYONE, Actor
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller
from agent_desktop.store.work import SqlRead
from agent_desktop.sync import bundles
from agent_desktop.sync.live import LiveCall
from agent_desktop.sync.messages import NOTHING, Bundle
from agent_desktop.telephony.views import CallView

log = logging.getLogger(__name__)
T = TypeVar("T")

CENTRAL_ITSELF = Actor("00000000-0000-0000-0000-000000000000", "central", EVERYONE)
"""Who asks when no person does: central, for what it tells desks by itself."""

_CALLS_KEPT = 2_000

FRESH_S = 5.0
"""How old what was found before a call rang may be when it does."""


class Reader(Protocol):
    """Where questions over the whole store are put."""

    async def read(self, ask: Callable[[sa.Connection], T]) -> T:
        """Run ``ask`` in a read-only transaction."""


@dataclass(frozen=True, slots=True)
class Pop:
    """What is known of a caller: the match as it travels, and the best candidate's records."""

    match: msgspec.Raw
    bundle: Bundle | None


_NOBODY = Pop(NOTHING, None)


class ScreenPops:
    """Weighs each call's number once, however often and to however many people the call is told."""

    def __init__(self, store: Reader, registry: Registry, clock: Clock, region: str) -> None:
        self._store = store
        self._registry = registry
        self._clock = clock
        self._region = region
        self._pops: OrderedDict[tuple[str, str], asyncio.Task[Pop]] = OrderedDict()
        self._contacts: OrderedDict[tuple[str, str, str], str] = OrderedDict()
        self._foreseen: dict[tuple[str, str], float] = {}

    def foresee(self, call: CallView) -> None:
        """Start to find out who is calling, for a call that may ring at once; used only if it soon does."""
        key = (call.connector, call.call_id)
        if key not in self._pops:
            self._foreseen[key] = self._clock.monotonic_s()
            self._look_up(key, call)

    def begin(self, call: CallView) -> None:
        """Start to find out who is calling, for a call about to be told."""
        key = (call.connector, call.call_id)
        foreseen_s = self._foreseen.pop(key, None)
        is_stale = foreseen_s is not None and self._clock.monotonic_s() - foreseen_s > FRESH_S
        if key not in self._pops or is_stale:
            self._look_up(key, call)

    def _look_up(self, key: tuple[str, str], call: CallView) -> None:
        stale = self._pops.pop(key, None)
        if stale is not None:
            stale.cancel()
        self._pops[key] = asyncio.create_task(self._find(call), name="screen pop")
        while len(self._pops) > _CALLS_KEPT:
            oldest, task = self._pops.popitem(last=False)
            self._foreseen.pop(oldest, None)
            task.cancel()

    async def live_call(
        self, call: CallView, agent: str, directory: Directory, *, is_gone: bool = False
    ) -> LiveCall:
        """A call as one person's desk is told of it; the bundle only while it rings at them."""
        self.begin(call)
        pop = await asyncio.shield(self._pops[call.connector, call.call_id])
        is_ringing = any(party.agent == agent and party.role == "ringing" for party in call.parties)
        return LiveCall(
            call=call,
            contact_id=self.contact_id(call, agent),
            queue_id=directory.queue_id(call.queue),
            queue_name=call.queue,
            match=NOTHING if is_gone else pop.match,
            bundle=pop.bundle if is_ringing else None,
            is_gone=is_gone,
        )

    def contact_id(self, call: CallView, agent: str) -> str:
        """The id of the interaction to begin: one for each call and person, the same after a restart."""
        key = (call.connector, call.call_id, agent)
        if key not in self._contacts:
            self._contacts[key] = contact_id_of(call.connector, call.call_id, agent, call.started_at)
            while len(self._contacts) > _CALLS_KEPT * 4:
                self._contacts.popitem(last=False)
        return self._contacts[key]

    async def stop(self) -> None:
        """End every search under way."""
        await tasks.end(self._pops.values())
        self._pops.clear()

    async def _find(self, call: CallView) -> Pop:
        number = call.called if call.direction == "out" else call.caller
        query = MatchCaller(number=number, region=self._region, as_of=self._clock.now())

        def ask(connection: sa.Connection) -> Pop:
            read = SqlRead(connection, is_whole=True)
            match: CallerMatch = self._registry.queries.run(read, CENTRAL_ITSELF, query)
            best = match.candidates[0].customer_id if match.candidates else None
            bundle = bundles.bundle(connection, self._registry, best) if best else None
            return Pop(msgspec.Raw(msgspec.json.encode(match)), bundle)

        try:
            return await self._store.read(ask)
        except Exception:
            # A call must reach its person even when nobody can say who is calling.
            log.exception("the caller could not be matched")
            self._pops.pop((call.connector, call.call_id), None)
            return _NOBODY
