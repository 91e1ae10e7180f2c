"""One call as the exchange tells of it, leg by leg, and the events that each message makes of it.

A call that is passed on or forwarded gets a new id at the exchange; with us it stays one call of several legs. What
comes twice, late or in another order finds the call as it is and changes nothing that is so already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent_desktop.plugins.api import (
    AnyCallEvent,
    CallConnected,
    CallDialling,
    CallEnded,
    CallLeftQueue,
    CallNotAnswered,
    CallQueued,
    CallRinging,
    CallTransferred,
    CallView,
    ConsultEnded,
    ConsultStarted,
    EndedBy,
    LeftQueueReason,
)

from .protocol import Direction

# The causes of the protocol, in the port's words.
CAUSES = {
    "normalClearing": "normal",
    "busy": "busy",
    "cancel": "cancelled",
    "noAnswer": "no_answer",
    "congestion": "unreachable",
    "notFound": "unknown_number",
    "forwarded": "forwarded",
}
# With these the exchange ended an unanswered call, and the caller did not.
_BY_EXCHANGE = {"busy", "no_answer", "unreachable", "unknown_number", "forwarded"}


@dataclass(slots=True)
class Leg:
    """One call of the exchange: the first, or one that ours was passed on by."""

    called: str | None = None
    rung: dict[str, None] = field(default_factory=dict)
    answered_by: str | None = None
    is_answered: bool = False
    is_over: bool = False

    @property
    def agent(self) -> str | None:
        """Who of ours it is with, where that is one person."""
        if self.is_answered:
            return self.answered_by
        return next(iter(self.rung)) if len(self.rung) == 1 else None


@dataclass(slots=True)
class Call:
    """What was told of one call so far."""

    call_id: str
    direction: Direction = "in"
    caller: str | None = None
    called: str | None = None
    queue: str | None = None
    legs: dict[str, Leg] = field(default_factory=dict)
    has_begun: bool = False
    is_over: bool = False
    is_elsewhere: bool = False
    """Whether it was rejected, so that nobody hears of it."""
    is_sent_away: bool = False
    """Whether we told the exchange to take it elsewhere."""
    has_left_queue: bool = False
    is_taken_over: bool = False
    forwarded_at: datetime | None = None
    """Since when it is on its way to another leg that was not told of yet."""
    unnamed: str | None = None
    """The leg whose own id we do not know, since it began before we did."""
    end_cause: str | None = None
    names: list[str] = field(default_factory=list)
    """The ids that the exchange calls it and its legs by."""

    @classmethod
    def taken_over(cls, view: CallView) -> Call:
        """A call that was going on when we started, as far as the floor knows it.

        A call that was passed on before has another id at the exchange by now: its next message says which.
        """
        roles: dict[str, list[str]] = {}
        for party in view.parties:
            roles.setdefault(party.role, []).append(party.agent)
        talking = roles.get("talking", [])
        leg = Leg(called=view.called, is_answered=view.answered_at is not None)
        leg.answered_by = talking[0] if talking else None
        leg.rung = dict.fromkeys([*talking, *roles.get("dialling", [])])
        call = cls(
            call_id=view.call_id,
            direction="out" if view.direction == "out" else "in",
            caller=view.caller,
            called=view.called,
            queue=view.queue,
            legs={view.call_id: leg},
            has_begun=True,
            is_taken_over=True,
            unnamed=view.call_id,
        )
        ringing, consulted = roles.get("ringing", []), roles.get("consulted", [])
        if view.state == "consulting":
            asked = Leg(rung=dict.fromkeys([*ringing, *consulted]), is_answered=bool(consulted))
            asked.answered_by = consulted[0] if consulted else None
            call.unnamed = f"{view.call_id} asked"
            call.legs[call.unnamed] = asked
        else:
            leg.rung |= dict.fromkeys(ringing)
        return call

    def leg_named(self, leg_id: str, *, is_new: bool) -> str:
        """The leg of this id: one there is, the one whose id we did not know, or a new one."""
        if leg_id in self.legs and leg_id != self.unnamed:
            return leg_id
        if self.unnamed is not None and not (is_new and leg_id not in self.legs):
            found, self.unnamed = (leg_id if leg_id in self.legs else self.unnamed), None
            return found
        self.legs.setdefault(leg_id, Leg())
        return leg_id

    def begun(self, leg_id: str, users: Sequence[str], queue: str | None, at: datetime) -> list[AnyCallEvent]:
        """The leg rings at these people of ours, or waits in a queue."""
        leg = self.legs[leg_id]
        if self.is_over and leg.is_over and not self.has_begun:
            return self._begun_late(leg_id, users, queue, at)
        if self.is_over or leg.is_answered or leg.is_over:
            return []
        self.forwarded_at = None
        new = [user for user in users if user not in leg.rung]
        talking = self._talking_beside(leg_id)
        if talking is not None:
            return self._asked(leg, talking, new, at)
        if self.direction == "out":
            return self._dialled(leg, users[0], at) if users and not self.has_begun else []
        events: list[AnyCallEvent] = []
        if queue and not self.has_begun:
            self.has_begun, self.queue = True, queue
            events.append(
                CallQueued(call_id=self.call_id, at=at, queue=queue, caller=self.caller, called=self.called)
            )
        return events + [self._ring(leg, agent, at) for agent in new]

    def answered(self, leg_id: str, agent: str | None, at: datetime) -> list[AnyCallEvent]:
        """Somebody answered the leg; ``agent`` is who, where that is one of ours."""
        leg = self.legs[leg_id]
        if self.is_over or leg.is_over:
            return []
        agent = agent or leg.agent
        if leg.is_answered and agent in {None, leg.answered_by}:
            return []
        self.forwarded_at = None
        events: list[AnyCallEvent] = []
        is_asked = self._talking_beside(leg_id) is not None
        if agent is not None and not self.has_begun and self.direction == "out":
            events += self._dialled(leg, agent, at)
        elif agent is not None and agent not in leg.rung and not leg.is_answered:
            events.append(self._ring(leg, agent, at))
        leg.is_answered, leg.answered_by = True, agent
        if agent is None and is_asked:
            return events  # Somebody outside is asked: the caller still waits.
        self.has_begun = True
        return [*events, CallConnected(call_id=self.call_id, at=at, agent=agent)]

    def ended(self, leg_id: str, cause: str | None, at: datetime, *, may_go_on: bool) -> list[AnyCallEvent]:
        """The leg is over; the call is too, unless another goes on or (``may_go_on``) will be told of."""
        leg = self.legs[leg_id]
        if self.is_over or leg.is_over:
            return []
        beside = self._talking_beside(leg_id)
        leg.is_over, self.end_cause = True, cause
        others = [one for one in self.legs.values() if not one.is_over and not self._is_empty(one)]
        word = CAUSES.get(cause or "normalClearing", "other")
        if others:
            return self._passed_on(leg, others, beside, at)
        if may_go_on and word == "forwarded":
            self.forwarded_at = at
            return [*self._not_answered(leg, at), *self._left_queue("overflow", at)]
        return self._over(word, at)

    def given_up(self) -> list[AnyCallEvent]:
        """Nothing came of a forwarding: the call ended as it was forwarded."""
        at, self.forwarded_at = self.forwarded_at, None
        return self._over("forwarded", at) if at is not None and not self.is_over else []

    def sent_away(self, reason: LeftQueueReason, at: datetime) -> list[AnyCallEvent]:
        """We told the exchange to take it elsewhere: it was in its queue for no time."""
        self.is_sent_away = True
        return self._left_queue(reason, at) if self.has_begun else []

    def _begun_late(
        self, leg_id: str, users: Sequence[str], queue: str | None, at: datetime
    ) -> list[AnyCallEvent]:
        """Its end was told first: it is a call that ended as it began."""
        self.is_over = self.legs[leg_id].is_over = False
        events = self.begun(leg_id, users, queue, at)
        return events + self.ended(leg_id, self.end_cause, at, may_go_on=False)

    # --- what they share --------------------------------------------------------------------------------

    def _talking_beside(self, leg_id: str) -> Leg | None:
        """Another leg on which one of ours talks to the caller."""
        for other_id, other in self.legs.items():
            if other_id != leg_id and not other.is_over and other.is_answered and other.answered_by:
                return other
        return None

    def _dialled(self, leg: Leg, agent: str, at: datetime) -> list[AnyCallEvent]:
        self.has_begun = True
        leg.rung[agent] = None
        return [
            CallDialling(
                call_id=self.call_id, at=at, agent=agent, called=self.called or "", caller=self.caller
            )
        ]

    def _ring(self, leg: Leg, agent: str, at: datetime) -> CallRinging:
        self.has_begun = True
        leg.rung[agent] = None
        return CallRinging(call_id=self.call_id, at=at, agent=agent, caller=self.caller, called=self.called)

    def _asked(self, leg: Leg, talking: Leg, new: Sequence[str], at: datetime) -> list[AnyCallEvent]:
        """Whoever talks to the caller rings somebody else, to pass the call on."""
        events: list[AnyCallEvent] = []
        if not leg.rung and talking.answered_by is not None:
            to_agent = new[0] if len(new) == 1 else None
            events.append(
                ConsultStarted(
                    call_id=self.call_id,
                    at=at,
                    agent=talking.answered_by,
                    to_agent=to_agent,
                    to_number=None if to_agent else leg.called,
                )
            )
        return events + [self._ring(leg, agent, at) for agent in new]

    def _passed_on(
        self, leg: Leg, others: Sequence[Leg], beside: Leg | None, at: datetime
    ) -> list[AnyCallEvent]:
        if not leg.is_answered or leg.answered_by is None:
            if beside is not None and beside.answered_by is not None:
                # Whoever was asked did not come to it: the caller is talked to again.
                return [ConsultEnded(call_id=self.call_id, at=at, agent=beside.answered_by)]
            return self._not_answered(leg, at)
        if beside is not None and beside.answered_by is not None and not self._asked_first(leg, beside):
            return [ConsultEnded(call_id=self.call_id, at=at, agent=beside.answered_by)]
        target = others[-1]
        to_agent = target.agent
        events: list[AnyCallEvent] = [
            CallTransferred(
                call_id=self.call_id,
                at=at,
                transfer="warm" if target.is_answered else "blind",
                agent=leg.answered_by,
                to_agent=to_agent,
                to_number=None if to_agent else target.called or "unknown",
            )
        ]
        if not to_agent and not target.is_answered:
            # Several are rung at once: the transfer is to none of them yet.
            events += [self._ring(target, agent, at) for agent in target.rung]
        return events

    def _is_empty(self, leg: Leg) -> bool:
        """Whether a leg from before we started is with nobody: it was forwarded, and will not be told of."""
        return self.is_taken_over and not leg.is_answered and not leg.rung

    def _asked_first(self, leg: Leg, other: Leg) -> bool:
        """Whether a leg is the older of the two: the one that passes the call on."""
        legs = list(self.legs.values())
        return legs.index(leg) < legs.index(other)

    def _not_answered(self, leg: Leg, at: datetime) -> list[AnyCallEvent]:
        if leg.is_answered:
            return []
        return [
            CallNotAnswered(call_id=self.call_id, at=at, agent=agent, reason="timeout") for agent in leg.rung
        ]

    def _left_queue(self, reason: LeftQueueReason, at: datetime) -> list[AnyCallEvent]:
        is_answered = any(leg.is_answered for leg in self.legs.values())
        if not self.queue or self.direction == "out" or is_answered or self.has_left_queue:
            return []
        self.has_left_queue = True
        return [CallLeftQueue(call_id=self.call_id, at=at, reason=reason)]

    def _over(self, word: str, at: datetime) -> list[AnyCallEvent]:
        self.is_over = True
        if not self.has_begun:
            return []
        is_answered = any(leg.is_answered for leg in self.legs.values())
        by: EndedBy = "caller"
        if (word in _BY_EXCHANGE or self.is_sent_away) and not is_answered:
            by = "exchange"
        elif self.direction == "out":
            by = "exchange" if is_answered else "agent"
        events: list[AnyCallEvent] = []
        if by == "exchange" and not self.is_sent_away:
            events += self._left_queue("overflow" if word == "forwarded" else "timeout", at)
        return [*events, CallEnded(call_id=self.call_id, at=at, cause=word, by=by)]
