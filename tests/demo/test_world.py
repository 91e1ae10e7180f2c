from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from agent_desktop.core.ids import is_id
from agent_desktop.demo.people import Neighbourhood
from agent_desktop.demo.places import COUNTRIES
from agent_desktop.demo.records import (
    TABLES,
    Agent,
    Article,
    Attempt,
    Campaign,
    Customer,
    CustomerPhone,
    Interaction,
    Lead,
    Order,
    Queue,
    Script,
    Ticket,
    TicketNote,
    Visit,
)
from agent_desktop.demo.world import REAL_CUSTOMERS, World
from agent_desktop.features import house
from agent_desktop.features.tickets.model import OPEN_STATES, PRIORITIES, STATES, is_ticket_number

AT = datetime(2026, 11, 17, 12, 41, 3, 250, tzinfo=UTC)
Rows = dict[type, list[Any]]


def build(seed: int = 7, customers: int = 1_500, at: datetime = AT) -> Rows:
    rows: Rows = defaultdict(list)
    for row in World(seed, customers, at).rows():
        rows[type(row)].append(row)
    return rows


@pytest.fixture(scope="module")
def world() -> Rows:
    return build()


def test_the_same_seed_makes_the_same_world() -> None:
    assert build(3, 300) == build(3, 300)


def test_another_seed_makes_another_world() -> None:
    one, other = build(3, 300), build(4, 300)

    assert {row.id for row in one[Customer]}.isdisjoint(row.id for row in other[Customer])
    assert [row.name for row in one[Customer]][20:] != [row.name for row in other[Customer]][20:]


def test_every_row_has_the_columns_of_its_table() -> None:
    entities = house().entities
    for kind, name in TABLES.items():
        columns = {column.name: column for column in entities[name].table.columns}
        assert set(kind._fields) <= set(columns), name  # type: ignore[attr-defined]
        left_out = set(columns) - set(kind._fields)  # type: ignore[attr-defined]
        assert all(
            columns[column].nullable or columns[column].server_default is not None for column in left_out
        )


def test_ids_are_unique_and_carry_the_time_of_their_row(world: Rows) -> None:
    ids = [row.id for rows in world.values() for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(is_id(row_id) for row_id in ids)
    for ticket in world[Ticket]:
        assert int(ticket.id.replace("-", "")[:12], 16) == int(ticket.created_at.timestamp() * 1000)


def test_rows_come_after_what_they_refer_to() -> None:
    seen: set[str] = set()
    for row in World(7, 400, AT).rows():
        for name, value in row._asdict().items():  # type: ignore[attr-defined]
            if name.endswith("_id") and name not in {"external_id", "call_id"} and value is not None:
                assert value in seen, (type(row).__name__, name)
        seen.add(row[0])


def test_a_ticket_is_about_an_order_of_its_own_customer(world: Rows) -> None:
    orders = {order.id: order for order in world[Order]}
    about = [ticket for ticket in world[Ticket] if ticket.order_id is not None]
    assert len(about) > 200
    for ticket in about:
        order = orders[ticket.order_id]
        assert order.customer_id == ticket.customer_id
        assert order.ordered_at <= ticket.created_at
        if "refund" in (ticket.topic or ""):
            assert order.status == "cancelled"
        named = [word.strip(",.?():") for word in ticket.subject.split() if word.startswith(("FH-", "(FH-"))]
        assert all(word == order.number for word in named)


def test_what_belongs_to_a_ticket_belongs_to_its_customer(world: Rows) -> None:
    tickets = {ticket.id: ticket for ticket in world[Ticket]}
    for note in world[TicketNote]:
        assert note.customer_id == tickets[note.ticket_id].customer_id
        assert note.written_at >= tickets[note.ticket_id].created_at
    for contact in world[Interaction]:
        if contact.ticket_id is not None:
            assert contact.customer_id == tickets[contact.ticket_id].customer_id


def test_times_are_ordered_and_only_plans_lie_ahead(world: Rows) -> None:
    for ticket in world[Ticket]:
        moments = [ticket.created_at, ticket.first_response_at, ticket.first_solved_at, ticket.last_solved_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known), ticket
        assert known[-1] <= AT
        assert (ticket.last_solved_at is None) == (ticket.state in OPEN_STATES)
        assert ticket.state in STATES
        assert ticket.priority in PRIORITIES
        assert ticket.due_at > ticket.created_at
    for contact in world[Interaction]:
        assert contact.started_at <= contact.ended_at <= AT
    for visit in world[Visit]:
        assert visit.starts_at < visit.ends_at
        assert (visit.ends_at <= AT) or visit.status == "booked"
        assert visit.status != "booked" or visit.starts_at > AT
    for kind in (Order, Customer, TicketNote, Attempt, Lead, Article):
        assert all(row.updated_at <= AT for row in world[kind])


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_a_world_can_begin_at_any_hour(hour: int) -> None:
    at = datetime(2026, 7, 5, hour, 5, tzinfo=UTC)
    rows = build(2, 250, at)
    midnight = at.astimezone(ZoneInfo("Europe/London")).replace(hour=0, minute=0, second=0)
    assert all(order.ordered_at <= at for order in rows[Order])
    today = [ticket for ticket in rows[Ticket] if ticket.last_solved_at and ticket.last_solved_at >= midnight]
    assert len(today) >= 10
    assert all(visit.starts_at > at for visit in rows[Visit] if visit.status == "booked")


def test_the_world_ends_today_and_spans_the_histories() -> None:
    rows = build(7, REAL_CUSTOMERS)
    bought = [order for order in rows[Order] if len(order.number) == len("FH-100000")]
    days = [order.ordered_at.astimezone(ZoneInfo("Europe/London")).date() for order in bought]

    assert len(bought) == 69_659
    assert sum(order.item_count for order in bought) == 167_881
    assert sum(order.total_minor for order in bought) == 250_031_563
    assert (max(days), max(days) - min(days)) == (AT.date(), timedelta(days=545))
    assert len({order.number for order in rows[Order]}) == len(rows[Order])
    assert len({ticket.number for ticket in rows[Ticket]}) == len(rows[Ticket])
    assert all(is_ticket_number(ticket.number) for ticket in rows[Ticket])


def test_ticket_numbers_follow_the_days(world: Rows) -> None:
    today = AT.replace(hour=0, minute=0, second=0)
    before = [t.number for t in world[Ticket] if t.created_at < today - timedelta(days=60)]
    now = [t.number for t in world[Ticket] if t.created_at >= today]
    assert max(before) < min(now)


def test_numbers_are_valid_and_shared_on_purpose(world: Rows) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for phone in world[CustomerPhone]:
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone.e164)), phone.e164
        assert phone.reversed_digits == phone.e164[1:][::-1]
        owners[phone.e164].add(phone.customer_id)
    shared = [ids for ids in owners.values() if len(ids) > 1]
    assert 10 < len(shared) < 150
    assert max(len(ids) for ids in shared) <= 2
    several = {phone.customer_id for phone in world[CustomerPhone] if not phone.is_preferred}
    assert len(several) > 100
    for lead in world[Lead]:
        assert phonenumbers.is_valid_number(phonenumbers.parse(lead.number))
        assert lead.customer_id is not None or lead.number not in owners


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_every_block_holds_valid_numbers_of_its_country(country: Any) -> None:
    rng = random.Random(5)
    for block in (*country.drama, *country.mobile, *country.landline):
        for _ in range(40):
            number = phonenumbers.parse(f"{block.prefix}{rng.randrange(10**block.digits):0{block.digits}d}")
            assert phonenumbers.is_valid_number(number)
            assert phonenumbers.region_code_for_number(number) == country.code
        assert block.town is None or block.town in {town.name for town in country.towns}


