"""One desk's stream, read with as little work as can be: a machine plays thousands of them beside central."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import msgspec

_FRAME = b'data: {"n"'
_POKE = b'data: {"head"'


class Listener(asyncio.Protocol):
    """Hears how late frames come (``late_ms``), and each poke as ``poked(page)``, None for one without rows.

    ``opened`` tells the status of the answer once it is there.
    """

    def __init__(self, request: bytes, late_ms: list[float], poked: Callable[[Any], None]) -> None:
        self.opened: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._request = request
        self._late_ms = late_ms
        self._poked = poked
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's has another parent
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Take the whole lines that have come."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if line.startswith(_FRAME):
                at_ns = int(line[line.index(b'"at_ns":') + 8 :].split(b",", 1)[0])
                self._late_ms.append((time.monotonic_ns() - at_ns) / 1e6)
            elif line.startswith(_POKE):
                self._poked(_page(line[6:]))
            elif not self.opened.done() and line.startswith(b"HTTP/1.1 "):
                self.opened.set_result(int(line.split(b" ")[1]))

    def connection_lost(self, problem: Exception | None) -> None:
        """The stream ended."""
        if not self.opened.done():
            self.opened.set_result(0)

    def close(self) -> None:
        """Listen no more."""
        if self._transport is not None:
            self._transport.close()


@lru_cache(maxsize=64)
def _page(data: bytes) -> Any:
    """The page of a poke; everybody in a queue is told the same."""
    return msgspec.json.decode(data).get("page")
