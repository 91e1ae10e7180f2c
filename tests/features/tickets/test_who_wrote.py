"""A note says who wrote it: a person, a rule or a service level of the site, central itself, or the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.tickets.service_watch import NOBODY
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.stores import Central, SqliteStore


def a_note(place: int, author_id: str | None) -> tuple[str, dict[str, Any]]:
    return "ticket_note", {
        "id": new_id(),
        "ticket_id": floor.INVOICE,
        "customer_id": floor.DEV,
        "author_id": author_id,
        "is_public": False,
        "text": f"note {place}",
        "written_at": NOW + timedelta(minutes=place + 1),
        "updated_at": NOW,
    }


def test_whoever_wrote_is_told_apart_in_both_stores(store: Central | SqliteStore) -> None:
    rule, level, gone = new_id(), new_id(), new_id()
    known = {"position": 0, "is_active": True, "updated_at": NOW}
    store.put(
        [
            ("workflow_rule", {**known, "id": rule, "name": "Received", "revision": 1, "rule": {}}),
            (
                "service_target",
                {**known, "id": level, "name": "Gold", "warn_pct": 80},
            ),
            *(
                a_note(n, who)
                for n, who in enumerate((floor.LEILA, rule, level, NOBODY.agent_id, gone, None))
            ),
        ]
    )
    view = store.ask(LEILA_AT_DESK, Ticket(ticket_id=floor.INVOICE))
    assert view is not None
    told = [(note.author, note.written_by) for note in view.notes if note.text.startswith("note ")]
    assert told == [
        ("Leila Duarte", "person"),
        ("Received", "rule"),
        ("Gold", "service_level"),
        ("", "central"),
        ("", "person"),
        (None, "customer"),
    ]
