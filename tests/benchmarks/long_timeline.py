"""Ten thousand events of one customer in an encrypted replica, in the real window with central out of reach."""

from __future__ import annotations

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
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import consent_event, customer
from agent_desktop.features.field_service.tables import visit
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.sync.messages import Person, Session
from agent_desktop.workstation import offline_key
from agent_desktop.workstation.desk_copy import open_replica, replica_path
from agent_desktop.workstation.vault import Vault
from tests.benchmarks.desks import window
from tests.benchmarks.long_queue import LOGIN, NOWHERE, PASSWORD, _whole
from tests.benchmarks.processes import say
from tests.benchmarks.spread import spread

_SAID = (
    "Reports no hot water upstairs and down. The display shows E-42. Reset tried once by the customer.",
    "Asked how to reset the controller. Sent the article. Confirmed that hot water returned, then dropped off.",
    "Filter cleaned, pressure topped up to 1.4 bar. Advised that the circulation pump is worn; quote left.",
    "Moved house.\nNew meter reading 40,211.\nWants the last bill by letter.",
    "يسأل عن موعد الفني يوم الثلاثاء القادم",
    "",
)


def measure(folder: Path, *, events: int) -> dict[str, Any]:
    """How late each frame stands on the screen at 60 a second, in ms; searches and dates from key to paint."""
    desk = folder / "timeline" / "desk"
    customer_id = _fill(desk, events)
    say(f"    {events:,} events of one customer in the replica")
    with window("timeline", NOWHERE, LOGIN, PASSWORD, desk) as view:
        view.tell(customer=customer_id, events=events)
        opened = view.hear("opened_ms", within_s=60)["opened_ms"]
        scrolled = view.hear("frames", within_s=300)
        found = view.hear("searches", within_s=180)
    frames: dict[str, list[float]] = scrolled["frames"]
    return {
        "what": "the timeline of the real desk, every event of one customer, page by page from the replica",
        "settings": {
            "events": events,
            "window": "1440x900 offscreen",
            "frame": "a hand that scrolls 60 times a second: how late after its 1/60 s the list is painted",
        },
        "events": scrolled["events"],
        "opened_ms": round(opened, 1),
        "frame": spread(list(itertools.chain.from_iterable(frames.values()))),
        "frame_by_kind": {name: spread(times) for name, times in frames.items()},
        "paint": spread(scrolled["paints"]),
        "search_ms": {name: round(took, 1) for name, took in found["searches"].items()},
        "date_ms": {name: round(took, 1) for name, took in found["dates"].items()},
    }


def _fill(desk: Path, events: int) -> str:
    registry, clock, me = house(), SystemClock(), new_id()
    path = replica_path(desk, NOWHERE, LOGIN)
    replica = open_replica(path, Vault("file", desk / "replica-keys"), registry, clock, agent_id=me)
    try:
        person = Person(me, LOGIN, "Bench", ["agent"], [])
        session = Session("", datetime.now(UTC), "", new_id(), person, [], "", {})
        replica.remember("session", msgspec.json.encode(session).decode())
        replica.remember("offline_key", offline_key.make(PASSWORD))
        customer_id, at = new_id(), datetime.now(UTC)
        rows: dict[str, list[dict[str, Any]]] = {}
        for table, row in _events(random.Random(7), events, customer_id, me, at):
            rows.setdefault(table.name, []).append(_whole(table, row | {"updated_at": at}))
        who = {
            "id": customer_id,
            "kind": "person",
            "name": "Margaret Okafor",
            "currency": "GBP",
            "updated_at": at,
        }
        with replica.transaction() as connection:
            connection.execute(sa.insert(customer), [_whole(customer, who)])
            for table in (interaction, ticket, ticket_note, order, visit, consent_event):
                if table.name in rows:
                    connection.execute(sa.insert(table), rows[table.name])
            connection.execute(sa.text("ANALYZE"))
        replica.empty_log()
    finally:
        replica.close()
    return customer_id


def _events(
    rng: random.Random, count: int, customer_id: str, me: str, now: datetime
) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """As many events as asked for, over ten years: of eight, five are contacts."""
    ticket_id = new_id()
    for place in range(count):
        at = now - timedelta(minutes=place * 525 + rng.randrange(500))
        of = {"id": new_id(), "customer_id": customer_id}
        text = "Said once in ten thousand." if place == count - 10 else rng.choice(_SAID)
        kind = place % 8
        if place == 0 or kind == 5:
            ticket_id = of["id"]
            number, subject = ticket_number(1_000 + place), f"No hot water {place}"
            own = {"queue_id": new_id(), "channel": "email", "state": "open", "priority": "normal"}
            yield (
                ticket,
                of | own | {"number": number, "subject": subject, "created_at": at, "is_unread": False},
            )
        elif kind == 6:
            own = {"ticket_id": ticket_id, "is_public": rng.random() < 0.5, "text": text, "written_at": at}
            yield ticket_note, of | own
        elif kind == 7:
            yield rng.choice((_order, _visit, _consent))(of, place, at, me)
        else:
            own = {
                "channel": rng.choice(("call", "call", "chat", "email", "sms")),
                "direction": rng.choice(("in", "out")),
                "state": "done",
                "title": "call",
                "agent_id": me,
                "started_at": at,
                "ended_at": at + timedelta(minutes=rng.randrange(1, 30)),
                "note": text,
                "disposition": rng.choice(("Solved", "Visit booked", None)),
            }
            yield interaction, of | own


def _order(of: dict[str, Any], place: int, at: datetime, _me: str) -> tuple[sa.Table, dict[str, Any]]:
    lines = [{"name": "Filter", "quantity": 2, "unit_minor": 600, "sku": "F-1", "state": "delivered"}]
    total = {"item_count": 2, "total_minor": 1200, "currency": "GBP", "status": "delivered"}
    return order, of | total | {"number": f"A-{place}", "ordered_at": at, "lines": lines}


def _visit(of: dict[str, Any], _place: int, at: datetime, me: str) -> tuple[sa.Table, dict[str, Any]]:
    own = {"engineer_id": me, "title": "Annual service", "status": "completed", "report": _SAID[2]}
    return visit, of | own | {"starts_at": at, "ends_at": at + timedelta(minutes=50)}


def _consent(of: dict[str, Any], place: int, at: datetime, me: str) -> tuple[sa.Table, dict[str, Any]]:
    own = {"purpose": "marketing", "channel": "email", "is_granted": place % 2 == 0, "how": "form"}
    return consent_event, of | own | {"given_at": at, "recorded_by": me, "answers": []}
