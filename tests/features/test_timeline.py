"""One timeline: every subject's events, newest first, page after page without a gap."""

from datetime import datetime, timedelta

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.customers.read_models import KINDS, Customer, Timeline, TimelineEvent
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, a_contact
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore


def timeline(store: Store, customer_id: str, **arguments: object) -> list[TimelineEvent]:
    return store.ask(LEILA_AT_DESK, Timeline(customer_id=customer_id, **arguments))  # type: ignore[arg-type]


def test_everything_that_passed_stands_in_one_line_newest_first(store: Store) -> None:
    events = timeline(store, floor.MARGARET)
    assert [(event.kind, event.title) for event in events] == [
        ("visit", "Annual service"),
        ("order", "Order A-1031"),
        ("order", "Order A-1007"),
        ("complaint", "Ticket 47001 solved: Boiler manual wanted"),
        ("complaint", "Ticket 47001: Boiler manual wanted"),
        ("visit", "Annual service"),
        ("consent", "marketing · call"),
        ("consent", "marketing · email"),
    ]
    visit = events[5]
    assert visit.meta == "Marcus Webb · 52 min"
    assert [(chip.code, chip.tone) for chip in visit.chips] == [
        ("visit:completed", "ok"),
        ("visit:advice", "warn"),
    ]
    assert events[1].meta == "2 items · £45.99"


def test_a_contact_tells_who_how_long_and_how_it_went(store: Store) -> None:
    call, answer, back, note, _ticket, chat = timeline(store, floor.HENRY)
    assert (call.kind, call.meta, call.text) == (
        "call_in",
        "Heating support · Leila Duarte · waited 0:31",
        "Reports no hot water.\nReset tried.",
    )
    assert (chat.kind, chat.meta) == ("chat", "Heating support · Marcus Webb · 6 min")
    assert [(chip.code, chip.tone) for chip in chat.chips] == [("done", "neutral"), ("csat:3", "warn")]
    assert {answer.kind, back.kind} == {"email", "return"}
    theirs = answer if answer.kind == "email" else back
    assert (theirs.text, theirs.who, theirs.ticket_id) == ("Still cold.", None, floor.PUMP)
    assert (note.kind, note.text, note.who) == ("note", "E-42 on the display.", "Leila Duarte")


def test_only_the_kinds_asked_for(store: Store) -> None:
    assert {event.kind for event in timeline(store, floor.MARGARET, kinds=["order"])} == {"order"}
    assert timeline(store, floor.MARGARET, kinds=["chat"]) == []


def test_every_kind_asked_for_alone_is_what_the_whole_holds_of_it(store: Store) -> None:
    for customer_id in (floor.MARGARET, floor.HENRY, floor.DEV):
        whole = timeline(store, customer_id)
        assert {event.kind for event in whole} <= set(KINDS)
        for kind in KINDS:
            alone = timeline(store, customer_id, kinds=[kind])
            assert alone == [event for event in whole if event.kind == kind], kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("COLD", ["Still cold."]),
        ("e-42 display", ["E-42 on the display."]),
        ("henry-was-never-said", []),
        ("", None),
    ],
)
def test_what_is_said_inside_is_found_whatever_its_case(
    store: Store, text: str, found: list[str] | None
) -> None:
    events = timeline(store, floor.HENRY, text=text)
    assert len(events) == 6 if found is None else [event.text for event in events] == found


@pytest.mark.parametrize(
    ("said", "asked"), [("Ärger mit der Pumpe", "arger pumpe"), ("مضخة لا تعمل", "مضخة"), ("水漏れ", "漏れ")]
)
def test_words_of_any_script_are_found(store: Store, said: str, asked: str) -> None:
    store.put([a_contact(house(), new_id(), floor.LARCH, 1, note=said)])
    store.put([a_contact(house(), new_id(), floor.LARCH, 2, note="Something else")])
    assert [event.text for event in timeline(store, floor.LARCH, text=asked)] == [said]


