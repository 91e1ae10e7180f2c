"""The replica's threads: one that writes, one that reads, so that the window never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agent_desktop.core.people import Actor
from agent_desktop.core.query import Query
from agent_desktop.core.registry import Registry
from agent_desktop.sync.replica import Replica

T = TypeVar("T")


class StoreThreads:
    """A replica behind its two threads."""

    def __init__(self, replica: Replica, registry: Registry) -> None:
        self.replica = replica
        self.registry = registry
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="replica-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="replica-reader")

    async def write(self, work: Callable[[], T]) -> T:
        """Run something on the writer thread."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def read(self, actor: Actor, query: Query[T]) -> T:
        """Answer a query from the replica on the reader thread."""

        def answer() -> T:
            with self.replica.reader() as read:
                result: T = self.registry.queries.run(read, actor, query)
                return result

        return await asyncio.get_running_loop().run_in_executor(self._reader, answer)

    async def close(self) -> None:
        """End both threads after what is queued, then close the replica."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self.replica.close)
        self._writer.shutdown(wait=True)
        self._reader.shutdown(wait=True)
