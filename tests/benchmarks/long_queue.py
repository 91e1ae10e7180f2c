"""A queue of 100,000 tickets in a replica, in the real window with central out of reach: scroll and filter."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.search_keys import search_key, words
from agent_desktop.sync.messages import Person, Session
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import offline_key
from tests.benchmarks.desks import window
from tests.benchmarks.processes import say
from tests.benchmarks.spread import spread

LOGIN, PASSWORD = "bench", "bench-desk"
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens at the discard port: the desk signs in by itself, as with the network gone."""

_THINGS = (
    "boiler",
    "meter",
    "radiator",
    "tariff",
    "invoice",
    "thermostat",
    "tap",
    "engine valve",
    "contract",
)
_FAULTS = (
    "leak",
    "no heat",
    "wrong reading",
    "noise",
    "not delivered",
    "paid twice",
    "too hot",
    "broken",
    "moved",
)
_NAMES = ("Smith", "Jones", "Okafor", "Lindqvist", "Moreau", "Ó Briain", "Tanaka", "García", "Novák", "Brown")


def measure(folder: Path, *, tickets: int) -> dict[str, Any]:
    """Frames in ms for wheel, page and jump; filters from key press to paint; the replica's own answer."""
    desk = folder / "queue" / "desk"
    said = f"{NOWHERE}\n{LOGIN}".encode()
    _fill(desk / f"{hashlib.sha256(said).hexdigest()[:24]}.replica", tickets)
    say(f"    {tickets:,} tickets in the replica")
    with window("queue", NOWHERE, LOGIN, PASSWORD, desk) as view:
        scrolled = view.hear("frames", within_s=180)
        filtered = view.hear("filters", within_s=180)
        asked = view.hear("asked", within_s=120)["asked"]
        themes = view.hear("themes", within_s=60)["themes"]
    with window("tickets", NOWHERE, LOGIN, PASSWORD, desk) as view:
        room = view.hear("room_frames", within_s=180)
        narrowed = view.hear("room_filters", within_s=180)
        sorts = view.hear("room_sorts", within_s=120)["room_sorts"]
    room_frames: dict[str, list[float]] = room["room_frames"]
    frames: dict[str, list[float]] = scrolled["frames"]
    everything = list(itertools.chain.from_iterable(frames.values()))
    return {
        "what": "the queue column and the room of tickets of the real desk, 100,000 rows from the replica",
        "settings": {
            "tickets": tickets,
            "window": "1440x900 offscreen",
            "frame": "scroll bar set and the list repainted at once",
            "filter": f"key press to painted, the pause of {filtered['pause_ms']} ms for typing included",
        },
        "rows": scrolled["rows"],
        "frame": spread(everything),
        "frame_by_kind": {name: spread(times) for name, times in frames.items()},
        "filter": spread(filtered["filters"]["letters"]),
        "filter_cleared": spread(filtered["filters"]["clear"]),
        "replica_answers": spread(asked["times"]),
        "theme_change": spread(themes),
        "room_rows": room["rows"],
        "room_frame": spread(list(itertools.chain.from_iterable(room_frames.values()))),
        "room_frame_by_kind": {name: spread(times) for name, times in room_frames.items()},
        "room_rows_come_after_jump": spread(room["settled"]),
        "room_filter": spread(narrowed["room_filters"]["letters"]),
        "room_filter_cleared": spread(narrowed["room_filters"]["clear"]),
        "room_sort_or_group": spread(sorts),
    }


def _fill(path: Path, tickets: int) -> None:
    replica = Replica(path, house(), SystemClock())
    me = new_id()
    person = Person(me, LOGIN, "Bench", ["agent"], [])
    session = Session("", datetime.now(UTC), "", new_id(), person, [], "", {})
    replica.remember("session", msgspec.json.encode(session).decode())
    replica.remember("offline_key", offline_key.make(PASSWORD))
    rng = random.Random(7)
    at = datetime.now(UTC)
    customers = [
        {"id": new_id(), "name": f"{rng.choice('ABCDEFGHIJKLM')}. {rng.choice(_NAMES)}", "updated_at": at}
        for _ in range(5_000)
    ]
    with replica.transaction() as connection:
        connection.execute(sa.insert(customer), [_whole(customer, row) for row in customers])
        connection.execute(
            sa.insert(search_key),
            [
                {"entity": "customer", "key": word, "entity_id": row["id"]}
                for row in customers
                for word in words(str(row["name"]))
            ],
        )
        rows = _tickets(rng, tickets, [str(row["id"]) for row in customers], me, at)
        while batch := list(itertools.islice(rows, 10_000)):
            connection.execute(sa.insert(ticket), batch)
            connection.execute(
                sa.insert(search_key),
                [
                    {"entity": "ticket", "key": word, "entity_id": row["id"]}
                    for row in batch
                    for word in words(row["subject"]) | {str(row["number"])}
                ],
            )
        connection.execute(sa.text("ANALYZE"))
    replica.close()


def _tickets(
    rng: random.Random, count: int, customers: list[str], owner: str, at: datetime
) -> Iterator[dict[str, Any]]:
    queue_id = new_id()
    for place in range(count):
        yield {
            "id": new_id(),
            "number": 4_000_000 + place,
            "subject": f"{rng.choice(_THINGS)}: {rng.choice(_FAULTS)} {place % 977}",
            "customer_id": rng.choice(customers),
            "queue_id": queue_id,
            "owner_id": owner,
            "channel": rng.choice(("call", "email", "chat", "letter")),
            "state": rng.choice(("new", "open", "pending")),
            "priority": rng.choice(("low", "normal", "high", "urgent")),
            "is_unread": rng.random() < 0.3,
            "due_at": at + timedelta(minutes=rng.randrange(-5_000, 40_000)),
            "created_at": at - timedelta(minutes=place),
            "updated_at": at,
        }


def _whole(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row with something in every column that wants it."""
    empty: dict[type, Any] = {str: "", int: 0, bool: False}
    for column in table.c:
        if column.name not in row and not column.nullable and column.server_default is None:
            row[column.name] = empty.get(column.type.python_type, "")
    return row
