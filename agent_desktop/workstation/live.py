"""The mirror of the live floor: what central last told, and how old that is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from agent_desktop.core.clock import Clock
from agent_desktop.features.calls.read_models import CallerMatch
from agent_desktop.features.kpi.read_models import KpiView
from agent_desktop.sync.live import FloorReply, FloorUpdate, Listening, LiveCall
from agent_desktop.telephony.views import (
    CallView,
    ExchangeView,
    PersonView,
    PhoneView,
    QueueView,
    SupervisionView,
)

STALE_AFTER_S = 15.0


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the person at this desk, and who it may be."""

    view: CallView
    contact_id: str
    queue_id: str | None
    queue_name: str | None
    match: CallerMatch | None
    is_matched_here: bool = False  # by this desk, which does not hold everybody, instead of by central

    @property
    def call_id(self) -> str:
        """The exchange's name for the call."""
        return self.view.call_id


@dataclass(slots=True)
class LiveMirror:
    """Queues, people, phones, calls and figures as last known; ``heard_at`` says when.

    ``listening`` is what a supervisor hears: by call, how.
    """

    queues: dict[str, QueueView] = field(default_factory=dict)
    people: dict[str, PersonView] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    exchanges: dict[str, ExchangeView] = field(default_factory=dict)
    phones: dict[str, PhoneView] = field(default_factory=dict)
    listening: dict[str, SupervisionView] = field(default_factory=dict)
    kpi: KpiView | None = None
    capabilities: frozenset[str] = frozenset()
    heard_at: datetime | None = None

    def take_snapshot(self, reply: FloorReply, at: datetime) -> None:
        """Take a whole snapshot: what is not in it is gone."""
        self.queues = {queue.queue: queue for queue in reply.floor.queues}
        self.people = {person.agent: person for person in reply.floor.people}
        self.calls = {call.call.call_id: as_call(call) for call in reply.calls if not call.is_gone}
        self.exchanges = {exchange.connector: exchange for exchange in reply.floor.exchanges}
        self.phones = {phone.extension: phone for phone in reply.floor.phones}
        self.listening = {one.call_id: one.supervision for one in reply.listening if one.supervision}
        self.kpi = msgspec.json.decode(reply.kpi, type=KpiView) if reply.kpi else None
        self.capabilities = frozenset(reply.capabilities)
        self.heard_at = at

    def update(self, update: FloorUpdate, at: datetime) -> None:
        """Take what changed on the floor."""
        self.queues.update({queue.queue: queue for queue in update.queues})
        self.people.update({person.agent: person for person in update.people})
        self.exchanges.update({exchange.connector: exchange for exchange in update.exchanges})
        self.phones.update({phone.extension: phone for phone in update.phones})
        self.heard_at = at

    def away(self) -> list[ExchangeView]:
        """The exchanges that are away, the one away longest first; what is known of their calls is as of then."""
        return sorted((one for one in self.exchanges.values() if not one.is_up), key=lambda one: one.since)

    def listen(self, told: Listening, at: datetime) -> None:
        """Take whose call this supervisor hears."""
        if told.supervision is None:
            self.listening.pop(told.call_id, None)
        else:
            self.listening[told.call_id] = told.supervision
        self.heard_at = at

    def take_call(self, live: LiveCall, at: datetime) -> Call:
        """Take one call of this desk; ended calls and those that left are forgotten."""
        call = as_call(live)
        known = self.calls.get(call.call_id)
        if call.match is None and known is not None:
            # The match comes once, with the ringing; later tellings of the call leave it out.
            call = replace(call, match=known.match)
        if live.is_gone or live.call.state == "ended":
            self.calls.pop(call.call_id, None)
        else:
            self.calls[call.call_id] = call
        self.heard_at = at
        return call


def as_call(live: LiveCall) -> Call:
    """A call off the wire with its match decoded."""
    # An absent match may travel as null, which is four bytes and not nothing.
    match = msgspec.json.decode(live.match, type=CallerMatch | None) if live.match else None
    return Call(live.call, live.contact_id, live.queue_id, live.queue_name, match)


def ended_call(call: Call, clock: Clock) -> Call:
    """A call that ended while nobody told this desk, as it would have been told."""
    view = msgspec.structs.replace(call.view, state="ended", since=clock.now(), ended_at=clock.now())
    return Call(view, call.contact_id, call.queue_id, call.queue_name, call.match)
