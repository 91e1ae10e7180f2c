"""A host for connectors in tests: a held clock, a real floor, and a record of all that was told."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from agent_desktop.core.clock import HeldClock
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.events import (
    AnyEvent,
    CallEvent,
    ExchangeReported,
    PhoneReported,
    VoicemailReported,
)
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.port import AgentEntry, HttpHandler, HttpRequest, HttpResponse, QueueEntry
from agent_desktop.telephony.views import CallView

A = TypeVar("A", bound=act.CallAction)
MONDAY_TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@dataclass
class FloorHost:
    """What central is to a connector, without central."""

    connector: str
    settings: Mapping[str, object] = field(default_factory=dict)
    clock: HeldClock = field(default_factory=lambda: HeldClock(MONDAY_TEN))
    people: Sequence[AgentEntry] = ()
    the_queues: Sequence[QueueEntry] = (QueueEntry("support", "+441632960001"), QueueEntry("sales"))
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("test.connector"))
    events: list[AnyEvent] = field(default_factory=list)
    equipment: list[AnyEvent] = field(default_factory=list)
    refused: list[tuple[AnyEvent, str, str]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    routes: dict[tuple[str, str], HttpHandler] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    """The states of the first of the people, as a connector would have seen them after each event."""

    def __post_init__(self) -> None:
        self.floor = LiveFloor(queues=self.the_queues)

    async def emit(self, event: AnyEvent) -> None:
        is_of_equipment = isinstance(event, ExchangeReported | PhoneReported | VoicemailReported)
        (self.equipment if is_of_equipment else self.events).append(event)
        step = self.floor.apply(event, self.connector)
        self.facts += step.facts
        if self.people:
            self.states.append(self.state_of(self.people[0].login))
        if step.verdict != "accepted" and not is_of_equipment:
            self.refused.append((event, step.verdict, step.reason))

    def agents(self) -> Sequence[AgentEntry]:
        found = []
        for entry in self.people:
            person = self.floor.person(entry.login)
            state, since = (person.state, person.since) if person else ("offline", self.clock.now())
            idle_s = (self.clock.now() - since).total_seconds()
            found.append(
                AgentEntry(
                    entry.login, entry.display_name, self._extension_of(entry), state, idle_s, entry.queues
                )
            )
        return found

    def _extension_of(self, entry: AgentEntry) -> str | None:
        seat = self.floor.extension_of(entry.login)
        return seat or (entry.extension if self.floor.holder_of(entry.extension) is None else None)

    def queues(self) -> Sequence[QueueEntry]:
        return self.the_queues

    def calls(self) -> Sequence[CallView]:
        return [call for call in self.floor.view(self.clock.now()).calls if call.connector == self.connector]

    def route_http(
        self, path: str, handler: HttpHandler, *, method: str = "POST", max_body_bytes: int = 65_536
    ) -> None:
        assert max_body_bytes > 0
        self.routes[method, path] = handler

    def sign_in(self, *agents: str) -> None:
        for agent in agents:
            self.floor.sign_in(agent, self.clock.now())

    def state_of(self, agent: str) -> str:
        person = self.floor.person(agent)
        return person.state if person else "offline"

    def kinds(self, call_id: str | None = None) -> list[str]:
        """What was told, by kind, of one call or all."""
        calls = [event for event in self.events if isinstance(event, CallEvent)]
        return [
            str(event.__struct_config__.tag) for event in calls if call_id is None or event.call_id == call_id
        ]

    def action(self, kind: type[A], agent: str, **fields: Any) -> A:
        expires_at = self.clock.now() + timedelta(seconds=5)
        return kind(id=f"action-{len(self.events)}", agent=agent, expires_at=expires_at, **fields)

    async def post(
        self, path: str, body: bytes, *, params: Mapping[str, str] | None = None, **headers: str
    ) -> HttpResponse:
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        return await self.routes["POST", path](HttpRequest("POST", params or {}, named, body))
