"""What people do in the model: every kind of command there is, from its sample, on records that are at hand."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent_desktop.core.command import Command
from agent_desktop.core.ids import is_id, make_id
from agent_desktop.core.registry import Registry
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES, STATES
from tests.contracts.command_samples import SAMPLES, Sample
from tests.support.floor import NOW, floor_records
from tests.sync.model.places import Place

TYPED = frozenset(
    {
        "note",
        "text",
        "subject",
        "alert",
        "family_name",
        "given_name",
        "street",
        "city",
        "organisation",
        "title",
    }
)
"""Fields that people type into: each such text is marked, so that it can be found again wherever it went."""

CHOICES: dict[str, tuple[Any, ...]] = {
    "state": (*STATES, *(name for name in NAMED_STATES if name not in STATES)),
    "priority": PRIORITIES,
    "label": ("mobile", "home", "work", "other"),
    "is_public": (True, False),
    "is_preferred": (True, False),
    "is_verified": (True, False),
}
"""Fields in which the model tries every value."""

LEFT_OUT = {
    "customers.EraseCustomer": "what it is for is losing texts; tests of its own prove that it loses all of them"
}
"""Kinds that the mix must not hold, with the reason."""

_MARK = re.compile(r"§\d+§")
_NUMBERS = [f"+4420794601{n:02d}" for n in range(20, 50)]


def offline_kinds(registry: Registry) -> list[str]:
    """Every kind that may be done at a desk without central."""
    return [
        kind
        for kind in registry.commands.kinds()
        if not registry.commands.named(kind).is_online_only and kind not in LEFT_OUT
    ]


def marks_in(text: str) -> set[str]:
    """The marked texts in anything."""
    return set(_MARK.findall(text))


@dataclass
class Floor:
    """What the model knows of the records there are, wherever they are, and what it has given out so far."""

    registry: Registry
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    entity_of: dict[str, str] = field(default_factory=dict)
    marks: int = 0
    moments: int = 0

    def __post_init__(self) -> None:
        for entity, row in floor_records(self.registry):
            self.entity_of[row["id"]] = entity
            self.known[entity].append(row["id"])

    def made(self, entity: str, entity_id: str) -> None:
        """There is a new record, if only on one desk so far."""
        if entity_id not in self.known[entity]:
            self.known[entity].append(entity_id)

    def moment(self, at: datetime) -> datetime:
        """A moment that no other command has: its microseconds are a number of its own."""
        self.moments += 1
        return at.replace(microsecond=0) + timedelta(microseconds=self.moments)

    def mark(self) -> str:
        """A text that occurs once in the whole world."""
        self.marks += 1
        return f"§{self.marks}§"


def commands_for(place: Place, floor: Floor, draw: random.Random) -> Iterator[Command]:
    """What the person at a desk does next: the commands of one sample, about records of this floor.

    The kinds take turns by chance; a kind that the person's roles do not allow is left to others.
    """
    roles = place.station.actor.roles
    kinds = [
        kind
        for kind in offline_kinds(floor.registry)
        if not floor.registry.commands.named(kind).roles.isdisjoint(roles)
    ]
    sample = SAMPLES[draw.choice(kinds)]
    return _Rewriting(place, floor, draw).commands(sample)


class _Rewriting:
    """One sample, carried over to this floor: known ids become ids at hand, new ones become new ones."""

    def __init__(self, place: Place, floor: Floor, draw: random.Random) -> None:
        self._place = place
        self._floor = floor
        self._draw = draw
        self._ids: dict[str, str] = {}

    def commands(self, sample: Sample) -> Iterator[Command]:
        bus = self._floor.registry.commands
        for command in sample.commands:
            data = msgspec.to_builtins(command, builtin_types=(datetime,))
            made_at = self._floor.moment(self._place.clock.now())
            shift = made_at - NOW
            data = {name: self._value(name, value, shift) for name, value in data.items()}
            data = self._fewer(type(command), data)
            if not self._fits(data):
                continue
            data |= {"made_at": made_at, "command_id": self._new_id()}
            yield msgspec.convert(data, type(bus.decode(bus.of(command).kind, data)))

    def _value(self, name: str, value: Any, shift: timedelta) -> Any:
        if isinstance(value, dict):
            return {key: self._value(key, part, shift) for key, part in value.items()}
        if isinstance(value, list):
            return [self._value(name, part, shift) for part in value]
        if isinstance(value, datetime):
            return value + shift
        if isinstance(value, str) and is_id(value):
            return self._ids.setdefault(value, self._id_for(value))
        if name in CHOICES:
            return self._draw.choice(CHOICES[name])
        if name == "number":
            return self._number(value)
        if name in TYPED and isinstance(value, str):
            return f"{value.strip()} {self._floor.mark()}"
        return value

    def _id_for(self, sample_id: str) -> str:
        """For a new record a new id; for one of the small floor one like it, mostly one on this desk."""
        entity = self._floor.entity_of.get(sample_id)
        if entity is None:
            return self._new_id()
        here = self._place.ids(entity) if self._draw.random() < 0.8 else []
        if entity in {"queue", "agent"} or not here:
            here = self._floor.known[entity]
        # The few that everybody works on, so that people get into each other's way.
        busy = here[:4] if self._draw.random() < 0.5 else here
        return self._draw.choice(busy)

    def _number(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._draw.choice(_NUMBERS)
        lent = self._place.numbers[self._place.login]
        return lent.pop(0) if lent else None

    def _fewer(self, kind: type[Command], data: dict[str, Any]) -> dict[str, Any]:
        """A change changes some of the fields it could."""
        free = [f.encode_name for f in msgspec.structs.fields(kind) if f.default is msgspec.UNSET]
        free = [name for name in free if name in data]
        dropped = {name for name in free if self._draw.random() < 0.5}
        if len(dropped) == len(free):
            dropped -= set(free[:1])
        return {name: value for name, value in data.items() if name not in dropped}

    def _fits(self, data: dict[str, Any]) -> bool:
        """Whether what the command needs is at hand: a lent number for a ticket, a lease for a lead."""
        if "number" in data and data["number"] is None:
            return False
        if "lead_id" not in data or "token" not in data:
            return True
        mine = [
            row
            for row in self._place.rows()["lead"].values()
            if row["leased_by"] == self._place.station.actor.agent_id
        ]
        if not mine:
            return False
        lead = self._draw.choice(mine)
        stale = self._draw.random() < 0.1
        data |= {"lead_id": lead["id"], "token": lead["lease_token"] - stale}
        return True

    def _new_id(self) -> str:
        now_ms = int(self._place.clock.now().timestamp() * 1000)
        return make_id(now_ms, self._draw.getrandbits(12), self._draw.getrandbits(62))
