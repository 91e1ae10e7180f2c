"""One agent on the live floor: what they chose, what the system put them in, and their work after calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.facts import AgentStateFact
from agent_desktop.telephony.views import AgentState, PersonView

# With several calls at once the first that applies wins (definitions: agent time).
_BY_CALLS: tuple[AgentState, ...] = ("talking", "dialling", "ringing", "holding")
BUSY = frozenset(_BY_CALLS)


class WrapUp(msgspec.Struct, frozen=True, kw_only=True):
    """Work after one call: since its hang-up, until a limit where one is set."""

    call_id: str
    queue: str | None
    started_at: datetime
    until: datetime | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one agent that must survive a restart; it travels in their state facts."""

    display_name: str = ""
    extension: str | None = None
    is_phone_chosen: bool = False
    is_at_desk: bool = True
    signed_in_at: datetime | None = None
    chosen: str = "ready"
    chosen_reason: str | None = None
    next: str | None = None
    next_reason: str | None = None
    system_pause: str | None = None
    wrap_up: WrapUp | None = None
    is_link_up: bool = True
    since: datetime | None = None


@dataclass(slots=True)
class Person:
    """One agent now.

    ``last_at`` is their last fact's time: their sequence of states never steps back. ``told`` is the standing
    that fact carried.
    """

    agent: str
    standing: Standing
    state: AgentState = "offline"
    reason: str | None = None
    call_id: str | None = None
    last_at: datetime | None = None
    told: Standing | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether a session is open."""
        return self.standing.signed_in_at is not None

    def change(self, **changes: object) -> None:
        """Replace parts of the standing; ``settle`` makes the fact of it."""
        self.standing = msgspec.structs.replace(self.standing, **changes)

    def choose(self, state: str, reason: str | None) -> None:
        """What the person chose now holds, and takes every pause by the system away."""
        self.change(chosen=state, chosen_reason=reason, next=None, next_reason=None, system_pause=None)

    def leave(self) -> None:
        """The session is over; name, extension and phone stay known."""
        kept = self.standing
        self.standing = Standing(
            display_name=kept.display_name,
            extension=kept.extension,
            is_phone_chosen=kept.is_phone_chosen,
            is_at_desk=kept.is_at_desk,
            since=kept.since,
        )

    def is_busy(self, calls: Iterable[CallState]) -> bool:
        """Whether a call or the work after one is in progress, so that a choice is for later."""
        return self.standing.wrap_up is not None or any(role_in(call, self.agent) for call in calls)

    def settle(self, calls: Iterable[CallState], at: datetime) -> AgentStateFact | None:
        """Work the state out anew; the fact of it if anything changed."""
        at = max(at, self.last_at) if self.last_at else at
        calls = list(calls)
        before = (self.state, self.reason, self.call_id, self.told)
        if self.is_signed_in and self.standing.next and not self.is_busy(calls):
            if self.standing.next == "offline":
                self.leave()
            else:
                self.choose(self.standing.next, self.standing.next_reason)
        state, reason, call_id = self._worked_out(calls)
        if (state, reason) != (self.state, self.reason) or self.standing.since is None:
            self.change(since=at)
        self.state, self.reason, self.call_id = state, reason, call_id
        if before == (state, reason, call_id, self.standing):
            return None
        self.last_at, self.told = at, self.standing
        return AgentStateFact(
            agent=self.agent,
            state=state,
            at=at,
            reason=reason,
            call_id=call_id,
            data=msgspec.to_builtins(self.standing),
        )

    def _worked_out(self, calls: list[CallState]) -> tuple[AgentState, str | None, str | None]:
        standing = self.standing
        if standing.signed_in_at is None:
            return "offline", None, None
        roles = {call.call_id: role_in(call, self.agent) for call in calls}
        call_id = next(
            (call_id for wanted in _BY_CALLS for call_id, role in roles.items() if role == wanted), None
        )
        if not standing.is_link_up:
            return "lost_link", None, call_id
        if call_id is not None and (role := roles[call_id]) is not None:
            return role, None, call_id
        if standing.wrap_up is not None:
            return "wrap_up", None, standing.wrap_up.call_id
        if standing.chosen == "break":
            return "paused", standing.chosen_reason, None
        if standing.system_pause is not None:
            return "paused", standing.system_pause, None
        return "available", None, None

    def begin_wrap_up(self, call: CallState, queue: str | None, at: datetime, limit_s: float | None) -> None:
        """The work after this call begins; ``limit_s`` of ``None`` lets it last until it is finished."""
        until = None if limit_s is None else at + timedelta(seconds=limit_s)
        self.change(wrap_up=WrapUp(call_id=call.call_id, queue=queue, started_at=at, until=until))

    def view(self) -> PersonView:
        """The person as the stream shows them."""
        standing = self.standing
        return PersonView(
            agent=self.agent,
            display_name=standing.display_name,
            extension=standing.extension,
            state=self.state,
            since=standing.since or datetime.min.replace(tzinfo=UTC),  # Settled people have one.
            reason=self.reason,
            chosen=standing.chosen,
            chosen_reason=standing.chosen_reason,
            next=standing.next,
            next_reason=standing.next_reason,
            call_id=self.call_id,
            wrap_up_call_id=standing.wrap_up.call_id if standing.wrap_up else None,
            wrap_up_until=standing.wrap_up.until if standing.wrap_up else None,
            signed_in_at=standing.signed_in_at,
            at_a_desk=standing.is_at_desk,
        )


def restored(person: Person | None, fact: AgentStateFact) -> Person:
    """The person as their fact left them."""
    standing = msgspec.convert(fact.data, Standing)
    person = person or Person(agent=fact.agent, standing=standing)
    person.standing = person.told = standing
    person.state, person.reason = fact.state, fact.reason  # type: ignore[assignment]
    person.call_id, person.last_at = fact.call_id, fact.at
    return person


def role_in(call: CallState, agent: str) -> AgentState | None:
    """What this call makes of the agent, ``None`` when they have no part in it."""
    party = call.party(agent)
    if party is None:
        return None
    if party.role == "talking":
        return "holding" if call.state == "held" else "talking"
    return "talking" if party.role == "consulted" else party.role
