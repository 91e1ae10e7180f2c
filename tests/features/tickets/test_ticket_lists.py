"""Lists of tickets: pages that join without a gap in any order, groups that add up, and only what one may see."""

from datetime import timedelta
from typing import Any

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import make_id
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.tickets import saying
from agent_desktop.features.tickets.detail_commands import TagTicket
from agent_desktop.features.tickets.listing_views import (
    GROUPS,
    ORDERS,
    Arrangement,
    CountTickets,
    ListedTicket,
    ListedTickets,
    TicketFilter,
    TicketGroups,
    TicketPage,
)
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES
from tests.contracts.samples_listing import BOUNDS, groups, ids, page
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK, a_ticket, person
from tests.support.stores import Central, SqliteStore

HOURS = (-50, -3, 0.5, 0.5, 5, 30, 200, None)
NAMES = ("Zug", "apple", "Äpfel", "عطل في الغلاية", "apple", "")


def many(count: int = 60) -> list[tuple[str, Row]]:
    """Tickets that are alike in much, so that orders have ties, with some of everything that may be missing."""
    made, registry = [], house()
    for n in range(count):
        hours = HOURS[n % len(HOURS)]
        made.append(
            a_ticket(
                registry,
                make_id(1_790_000_100_000 + n * 7 % 13, 7, n),
                7000 + n,
                NAMES[n % 5],
                customer_id=(floor.HENRY, None, floor.DEV)[n % 3],
                owner_id=(floor.LEILA, None, floor.MARCUS)[n % 3],
                queue_id=(floor.HEATING, floor.BILLING)[n % 2],
                priority=PRIORITIES[n % 4],
                state=("new", "open", "pending", "on_hold", "pending")[n % 5],
                waits_for="third_party" if n % 5 == 4 else None,
                due_at=None if hours is None else NOW + timedelta(hours=hours),
                sla_due_at=NOW + timedelta(minutes=n) if n % 7 == 0 else None,
                category_id=(floor.FAULTS, None)[n % 2],
                level=("specialist", None)[n % 2],
                team=("Night", None, "day")[n % 3],
                channel=("call", "email", "fax")[n % 3],
                created_at=NOW - timedelta(hours=11 * (n % 9)),
            )
        )
    return made


TEXTS = ("a", "app", "zug", "apple henry", "70", "s a", "nobody")


