"""A window's workstation over real stores: what is asked and done goes to a real replica and a real central.

Everything that has nothing to do with customers' records is answered as ``FloorDesk`` answers it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Query
from agent_desktop.core.work import Row
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller
from agent_desktop.features.customers.read_models import (
    CallerEntry,
    Customer,
    CustomerDetails,
    SearchCustomers,
    Timeline,
)
from agent_desktop.features.interactions.read_models import Contact
from agent_desktop.features.tickets.read_models import CustomerTickets
from agent_desktop.features.workforce.read_models import People
from agent_desktop.sync.messages import Person, Verdict
from agent_desktop.telephony.views import CallView, PartyView
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.transport import Unreachable
from tests.support import floor
from tests.support.desk_floor import FloorDesk
from tests.support.floor import LEILA_AT_DESK
from tests.support.stores import Central, Desk

LEILA = Person(floor.LEILA, "leila", "Leila Duarte", ["agent"], [floor.HEATING, floor.BILLING], "1001")
REAL = frozenset({Customer, CustomerDetails, CallerEntry, SearchCustomers, Timeline, CustomerTickets, People})


class RecordDesk(FloorDesk):
    """Leila's desk. One thing at a time goes to the stores, in a thread of its own, as in the program."""

    def __init__(self, central: Central, path: Path) -> None:
        super().__init__(LEILA)
        self.clock = central.clock  # type: ignore[assignment]
        self.central = central
        self._order = threading.Lock()
        self.replica = Desk(path, central, LEILA_AT_DESK, ["org", f"agent:{floor.LEILA}"])
        self.verdicts_heard: list[Verdict] = []
        self.asked: list[Query[Any]] = []
        self.not_real: set[type[Query[Any]]] = set()

    @property
    def actor(self) -> Actor:
        return LEILA_AT_DESK

    async def _in_order(self, work: Callable[[], Any]) -> Any:
        def one_by_one() -> Any:
            with self._order:
                return work()

        return await asyncio.to_thread(one_by_one)

    def _is_real(self, query: Query[Any]) -> bool:
        if type(query) in self.not_real:
            return False
        return type(query) in REAL or type(query).__module__.startswith(
            ("agent_desktop.features.customers.", "agent_desktop.features.calls.read_models")
        )

    async def read(self, query: Query[Any]) -> Any:
        if isinstance(query, Contact):
            return await self._in_order(lambda: self.replica.ask(query))
        if not self._is_real(query):
            return await super().read(query)
        return await self._in_order(lambda: self.replica.ask(query))

    async def ask(self, query: Query[Any]) -> Any:
        self.asked.append(query)
        if not self._is_real(query):
            return await super().read(query)
        spec = self.central.registry.queries.of(query)
        if self.link.state == "offline":
            if spec.central_only:
                raise Unreachable("This needs central, which cannot be reached.")
            return await self.read(query)
        return await self._in_order(lambda: self.central.ask(self.actor, query))

    async def do(self, command: Command) -> Changes:
        changes = await self._in_order(lambda: self.replica.replica.do(self.actor, command))
        self.done.append(command)
        self.changes.tell(changes)
        if self.link.state != "offline":
            await self.synchronise()
        return Changes(changes.records, changes.customers)

    async def send(self, command: Command) -> Verdict:
        if self.link.state == "offline":
            raise Unreachable("Central cannot be reached.")
        verdict: Verdict = await self._in_order(lambda: self.central.do(self.actor, command))
        self.done.append(command)
        if verdict.problem is not None:
            problem = verdict.problem
            raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)
        await self.synchronise()
        return verdict

    async def synchronise(self) -> None:
        self.verdicts_heard += await self._in_order(self.replica.push)
        await self._in_order(self.replica.pull)
        self.changes.tell(Changes.everything())

    async def open_customer(self, customer_id: str) -> bool:
        self.opened.append(customer_id)
        if self.link.state == "offline":
            return False
        bundle = await self._in_order(lambda: self.central.bundle(customer_id))
        if bundle is None:
            raise Refused("not_found", "Central knows nobody of that name.")
        changes = await self._in_order(lambda: self.replica.replica.apply_bundle(self.actor, bundle))
        self.changes.tell(changes)
        return True

    async def stored(self, entity: str) -> dict[str, Row]:
        """Every record of a kind as central has it."""
        rows: dict[str, dict[str, Row]] = await self._in_order(self.central.rows)
        return rows[entity]

    async def elsewhere(self, command: Command) -> Verdict:
        """A colleague does something at another desk."""
        verdict: Verdict = await self._in_order(lambda: self.central.do(floor.MARCUS_AT_DESK, command))
        await self.synchronise()
        return verdict

    async def rings(self, number: str | None, **told: Any) -> Call:
        """A call rings here, matched by central as it would be."""
        query = MatchCaller(number=number, region="GB", as_of=self.clock.now())
        match: CallerMatch = await self._in_order(lambda: self.central.ask(self.actor, query))
        view = CallView(
            call_id="call-1",
            state="ringing",
            since=self.clock.now(),
            started_at=self.clock.now(),
            direction="in",
            caller=number,
            queue="Heating support",
            parties=(PartyView(agent="leila", role="ringing", since=self.clock.now()),),
            **told,
        )
        return self._tell(Call(view, floor.an_id(950), floor.HEATING, "Heating support", match), "ringing")
