"""One agent on the live floor: what they chose, what the system put them in, and what comes next.

The state shown is worked out anew from three things that do not touch each other: what the person *chose*
(ready, or a pause with its reason), what the *system* laid over it (wrap-up, a pause by the exchange, a pause
after calls that rang in vain, a lost link), and their calls. What is chosen during a call or its wrap-up waits
as *next* and is taken when both are over. So nobody is ever put back to ready who did not choose it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.facts import AgentStateFact
from agent_desktop.telephony.floor_rules import NOT_ANSWERED, Channel, FloorRules, PauseReason
from agent_desktop.telephony.views import AgentState, PersonView
from agent_desktop.telephony.wrap_up import WrapUp, begun

# With several calls at once the first that applies wins (definitions: agent time).
_BY_CALLS: tuple[AgentState, ...] = ("talking", "dialling", "ringing", "holding")
BUSY = frozenset(_BY_CALLS)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one agent that must survive a restart; it travels in their state facts.

    ``pause`` is the pause in force as its reason was defined then. ``system_pause`` is one by the exchange;
    ``not_answered`` counts offers in a row that were not taken, and ``is_not_answering`` says that they led to a
    pause. ``in_hand`` are contacts of other channels, as channel and id.
    """

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
    not_answered: int = 0
    is_not_answering: bool = False
    wrap_up: WrapUp | None = None
    pause: PauseReason | None = None
    is_link_up: bool = True
    since: datetime | None = None
    in_hand: tuple[tuple[Channel, str], ...] = ()


class Now(msgspec.Struct, frozen=True):
    """What a person is in at a moment."""

    state: AgentState
    call_id: str | None = None
    pause: PauseReason | None = None


def worked_out(standing: Standing, roles: dict[str, AgentState], rules: FloorRules) -> Now:
    """The state that follows from what was chosen, what the system says, and the person's part in each call."""
    if standing.signed_in_at is None:
        return Now("offline")
    found = next(
        ((role, call) for wanted in _BY_CALLS for call, role in roles.items() if role == wanted), None
    )
    if not standing.is_link_up:
        return Now("lost_link", found[1] if found else None)
    if found is not None:
        return Now(*found)
    if standing.wrap_up is not None:
        return Now("wrap_up", standing.wrap_up.call_id)
    if standing.chosen == "break":
        return Now("paused", pause=rules.pause(standing.chosen_reason))
    if standing.is_not_answering:
        return Now("paused", pause=NOT_ANSWERED)
    if standing.system_pause is not None:
        return Now("paused", pause=rules.pause(standing.system_pause))
    return Now("available")


@dataclass(slots=True)
class Person:
    """One agent now.

    ``last_at`` is their last fact's time: their sequence of states never steps back. ``told`` is the standing
    that fact carried.
    """

    agent: str
    standing: Standing
    rules: FloorRules
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
        self.answered()

    def answered(self) -> None:
        """They are there: what rang in vain counts no more."""
        self.change(not_answered=0, is_not_answering=False)

    def not_answered(self) -> None:
        """An offer rang in vain or was rejected; too many in a row pause whoever sits at a desk."""
        count = self.standing.not_answered + 1
        limit = self.rules.not_answered_limit
        is_enough = self.standing.is_at_desk and 0 < limit <= count
        self.change(not_answered=count, is_not_answering=self.standing.is_not_answering or is_enough)

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
        roles = {call.call_id: role for call in calls if (role := role_in(call, self.agent)) is not None}
        now = worked_out(self.standing, roles, self.rules)
        reason = now.pause.id if now.pause else None
        self.change(pause=now.pause)
        if now.state == "wrap_up" and self.state in BUSY:
            self._give_back_wrap_up(at)
        if (now.state, reason) != (self.state, self.reason) or self.standing.since is None:
            self.change(since=at)
        self.state, self.reason, self.call_id = now.state, reason, now.call_id
        if before == (now.state, reason, now.call_id, self.standing):
            return None
        self.last_at, self.told = at, self.standing
        return AgentStateFact(
            agent=self.agent,
            state=now.state,
            at=at,
            reason=reason,
            call_id=now.call_id,
            data=msgspec.to_builtins(self.standing),
        )

    def _give_back_wrap_up(self, at: datetime) -> None:
        """The time a wrap-up lost to another call, such as one dialled in vain, is added to it."""
        wrap_up, since = self.standing.wrap_up, self.standing.since
        if wrap_up is not None and since is not None and wrap_up.started_at < since:
            self.change(wrap_up=wrap_up.later((at - since).total_seconds()))

    def begin_wrap_up(self, call: CallState, queue: str | None, at: datetime) -> None:
        """The work after this call begins, by the rule of its queue."""
        self.change(wrap_up=begun(call.call_id, queue, at, self.rules.wrap_up_in(queue)))

    def free_for(self) -> tuple[Channel, ...]:
        """The channels from which they can be given one more contact now."""
        in_hand: Counter[str] = Counter(channel for channel, _ in self.standing.in_hand)
        return self.rules.capacity.free(self.state, in_hand)

    def view(self) -> PersonView:
        """The person as the stream shows them."""
        standing = self.standing
        since = standing.since or datetime.min.replace(tzinfo=UTC)  # Settled people have one.
        wrap_up, pause = standing.wrap_up, standing.pause
        limit_min = pause.limit_min if pause else None
        return PersonView(
            agent=self.agent,
            display_name=standing.display_name,
            extension=standing.extension,
            state=self.state,
            since=since,
            reason=self.reason,
            pause_label=pause.label if pause else None,
            pause_until=since + timedelta(minutes=limit_min) if limit_min is not None else None,
            is_paid=pause.is_paid if pause else None,
            not_answered=standing.not_answered,
            chosen=standing.chosen,
            chosen_reason=standing.chosen_reason,
            next=standing.next,
            next_reason=standing.next_reason,
            next_label=self.rules.pause(standing.next_reason).label if standing.next == "break" else None,
            call_id=self.call_id,
            wrap_up_call_id=wrap_up.call_id if wrap_up else None,
            wrap_up_until=wrap_up.until if wrap_up else None,
            wrap_up_mode=wrap_up.mode if wrap_up else None,
            wrap_up_early_exit=wrap_up.early_exit if wrap_up else True,
            wrap_up_extensions_left=wrap_up.extensions_left if wrap_up else None,
            signed_in_at=standing.signed_in_at,
            at_a_desk=standing.is_at_desk,
            free_for=self.free_for(),
        )


def restored(person: Person | None, fact: AgentStateFact, rules: FloorRules) -> Person:
    """The person as their fact left them."""
    standing = msgspec.convert(fact.data, Standing)
    person = person or Person(agent=fact.agent, standing=standing, rules=rules)
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