def test_no_number_is_given_twice_by_chance() -> None:
    rng, neighbourhood = random.Random(1), Neighbourhood(1, frozenset({"+442079460063"}))
    people = [neighbourhood.person(rng, serial) for serial in range(20_000)]
    homes: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for person in people:
        for e164, _ in person.phones:
            homes[e164].add((person.street, person.postcode))
    assert all(len(places) == 1 for places in homes.values())
    assert "+442079460063" not in homes


def test_mail_goes_to_reserved_domains_only(world: Rows) -> None:
    mails = [customer.email for customer in world[Customer] if customer.email]
    assert 0.8 < len(mails) / len(world[Customer]) < 0.97
    for mail in mails:
        local, _, domain = mail.partition("@")
        assert domain in {"example.org", "example.com", "example.net"}
        assert local.isascii()
        assert " " not in local


def test_the_desk_of_the_demo_agent_is_set(world: Rows) -> None:
    leila = next(agent for agent in world[Agent] if agent.login == "leila.davies")
    mine = [t for t in world[Ticket] if t.owner_id == leila.id and t.state in OPEN_STATES]
    assert len(mine) >= 11
    assert any(t.due_at < AT for t in mine)
    margaret = next(customer for customer in world[Customer] if customer.name == "Margaret Okafor")
    assert margaret.alert.startswith("Priority heating")
    assert len([t for t in world[Ticket] if t.customer_id == margaret.id and t.state in OPEN_STATES]) == 2
    assert {v.status for v in world[Visit] if v.customer_id == margaret.id} == {"completed"}
    assert {c.channel for c in world[Interaction] if c.customer_id == margaret.id} == {
        "call",
        "chat",
        "email",
    }


def test_engineers_go_out_by_day_and_within_reach(world: Rows) -> None:
    people = {customer.id: customer for customer in world[Customer]}
    for visit in world[Visit]:
        assert people[visit.customer_id].country in {"GB", "IE"}
        assert 7 <= visit.starts_at.hour < 19 or visit.title == "Engineer visit: emergency"


def test_mail_comes_only_from_those_who_have_an_address(world: Rows) -> None:
    people = {customer.id: customer for customer in world[Customer]}
    assert all(people[t.customer_id].email for t in world[Ticket] if t.channel == "email")


def test_every_role_has_somebody_and_work_to_do(world: Rows) -> None:
    roles = {role for agent in world[Agent] for role in agent.roles}
    assert roles == {"agent", "supervisor", "sales", "field", "admin"}
    assert len(world[Queue]) == 5
    queues = {queue.id for queue in world[Queue]}
    assert all(set(agent.queues) <= queues for agent in world[Agent])
    ravi = next(agent.id for agent in world[Agent] if agent.login == "ravi.chandra")
    assert [visit for visit in world[Visit] if visit.engineer_id == ravi and visit.status == "booked"]
    scripts = {script.id for script in world[Script]}
    assert all(campaign.script_id in scripts for campaign in world[Campaign])
    due = [lead for lead in world[Lead] if lead.state == "open" and lead.next_attempt_at <= AT]
    assert len(due) >= 20


def test_the_size_of_a_world_does_not_change_the_work_of_today() -> None:
    def in_hand(customers: int) -> int:
        return sum(ticket.state in OPEN_STATES for ticket in build(5, customers)[Ticket])

    assert abs(in_hand(1_000) - in_hand(3_000)) < 12
