"""Rules that wait for time look at very many tickets: in slices, each ticket once, and only where they may act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_jobs import once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets import workflow_time
from agent_desktop.features.tickets.model import named_state
from agent_desktop.features.tickets.service_commands import SaveCalendar
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.tickets.workflow_commands import SaveRule
from agent_desktop.features.tickets.workflow_facts import Facts, Occurrence, category_line
from agent_desktop.features.tickets.workflow_model import FIELDS, Action, Condition, Rule, Trigger, holds
from agent_desktop.features.tickets.workflow_narrowing import looked_at, narrowed
from agent_desktop.features.tickets.workflow_time import ByTime
from agent_desktop.store.work import SqlRead
from tests.support import floor
from tests.support.floor import NOW, SUE_AT_DESK, a_ticket
from tests.support.stores import Central

LONG_AGO = NOW - timedelta(days=30)


def many(central: Central, count: int, **values: Any) -> list[str]:
    ids = [floor.an_id(2_000 + n) for n in range(count)]
    known = {"state": "open", "state_since": LONG_AGO, "created_at": LONG_AGO}
    central.put(
        a_ticket(central.registry, ticket_id, 2_000 + n, f"Ticket {n}", **(known | values))
        for n, ticket_id in enumerate(ids)
    )
    return ids


def rule(central: Central, name: str, trigger: Trigger, *conditions: Condition) -> None:
    said = Rule(trigger, [Action("add_tags", tags=[name.casefold()])], list(conditions))
    command = SaveRule(made_at=NOW, rule_id=new_id(), name=name, rule=said)
    assert central.do(SUE_AT_DESK, command).status == "applied"


def slice_of(central: Central, whole: ByTime) -> int:
    return central.run(lambda c: once(c, central.registry, NOW, "rules.by_time", whole, set()))[0]


def tagged(central: Central, ids: list[str]) -> int:
    return sum(bool(central.get("ticket", one)["tags"]) for one in ids)


def test_a_round_goes_on_where_its_last_slice_ended_and_reaches_every_ticket_once(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow_time, "PAGE", 4)
    monkeypatch.setattr(workflow_time, "MOST_ACTS", 3)
    monkeypatch.setattr(workflow_time, "MOST_LOOKED_AT", 8)
    ids = many(central, 25)
    rule(
        central,
        "Old",
        Trigger("time_in_state", states=["open"], after_s=86_400),
        Condition("subject", "contains", "ticket"),
    )
    rule(
        central,
        "Never",
        Trigger("time_in_state", states=["open"], after_s=60),
        Condition("subject", "is", "No"),
    )
    whole, acts = ByTime(), list[int]()
    while not whole.is_over:
        acts.append(slice_of(central, whole))
        assert len(acts) < 100
    assert max(acts) <= 3, "no slice does more"
    assert sum(acts) == 25
    assert tagged(central, ids) == 25
    assert slice_of(central, ByTime()) == 0, "it acts once on each stay"


def test_what_changes_between_two_slices_is_left_alone(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow_time, "MOST_ACTS", 2)
    ids = many(central, 6)
    rule(central, "Old", Trigger("time_in_state", states=["open"], after_s=86_400))
    whole = ByTime()
    slice_of(central, whole)
    left = [one for one in ids if not central.get("ticket", one)["tags"]]
    moved = {"state": "pending", "state_since": NOW}
    central.run(lambda c: c.execute(sa.update(ticket).where(ticket.c.id.in_(left)).values(moved)))
    assert left
    while not whole.is_over:
        slice_of(central, whole)
    assert tagged(central, left) == 0


def test_open_time_is_each_tickets_own_calendars(central: Central, clock: HeldClock) -> None:
    always = {str(day): [["00:00", "24:00"]] for day in range(7)}
    one_day = {str(NOW.weekday()): [["00:00", "24:00"]]}
    for name, week, teams in (("Night", always, ["Night"]), ("Rare", one_day, ["Rare"])):
        calendar = SaveCalendar(
            made_at=NOW, calendar_id=new_id(), name=name, time_zone="UTC", week=week, teams=teams
        )
        assert central.do(SUE_AT_DESK, calendar).status == "applied"
    [night] = many(central, 1, team="Night", state_since=NOW - timedelta(days=3))
    rare = floor.an_id(3_000)
    known = {"team": "Rare", "state": "open", "state_since": NOW - timedelta(days=3), "created_at": LONG_AGO}
    central.put([a_ticket(central.registry, rare, 3_000, "Rare", **known)])
    trigger = Trigger("time_in_state", states=["open"], after_s=2 * 86_400, in_open_time=True)
    rule(central, "Waited", trigger)
    slice_of(central, ByTime())
    assert tagged(central, [night]) == 1
    assert tagged(central, [rare]) == 0, "its team was hardly there since"


WORDS = (
    "urgent",
    "Urgent",
    " urgent ",
    "first_line",
    "specialist",
    "CAFÉ",
    "café",
    "a b",
    "call",
    "\tcall\n",
    "\u00a0call",
)


def conditions() -> list[Condition]:
    """Every claim about every field that may be asked of the database."""
    texts = (
        "priority",
        "level",
        "topic",
        "channel",
        "team",
        "product",
        "lot",
        "sla.state",
        "customer.segment",
    )
    said = [Condition(field, op, word) for field in texts for op in ("is", "is_not") for word in WORDS]
    said += [
        Condition(field, op, [word, "none"]) for field in texts for op in ("in", "not_in") for word in WORDS
    ]
    said += [
        Condition(field, "contains", word)
        for field in ("topic", "product", "lot", "subject")
        for word in (*WORDS, "a  b", "%", "ur", "first_l", "caf")
    ]
    said += [Condition(field, op) for field in (*texts, "queue", "owner") for op in ("is_set", "is_not_set")]
    known = (floor.HEATING, floor.LEILA, floor.HEATING.upper())
    said += [
        Condition(field, op, one) for field in ("queue", "owner") for op in ("is", "is_not") for one in known
    ]
    trees = (floor.FAULTS, floor.BOILER_FAULTS)
    return said + [Condition("category", op, one) for op in ("within", "not_within", "is") for one in trees]


def test_what_is_read_of_a_ticket_is_enough_for_every_condition(central: Central) -> None:
    def check(connection: sa.Connection) -> None:
        read = SqlRead(connection, is_whole=True)
        for field in (*FIELDS, "fields.serial"):
            said = Rule(
                Trigger("time_in_state", states=["open"], after_s=60), [], [], [Condition(field, "is_set")]
            )
            asked = sa.select(*looked_at(said)).where(ticket.c.id == floor.PUMP)
            some = dict(connection.execute(asked).mappings().one())
            whole = dict(
                connection.execute(sa.select(ticket).where(ticket.c.id == floor.PUMP)).mappings().one()
            )
            happened = Occurrence("time_in_state", floor.PUMP, NOW)
            lean, full = Facts(read, some, happened), Facts(read, whole, happened)
            assert lean.value(field) == full.value(field)
            assert lean.line(field) == full.line(field)
            assert named_state(some) == named_state(whole)
            assert lean.calendar() == full.calendar()

    central.run(check)


COLUMNS = {"queue": "queue_id", "owner": "owner_id", "category": "category_id", "sla.state": "sla_state"}


def test_the_database_lets_through_every_ticket_on_which_a_rule_may_act(central: Central) -> None:
    for n in range(24):
        word = WORDS[n % len(WORDS)]
        values = {
            "topic": word, "channel": word, "team": None if n % 3 else word, "product": WORDS[-1 - n % 4],
            "lot": "", "level": ("specialist", None, "first_line")[n % 3], "sla_state": (None, "warned")[n % 2],
            "owner_id": (None, floor.LEILA)[n % 2], "queue_id": (floor.HEATING, floor.BILLING)[n % 2],
            "category_id": (None, floor.FAULTS, floor.BOILER_FAULTS)[n % 3],
            "customer_id": (None, floor.HENRY, floor.MARGARET)[n % 3], "priority": ("urgent", "low")[n % 2],
        }  # fmt: skip
        central.put([a_ticket(central.registry, floor.an_id(4_000 + n), 4_000 + n, "x", **values)])

    def check(connection: sa.Connection) -> None:
        read = SqlRead(connection, is_whole=True)
        rows = [dict(row) for row in connection.execute(sa.select(ticket)).mappings()]
        segments = {
            row["id"]: (
                read.by_id(central.registry.entities["customer"].table, row["customer_id"]) or {}
            ).get("segment")
            for row in rows
            if row["customer_id"]
        }
        lines = {row["id"]: category_line(read, row["category_id"]) for row in rows}

        for condition in conditions():
            said = Rule(Trigger("time_in_state", states=["open"], after_s=60), [], [condition])
            asked = sa.select(ticket.c.id).where(*narrowed(said))
            let = {str(one) for one in connection.execute(asked).scalars()}
            for row in rows:
                value = row.get(COLUMNS.get(condition.field, condition.field))
                if condition.field == "customer.segment":
                    value = segments.get(row["id"])
                if condition.field == "level":
                    value = value or "first_line"
                if holds(condition, value, lines[row["id"]]):
                    assert row["id"] in let, (condition, value)

    central.run(check)
