"""Pages that ride on pokes: made as an instance makes them, then lost, late, repeated and out of their turn."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from agent_desktop.central.guard import may_hold
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.workforce.tables import agent
from agent_desktop.sync.feed_tail import read_tail
from agent_desktop.sync.live import PokePage
from agent_desktop.sync.messages import FeedRow, Verdict
from agent_desktop.sync.replica_tables import scope_state
from tests.sync.model.places import Place
from tests.sync.model.template import AGENTS


@dataclass
class Pages:
    """What an instance has told each desk, by scope, and the pages that are still on their way."""

    told: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    waiting: list[tuple[str, str, PokePage]] = field(default_factory=list)

    def make(
        self, connection: sa.Connection, place: Place, verdicts: dict[str, bytes], draw: random.Random
    ) -> None:
        """Make the next page for whoever sits at a desk, and perhaps lose it, or send it twice."""
        held = {
            row.scope: int(row.cursor)
            for row in place.select(sa.select(scope_state.c.scope, scope_state.c.cursor))
        }
        allowed = {scope for scope in held if may_hold(_actor(connection, place.login), scope)}
        told = self.told[place.name, place.login]
        if draw.random() < 0.5:
            allowed = set(draw.sample(sorted(allowed), k=max(1, len(allowed) // 2)) if allowed else ())
        wanted = {scope: told.setdefault(scope, held[scope]) for scope in allowed}
        if not wanted:
            return
        tail = read_tail(connection, wanted)
        told |= {scope: tail.scopes[scope].to if scope in tail.scopes else tail.head for scope in wanted}
        if tail.scopes.keys() != wanted.keys():
            return
        rows = b",".join(one.rows for one in tail.scopes.values() if one.rows)
        is_whole = set(held) == allowed
        pushes = (
            {msgspec.json.decode(said, type=Verdict).seq for said in verdicts.values()} if is_whole else set()
        )
        page = PokePage(
            tail.epoch,
            {scope: (one.after, one.to) for scope, one in tail.scopes.items()},
            msgspec.json.decode(b"[" + rows + b"]", type=list[FeedRow]),
            sorted(seq for seq in pushes if max(wanted.values()) < seq <= tail.head),
        )
        for _ in range(draw.choice([0, 0, 1, 1, 1, 2])):
            self.waiting.append((place.name, place.login, page))

    def take(self, place: Place, draw: random.Random) -> PokePage | None:
        """A page that comes to a desk now: mostly the oldest on its way."""
        own = [one for one in self.waiting if one[:2] == (place.name, place.login)]
        if not own:
            return None
        one = own[0] if draw.random() < 0.8 else draw.choice(own)
        self.waiting.remove(one)
        return one[2]


def _actor(connection: sa.Connection, login: str) -> Actor:
    row = connection.execute(sa.select(agent.c.roles, agent.c.queues).where(agent.c.login == login)).one()
    return Actor(AGENTS[login], "", frozenset(map(Role, row.roles)), frozenset(row.queues))
