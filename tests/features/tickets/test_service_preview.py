"""What an edit of calendars and targets would move is what it then moves; a file of them reads back as written."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_definitions import names_of_site, save
from agent_desktop.central.ticket_jobs import PASSES, once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import CreateTicket, SetTicketState
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_file import ServiceFile, read_service, write_service
from agent_desktop.features.tickets.service_preview import (
    MovedDeadline,
    PreviewDeadlines,
    ServiceDefinitions,
)
from agent_desktop.features.tickets.service_tables import ticket_clock
from agent_desktop.store.work import SqlRead
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, SUE_AT_DESK
from tests.support.stores import Central

MONDAY = datetime.fromisoformat("2026-11-23T09:00Z")
WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}
FILE = """
[[calendar]]
name = "Day"
time_zone = "Europe/London"
monday = ["08:00-12:30", "13:00-18:00"]
tuesday = ["08:00-18:00"]
country = "GB"
subdivision = "ENG"
special = { "2026-12-24" = ["08:00-12:00"], "2026-12-28" = [] }
teams = ["Day"]
queues = ["Heating support"]
default = true

[[target]]
name = "Worth it"
priority = "normal"
category = "Faults / Boiler"
segment = "Gold"
value_from_minor = 50000
first_response = "30m"
next_response = "1h"
resolution = "2d"
escalate_to = "specialist"
escalate_queue = "Billing"
warn_pct = 75

