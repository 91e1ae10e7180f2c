"""A workstation for window tests whose tickets are real: a replica with the small floor in it, and more if asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.tickets.bulk import PlanListed
from agent_desktop.features.tickets.detail_views import Categories
from agent_desktop.features.tickets.listing_views import (
    CountTickets,
    ListedTickets,
    SavedViews,
    TicketGroups,
    TicketOrder,
    TicketPage,
)
from agent_desktop.features.tickets.promises import PromisesDue
from agent_desktop.features.tickets.read_models import CountWorkQueue, WorkQueue
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.sync.messages import Person
from agent_desktop.sync.replica import Replica
from agent_desktop.telephony.views import PersonView
from tests.support import floor
from tests.support.desk_floor import FloorDesk
from tests.support.floor import NOW

LEILA = Person(floor.LEILA, "leila", "Leila Duarte", ["agent"], [floor.HEATING, floor.BILLING], "1001")
SUE = Person(floor.SUE, "sue", "Sue Hart", ["supervisor"], [floor.HEATING, floor.BILLING], "1003")
FROM_REPLICA = (
    TicketPage,
    TicketOrder,
    TicketGroups,
    ListedTickets,
    CountTickets,
    SavedViews,
    PlanListed,
    PromisesDue,
    Categories,
    People,
    Queues,
    WorkQueue,
    CountWorkQueue,
)


class ReplicaDesk(FloorDesk):
    """What is asked of tickets a replica answers, what is done is done in it; all else is the made-up floor."""

    def __init__(self, path: Path, source: Path, person: Person = LEILA) -> None:
        super().__init__(person)
        self.clock = HeldClock(NOW)
        shutil.copy(source, path)
        self.registry = house()
        self.replica = Replica(path, self.registry, self.clock)
        self.asked: list[Query[Any]] = []
        self.live.people = {
            login: PersonView(agent=login, display_name=login.title(), state=state, since=NOW)  # type: ignore[arg-type]
            for login, state in (("leila", "available"), ("marcus", "available"), ("sue", "offline"))
        }

    @property
    def actor(self) -> Actor:
        """The person, at a device with an id that is one."""
        person = self.person or LEILA
        roles = frozenset(Role(role) for role in person.roles)
        return Actor(person.agent_id, "f" + person.agent_id[1:], roles, frozenset(person.queues))

    def add(self, records: Iterable[tuple[str, Row]]) -> None:
        """More records, as if they had been there before."""
        rows: dict[str, list[Row]] = {}
        keys: list[dict[str, str]] = []
        for entity, row in records:
            rows.setdefault(entity, []).append(row)
            keys_of = self.registry.entities[entity].keys_of
            keys += key_rows(entity, row["id"], keys_of(row)) if keys_of is not None else []
        with self.replica.transaction() as connection:
            for entity, held in rows.items():
                connection.execute(sa.insert(self.registry.entities[entity].table), held)
            if keys:
                connection.execute(sa.insert(search_key), keys)

    async def read(self, query: Query[Any]) -> Any:
        """From the replica, where it is about lists of tickets."""
        if isinstance(query, FROM_REPLICA):
            self.asked.append(query)
            with self.replica.reader() as read:
                return self.registry.queries.run(read, self.actor, query)
        return await super().read(query)

    async def do(self, command: Command) -> Changes:
        """At once, in the replica; whoever shows it hears of it."""
        changes = self.replica.do(self.actor, command)
        self.done.append(command)
        self.changes.tell(changes)
        return changes

    def somebody(self, actor: Actor, command: Command) -> None:
        """A colleague does something, and it has come here."""
        self.changes.tell(self.replica.do(actor, command))

    def tickets_now(self) -> dict[str, dict[str, Any]]:
        """Every ticket as it stands here."""
        table = self.registry.entities["ticket"].table
        with self.replica.reader() as read:
            return {str(row["id"]): dict(row) for row in read.execute(sa.select(table)).mappings()}
