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
from functools import partial
from typing import Any

from agent_desktop.central.loop import run_in_loop
from agent_desktop.core.ids import new_id
from agent_desktop.sync.messages import PROTOCOL_VERSION
from agent_desktop.workstation.synchroniser import IDLE_PULL_STREAMING_S, TOLD_WITHIN_S
from tests.benchmarks.crowd_stream import Listener
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
    run_in_loop({"listen": crowd.listen, "morning": crowd.morning, "work": crowd.work}[words.what]())
    return 0


class Crowd:
    """The desks of one measurement."""

    def __init__(self, host: str, port: int, order: dict[str, Any]) -> None:
        self._host, self._port, self._order = host, port, order
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._late_ms: list[float] = []
        self._pokes: dict[int, asyncio.Event] = {}
        self._requests_ms: list[float] = []
        self._held: dict[int, dict[str, Any]] = {}
        self._pages = 0

    async def listen(self) -> None:
        """Open a stream a token, then say so, and note how late each frame comes until told to stop."""
        streams = await self._open_streams()
        tell(open=len(streams))
        await _ordered()
        for stream in streams:
            stream.close()
        tell(late=spread(self._late_ms), frames=len(self._late_ms))

    async def morning(self) -> None:
        """Everybody signs in: session, snapshots of the working set, one pull, the stream."""
        began = time.perf_counter()
        streams: list[Listener] = []

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
        for stream in streams:
            stream.close()
        tell(signed_in=len(took), seconds=round(seconds, 2), each=spread(took))

    async def work(self) -> None:
        """Streams and a command a desk every ``every_s``, for ``seconds``; who misses something pulls."""
        tokens, every_s = self._order["tokens"], self._order["every_s"]
        sessions = self._order["sessions"]
        self._held = dict(enumerate(sessions))
        streams = await self._open_streams()
        counted = {"commands": 0, "pulls": 0, "pages": 0}

        async def pull(number: int) -> None:
            held = sessions[number]
            body = {"epoch": held["epoch"], "cursors": held["cursors"]}
            reply = json.loads(await self._timed("POST", "/api/v1/pull", tokens[number], body))
            held["cursors"] = reply["cursors"]
            counted["pulls"] += 1

        await asyncio.gather(*(pull(n) for n in range(len(tokens))))
        counted["pulls"], self._requests_ms, self._pages = 0, [], 0
        tell(open=len(streams))
        await _ordered()
        ends = time.monotonic() + self._order["seconds"]

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
                reply = json.loads(await self._timed("POST", "/api/v1/push", token, body))
                counted["commands"] += 1
                held["expected"] = (reply["head"], time.monotonic() + TOLD_WITHIN_S)
                await asyncio.sleep(max(0.0, min(every_s, ends - time.monotonic())))

        async def follower(number: int) -> None:
            held, poked = sessions[number], self._pokes[number]
            rest_s = IDLE_PULL_STREAMING_S * random.uniform(0.8, 1.2)
            due = time.monotonic() + rest_s * random.random()
            while True:
                expected = held.get("expected")
                by = min(due, expected[1]) if expected else due
                try:
                    async with asyncio.timeout(max(0.0, by - time.monotonic())):
                        await poked.wait()
                except TimeoutError:
                    if expected is not held.get("expected"):
                        continue
                poked.clear()
                await pull(number)
                due = time.monotonic() + rest_s
                held.pop("expected", None)

        followers = [asyncio.create_task(follower(n)) for n in range(len(tokens))]
        await asyncio.gather(*(desk(n) for n in range(len(tokens))))
        await _end(followers)
        for stream in streams:
            stream.close()
        counted["pages"] = self._pages
        tell(worked=counted, late=spread(self._late_ms or [0.0]), request=spread(self._requests_ms or [0.0]))

    # -- streams -------------------------------------------------------------------------------------

    async def _open_streams(self) -> list[Listener]:
        async def one(number: int, token: str) -> Listener:
            async with self._gate:
                return await self._open(number, token)

        return list(await asyncio.gather(*(one(n, t) for n, t in enumerate(self._order["tokens"]))))

    async def _open(self, number: int, token: str) -> Listener:
        self._pokes[number] = asyncio.Event()
        request = _head("GET", "/api/v1/stream", token)
        # As a desk does: a central that takes in so many a second and no more says when to come again.
        for _ in range(OPEN_TRIES):
            listener = Listener(request, self._late_ms, partial(self._hear, number))
            await asyncio.get_running_loop().create_connection(lambda: listener, self._host, self._port)  # noqa: B023
            status = await listener.opened
            if status == 200:
                return listener
            listener.close()
            if status != 503:
                raise RuntimeError(f"a stream was not opened: {status}")
            await asyncio.sleep(1.0)
        raise RuntimeError("a stream was not opened, however often it was tried")

    def _hear(self, number: int, page: Any) -> None:
        """Follow a page as a desk does that keeps no rows; a poke that does not bring all there is means to pull."""
        held = self._held.get(number)
        if held is None or page is None:
            self._pokes[number].set()
            return
        cursors = held["cursors"]
        if any(cursors[scope] < after for scope, (after, _to) in page["scopes"].items()):
            self._pokes[number].set()
            return
        cursors |= {scope: max(cursors[scope], to) for scope, (_after, to) in page["scopes"].items()}
        if held.get("expected") and held["expected"][0] in page["heads"]:
            del held["expected"]
        self._pages += 1

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