[[target]]
name = "All"
first_response = "4h"
warn_pct = 80
"""


def read(central: Central, text: str) -> ServiceFile:
    names = central.run(lambda c: names_of_site(SqlRead(c, is_whole=True), central.registry))
    return read_service(text, names, central.ask(SUE_AT_DESK, ServiceDefinitions()), central.clock.now())


def written(central: Central) -> str:
    names = central.run(lambda c: names_of_site(SqlRead(c, is_whole=True), central.registry))
    return write_service(central.ask(SUE_AT_DESK, ServiceDefinitions()), names)


def apply(central: Central, found: ServiceFile) -> None:
    commands = [*found.calendars, *found.targets]
    central.run(lambda c: save(c, central.registry, commands, central.clock.now(), set()))
    for kind, run in PASSES:
        central.run(
            lambda c, kind=kind, run=run: once(c, central.registry, central.clock.now(), kind, run, set())
        )


def moved(central: Central, found: ServiceFile) -> list[MovedDeadline]:
    lines, after = list[MovedDeadline](), None
    while True:
        page = central.ask(
            SUE_AT_DESK,
            PreviewDeadlines(
                as_of=central.clock.now(),
                calendars=found.calendars,
                targets=found.targets,
                after=after,
                most=2,
            ),
        )
        lines += page.moved
        if (after := page.next) is None:
            return lines


def dues(central: Central) -> dict[tuple[str, str], Any]:
    rows = central.run(
        lambda c: c.execute(sa.select(ticket_clock).where(ticket_clock.c.met_at.is_(None))).all()
    )
    return {(str(row.ticket_id), row.kind): row.due_at for row in rows}


def test_a_file_reads_back_as_it_was_written_and_says_what_is_wrong(central: Central) -> None:
    apply(central, read(central, FILE))
    again = written(central)
    apply(central, read(central, again))
    assert written(central) == again
    view = central.ask(SUE_AT_DESK, ServiceDefinitions())
    assert [(one.name, one.value_from_minor) for one in view.targets] == [("Worth it", 50_000), ("All", None)]
    assert len(view.calendars) == 1
    assert view.calendars[0].special["2026-12-24"] == [["08:00", "12:00"]]
    for wrong, what in (
        ('[[calendar]]\nname = "A"\nmonday = ["8-18"]\ntime_zone = "UTC"\nopen = 1', "has no “open”"),
        ('[[target]]\nname = "B"\nfirst_response = "soon"', "“soon” is no length of time"),
        ('[[target]]\nname = "C"\ncategory = "Nowhere"', "There is no category"),
        ("[[goal]]", "nothing else"),
    ):
        with pytest.raises(KnownError, match=what):
            read(central, wrong)


def test_what_is_foretold_is_what_then_happens(central: Central, clock: HeldClock) -> None:
    clock.advance((MONDAY - clock.now()).total_seconds())
    first = ServiceFile(
        [
            SaveCalendar(
                made_at=MONDAY, calendar_id=new_id(), name="Day", time_zone="UTC", week=WEEK, is_default=True
            )
        ],
        [
            SaveTarget(
                made_at=MONDAY, target_id=new_id(), name="All", first_response_s=7200, resolution_s=36_000
            )
        ],
    )
    apply(central, first)
    for n, priority in enumerate(("normal", "urgent", "low")):
        made = CreateTicket(
            made_at=clock.now(),
            ticket_id=floor.an_id(900 + n),
            number=ticket_number(8100 + n),
            subject="Cold",
            queue_id=floor.HEATING,
            channel="call",
            priority=priority,
            customer_id=floor.MARGARET if n == 2 else None,
        )
        assert central.do(LEILA_AT_DESK, made).status == "applied"
        clock.advance(600)
    waits = SetTicketState(made_at=clock.now(), ticket_id=floor.an_id(901), state="on_hold")
    assert central.do(LEILA_AT_DESK, waits).status == "applied"
    for edit in (
        'name = "All"\nfirst_response = "1h"\nresolution = "10h"',
        'name = "New"\nvalue_from_minor = 5000\nfirst_response = "30m"\n[[target]]\nname = "All"\nresolution = "5h"',
        'name = "New"\nvalue_from_minor = 500000\nfirst_response = "3m"\nactive = false',
    ):
        found = read(central, f"[[target]]\n{edit}")
        check(central, found)
    for days in (
        'special = { "2026-11-23" = [] }\nmonday = ["09:00-17:00"]\ntuesday = ["09:00-17:00"]',
        'monday = ["09:00-10:00"]\ntuesday = ["11:00-12:00"]\nfriday = ["09:00-17:00"]',
    ):
        text = f'[[calendar]]\nname = "Day"\ntime_zone = "America/New_York"\ndefault = true\n{days}'
        assert check(central, read(central, text)) > 0


def check(central: Central, found: ServiceFile) -> int:
    """Foretell, do it, and compare; answers how many deadlines moved."""
    before = dues(central)
    foretold = {(one.ticket_id, one.kind): (one.before, one.after) for one in moved(central, found)}
    apply(central, found)
    after = dues(central)
    changed = {
        key: (before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    assert foretold == changed
    return len(changed)


def test_a_target_holds_for_customers_who_ordered_enough_in_a_year(
    central: Central, clock: HeldClock
) -> None:
    def first_response_s(value_from_minor: int) -> int | None:
        target = SaveTarget(
            made_at=clock.now(),
            target_id=floor.an_id(990),
            name="Worth it",
            value_from_minor=value_from_minor,
            first_response_s=600,
        )
        assert central.do(SUE_AT_DESK, target).status == "applied"
        ticket_id = new_id()
        made = CreateTicket(
            made_at=clock.now(),
            ticket_id=ticket_id,
            number=None,
            subject="Cold",
            queue_id=floor.HEATING,
            channel="call",
            customer_id=floor.MARGARET,
        )
        assert central.do(LEILA_AT_DESK, made).status == "applied"
        due = dues(central).get((ticket_id, "first_response"))
        return None if due is None else int((due - clock.now()).total_seconds())

    assert first_response_s(9_198) == 600
    assert first_response_s(9_199) is None
    clock.advance(timedelta(days=340).total_seconds())
    assert first_response_s(9_198) is None, "one of the orders is more than a year old"
    assert first_response_s(4_599) == 600