@pytest.mark.parametrize("common", [1, 3, 30])
def test_a_word_that_very_many_have_finds_the_same_in_the_same_order(
    listed: Central | SqliteStore, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    """Words are looked for one way where few have them and another where many do: nobody sees which."""

    def found(text: str) -> list[str]:
        which = TicketFilter(view="team", text=text)
        return [row.ticket_id for row in walk(listed, Arrangement(), 7, which=which)]

    rare = {text: found(text) for text in TEXTS}
    assert rare["a"]
    assert not rare["nobody"]
    monkeypatch.setattr(saying, "COMMON", common)
    assert {text: found(text) for text in TEXTS} == rare


@pytest.fixture
def listed(store: Central | SqliteStore) -> Central | SqliteStore:
    store.put(many())
    return store


def walk(store: Central | SqliteStore, order: Arrangement, limit: int, **more: Any) -> list[ListedTicket]:
    """The whole list, a page at a time from its start."""
    rows: list[ListedTicket] = []
    after = None
    while True:
        found = store.ask(LEILA_AT_DESK, page(order=order, limit=limit, after=after, **more))
        if not found.rows:
            return rows
        rows += found.rows
        after = found.last


def test_pages_join_without_a_gap_in_every_order_and_every_group(listed: Central | SqliteStore) -> None:
    turns = [(sort, group) for sort in ORDERS for group in ("", "when")]
    turns += [("deadline", group) for group in GROUPS]
    for place, (sort, group) in enumerate(turns):
        order = Arrangement(sort, is_descending=place % 2 == 1, group=group)
        whole = listed.ask(LEILA_AT_DESK, page(order=order, limit=1_000)).rows
        assert len(whole) > 50
        walked = walk(listed, order, 17)
        assert [row.ticket_id for row in walked] == [row.ticket_id for row in whole], order
        assert listed.ask(LEILA_AT_DESK, ids(order=order)) == [row.ticket_id for row in whole], order
        sizes = listed.ask(LEILA_AT_DESK, groups(order=order))
        assert sum(one.count for one in sizes) == len(whole), order


def test_a_page_before_a_place_and_a_jump_are_parts_of_the_same_list(listed: Central | SqliteStore) -> None:
    order = Arrangement("subject", group="owner")
    whole = [row.ticket_id for row in listed.ask(LEILA_AT_DESK, page(order=order, limit=1_000)).rows]
    middle = listed.ask(LEILA_AT_DESK, page(order=order, skip=30, limit=10))
    assert [row.ticket_id for row in middle.rows] == whole[30:40]
    before = listed.ask(LEILA_AT_DESK, page(order=order, after=middle.first, is_backward=True, limit=10))
    assert [row.ticket_id for row in before.rows] == whole[20:30]
    further = listed.ask(LEILA_AT_DESK, page(order=order, after=middle.last, skip=5, limit=5))
    assert [row.ticket_id for row in further.rows] == whole[45:50]


def test_rows_stand_in_the_order_asked_for(listed: Central | SqliteStore) -> None:
    def rows(sort: str, *, down: bool = False) -> list[ListedTicket]:
        return listed.ask(
            LEILA_AT_DESK, page(order=Arrangement(sort, is_descending=down, group=""), limit=1_000)
        ).rows

    dues = [row.due_at for row in rows("deadline")]
    dated = [due for due in dues if due is not None]
    assert dated == sorted(dated)
    assert dues[len(dated) :] == [None] * (len(dues) - len(dated)), "without a deadline they come last"
    ranks = [PRIORITIES.index(row.priority) for row in rows("priority")]
    assert ranks == sorted(ranks, reverse=True), "the urgent come first"
    states = [tuple(NAMED_STATES).index(row.state) for row in rows("state")]
    assert states == sorted(states)
    subjects = [row.subject for row in rows("subject")]
    assert subjects.index("apple") < subjects.index("Zug"), "capital letters sort as small ones"
    opened = [row.created_at for row in rows("age", down=True)]
    assert opened == sorted(opened, reverse=True)


def test_groups_of_the_day_begin_and_end_by_the_wall_clock_given(listed: Central | SqliteStore) -> None:
    rows = listed.ask(LEILA_AT_DESK, page(limit=1_000)).rows
    wanted = {"now": 0, "later_today": 0, "this_week": 0, "later": 0}
    for row in rows:
        due = row.due_at
        if due is None or due >= BOUNDS.week_until:
            wanted["later"] += 1
        elif due < BOUNDS.now_until:
            wanted["now"] += 1
        else:
            wanted["later_today" if due < BOUNDS.today_until else "this_week"] += 1
    found = listed.ask(LEILA_AT_DESK, groups())
    assert [one.key for one in found] == list(wanted)
    assert {one.key: one.count for one in found} == wanted


def test_the_earlier_of_two_deadlines_counts(listed: Central | SqliteStore) -> None:
    late = listed.ask(LEILA_AT_DESK, page(which=TicketFilter(view="overdue"), limit=1_000)).rows
    assert late
    assert all(row.due_at is not None and row.due_at < NOW for row in late)
    [hurried] = [row for row in listed.ask(LEILA_AT_DESK, page(limit=1_000)).rows if row.number == 70078]
    assert hurried.due_at == NOW + timedelta(minutes=7), "its own is five hours away"


def test_filters_let_through_what_they_say_and_nothing_else(listed: Central | SqliteStore) -> None:
    whole = listed.ask(LEILA_AT_DESK, page(which=TicketFilter(view="team"), limit=1_000)).rows
    for which, fits in (
        (TicketFilter(view="mine"), lambda row: row.owner_id == floor.LEILA),
        (TicketFilter(view="unassigned"), lambda row: row.owner_id is None),
        (TicketFilter(view="team", priorities=["high", "low"]), lambda row: row.priority in {"high", "low"}),
        (TicketFilter(view="team", owners=["", floor.MARCUS]), lambda row: row.owner_id != floor.LEILA),
        (TicketFilter(view="team", categories=[""]), lambda row: row.category_id is None),
        (
            TicketFilter(view="team", states=["pending_third_party", "new"]),
            lambda row: row.state in {"pending_third_party", "new"},
        ),
        (
            TicketFilter(view="team", older_than_days=2),
            lambda row: row.created_at < NOW - timedelta(days=2),
        ),
        (TicketFilter(view="team", text="raman appl"), lambda row: row.customer_id == floor.DEV),
    ):
        found = listed.ask(LEILA_AT_DESK, page(which=which, limit=1_000)).rows
        wanted = {row.ticket_id for row in whole if fits(row)}
        if which.text:
            wanted = {row.ticket_id for row in whole if fits(row) and row.subject == "apple"}
        assert {row.ticket_id for row in found} == wanted, which
        assert wanted
        counted = CountTickets(
            agent_id=floor.LEILA, queues=[floor.HEATING, floor.BILLING], filters=[which], as_of=NOW
        )
        assert listed.ask(LEILA_AT_DESK, counted) == [len(wanted)]


def test_a_tag_finds_its_tickets_and_is_no_word_of_the_subject(central: Central) -> None:
    add = TagTicket(made_at=NOW, ticket_id=floor.PUMP, add=["Cold Home", "ramp"])
    assert central.do(LEILA_AT_DESK, add).status == "applied"

    def found(which: TicketFilter) -> list[str]:
        return [row.ticket_id for row in central.ask(LEILA_AT_DESK, page(which=which)).rows]

    assert found(TicketFilter(view="team", tags=["cold home", "ramp"])) == [floor.PUMP]
    assert found(TicketFilter(view="team", tags=["cold"])) == []
    assert floor.PUMP not in found(TicketFilter(view="team", text="ramp"))


def test_of_other_peoples_queues_lists_and_figures_are_for_leads(store: Central | SqliteStore) -> None:
    """A figure is as much as a row: neither tells of a queue that is not one's own."""
    marcus = {"agent_id": floor.MARCUS, "queues": [floor.BILLING]}
    assert store.ask(MARCUS_AT_DESK, page(**marcus)).rows
    heating = {"agent_id": floor.MARCUS, "queues": [floor.HEATING]}
    all_of_it = TicketFilter(view="all")
    refused: list[Any] = [
        page(**heating),
        groups(**heating),
        ids(**heating),
        page(**marcus, which=all_of_it),
        page(agent_id=floor.LEILA, queues=[floor.BILLING]),
        CountTickets(**heating, filters=[TicketFilter(view="team")], as_of=NOW),
        CountTickets(**marcus, filters=[all_of_it], as_of=NOW),
    ]
    for query in refused:
        with pytest.raises(Refused, match="own tickets"):
            store.ask(MARCUS_AT_DESK, query)
        store.ask(SUE_AT_DESK, query)
    with pytest.raises(Refused):
        store.ask(person(floor.LEILA), page())


@pytest.mark.parametrize(
    "query",
    [
        page(which=TicketFilter(view="hers")),
        page(order=Arrangement(sort="charm")),
        page(order=Arrangement(group="charm")),
        page(which=TicketFilter(states=["asleep"])),
        page(limit=0),
        page(limit=1_000_000),
        page(skip=-1),
        ListedTickets(ticket_ids=[floor.PUMP] * 1_001),
    ],
)
def test_what_makes_no_sense_is_refused(query: Any, store: Central | SqliteStore) -> None:
    with pytest.raises(Refused):
        store.ask(LEILA_AT_DESK, query)


def test_nothing_is_a_list_too(store: Central | SqliteStore) -> None:
    empty = TicketFilter(view="team", text="nobody ever wrote this")
    found = store.ask(LEILA_AT_DESK, page(which=empty))
    assert (found.rows, found.first, found.last) == ([], None, None)
    assert store.ask(LEILA_AT_DESK, groups(which=empty)) == []
    assert isinstance(groups(), TicketGroups)
    assert isinstance(page(), TicketPage)