def test_a_rare_kind_and_a_rare_word_are_found_among_many(store: Store) -> None:
    registry = house()
    many = [a_contact(registry, new_id(), floor.LARCH, n / 10, note="As usual") for n in range(1, 400)]
    store.put([*many, a_contact(registry, new_id(), floor.LARCH, 60, channel="letter", note="Dear all")])
    assert [event.text for event in timeline(store, floor.LARCH, kinds=["letter"], limit=5)] == ["Dear all"]
    assert [event.kind for event in timeline(store, floor.LARCH, text="dear", limit=5)] == ["letter"]
    assert len(timeline(store, floor.LARCH, text="usual", limit=5)) == 5


@pytest.mark.parametrize("page", [1, 3, 7, 100])
def test_pages_bring_every_event_once_even_where_many_share_a_moment(store: Store, page: int) -> None:
    """Imported histories hold many events of one midnight, and a page is continued by its last moment."""
    registry = house()
    days = [1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5, 5, 9]
    kinds = ["call", "chat"]
    records = [
        a_contact(registry, new_id(), floor.LARCH, day, channel=kinds[n % 2]) for n, day in enumerate(days)
    ]
    store.put(records)
    for wanted in ([], ["chat"]):
        seen: list[str] = []
        before: datetime | None = None
        while events := timeline(store, floor.LARCH, before=before, limit=page, kinds=wanted):
            assert events == sorted(events, key=lambda event: event.at, reverse=True)
            seen += [event.event_id for event in events]
            before = events[-1].at
        expected = [row["id"] for _, row in records if not wanted or row["channel"] in wanted]
        assert sorted(seen) == sorted(expected)


@pytest.mark.parametrize("page", [5, 60])
def test_long_histories_of_two_subjects_come_whole_where_many_share_a_moment(store: Store, page: int) -> None:
    """Each subject is read in parts, and where a part breaks off others of that very moment may follow."""
    registry = house()
    sizes = [1, 40, 3, 90, 2, 2, 31, 1, 25, 70]
    days = [day for day, size in enumerate(sizes, 1) for _ in range(size)]
    records = [a_contact(registry, new_id(), floor.LARCH, day) for day in days]
    records += [
        floor.record(
            registry,
            "order",
            id=new_id(),
            customer_id=floor.LARCH,
            number=f"L-{n}",
            ordered_at=NOW - timedelta(days=1 + n // 50),
            item_count=1,
            total_minor=1,
            currency="GBP",
            status="placed",
        )
        for n in range(120)
    ]
    store.put(records)
    seen: list[TimelineEvent] = []
    before: datetime | None = None
    while events := timeline(store, floor.LARCH, before=before, limit=page):
        seen += events
        before = events[-1].at
    assert sorted(event.event_id for event in seen) == sorted(row["id"] for _, row in records)
    assert [event.at for event in seen] == sorted((event.at for event in seen), reverse=True)


def test_the_header_holds_the_facts_of_every_subject(store: Store) -> None:
    margaret = store.ask(LEILA_AT_DESK, Customer(customer_id=floor.MARGARET, as_of=NOW))
    assert margaret is not None
    assert margaret.address == "14 Larch Rise, Bristol BS6 5QX"
    assert margaret.next_visit == NOW + timedelta(days=2)
    assert (margaret.open_tickets, margaret.order_count, margaret.is_verified) == (0, 2, False)
    assert [phone.e164 for phone in margaret.phones] == [floor.HOME_NUMBER, "+447700900456"]
    henry = store.ask(LEILA_AT_DESK, Customer(customer_id=floor.HENRY, as_of=NOW))
    assert henry is not None
    assert (henry.open_tickets, henry.last_satisfaction, henry.calls_90d, henry.next_visit) == (1, 3, 1, None)
    dev = store.ask(LEILA_AT_DESK, Customer(customer_id=floor.DEV, as_of=NOW + timedelta(days=60)))
    assert dev is not None
    assert (dev.calls_90d, dev.is_verified) == (0, True)
    assert store.ask(LEILA_AT_DESK, Customer(customer_id=floor.an_id(999), as_of=NOW)) is None
