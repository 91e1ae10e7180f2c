"""The replica's threads: one that writes, one that reads, so that the window never waits for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agent_desktop.core.errors import KnownError
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
        self._is_closing = False

    async def write(self, work: Callable[[], T]) -> T:
        """Run something on the writer thread."""
        return await self._on(self._writer, work)

    async def read(self, actor: Actor, query: Query[T]) -> T:
        """Answer a query from the replica on the reader thread."""

        def answer() -> T:
            with self.replica.reader() as read:
                result: T = self.registry.queries.run(read, actor, query)
                return result

        return await self._on(self._reader, answer)

    async def close(self) -> None:
        """End both threads after what is queued; each closes its own connection.

        A connection that another thread closes under a query takes the whole program down.
        """
        loop = asyncio.get_running_loop()
        self._is_closing = True
        try:
            read = loop.run_in_executor(self._reader, self.replica.close_reader)
            self._reader.shutdown(wait=False)
            await read
        finally:
            # Last, for it writes what its log holds into the file; also where nobody waits any more.
            written = loop.run_in_executor(self._writer, self.replica.close_writer)
            self._writer.shutdown(wait=False)
        await written

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self._is_closing:
            raise KnownError("This desk's copy is closed.", todo="Sign in again.")
        return await asyncio.get_running_loop().run_in_executor(thread, work)
