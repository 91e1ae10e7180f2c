"""Service levels through the kernel: clocks start, stand and stop with the ticket, and central tells once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_jobs import PASSES, once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets import service_watch
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    ChangeTicket,
    CreateTicket,
    SetTicketState,
)
from agent_desktop.features.tickets.detail_views import TicketDetails, TicketHistory
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_tables import ticket_clock
from agent_desktop.features.tickets.service_watch import Recount
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, SUE_AT_DESK
from tests.support.stores import Central

HOUR = timedelta(hours=1)
MONDAY = datetime.fromisoformat("2026-11-23T09:00Z")
CALENDAR, TARGET, URGENT = new_id(), new_id(), new_id()


class Site:
    """A site with a calendar and a target, whose clock the test holds."""

    def __init__(self, central: Central, clock: HeldClock) -> None:
        self.central = central
        self.clock = clock
        clock.advance((MONDAY - clock.now()).total_seconds())
        self.calendar("Europe/London", "17:00")
        self.lead(
            SaveTarget(
                made_at=MONDAY, target_id=TARGET, name="All", first_response_s=7200, resolution_s=36_000
            )
        )
        self.passes()
        self.ticket_id = new_id()
        self.do(
            CreateTicket(
                made_at=MONDAY,
                ticket_id=self.ticket_id,
                number=ticket_number(8000),
                subject="No heat",
                queue_id=floor.HEATING,
                channel="call",
                customer_id=floor.HENRY,
            )
        )

    def calendar(self, zone: str, closes: str, **values: Any) -> None:
        week = {str(day): [["09:00", closes]] for day in range(5)}
        at = {"made_at": self.clock.now(), "calendar_id": CALENDAR, "is_default": True}
        self.lead(SaveCalendar(name="Day", time_zone=zone, week=week, **(at | values)))

    def lead(self, command: Command) -> None:
        assert self.central.do(SUE_AT_DESK, command).status == "applied"

    def do(self, command: Command) -> None:
        verdict = self.central.do(LEILA_AT_DESK, command)
        assert verdict.status == "applied", verdict

    def state(self, state: str) -> None:
        self.do(SetTicketState(made_at=self.clock.now(), ticket_id=self.ticket_id, state=state))

    def note(self, *, is_public: bool = True) -> None:
        at = {"made_at": self.clock.now(), "ticket_id": self.ticket_id}
        self.do(AddTicketNote(note_id=new_id(), text="We are on it.", is_public=is_public, **at))

    def passes(self) -> int:
        done = 0
        for kind, run in PASSES:
            done += self.central.run(
                lambda c, kind=kind, run=run: once(
                    c, self.central.registry, self.clock.now(), kind, run, set()
                )[0]
            )
        return done

    def row(self) -> dict[str, Any]:
        return self.central.get("ticket", self.ticket_id)

    def sla(self) -> tuple[str | None, str | None, str | None]:
        view = self.central.ask(LEILA_AT_DESK, TicketDetails(ticket_id=self.ticket_id))
        assert view is not None
        due = view.sla_due_at.strftime("%a %H:%M") if view.sla_due_at else None
        return view.sla_state, view.sla_kind, due

    def clocks(self) -> dict[str, Any]:
        rows = self.central.run(lambda c: c.execute(sa.select(ticket_clock)).all())
        return {row.kind: row for row in rows}


@pytest.fixture
def site(central: Central, clock: HeldClock) -> Site:
    return Site(central, clock)


def test_what_is_due_first_is_shown_and_a_public_word_of_ours_answers(site: Site) -> None:
    assert site.sla() == ("running", "first_response", "Mon 11:00")
    site.clock.advance(3600)
    site.note(is_public=False)
    assert site.sla()[1] == "first_response"
    site.note()
    assert site.sla() == ("running", "resolution", "Tue 11:00")
    site.state("solved")
    assert site.sla() == ("met", None, None)
    site.clock.advance(7200)
    site.state("open")
    assert site.sla() == ("running", "resolution", "Tue 13:00"), "what it was solved for does not count"


def test_a_ticket_that_waits_for_somebody_stands_still(site: Site) -> None:
    site.clock.advance(3600)
    site.state("pending_third_party")
    assert site.sla() == ("paused", "first_response", None)
    site.clock.advance(2 * 3600)
    site.state("pending_customer")
    site.clock.advance(3600)
    site.state("open")
    assert site.sla() == ("running", "first_response", "Mon 14:00")


def test_when_the_customer_writes_again_an_answer_is_due_again(site: Site) -> None:
    site.lead(
        SaveTarget(
            made_at=MONDAY,
            target_id=TARGET,
            name="All",
            first_response_s=7200,
            next_response_s=3600,
            resolution_s=36_000,
        )
    )
    site.note()
    registry = site.central.registry
    theirs = floor.record(
        registry,
        "ticket_note",
        id=new_id(),
        ticket_id=site.ticket_id,
        is_public=True,
        text="Still cold.",
        written_at=MONDAY + HOUR,
    )
    site.central.put([theirs])
    # Their mail is written by central itself; what follows a command follows it there too.
    from agent_desktop.features.tickets.service_levels import follow
    from agent_desktop.features.tickets.service_watch import NOBODY
    from agent_desktop.store.work import SqlCentralWork

    def hear(connection: sa.Connection) -> None:
        moment = Command(made_at=MONDAY + HOUR)
        work = SqlCentralWork(connection, registry, NOBODY, moment, recorded_at=MONDAY + HOUR)
        follow(work, NOBODY, moment, {("ticket_note", theirs[1]["id"]): None})

    site.central.run(hear)
    assert site.sla() == ("running", "next_response", "Mon 11:00")
    site.clock.advance(5400)
    site.note()
    assert site.sla()[1] == "resolution"


def test_targets_are_by_priority_category_and_what_the_customer_is_worth(site: Site) -> None:
    def target(**values: Any) -> None:
        known = {
            "made_at": MONDAY,
            "target_id": URGENT,
            "name": "Special",
            "position": -1,
            "first_response_s": 600,
        }
        site.lead(SaveTarget(**(known | values)))

    def first_response_s() -> int:
        at = {"made_at": site.clock.now(), "ticket_id": site.ticket_id}
        site.do(ChangeTicket(priority="urgent", category_id=floor.BOILER_FAULTS, **at))
        found: int = site.clocks()["first_response"].target_s
        site.do(ChangeTicket(priority="normal", category_id=None, **at))
        return found

    target(priority="low")
    assert first_response_s() == 7200
    target(priority="urgent")
    assert first_response_s() == 600
    target(category_id=floor.FAULTS)
    assert first_response_s() == 600, "a category holds for those within it"
    target(segment="Gold")
    assert first_response_s() == 7200
    target(is_active=False)
    assert first_response_s() == 7200


def test_a_calendar_is_a_teams_before_a_queues_before_the_sites(site: Site) -> None:
    def another(**whose: Any) -> None:
        at = {
            "made_at": site.clock.now(),
            "calendar_id": new_id(),
            "name": "Other",
            "time_zone": "America/New_York",
        }
        site.lead(SaveCalendar(week={str(d): [["09:00", "17:00"]] for d in range(5)}, **(at | whose)))

    another(queues=[floor.HEATING])
    site.passes()
    assert site.sla() == ("running", "first_response", "Mon 16:00")
    another(teams=["Night"], time_zone="Asia/Tokyo")
    site.do(ChangeTicket(made_at=MONDAY, ticket_id=site.ticket_id, team="Night"))
    assert site.sla() == ("running", "first_response", "Tue 02:00")


def test_an_edited_calendar_is_counted_anew_for_every_ticket_that_runs_by_it(site: Site) -> None:
    site.calendar("Europe/London", "17:00", special={"2026-11-23": []})
    assert site.sla() == ("running", "first_response", "Mon 11:00"), "not in the transaction of the edit"
    assert site.passes() > 0
    assert site.sla() == ("running", "first_response", "Tue 11:00")
    site.calendar("Europe/London", "10:00")
    site.passes()
    assert site.sla() == ("running", "first_response", "Tue 10:00")
    assert site.passes() == 0


def test_counting_anew_goes_on_where_it_was_and_what_is_yet_to_be_counted_is_not_told_of(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_watch, "MOST_RECOUNTED", 1)
    registry = site.central.registry
    [tell] = [run for kind, run in PASSES if kind == "sla.told"]

    def slice_of(kind: str, run: Any) -> int:
        return site.central.run(lambda c: once(c, registry, site.clock.now(), kind, run, set()))[0]

    site.clock.advance(8000)  # The first response was due at eleven, by the calendar as it was.
    site.calendar("Europe/London", "17:00", special={"2026-11-23": []})
    assert slice_of("sla.recounted", Recount()) <= 1, "one ticket a slice"
    assert slice_of("sla.told", tell) == 0, "it is not overdue any more, which is not counted yet"
    for _ in range(30):
        whole = Recount()  # Each time as after a restart.
        slice_of("sla.recounted", whole)
        if whole.is_over:
            break
    assert whole.is_over
    assert site.sla() == ("running", "first_response", "Tue 11:00")
    assert slice_of("sla.told", tell) == 0


def test_a_first_target_gives_due_times_to_old_tickets_and_tells_nobody_of_what_is_overdue_by_it(
    central: Central, clock: HeldClock
) -> None:
    assert central.get("ticket", floor.THERMOSTAT)["sla_due_at"] is None
    before = notes_and_levels(central)
    site = Site(central, clock)
    old = central.get("ticket", floor.THERMOSTAT)
    assert old["sla_due_at"] is not None
    clock.advance(3600)
    site.passes()
    assert notes_and_levels(central) == before, "nothing was escalated, and no word left"
    late = central.run(
        lambda c: c.execute(sa.select(ticket_clock).where(ticket_clock.c.due_at < MONDAY)).all()
    )
    assert late
    assert {central.get("ticket", str(one.ticket_id))["sla_state"] for one in late} <= {"breached", "paused"}


def notes_and_levels(central: Central) -> list[Any]:
    """What an escalation would change of the tickets that were there."""
    rows = central.rows()
    levels = [(row["id"], row["level"]) for row in rows["ticket"].values() if row["created_at"] < MONDAY]
    return [sorted(levels, key=str), sorted(rows["ticket_note"])]


def test_central_warns_once_and_escalates_once(site: Site) -> None:
    site.lead(
        SaveTarget(
            made_at=MONDAY,
            target_id=TARGET,
            name="All",
            first_response_s=7200,
            resolution_s=36_000,
            escalate_to="specialist",
            escalate_queue_id=floor.BILLING,
        )
    )
    site.passes()
    site.clock.advance(5700)
    assert site.passes() == 0
    site.clock.advance(60)
    assert (site.passes(), site.passes()) == (1, 0)
    assert (site.sla(), site.row()["is_unread"]) == (("warned", "first_response", "Mon 11:00"), True)
    site.clock.advance(1440)
    assert (site.passes(), site.passes()) == (1, 0)
    row = site.row()
    assert site.sla() == ("breached", "first_response", "Mon 11:00")
    assert (row["level"], row["queue_id"], row["owner_id"]) == ("specialist", floor.BILLING, None)
    told = site.central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=site.ticket_id))
    by_central = [entry for entry in told if entry.kind == "sla.told"]
    assert len(by_central) == 2
    assert by_central[1].agent_id is None
    assert [c.field for c in by_central[1].changes] == ["level", "queue_id", "sla_state"]


def test_two_instances_tell_of_one_breach_once(site: Site) -> None:
    site.clock.advance(8000)
    registry, now = site.central.registry, site.clock.now()
    [(kind, tell)] = [one for one in PASSES if one[0] == "sla.told"]

    def both(connection: sa.Connection) -> tuple[int, int]:
        first, _ = once(connection, registry, now, kind, tell, set())
        second, _ = once(connection, registry, now, kind, tell, set())
        return first, second

    assert site.central.run(both) == (1, 0)


def test_a_ticket_on_hold_wakes_by_itself(site: Site) -> None:
    at = {"made_at": MONDAY, "ticket_id": site.ticket_id, "state": "on_hold"}
    site.do(SetTicketState(hold_until=MONDAY + HOUR, **at))
    site.clock.advance(3599)
    assert site.passes() == 0
    site.clock.advance(1)
    assert site.passes() == 1
    row = site.row()
    assert (row["state"], row["hold_until"], row["is_unread"]) == ("open", None, True)
    assert site.sla() == ("running", "first_response", "Mon 12:00")


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"country": "XX"}, "No holidays"),
        ({"week": {"7": [["09:00", "10:00"]]}}, "Weekdays"),
        ({"week": {}}, "never opens"),
        ({"special": {"Christmas": []}}, "special day"),
    ],
)
def test_a_calendar_that_is_none_is_refused(central: Central, values: dict[str, Any], what: str) -> None:
    known = {"calendar_id": new_id(), "name": "Day", "time_zone": "UTC", "week": {"0": [["09:00", "10:00"]]}}
    verdict = central.do(SUE_AT_DESK, SaveCalendar(made_at=floor.NOW, **(known | values)))
    assert verdict.problem is not None
    assert what in verdict.problem.what
    assert central.do(MARCUS_AT_DESK, SaveCalendar(made_at=floor.NOW, **known)).status == "refused"  # type: ignore[arg-type]
