"""A TCP balancer for tests: connections go in turn to whichever server takes them, bytes as they come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self


class Balancer:
    """Listens on 127.0.0.1; ``servers`` are the addresses behind it, asked in turn. It knows nothing of HTTP."""

    def __init__(self, servers: Sequence[str]) -> None:
        self._servers = list(servers)
        self._next = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(OSError):
                for _ in self._servers:
                    address = self._servers[self._next % len(self._servers)]
                    self._next += 1
                    host, _, port = address.rpartition(":")
                    try:
                        there = await asyncio.open_connection(host, int(port))
                    except OSError:
                        continue
                    await self._join(reader, writer, *there)
                    break
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _join(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        other_reader: asyncio.StreamReader,
        other_writer: asyncio.StreamWriter,
    ) -> None:
        """Carry bytes both ways until either end has closed."""
        ways = [
            asyncio.create_task(_carry(reader, other_writer)),
            asyncio.create_task(_carry(other_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            other_writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
