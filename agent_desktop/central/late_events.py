"""Late events: what a replaced owner of the floor could not keep, given to its next owner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from agent_desktop.central.relay import Relay
from agent_desktop.central.relay_words import TakeEvents, Taken
from agent_desktop.telephony.events import AnyEvent

log = logging.getLogger(__name__)

_PART = 500
_LOOK_S = 0.1
_ANSWER_WITHIN_S = 5.0


class LateEvents:
    """Events by connector, in order, whose facts the database did not take before their owner was replaced.

    The next owner puts them to its floor like any event: what it knows already changes nothing there.
    """

    def __init__(self, relay: Relay, owner: Callable[[], str | None]) -> None:
        self._relay = relay
        self._owner = owner
        self._waiting: list[tuple[str, AnyEvent]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, events: Iterable[tuple[str, AnyEvent]]) -> None:
        """Keep events until somebody takes them."""
        self._waiting.extend(events)

    def pop_all(self) -> list[tuple[str, AnyEvent]]:
        """Hand over everything, to an instance that has become the owner itself."""
        waiting, self._waiting = self._waiting, []
        return waiting

    async def give(self) -> None:
        """Give all of them to the owner, if there is one; what it does not confirm is kept."""
        while self._waiting and (owner := self._owner()) is not None:
            part = tuple(self._waiting[:_PART])
            try:
                answer = await self._relay.ask(owner, TakeEvents(events=part), _ANSWER_WITHIN_S)
            except TimeoutError:
                return
            if not isinstance(answer, Taken):
                return
            del self._waiting[: len(part)]

    async def give_within(self, within_s: float) -> None:
        """Give them before this instance is gone, if anybody can be found."""
        try:
            async with asyncio.timeout(within_s):
                while self._waiting:
                    await self.give()
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            pass
        if self._waiting:
            log.error("%d events of calls could be given to nobody", len(self._waiting))
