"""Who has which ticket open now, and who writes on it: told to those who have it open too, and to nobody else.

Kept in memory alone and never for long: whoever says nothing any more is forgotten. It is news, no lock; nobody
is ever kept from anything by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent_desktop.central.relay_words import AnyNews, AtTicketTold
from agent_desktop.central.sessions import SignedIn
from agent_desktop.sync.live import AtTicket

READS_FOR_S = 75.0
"""A desk with a ticket open says so more often than this; after it nobody is there any more."""

WRITES_FOR_S = 10.0
"""After the last word of somebody typing they are only reading."""

MOST_TICKETS = 20_000
"""Above it the tickets nobody spoke of longest are forgotten: no list of a desk gone mad fills the memory."""

STATES = ("reading", "writing", "gone")


@dataclass(slots=True)
class _One:
    login: str
    name: str
    reads_until_s: float
    writes_until_s: float


class AtTickets:
    """Every ticket somebody has open, at whichever instance; used on the event loop alone.

    ``tell(logins, told)`` reaches the desks at this instance, ``share`` the other instances.
    """

    def __init__(
        self,
        tell: Callable[[Iterable[str], AtTicket], None],
        share: Callable[[AnyNews], None],
        now_s: Callable[[], float],
    ) -> None:
        self._tell = tell
        self._share = share
        self._now_s = now_s
        self._at: dict[str, dict[str, _One]] = {}
        self._open: dict[str, set[str]] = {}
        """The tickets each person here has said to have open, so that one who is gone is gone at once."""

    def say(self, who: SignedIn, ticket_id: str, state: str) -> list[AtTicket]:
        """Somebody reads, writes, or is gone; answers who else is there."""
        told = AtTicketTold(
            ticket_id=ticket_id, agent_id=who.actor.agent_id, login=who.login, name=who.name, state=state
        )
        if state == "gone":
            self._open.get(who.actor.agent_id, set()).discard(ticket_id)
        else:
            self._open.setdefault(who.actor.agent_id, set()).add(ticket_id)
        self._take(told)
        self._share(told)
        return self._others(ticket_id, who.actor.agent_id)

    def left(self, who: SignedIn) -> None:
        """The last desk of somebody is gone from here: so are they from every ticket."""
        for ticket_id in self._open.pop(who.actor.agent_id, set()):
            self.say(who, ticket_id, "gone")
        self._open.pop(who.actor.agent_id, None)

    def heard(self, told: AtTicketTold) -> None:
        """Another instance tells of somebody at a desk there."""
        self._take(told)

    def _take(self, told: AtTicketTold) -> None:
        now_s, there = self._now_s(), self._at.pop(told.ticket_id, {})
        there = {key: one for key, one in there.items() if one.reads_until_s > now_s}
        before = there.get(told.agent_id)
        was = self._state(before, now_s)
        if told.state == "gone":
            there.pop(told.agent_id, None)
        else:
            writes_until_s = now_s + WRITES_FOR_S if told.state == "writing" else 0.0
            there[told.agent_id] = _One(told.login, told.name, now_s + READS_FOR_S, writes_until_s)
        if there:
            # Put last, so that the first ones are those nobody spoke of for longest.
            self._at[told.ticket_id] = there
        while len(self._at) > MOST_TICKETS:
            self._at.pop(next(iter(self._at)))
        if was != told.state or told.state == "writing":
            logins = {one.login for key, one in there.items() if key != told.agent_id}
            self._tell(logins - {told.login}, _told(told.ticket_id, told.agent_id, told.name, told.state))

    def _others(self, ticket_id: str, agent_id: str) -> list[AtTicket]:
        now_s = self._now_s()
        return [
            _told(ticket_id, key, one.name, self._state(one, now_s))
            for key, one in self._at.get(ticket_id, {}).items()
            if key != agent_id and one.reads_until_s > now_s
        ]

    @staticmethod
    def _state(one: _One | None, now_s: float) -> str:
        if one is None or one.reads_until_s <= now_s:
            return "gone"
        return "writing" if one.writes_until_s > now_s else "reading"


def _told(ticket_id: str, agent_id: str, name: str, state: str) -> AtTicket:
    for_s = {"reading": READS_FOR_S, "writing": WRITES_FOR_S}.get(state, 0.0)
    return AtTicket(ticket_id, agent_id, name, state, for_s)
