"""The wire between one desk and central, which loses, repeats, delays and breaks what it carries."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from agent_desktop.sync.command_records import bug
from agent_desktop.sync.messages import PushReply, PushRequest
from agent_desktop.sync.versions import is_kept_back
from agent_desktop.workstation.transport import Transport
from tests.sync.model.centrals import Centrals
from tests.sync.model.faults import AtStatement, Hold, Killed, cutting

NOT_THE_AUTHOR = "A command is only ever sent by its author."
"""What central answers to whoever sends a colleague's command."""
A_BUG = bug().reason
LAST_STATEMENT = 40
"""A request of the model seldom runs more statements than this."""


@dataclass
class Told:
    """Every verdict that left central, whether or not it arrived; and what it must never do."""

    verdicts: dict[str, bytes] = field(default_factory=dict)
    offences: list[str] = field(default_factory=list)
    late: list[httpx.Request] = field(default_factory=list)

    def note(self, reply: PushReply) -> None:
        """Remember what was decided; deciding twice, and differently, is an offence."""
        for verdict in reply.verdicts:
            if verdict.problem is not None and verdict.problem.what == NOT_THE_AUTHOR:
                self.offences.append(f"{verdict.command_id} was sent by somebody who is not its author")
                continue
            if verdict.problem is not None and verdict.problem.reason == A_BUG:
                self.offences.append(f"{verdict.command_id} was refused for a fault of central's own")
            if is_kept_back(verdict):
                continue  # It was not judged, and comes again.
            said = msgspec.json.encode(verdict, order="deterministic")
            before = self.verdicts.setdefault(verdict.command_id, said)
            if before != said:
                self.offences.append(
                    f"{verdict.command_id} was judged twice: {before.decode()} then {said.decode()}"
                )

    def begin_again(self) -> None:
        """The database has a new life, and may judge anew."""
        self.verdicts.clear()


class Wire(httpx.AsyncBaseTransport):
    """Carries requests; ``plan`` holds what happens to the next ones, and ``hold`` where the next push stops."""

    def __init__(self, centrals: Centrals, told: Told) -> None:
        self.plan: list[str | None] = []
        self.held: tuple[int, Hold] | None = None
        self.draw = random.Random(0)
        self._centrals = centrals
        self._told = told

    def heal(self) -> None:
        """Carry everything from here on."""
        self.plan, self.held = [], None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request the way the plan says."""
        await request.aread()
        fault = self.plan.pop(0) if self.plan else None
        if fault in {"lost", "late"}:
            if fault == "late":
                self._told.late.append(request)
            raise httpx.ReadTimeout("nothing came back", request=request)
        if fault == "twice_at_once":
            first, second = await asyncio.gather(self.carry(request), self.carry(request))
            return first if self.draw.random() < 0.5 else second
        if fault == "twice":
            await self.carry(request)
        response = await self.carry(request, self._struck(request, fault))
        if fault == "lost_reply":
            raise httpx.ReadError("the connection broke", request=request)
        if fault == "short":
            return _broken_off(response)
        return response

    async def carry(self, request: httpx.Request, fault: AtStatement | None = None) -> httpx.Response:
        """Let central serve it, and note what it decided."""
        instance = self._centrals.pick(self.draw)
        if fault is not None and fault.strike is _dies:
            fault.strike = lambda _connection: _die(instance.died)
        again = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        try:
            response = await instance.serve(again, fault)
        finally:
            if not instance.is_up:
                await self._centrals.kill(instance)
        if response.status_code == 500:
            self._told.offences.append(f"central failed at {request.method} {request.url.path}")
        if request.url.path.endswith("/push") and response.status_code == 200:
            reply = httpx.Response(200, headers=response.headers, content=await _raw(response)).content
            self._told.note(msgspec.json.decode(reply, type=PushReply))
        return response

    def _struck(self, request: httpx.Request, fault: str | None) -> AtStatement | None:
        if self.held is not None and request.url.path.endswith("/push") and _commands_in(request):
            (n, hold), self.held = self.held, None
            return AtStatement(n, hold.strike)
        n = self.draw.randrange(LAST_STATEMENT)
        if fault == "cut":
            return AtStatement(n, cutting(self._centrals.cut))
        return AtStatement(n, _dies) if fault == "killed" else None


class WiredTransport(Transport):
    """The desk's own transport, its client on a wire of the model."""

    def __init__(self, wire: Wire) -> None:
        super().__init__("http://127.0.0.1:9")
        self._model = wire

    async def _http(self) -> Any:
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self.base_url, transport=self._model)
        return self._client


def _dies(_connection: Any) -> None:
    """Stands for the death of whichever instance will serve the request."""
    raise AssertionError("a request is served by an instance")


def _die(died: asyncio.Event) -> None:
    died.set()
    raise Killed


def _commands_in(request: httpx.Request) -> int:
    return len(msgspec.json.decode(request.content, type=PushRequest).commands)


async def _raw(response: httpx.Response) -> bytes:
    assert isinstance(response.stream, httpx.ByteStream)
    return b"".join(response.stream)


class _BreaksOff(httpx.AsyncByteStream):
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._raw[: len(self._raw) // 2]
        raise httpx.RemoteProtocolError("the reply broke off")


def _broken_off(response: httpx.Response) -> httpx.Response:
    assert isinstance(response.stream, httpx.ByteStream)
    raw = b"".join(response.stream)
    return httpx.Response(response.status_code, headers=response.headers, stream=_BreaksOff(raw))
