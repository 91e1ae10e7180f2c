"""Many desks at once, without replicas: streams that are read, mornings and commands, over bare HTTP.

One process plays them all, so it does as little as it can for each: what is measured is central.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from agent_desktop.core.ids import new_id
from agent_desktop.sync.messages import PROTOCOL_VERSION
from tests.benchmarks.small_site import note_text
from tests.benchmarks.spread import spread

AT_ONCE = 64
"""Requests under way at any time: as many as a balancer would let through to one instance."""

OPEN_TRIES = 120


def main() -> int:
    """Play what the first line of the input says, tell what was found, and end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("listen", "morning", "work"))
    parser.add_argument("--server", required=True)
    words = parser.parse_args()
    host, port = words.server.removeprefix("http://").rsplit(":", 1)
    order = json.loads(sys.stdin.readline())
    crowd = Crowd(host, int(port), order)
    asyncio.run({"listen": crowd.listen, "morning": crowd.morning, "work": crowd.work}[words.what]())
    return 0


class Crowd:
    """The desks of one measurement."""

    def __init__(self, host: str, port: int, order: dict[str, Any]) -> None:
        self._host, self._port, self._order = host, port, order
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._late_ms: list[float] = []
        self._pokes: dict[int, asyncio.Event] = {}
        self._requests_ms: list[float] = []

    async def listen(self) -> None:
        """Open a stream a token, then say so, and note how late each frame comes until told to stop."""
        streams = await self._open_streams()
        tell(open=len(streams))
        await _ordered()
        await _end(streams)
        tell(late=spread(self._late_ms), frames=len(self._late_ms))

    async def morning(self) -> None:
        """Everybody signs in: session, snapshots of the working set, one pull, the stream."""
        began = time.perf_counter()
        streams: list[asyncio.Task[None]] = []

        async def sign_in(number: int, login: str) -> float:
            async with self._gate:
                started = time.perf_counter()
                wish = {
                    "login": login,
                    "password": self._order["password"],
                    "device": f"bench-{number}",
                    "app_version": "bench",
                    "protocol": PROTOCOL_VERSION,
                }
                session = json.loads(await self._request("POST", "/api/v1/session", "", wish))
                token = session["access_token"]
                cursors = {}
                for scope in session["scopes"]:
                    lines = await self._request("GET", f"/api/v1/snapshot/{scope}", token)
                    cursors[scope] = json.loads(lines.split(b"\n", 1)[0])["seq"]
                pull = {"epoch": session["epoch"], "cursors": cursors}
                await self._request("POST", "/api/v1/pull", token, pull)
                streams.append(await self._open(number, token))
                return (time.perf_counter() - started) * 1e3

        took = await asyncio.gather(*(sign_in(n, login) for n, login in enumerate(self._order["logins"])))
        seconds = time.perf_counter() - began
        await _end(streams)
        tell(signed_in=len(took), seconds=round(seconds, 2), each=spread(took))

    async def work(self) -> None:
        """Streams, a command a desk every ``every_s``, and a pull after each poke, for ``seconds``."""
        tokens, every_s = self._order["tokens"], self._order["every_s"]
        sessions = self._order["sessions"]
        streams = await self._open_streams()
        tell(open=len(streams))
        await _ordered()
        ends = time.monotonic() + self._order["seconds"]
        counted = {"commands": 0, "pulls": 0}

        async def desk(number: int) -> None:
            token, held = tokens[number], sessions[number]
            await asyncio.sleep(min(random.uniform(0, every_s), ends - time.monotonic()))
            while time.monotonic() < ends:
                ticket = random.choice(held["tickets"])
                data = {
                    "command_id": new_id(),
                    "made_at": datetime.now(UTC).isoformat(),
                    "note_id": new_id(),
                    "ticket_id": ticket,
                    "text": note_text(number),
                }
                body = {"commands": [{"kind": "tickets.AddTicketNote", "data": data}]}
                await self._timed("POST", "/api/v1/push", token, body)
                counted["commands"] += 1
                await asyncio.sleep(max(0.0, min(every_s, ends - time.monotonic())))

        async def follower(number: int) -> None:
            token, held = tokens[number], sessions[number]
            poked = self._pokes[number]
            while True:
                await poked.wait()
                poked.clear()
                body = {"epoch": held["epoch"], "cursors": held["cursors"]}
                reply = json.loads(await self._timed("POST", "/api/v1/pull", token, body))
                held["cursors"] = reply["cursors"]
                counted["pulls"] += 1

        followers = [asyncio.create_task(follower(n)) for n in range(len(tokens))]
        await asyncio.gather(*(desk(n) for n in range(len(tokens))))
        await _end(followers)
        await _end(streams)
        tell(worked=counted, late=spread(self._late_ms or [0.0]), request=spread(self._requests_ms or [0.0]))

    # -- streams -------------------------------------------------------------------------------------

    async def _open_streams(self) -> list[asyncio.Task[None]]:
        async def one(number: int, token: str) -> asyncio.Task[None]:
            async with self._gate:
                return await self._open(number, token)

        return list(await asyncio.gather(*(one(n, t) for n, t in enumerate(self._order["tokens"]))))

    async def _open(self, number: int, token: str) -> asyncio.Task[None]:
        # As a desk does: a central that takes in so many a second and no more says when to come again.
        for _ in range(OPEN_TRIES):
            # The floor as it fills is one frame with everybody who came.
            reader, writer = await asyncio.open_connection(self._host, self._port, limit=2**23)
            writer.write(_head("GET", "/api/v1/stream", token))
            status = await reader.readline()
            if b" 200 " in status:
                break
            if b" 503 " not in status:
                raise RuntimeError(f"a stream was not opened: {status!r}")
            writer.close()
            await asyncio.sleep(1.0)
        else:
            raise RuntimeError("a stream was not opened, however often it was tried")
        self._pokes[number] = asyncio.Event()
        return asyncio.create_task(self._read(number, reader, writer))

    async def _read(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        poked = self._pokes[number]
        try:
            while line := await reader.readline():
                if line.startswith(b'data: {"n"'):
                    at_ns = int(line[line.index(b'"at_ns":') + 8 :].split(b",", 1)[0])
                    self._late_ms.append((time.monotonic_ns() - at_ns) / 1e6)
                elif line.startswith(b"event: poke"):
                    poked.set()
        finally:
            writer.close()

    # -- requests ------------------------------------------------------------------------------------

    async def _timed(self, method: str, path: str, token: str, body: Any = None) -> bytes:
        async with self._gate:
            began = time.perf_counter()
            answer = await self._request(method, path, token, body)
            self._requests_ms.append((time.perf_counter() - began) * 1e3)
            return answer

    async def _request(self, method: str, path: str, token: str, body: Any = None) -> bytes:
        """One request on a connection of its own; raises ``RuntimeError`` for anything but 200 and 201."""
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=2**20)
        try:
            content = b"" if body is None else json.dumps(body).encode()
            writer.write(_head(method, path, token, content) + content)
            status = await reader.readline()
            headers = b"".join([line async for line in _until_blank(reader)]).lower()
            if b"transfer-encoding: chunked" in headers:
                answer = b"".join([part async for part in _chunks(reader)])
            else:
                length = int(headers.split(b"content-length:")[1].split(b"\r\n", 1)[0])
                answer = await reader.readexactly(length)
            if b" 200 " not in status and b" 201 " not in status:
                raise RuntimeError(f"{method} {path}: {status!r} {answer[:300]!r}")
            return answer
        finally:
            writer.close()


def _head(method: str, path: str, token: str, content: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: central", "content-type: application/json"]
    lines += [f"authorization: Bearer {token}"] if token else []
    return "\r\n".join([*lines, f"content-length: {len(content)}", "", ""]).encode()


async def _until_blank(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while (line := await reader.readline()) not in {b"\r\n", b""}:
        yield line


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline(), 16):
        yield await reader.readexactly(size)
        await reader.readline()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            tell(problem=f"a desk failed: {type(outcome).__name__}: {outcome}")


async def _ordered() -> None:
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


def tell(**what: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
