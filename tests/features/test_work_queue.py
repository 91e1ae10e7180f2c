"""The work queue: what is due first stands on top, and the numbers on the tabs are those of the lists."""

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.features.tickets.read_models import CountWorkQueue, CustomerTickets, Ticket, WorkQueue
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore
BOTH = [floor.HEATING, floor.BILLING]


def subjects(store: Store, view: str, text: str = "", queues: list[str] = BOTH) -> list[str]:
    query = WorkQueue(view=view, agent_id=floor.LEILA, queues=queues, text=text)
    return [row.subject.split()[0] for row in store.ask(LEILA_AT_DESK, query)]


def test_the_queue_is_sorted_by_deadline_and_those_without_come_last(store: Store) -> None:
    assert subjects(store, "team") == ["Thermostat", "No", "Noise", "Invoice"]
    assert subjects(store, "mine") == ["No"]
    assert subjects(store, "unassigned") == ["Thermostat", "Noise", "Invoice"]
    assert subjects(store, "team", queues=[floor.BILLING]) == ["Invoice"]
    assert subjects(store, "team", queues=[]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("water", ["No"]),
        ("OKAF", ["No"]),
        ("okafor hot", ["No"]),
        ("raman", ["Invoice"]),
        ("48215", ["No"]),
        ("no", ["No", "Noise"]),
        ("boiler", []),
        ("okafor raman", []),
    ],
)
def test_the_filter_finds_words_of_the_subject_and_the_customer_and_the_number(
    store: Store, text: str, expected: list[str]
) -> None:
    assert subjects(store, "team", text) == expected


def test_the_tabs_count_what_the_lists_hold(store: Store) -> None:
    for queues in (BOTH, [floor.HEATING], []):
        counts = store.ask(LEILA_AT_DESK, CountWorkQueue(agent_id=floor.LEILA, queues=queues))
        assert counts.mine == len(subjects(store, "mine", queues=queues))
        assert counts.team == len(subjects(store, "team", queues=queues))
        assert counts.unassigned == len(subjects(store, "unassigned", queues=queues))


def test_a_view_nobody_drew_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="no view"):
        subjects(store, "everything")


def test_a_ticket_is_shown_whole(store: Store) -> None:
    pump = store.ask(LEILA_AT_DESK, Ticket(ticket_id=floor.PUMP))
    assert pump is not None
    assert (pump.row.customer_name, pump.owner_name, pump.queue_name) == (
        "Henry Okafor",
        "Leila Duarte",
        "Heating support",
    )
    assert [(note.author, note.text) for note in pump.notes] == [
        ("Leila Duarte", "E-42 on the display."),
        (None, "Still cold."),
    ]
    noise = store.ask(LEILA_AT_DESK, Ticket(ticket_id=floor.OWNERLESS))
    assert noise is not None
    assert (noise.order_number, noise.topic, noise.owner_name) == ("A-1007", "Noise", None)
    assert store.ask(LEILA_AT_DESK, Ticket(ticket_id=floor.an_id(999))) is None


def test_a_customers_open_tickets_come_before_what_is_done(store: Store) -> None:
    registry = store.registry
    newest = floor.a_ticket(
        registry, floor.an_id(777), 7777, "New", customer_id=floor.MARGARET, state="solved"
    )
    oldest = floor.a_ticket(
        registry,
        floor.an_id(778),
        7778,
        "Old",
        customer_id=floor.MARGARET,
        created_at=floor.NOW - floor.timedelta(days=400),
    )
    store.put([newest, oldest])
    rows = store.ask(LEILA_AT_DESK, CustomerTickets(customer_id=floor.MARGARET))
    assert [row.subject for row in rows] == ["Old", "New", "Boiler manual wanted"]
