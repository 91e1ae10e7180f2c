"""Telling: what changed on the floor goes to the desks of this instance, with who is calling and their records."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from agent_desktop.central.directory import Directory
from agent_desktop.central.hub import Hub
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.screen_pop import ScreenPops
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.sync.live import ActionSettled, LiveCall
from agent_desktop.telephony.views import (
    CallChanged,
    CallView,
    Change,
    ExchangeChanged,
    ListeningChanged,
    PersonChanged,
    PhoneChanged,
    QueueChanged,
)

log = logging.getLogger(__name__)


class Teller:
    """Tells this instance's desks of the floor, wherever the floor is kept.

    A call goes to its people and nobody else, each telling after the one before; match and bundle are found
    here, by the instance that has the desk.
    """

    def __init__(self, hub: Hub, pops: ScreenPops, metrics: Metrics, clock: Clock) -> None:
        self._hub = hub
        self._pops = pops
        self._metrics = metrics
        self._clock = clock
        self.directory = Directory()
        self._turns: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def stop(self) -> None:
        """End every telling under way."""
        await tasks.end(self._tasks)
        await self._pops.stop()

    def begin(self, changes: Iterable[Change]) -> None:
        """Start to find out who is calling, while the facts are being kept."""
        listening = self._hub.logins()
        for change in changes:
            if isinstance(change, CallChanged) and not listening.isdisjoint(change.agents):
                self._pops.begin(change.call)

    def foresee(self, call: CallView) -> None:
        """A call entered a queue and may ring at a desk of this instance at once: find out who is calling."""
        if self._hub.logins():
            self._pops.foresee(call)

    def tell(self, changes: Iterable[Change], began_s: float | None = None) -> None:
        """Tell everybody here whom it concerns; ``began_s`` is when the event came in."""
        listening = self._hub.logins()
        for change in changes:
            if isinstance(change, QueueChanged):
                self._hub.floor(queues=[change.queue])
            elif isinstance(change, PersonChanged):
                self._hub.person(change.person)
                self._hub.floor(people=[change.person])
            elif isinstance(change, ExchangeChanged):
                self._hub.floor(exchanges=[change.exchange])
            elif isinstance(change, PhoneChanged):
                self._hub.floor(phones=[change.phone])
            elif isinstance(change, ListeningChanged):
                self._hub.listening(change)
            elif not listening.isdisjoint(change.agents):
                self._spawn(self._tell_call(change, began_s), "tell a call")

    def settle(self, login: str, settled: ActionSettled) -> None:
        """Tell a person how an action of theirs went after all."""
        self._hub.action(login, settled)

    async def calls_of(self, login: str, calls: Iterable[CallView]) -> list[LiveCall]:
        """One person's calls as their desk is told of them."""
        return [await self._pops.live_call(call, login, self.directory) for call in calls]

    async def _tell_call(self, change: CallChanged, began_s: float | None) -> None:
        call = change.call
        async with self._turns.setdefault(call.call_id, asyncio.Lock()):
            for login in change.agents:
                if login in self._hub.logins():
                    live = await self._pops.live_call(
                        call, login, self.directory, is_gone=login in change.gone
                    )
                    self._hub.call(login, live)
        if call.state == "ringing" and began_s is not None:
            self._metrics.pop_seconds.observe(self._clock.monotonic_s() - began_s)
        if call.state == "ended":
            self._turns.pop(call.call_id, None)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%s failed", task.get_name(), exc_info=task.exception())
