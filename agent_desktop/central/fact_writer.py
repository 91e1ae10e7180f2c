"""The fact writer: facts go to the database in the order they were made, several in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from agent_desktop.central.metrics import Metrics
from agent_desktop.central.singleton import Deposed
from agent_desktop.core import tasks
from agent_desktop.sync.failures import is_passing
from agent_desktop.telephony.facts import CallFact, Fact

log = logging.getLogger(__name__)

MOST_WAITING = 200_000
"""Facts kept in memory while the database is away, a day of a large floor; then the oldest are given up."""

_BATCH = 500
_RETRY_S = 1.0


class FactWriter:
    """Writes what the floor tells, and keeps it while the database is away: the floor never stands still.

    ``is_deposed`` says that another instance writes now: what waits is for it, and is answered by ``stop``.
    """

    def __init__(self, write: Callable[[Sequence[Fact]], Awaitable[None]], metrics: Metrics) -> None:
        self._write = write
        self._metrics = metrics
        self._waiting: deque[Fact] = deque()
        self._news = asyncio.Event()
        self._tried: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self.is_behind = self.is_deposed = False
        self._most = _BATCH

    def start(self) -> None:
        """Begin to write."""
        self.is_behind = self.is_deposed = False
        self._task = asyncio.create_task(self._run(), name="fact writer")

    async def stop(self) -> list[Fact]:
        """Write what still waits, once, and end; answers what could not be written."""
        if self._task is not None:
            await tasks.end([self._task])
            self._task = None
        if self._waiting and not self.is_deposed:
            await self._write_all()
        left, self._waiting = list(self._waiting), deque()
        if self._tried is not None and not self._tried.done():
            self._tried.set_result(None)
        self._tried = None
        self._metrics.facts_waiting.set(0)
        return left

    async def record(self, facts: Sequence[Fact]) -> None:
        """Add facts; returns when they are committed, or when the database could not take them for now."""
        if not facts:
            return
        self._waiting.extend(facts)
        for fact in facts:
            self._metrics.facts.labels(str(fact.__struct_config__.tag)).inc()
        self._metrics.facts_waiting.set(len(self._waiting))
        self._news.set()
        if self.is_behind:
            return
        if self._tried is None:
            self._tried = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._tried)

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            tried, self._tried = self._tried, None
            try:
                await self._write_all()
            finally:
                if tried is not None and not tried.done():
                    tried.set_result(None)
            if self.is_behind:
                while len(self._waiting) > MOST_WAITING:
                    self._give_up(self._waiting.popleft())
                await asyncio.sleep(_RETRY_S)
                self._news.set()

    async def _write_all(self) -> None:
        """Write until nothing waits; a fact that cannot be kept is given up alone and holds up no other."""
        while self._waiting:
            batch = [self._waiting[n] for n in range(min(self._most, len(self._waiting)))]
            try:
                await self._write(batch)
            except Deposed:
                self.is_behind = self.is_deposed = True
                return
            except Exception as problem:
                if is_passing(problem):
                    if not self.is_behind:
                        log.warning("facts wait in memory: the database does not take them", exc_info=problem)
                    self.is_behind = True
                    return
                log.exception("facts could not be kept")
                if len(batch) > 1:
                    self._most = 1  # one at a time, to find the one
                    continue
                self._give_up(batch[0])
            for _ in batch:
                self._waiting.popleft()
            self._most = min(_BATCH, self._most * 2)
            self._metrics.facts_waiting.set(len(self._waiting))
        self.is_behind = False

    def _give_up(self, fact: Fact) -> None:
        self._metrics.facts_given_up.inc()
        log.error("a fact was given up: %s", fact.kind if isinstance(fact, CallFact) else fact.state)
