"""Who else has a ticket open, as this desk hears of it: news that runs out by itself and keeps nobody from anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent_desktop.core.errors import KnownError
from agent_desktop.sync.live import AtTicket, AtTicketReply, AtTicketSaid
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.transport import Transport


@dataclass(frozen=True, slots=True)
class Present:
    """One colleague at a ticket; ``writes_until_s`` and ``reads_until_s`` are of the clock that runs evenly."""

    agent_id: str
    name: str
    reads_until_s: float
    writes_until_s: float


class TicketCompany:
    """Says where this person is, and knows who is there too. Central away: nobody is."""

    def __init__(self, transport: Transport, now_s: Callable[[], float]) -> None:
        self._transport = transport
        self._now_s = now_s
        self._there: dict[str, dict[str, Present]] = {}
        self.news: Observers[str] = Observers("company")

    async def say(self, ticket_id: str, state: str) -> bool:
        """Tell central that this person reads a ticket, writes on it, or is gone; answers whether it was heard.

        A ticket that was just made may still be on its way there.
        """
        if state == "gone":
            self._there.pop(ticket_id, None)
        try:
            reply = await self._transport.post(
                f"/api/v1/tickets/{ticket_id}/here", AtTicketSaid(state), AtTicketReply
            )
        except KnownError:
            return False
        if state == "gone":
            return True
        self._there[ticket_id] = {}
        for one in reply.others:
            self._take(one)
        self.news.tell(ticket_id)
        return True

    def hear(self, told: AtTicket) -> None:
        """Central tells of somebody at a ticket that is open here."""
        self._take(told)
        self.news.tell(told.ticket_id)

    def others(self, ticket_id: str) -> list[tuple[str, bool]]:
        """The names of those who are there now, each with whether they write; who writes comes first."""
        now_s = self._now_s()
        there = [one for one in self._there.get(ticket_id, {}).values() if one.reads_until_s > now_s]
        named = [(one.name, one.writes_until_s > now_s) for one in there]
        return sorted(named, key=lambda pair: (not pair[1], pair[0]))

    def _take(self, told: AtTicket) -> None:
        there = self._there.setdefault(told.ticket_id, {})
        if told.state == "gone":
            there.pop(told.agent_id, None)
            return
        now_s, before = self._now_s(), there.get(told.agent_id)
        ends_s = now_s + told.for_s
        if told.state == "writing":
            reads_until_s = max(ends_s, before.reads_until_s if before is not None else 0.0)
            there[told.agent_id] = Present(told.agent_id, told.name, reads_until_s, ends_s)
        else:
            there[told.agent_id] = Present(told.agent_id, told.name, ends_s, 0.0)
