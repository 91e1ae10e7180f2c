"""The calls being followed, and what has been told of each, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent_desktop.plugins.api import (
    AgentEntry,
    AnyEvent,
    CallEnded,
    EndedBy,
    QueueEntry,
    SuperviseMode,
    parse_number,
)

from .legs import Leg, Legs, device, extension

MOST_ENDED = 5_000

HeldBy = Literal["phone", "exchange"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: exactly one of the three."""

    to_agent: str | None = None
    to_queue: str | None = None
    to_number: str | None = None


@dataclass(slots=True)
class Consult:
    """The agent asks somebody while the other party waits; ``connected`` is the colleague who answered.

    ``back_at`` is when the agent came back to the other party, as long as it is not known whether for good;
    ``is_waiting`` says that it was not. ``is_swap_asked`` is set by the desk, ``has_music`` by the exchange.
    """

    agent: str
    target: Target
    connected: str | None = None
    back_at: datetime | None = None
    is_waiting: bool = False
    is_swap_asked: bool = False
    has_music: bool = False


@dataclass(slots=True)
class Spy:
    """A supervisor who hears a call, or is about to: ``call`` is set once they do."""

    supervisor: str
    mode: SuperviseMode
    action_id: str | None = None
    agent: str = ""
    call: Call | None = None
    asked_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Call:
    """One call: its legs, and what the floor has been told of it.

    ``customer`` is the leg of the other party (who called in, or was dialled by ``dialler``'s phone).
    ``talking`` are the agents told to be on it. ``left_at`` is when the caller left the queue unanswered, as
    long as it is not known how. ``alone_since`` is when the last agent hung up while the customer stayed;
    ``left_first`` is the agent whose leg left the talk first, empty where it was the other party's.
    ``parked_in`` is the parking space; the agent who parked talks still, as far as the floor is concerned.
    ``third`` is somebody outside who is in conference with the other party.
    """

    call_id: str
    linkedid: str
    serial: int = 1
    legs: dict[str, Leg] = field(default_factory=dict)
    customer: str | None = None
    dialler: str | None = None
    dialled: str | None = None
    action_id: str | None = None
    is_told: bool = False
    is_over: bool = False
    is_answered: bool = False
    is_answering: bool = False
    is_transferring: bool = False
    queue: str | None = None
    left_at: datetime | None = None
    ringing: dict[str, Leg] = field(default_factory=dict)
    unsettled: dict[str, datetime] = field(default_factory=dict)
    talking: dict[str, None] = field(default_factory=dict)
    held_by: HeldBy | None = None
    consult: Consult | None = None
    recording: str = "off"
    ended_by: EndedBy | None = None
    cause: str = ""
    alone_since: datetime | None = None
    parked_in: str | None = None
    third: Target | None = None
    left_first: str | None = None

    @property
    def customer_leg(self) -> Leg | None:
        """The other party's leg while it is there."""
        return self.legs.get(self.customer) if self.customer else None

    def leg_of(self, agent: str | None) -> Leg | None:
        """The agent's own leg on this call: the one that talks before one that rings."""
        found = [leg for leg in self.legs.values() if leg.agent == agent and agent is not None]
        found = [leg for leg in found if leg.uid != self.customer] or found
        return min(found, key=lambda leg: (leg.bridge is None, not leg.is_up), default=None)


@dataclass(slots=True)
class Expected:
    """A call of ours on its way: its leg will carry an id we chose."""

    agent: str
    number: str
    action_id: str
    at: datetime


@dataclass(slots=True)
class Book:
    """Everything followed, and the events to hand on. ``people`` and ``queues`` answer as it is this moment."""

    people: Callable[[], Sequence[AgentEntry]]
    queues: Callable[[], Sequence[QueueEntry]]
    region: str = "GB"
    did_variable: str = "CALL_DID"
    legs: Legs = field(default_factory=Legs)
    calls: dict[str, Call] = field(default_factory=dict)
    expected: dict[str, Expected] = field(default_factory=dict)
    pauses: dict[tuple[str, str], str | None] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)
    penalties: dict[tuple[str, str], int] = field(default_factory=dict)
    interfaces: dict[tuple[str, str], str] = field(default_factory=dict)
    spies: dict[str, Spy] = field(default_factory=dict)
    phones: dict[str, bool] = field(default_factory=dict)
    mailboxes: dict[str, int] = field(default_factory=dict)
    """How many messages wait in each, as told last."""
    technology: str = "PJSIP"
    told: list[AnyEvent] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    """The serial under which the last call of the same legs was told to be over."""

    def tell(self, call: Call, event: AnyEvent) -> None:
        """Hand an event of the call on."""
        call.is_told = True
        self.told.append(event)
        if isinstance(event, CallEnded):
            self.note_ended(call.linkedid, call.serial)

    def note_ended(self, linkedid: str, serial: int) -> None:
        """A call is over for the floor: if its legs go on all the same, they are another call."""
        self.ended.pop(linkedid, None)
        self.ended[linkedid] = serial
        if len(self.ended) > MOST_ENDED:
            del self.ended[next(iter(self.ended))]

    def call_of(self, linkedid: str) -> Call:
        """The call under this id; one that is over makes room for the next of the same legs."""
        call = self.calls.get(linkedid)
        if call is None or call.is_over:
            serial = max(call.serial if call else 0, self.ended.get(linkedid, 0)) + 1
            call_id = linkedid if serial == 1 else f"{linkedid}/{serial}"
            call = self.calls[linkedid] = Call(call_id=call_id, linkedid=linkedid, serial=serial)
        return call

    def going_on(self, leg: Leg) -> Call:
        """The leg's call; where that is over and the leg goes on, a new one."""
        if leg.call.is_over:
            old, leg.call = leg.call, self.call_of(leg.call.linkedid)
            old.legs.pop(leg.uid, None)
            leg.call.legs[leg.uid] = leg
        return leg.call

    def move(self, leg: Leg, call: Call) -> Call:
        """The leg belongs to another call from now on; answers the one it came from."""
        old, leg.call = leg.call, call
        old.legs.pop(leg.uid, None)
        call.legs[leg.uid] = leg
        return old

    def drop_if_empty(self, call: Call, at: datetime) -> None:
        """Forget a call without legs; whatever was missed of it, it is over now."""
        if call.legs:
            return
        if call.is_told and not call.is_over:
            call.is_over = True
            self.tell(call, CallEnded(call_id=call.call_id, at=at, by=call.ended_by or "exchange"))
        if self.calls.get(call.linkedid) is call:
            del self.calls[call.linkedid]

    def login_of(self, number: str) -> str | None:
        """Whose extension it is: exactly one person's, or nobody's."""
        found = [one.login for one in self.people() if number and one.extension == number]
        return found[0] if len(found) == 1 else None

    def login_of_device(self, device_name: str) -> str | None:
        """Whose phone a device, channel or queue interface is."""
        return self.login_of(extension(device(device_name)))

    def target(self, number: str) -> Target:
        """Who is meant by a dialled number: one of ours, a queue, or somebody outside."""
        if login := self.login_of(number):
            return Target(to_agent=login)
        for queue in self.queues():
            if queue.number and number and self._same(queue.number, number):
                return Target(to_queue=queue.name)
        return Target(to_number=number or "unknown")

    def _same(self, one: str, other: str) -> bool:
        if one == other:
            return True
        a, b = parse_number(one, self.region), parse_number(other, self.region)
        return (a.kind, a.digits) == (b.kind, b.digits) and a.kind not in {"withheld", "unusable"}
