"""The start of the real window on a replica of a gigabyte, in turn with a small one: what size alone costs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features import house
from agent_desktop.sync.messages import FeedRow, Person, Session, SnapshotHead
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import offline_key
from agent_desktop.workstation.desk_copy import open_replica, replica_path
from agent_desktop.workstation.vault import Vault
from tests.benchmarks.desks import window
from tests.benchmarks.long_queue import LOGIN, NOWHERE, PASSWORD
from tests.benchmarks.processes import say, step
from tests.benchmarks.small_site import note_text
from tests.benchmarks.spread import spread

PART = 2_000
TICKETS = 2_000
SMALL_MB = 10
SCOPE = "queue:bench"


def measure(folder: Path, *, megabytes: int, runs: int) -> dict[str, Any]:
    """Start to usable with central out of reach, by turns on ``megabytes`` and on ``SMALL_MB``."""
    desks = {name: folder / "large" / name for name in ("large", "small")}
    sizes: dict[str, float] = {}
    for name, size in (("large", megabytes), ("small", SMALL_MB)):
        with step(f"a replica of {size} MB"):
            sizes[name] = _fill(desks[name], size)
    times: dict[str, list[float]] = {name: [] for name in desks}
    memory: dict[str, float] = {}
    for turn in range(runs + 1):
        for name, desk in desks.items():
            with window("start", NOWHERE, LOGIN, PASSWORD, desk) as child:
                told = child.hear("usable_ns", within_s=300)
                memory[name] = max(memory.get(name, 0.0), told["rss_mb"])
            if turn:  # The first one warms the disk.
                times[name].append((told["usable_ns"] - child.started_ns) / 1e6)
        say(f"    start {turn} of {runs}")
    large, small = spread(times["large"]), spread(times["small"])
    return {
        "what": "process started until usable, signed in offline, on an encrypted replica",
        "settings": {"runs": runs, "alternated": True, "tickets": TICKETS},
        "replica_mb": {name: round(size, 1) for name, size in sizes.items()},
        "large": large,
        "small": small,
        "ratio": round(float(large["median"]) / float(small["median"]), 2),
        "rss_mb": {name: round(most, 1) for name, most in memory.items()},
    }


def _fill(desk: Path, megabytes: int) -> float:
    """An encrypted replica that has seen a person sign in, with tickets and as many notes as it takes."""
    path = replica_path(desk, NOWHERE, LOGIN)
    registry, clock, me = house(), SystemClock(), new_id()
    replica = open_replica(path, Vault("file", desk / "replica-keys"), registry, clock, agent_id=me)
    try:
        person = Person(me, LOGIN, "Bench", ["agent"], [])
        session = Session("", datetime.now(UTC), "", new_id(), person, [SCOPE], "", {})
        replica.remember("session", msgspec.json.encode(session).decode())
        replica.remember("offline_key", offline_key.make(PASSWORD))
        actor = Actor(me, new_id(), frozenset({Role("agent")}), frozenset())
        _take(replica, actor, path, megabytes * 2**20)
        replica.empty_log()
    finally:
        replica.close()
    return path.stat().st_size / 2**20


def _take(replica: Replica, actor: Actor, path: Path, most_bytes: int) -> None:
    taken = replica.begin_snapshot(SnapshotHead(SCOPE, 1, "bench"))
    tickets = [new_id() for _ in range(TICKETS)]
    taken = replica.take_part(actor, taken, [_ticket(n, one, actor) for n, one in enumerate(tickets)])
    notes = _notes(tickets, actor)
    while path.stat().st_size < most_bytes:
        taken = replica.take_part(actor, taken, list(itertools.islice(notes, PART)))
    replica.end_snapshot(actor, taken)


def _ticket(number: int, ticket_id: str, actor: Actor) -> FeedRow:
    now = datetime.now(UTC)
    return _row(
        "ticket",
        {
            "id": ticket_id,
            "number": 10_000 + number,
            "subject": f"No hot water, house {number}",
            "customer_id": None,
            "queue_id": actor.client_id,
            "owner_id": actor.agent_id,
            "order_id": None,
            "channel": "call",
            "state": "open",
            "priority": "normal",
            "is_unread": False,
            "due_at": None,
            "created_at": now,
        },
    )


def _notes(tickets: list[str], actor: Actor) -> Iterator[FeedRow]:
    texts = [note_text(n) for n in range(500)]
    for number in itertools.count():
        yield _row(
            "ticket_note",
            {
                "id": new_id(),
                "ticket_id": tickets[number % len(tickets)],
                "customer_id": None,
                "author_id": actor.agent_id,
                "is_public": False,
                "text": f"{number} {texts[number % len(texts)]}",
                "written_at": datetime.now(UTC),
            },
        )


def _row(entity: str, values: dict[str, Any]) -> FeedRow:
    body = {**values, "version": 1, "field_versions": {}, "updated_at": datetime.now(UTC)}
    return FeedRow(SCOPE, entity, values["id"], 1, "U", msgspec.Raw(msgspec.json.encode(body)))
