"""Limits: how much one client, one address and one person may ask of this process, counted in memory.

Each instance counts for itself: behind a balancer a client may do as often as it is sent to different ones.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from agent_desktop.central.desk_stream import Desk
from agent_desktop.central.hub import Hub
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.problems import Wait
from agent_desktop.central.sessions import SignedIn
from agent_desktop.central.settings import CentralSettings

MOST_BUCKETS = 20_000
_SNAPSHOT_WAIT_S = 5.0
_SNAPSHOTS_OF_ONE = 2
_UPLOADS_AT_ONCE = 4
_UPLOAD_WAIT_S = 5.0


class Buckets:
    """A token bucket a key: ``per_s`` flow in, at most ``burst`` lie in it. The fullest go when there are too many.

    A key that was not heard of for long has a full bucket, which is the same as none.
    """

    def __init__(
        self, per_s: float, burst: float, now_s: Callable[[], float], most: int = MOST_BUCKETS
    ) -> None:
        self._per_s = per_s
        self._burst = burst
        self._now_s = now_s
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one; answers 0, or after how many seconds there is one again."""
        now_s = self._now_s()
        level, at_s = self._levels.pop(key, (self._burst, now_s))
        level = min(self._burst, level + (now_s - at_s) * self._per_s)
        wait_s = 0.0 if level >= 1.0 else (1.0 - level) / self._per_s
        self._levels[key] = (level if wait_s else level - 1.0, now_s)
        while len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return wait_s


class Limits:
    """The limits of one process; raises ``Wait``, which is 429 with Retry-After, and counts each refusal."""

    def __init__(self, settings: CentralSettings, now_s: Callable[[], float], metrics: Metrics) -> None:
        self._settings = settings
        self._refused = metrics.limited
        self._clients = Buckets(settings.requests_per_s, settings.requests_burst, now_s)
        self._addresses = Buckets(settings.address_per_s, settings.address_burst, now_s)
        self._snapshots = asyncio.Semaphore(settings.snapshots_at_once)
        self._snapshots_of: dict[str, int] = {}
        self._uploads = asyncio.Semaphore(_UPLOADS_AT_ONCE)

    def request(self, who: SignedIn) -> None:
        """One request of a signed-in client."""
        self._check("rate", self._clients.take(who.actor.client_id))

    def stranger(self, address: str) -> None:
        """One request of somebody who has not proved who they are."""
        self._check("address", self._addresses.take(address))

    def stream(self, hub: Hub, who: SignedIn) -> None:
        """Room for one more stream: the oldest of the same client makes way, other devices do not."""
        of_person = [desk for desk in hub.desks() if desk.who.actor.agent_id == who.actor.agent_id]
        of_client = [desk for desk in of_person if desk.who.actor.client_id == who.actor.client_id]
        live = [desk for desk in of_client if not desk.is_closed]
        # A desk that lost its line comes back before central has noticed: its old stream is of no use to it.
        for desk in _oldest(live)[: len(live) + 1 - self._settings.streams_per_client]:
            self._refused.labels("client_streams").inc()
            desk.close()
        others = {desk.who.actor.client_id for desk in of_person} - {who.actor.client_id}
        if len(others) >= self._settings.streams_per_person:
            self._check("person_streams", 30.0)

    @asynccontextmanager
    async def upload(self) -> AsyncIterator[None]:
        """A place to take a file: each is held in memory until it is whole."""
        try:
            async with asyncio.timeout(_UPLOAD_WAIT_S):
                await self._uploads.acquire()
        except TimeoutError:
            self._check("uploads", 2.0)
        try:
            yield
        finally:
            self._uploads.release()

    @asynccontextmanager
    async def snapshot(self, who: SignedIn) -> AsyncIterator[None]:
        """A place to read a snapshot: each holds a database connection for as long as its desk takes."""
        client_id = who.actor.client_id
        if self._snapshots_of.get(client_id, 0) >= _SNAPSHOTS_OF_ONE:
            self._check("snapshots", 2.0)
        self._snapshots_of[client_id] = self._snapshots_of.get(client_id, 0) + 1
        try:
            try:
                async with asyncio.timeout(_SNAPSHOT_WAIT_S):
                    await self._snapshots.acquire()
            except TimeoutError:
                self._check("snapshots", 2.0)
            try:
                yield
            finally:
                self._snapshots.release()
        finally:
            left = self._snapshots_of[client_id] - 1
            if left:
                self._snapshots_of[client_id] = left
            else:
                del self._snapshots_of[client_id]

    def shape(self, data: Any) -> bool:
        """Whether decoded JSON is within the bounds of depth and size; counts what is not."""
        if is_within(data, depth=self._settings.json_depth, items=self._settings.json_items):
            return True
        self._refused.labels("shape").inc()
        return False

    def _check(self, limit: str, wait_s: float) -> None:
        if wait_s > 0:
            self._refused.labels(limit).inc()
            raise Wait(
                "slow_down",
                "Central takes no more at once from here.",
                retry_after_s=wait_s,
                kept="Your work is kept here.",
                todo="It goes on by itself in a moment.",
            )


def is_within(data: Any, *, depth: int, items: int) -> bool:
    """Whether decoded JSON nests at most ``depth`` deep and holds at most ``items`` values in all."""
    seen = 0
    waiting = [(data, 1)]
    while waiting:
        value, level = waiting.pop()
        seen += 1
        if level > depth or seen > items:
            return False
        if isinstance(value, dict):
            waiting += [(part, level + 1) for part in value.values()]
        elif isinstance(value, list):
            waiting += [(part, level + 1) for part in value]
    return True


def _oldest(desks: list[Desk]) -> list[Desk]:
    return sorted(desks, key=lambda desk: desk.opened_n)
