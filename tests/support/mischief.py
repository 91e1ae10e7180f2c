"""Everything that can go wrong on the wire between a connector and its exchange, done on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import random

_END = b"\r\n\r\n"
_GARBAGE = (
    b"\x00\xff\xfe" * 40,
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b": : :\r\n\r\n",
    b"Event\r\n\r\n",
    b"x" * 20_000,
)
KINDS = ("cut", "killed", "slow", "half_open", "garbage", "duplicated", "reordered")


class Mischief:
    """Forwards TCP from a port of its own to the exchange's; what comes from the exchange may suffer.

    ``hurt`` does one of ``KINDS`` now. Slow and half-open last until the connection is another, or ``heal``.
    """

    def __init__(self, target: int, rng: random.Random) -> None:
        self.target, self.rng = target, rng
        self.port = 0
        self.connections = 0
        self._server: asyncio.Server | None = None
        self._wires: list[_Wire] = []

    async def listen(self) -> None:
        """Take connections, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End everything and take nothing new."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()
        await asyncio.sleep(0)

    def cut(self) -> None:
        """End every connection in the middle of it."""
        wires, self._wires = self._wires, []
        for wire in wires:
            wire.end()

    async def hurt(self, kind: str) -> None:
        """Do it to whatever connection there is."""
        if kind == "cut":
            self.cut()
        elif kind == "killed":
            await self.close()
        else:
            for wire in self._wires:
                wire.hurt(kind)

    async def heal(self) -> None:
        """Nothing is done any more; who is gone may come back."""
        if self._server is None:
            await self.listen()
        for wire in self._wires:
            wire.is_slow = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        wire = _Wire(writer, back, self.rng)
        self._wires.append(wire)
        with contextlib.suppress(OSError):
            await asyncio.gather(wire.up(reader), wire.down(there))
        wire.end()


class _Wire:
    """One connection: ``up`` is what we say, ``down`` what the exchange says."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter, rng: random.Random) -> None:
        self._near, self._far, self._rng = near, far, rng
        self.is_slow = self.is_silent = False
        self._next = ""
        self._kept: bytes | None = None

    def end(self) -> None:
        for writer in (self._near, self._far):
            if writer.transport is not None:
                writer.transport.abort()

    def hurt(self, kind: str) -> None:
        if kind == "slow":
            self.is_slow = True
        elif kind == "half_open":
            self.is_silent = True
        elif kind == "garbage":
            self._near.write(self._rng.choice(_GARBAGE) + self._rng.choice((b"", _END)))
        else:
            self._next = kind

    async def up(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65_536):
            if not self.is_silent:
                self._far.write(data)
        self.end()

    async def down(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while data := await reader.read(65_536):
            *blocks, rest = (rest + data).split(_END)
            if b"\r\n" in rest and not blocks and rest.startswith(b"Asterisk"):
                # The banner ends in one line end only, and nothing comes after it until we speak.
                self._near.write(rest)
                rest = b""
            for block in blocks:
                await self._hand_on(block + _END)
        self.end()

    async def _hand_on(self, block: bytes) -> None:
        is_event = block.startswith(b"Event: ") and b"\r\nActionID: " not in block
        if self.is_silent:
            return
        if is_event and self._next == "reordered":
            self._next, self._kept = "", block
            return
        self._near.write(block)
        if is_event and self._kept is not None:
            self._near.write(self._kept)
            self._kept = None
        if is_event and self._next == "duplicated":
            self._next = ""
            self._near.write(block)
        if self.is_slow:
            await asyncio.sleep(0.005)
