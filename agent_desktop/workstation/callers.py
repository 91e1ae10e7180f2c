"""Whom a number reaches: central knows everybody; without it, the desk says what it knows and that it is not all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from agent_desktop.core.clock import Clock
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.transport import Transport, Unreachable


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What came of looking a number up. A miss where ``is_whole`` is false means "not on this desk"."""

    match: CallerMatch
    is_whole: bool


class Callers:
    """Looks numbers up, for calls that came without a match and for contacts logged by number."""

    def __init__(self, transport: Transport, clock: Clock, read: Callable[[Any], Awaitable[Any]]) -> None:
        self._transport = transport
        self._clock = clock
        self._read = read

    async def look_up(self, number: str, region: str) -> LookedUp:
        """Everybody a number reaches, as central has it, or else as this desk does; typed in any format."""
        path = f"/api/v1/customers/by-phone/{quote(number, safe='+')}"
        try:
            return LookedUp(await self._transport.get(path, CallerMatch), is_whole=True)
        except Unreachable:
            return LookedUp(await self.here(number, region), is_whole=False)

    async def here(self, number: str | None, region: str) -> CallerMatch:
        """Whom this desk knows by a number: customers whose record is here, and the caller index."""
        found: CallerMatch = await self._read(
            MatchCaller(number=number, region=region, as_of=self._clock.now())
        )
        return found

    async def matched_here(self, call: Call, region: str) -> Call:
        """A call that central sent without a match, with what this desk knows of its number."""
        number = call.view.called if call.view.direction == "out" else call.view.caller
        return replace(call, match=await self.here(number, region), is_matched_here=True)
