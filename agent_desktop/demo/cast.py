"""The people and queues of the demo company, and what is known of them by key."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.records import Agent, Queue
from agent_desktop.demo.sources import read_json
from agent_desktop.telephony.floor_rules import PauseReason


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and every queue; the dicts answer ids by login and by queue key."""

    site: dict[str, Any]
    queues: tuple[Queue, ...]
    agents: tuple[Agent, ...]
    queue_ids: dict[str, str]
    agent_ids: dict[str, str]
    on_queue: dict[str, tuple[str, ...]]
    engineers: tuple[str, ...]
    sellers: tuple[str, ...]
    logins: dict[str, str]


def site() -> dict[str, Any]:
    """The demo site: ``name``, ``time_zone``, ``region``, ``currency``, ``opens`` and ``closes``."""
    found: dict[str, Any] = read_json("staff.json")["site"]
    return found


def choices(of: str) -> tuple[str, ...]:
    """What people at the demo site choose from: its ``topics`` or ``dispositions``."""
    return tuple(read_json("staff.json")[of])


def pauses() -> tuple[PauseReason, ...]:
    """Why people at the demo site may be paused."""
    return msgspec.convert(read_json("staff.json")["pauses"], tuple[PauseReason, ...])


def demo_logins() -> dict[str, str]:
    """The login of the person who plays each role in the demo."""
    found: dict[str, str] = read_json("staff.json")["demo_logins"]
    return found


def cast(seed: int, calendar: Calendar) -> Cast:
    """The cast of a world; ids depend on the seed and on the day."""
    raw = read_json("staff.json")
    rng = random.Random(f"{seed}:cast")
    since = calendar.today - timedelta(days=900)
    queues = tuple(
        Queue(
            id=make_id_at(rng, since),
            name=entry["name"],
            position=position,
            service_level_s=20,
            short_abandon_s=5,
            is_active=True,
            updated_at=since,
        )
        for position, entry in enumerate(raw["queues"], 1)
    )
    queue_ids = {entry["key"]: queue.id for entry, queue in zip(raw["queues"], queues, strict=True)}
    agents = tuple(
        Agent(
            id=make_id_at(rng, since),
            login=person["login"],
            name=person["name"],
            extension=person["extension"],
            team=_team(person["roles"][0]),
            roles=person["roles"],
            queues=[queue_ids[key] for key in person["queues"]],
            is_active=True,
            updated_at=since,
        )
        for person in raw["people"]
    )
    takes_calls = [agent for agent in agents if agent.roles[0] == "agent"]
    return Cast(
        site=raw["site"],
        queues=queues,
        agents=agents,
        queue_ids=queue_ids,
        agent_ids={agent.login: agent.id for agent in agents},
        on_queue={
            key: tuple(agent.id for agent in takes_calls if queue_id in agent.queues)
            for key, queue_id in queue_ids.items()
        },
        engineers=tuple(agent.id for agent in agents if agent.roles[0] == "field"),
        sellers=tuple(agent.id for agent in agents if agent.roles[0] == "sales"),
        logins=raw["demo_logins"],
    )


def _team(role: str) -> str:
    return {"sales": "Sales", "field": "Engineers", "admin": "Office"}.get(role, "Customer care")
