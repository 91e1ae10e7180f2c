"""People and queues that are named before anybody entered them: made inactive, so that no fact is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.facts import Names
from agent_desktop.features.kpi.model import DEFAULT_SERVICE_LEVEL_S, DEFAULT_SHORT_ABANDON_S
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.search_keys import folded
from agent_desktop.sync.feed import seed


class Roster:
    """Everybody and every queue by name, and those that must be made.

    A name is matched without regard to capitals: a queue by its name, a person by login or else by the name
    shown, where only one person bears it. ``write`` makes what was new, last in the transaction.
    """

    def __init__(self, names: Names, shown: dict[str, set[str]], next_position: int) -> None:
        self._names = names
        self._shown = shown
        self._next_position = next_position
        self._new_queues: list[dict[str, Any]] = []
        self._new_agents: list[dict[str, Any]] = []

    @classmethod
    def load(cls, connection: sa.Connection) -> Roster:
        """The roster as it is on record, inactive people and queues included."""
        shown: dict[str, set[str]] = {}
        for row in connection.execute(sa.select(agent.c.id, agent.c.name)):
            shown.setdefault(row.name.casefold(), set()).add(row.id)
        last = connection.execute(sa.select(sa.func.max(queue.c.position))).scalar()
        return cls(Names.load(connection), shown, 0 if last is None else last + 1)

    @property
    def names(self) -> Names:
        """The ids by login and queue name, those of new ones included."""
        return self._names

    def is_ambiguous(self, person: str) -> bool:
        """Whether a name is nobody's login and is borne by several people."""
        key = person.casefold()
        return key not in self._names.agents and len(self._shown.get(key, ())) > 1

    def queue_id(self, name: str) -> str:
        """The id of a queue, made if there is none of that name."""
        if found := self._names.queue_id(name):
            return found
        made = new_id()
        self._names.queues[name.casefold()] = made
        self._new_queues.append(
            {
                "id": made,
                "name": name,
                "position": self._next_position + len(self._new_queues),
                "service_level_s": DEFAULT_SERVICE_LEVEL_S,
                "short_abandon_s": DEFAULT_SHORT_ABANDON_S,
                "is_active": False,
            }
        )
        return made

    def agent_id(self, person: str) -> str:
        """The id of a person by login or the name shown, made if there is none."""
        if found := self._names.agent_id(person):
            return found
        if bearers := self._shown.get(person.casefold()):
            return min(bearers)
        made = new_id()
        login = self._free_login(person)
        self._names.agents[login.casefold()] = made
        self._shown[person.casefold()] = {made}
        self._new_agents.append(
            {
                "id": made,
                "login": login,
                "name": person,
                "extension": None,
                "team": None,
                "roles": [],
                "queues": [],
                "is_active": False,
            }
        )
        return made

    def _free_login(self, person: str) -> str:
        base = re.sub(r"[^\w.@-]+", ".", folded(person)).strip(".") or "agent"
        login, n = base, 1
        while login.casefold() in self._names.agents:
            n += 1
            login = f"{base}.{n}"
        return login

    def write(self, connection: sa.Connection, registry: Registry, at: datetime) -> None:
        """Make the new ones and send them to every desk; moves the feed's head, so call it last."""
        for entity, rows in (("queue", self._new_queues), ("agent", self._new_agents)):
            if not rows:
                continue
            whole = [{**row, "version": 1, "field_versions": {}, "updated_at": at} for row in rows]
            connection.execute(sa.insert(registry.entities[entity].table), whole)
            seed(connection, registry, entity, whole)
        self._new_queues, self._new_agents = [], []


def make_known(
    connection: sa.Connection,
    registry: Registry,
    at: datetime,
    *,
    queues: Iterable[str] = (),
    logins: Iterable[str] = (),
) -> Names:
    """The ids of these queues and people, the unknown among them made inactive; call it last."""
    roster = Roster.load(connection)
    for name in queues:
        roster.queue_id(name)
    for login in logins:
        roster.agent_id(login)
    roster.write(connection, registry, at)
    return roster.names
