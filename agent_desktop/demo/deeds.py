"""What the people of the demo company did, carried out as the commands they would have sent, each at its time.

So a complaint has its children, a ticket its history and a duplicate its reasons, as if somebody had worked here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.registry import Registry
from agent_desktop.demo.moments import make_id_at
from agent_desktop.demo.sources import read_json
from agent_desktop.demo.world import World
from agent_desktop.sync.messages import MAX_PUSH, Envelope
from agent_desktop.sync.server import push


class Deed(NamedTuple):
    """One command, complete: when it was sent, by whom (a login), and what it says."""

    at: datetime
    login: str
    envelope: Envelope


class DeedRefused(Exception):
    """The house does not take a deed: the demo's own file is wrong."""


def carry_out(connection: sa.Connection, registry: Registry, world: World) -> int:
    """Do every deed in a world whose rows are loaded, in the caller's transaction; answers how many there were.

    Raises ``DeedRefused`` with what was refused and why.
    """
    people = _people(world)
    done = 0
    for (at, login), group in groupby(deeds(world), key=lambda deed: (deed.at, deed.login)):
        together = [deed.envelope for deed in group]
        for start in range(0, len(together), MAX_PUSH):
            some = together[start : start + MAX_PUSH]
            reply = push(connection, registry, people[login], some, HeldClock(at))
            for envelope, verdict in zip(some, reply.verdicts, strict=True):
                if verdict.status == "refused":
                    raise DeedRefused(f"{envelope.kind} of {login} at {at}: {verdict.problem}")
            done += len(some)
    return done


def deeds(world: World) -> Iterator[Deed]:
    """The deeds of ``deeds.json`` in the order of their times, for a world that has given out its rows.

    A text in them that begins with one of these words stands for something of the world: ``id:`` what is known
    under a key, ``new:`` a new id, kept under the key if there is one, ``agent:`` and ``queue:`` a person by login and
    a queue by key, ``at:`` a moment, ``now:`` that of the deed, ``day:`` a date and ``wall:`` a time of day at the
    site, ``zone:`` the site's time zone, ``number:`` the next number for a ticket.
    """
    when = world.calendar.when
    words = _Words(world)
    for raw in sorted(read_json("deeds.json"), key=lambda one: when(one["when"])):
        at = when(raw["when"])
        data = {"made_at": at.isoformat(), "command_id": words.new_id(at), **words.meant(raw["with"], at)}
        yield Deed(at, raw["who"], Envelope(raw["do"], data))


class _Words:
    """Puts the world's own ids and moments in the place of the words that stand for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ids = dict(world.known)
        self._rng = random.Random(f"{world.seed}:deeds")

    def new_id(self, at: datetime) -> str:
        """An id of that moment."""
        return make_id_at(self._rng, at)

    def meant(self, value: Any, at: datetime) -> Any:
        """The value as the command needs it."""
        if isinstance(value, dict):
            return {name: self.meant(inner, at) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.meant(inner, at) for inner in value]
        if isinstance(value, str):
            word, colon, rest = value.partition(":")
            speak = getattr(self, f"_say_{word}", None) if colon and word.isalpha() else None
            return value if speak is None else speak(rest, at)
        return value

    def _say_id(self, key: str, _at: datetime) -> str:
        return self._ids[key]

    def _say_new(self, key: str, at: datetime) -> str:
        made = self.new_id(at)
        if key:
            if key in self._ids:
                raise ValueError(f"{key} is there already")
            self._ids[key] = made
        return made

    def _say_agent(self, login: str, _at: datetime) -> str:
        return self._world.staff.agent_ids[login]

    def _say_queue(self, key: str, _at: datetime) -> str:
        return self._world.staff.queue_ids[key]

    def _say_at(self, text: str, _at: datetime) -> str:
        return self._world.calendar.when(text).isoformat()

    def _say_now(self, _rest: str, at: datetime) -> str:
        return at.isoformat()

    def _say_day(self, text: str, _at: datetime) -> str:
        return self._there(text).date().isoformat()

    def _say_wall(self, text: str, _at: datetime) -> str:
        return self._there(text).replace(tzinfo=None).isoformat(timespec="minutes")

    def _say_zone(self, _rest: str, _at: datetime) -> str:
        return self._world.calendar.zone.key

    def _say_number(self, _rest: str, at: datetime) -> int:
        return self._world.numbers.take(at)

    def _there(self, text: str) -> datetime:
        calendar = self._world.calendar
        return calendar.when(text).astimezone(calendar.zone)


def _people(world: World) -> dict[str, Actor]:
    """Everybody by login, each at a desk of their own."""
    rng = random.Random(f"{world.seed}:desks")
    at = world.calendar.at.astimezone(UTC)
    return {
        agent.login: Actor(
            agent.id, make_id_at(rng, at), frozenset(map(Role, agent.roles)), frozenset(agent.queues)
        )
        for agent in world.staff.agents
    }
