"""Calendars and targets are edited while tickets run: what is due is as if it had been said so from the start."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agent_desktop.central.ticket_jobs import PASSES, once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote, CreateTicket, SetTicketState
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_tables import ticket_clock
from agent_desktop.features.tickets.tables import ticket
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, SUE_AT_DESK
from tests.support.stores import Central

CALENDAR, TARGET = new_id(), new_id()
_NUMBERS = itertools.count(9_000)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago")
NIGHTS = ("2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05", "2026-09-06")

Deed = tuple[str, Any]


def deeds() -> st.SearchStrategy[list[Deed]]:
    hours = st.sampled_from(
        [[["09:00", "17:00"]], [["00:00", "24:00"]], [["22:00", "24:00"]], [["00:30", "02:30"]]]
    )
    edit = st.fixed_dictionaries(
        {
            "time_zone": st.sampled_from(ZONES),
            "week": st.dictionaries(st.sampled_from("0123456"), hours, min_size=2),
            "special": st.dictionaries(st.sampled_from(NIGHTS), hours | st.just([]), max_size=2),
            "country": st.sampled_from([None, "GB"]),
        }
    )
    one = st.one_of(
        st.tuples(st.just("wait"), st.integers(60, 40 * 3600)),
        st.tuples(st.just("calendar"), edit),
        st.tuples(st.just("target"), st.integers(600, 60 * 3600)),
        st.tuples(st.just("state"), st.sampled_from(["open", "pending", "on_hold", "solved"])),
        st.tuples(st.just("reply"), st.none()),
    )
    return st.lists(one, min_size=3, max_size=10)


class _Life:
    """One ticket in a life of its site."""

    def __init__(
        self, central: Central, start: datetime, calendar: dict[str, Any], resolution_s: int
    ) -> None:
        self.central, self.clock = central, HeldClock(start)
        self.ticket_id = new_id()
        # Only the one ticket is open.
        central.run(lambda c: c.execute(sa.update(ticket).values(state="closed")))
        self.calendar(calendar)
        self.target(resolution_s)
        known = {"subject": "Cold", "queue_id": floor.HEATING, "channel": "call"}
        number = ticket_number(next(_NUMBERS))
        self.do(CreateTicket(made_at=start, ticket_id=self.ticket_id, number=number, **known), LEILA_AT_DESK)

    def calendar(self, said: dict[str, Any]) -> None:
        at = {"made_at": self.clock.now(), "calendar_id": CALENDAR, "name": "Day", "is_default": True}
        self.do(SaveCalendar(**(at | said)), SUE_AT_DESK)

    def target(self, resolution_s: int) -> None:
        times = {"first_response_s": 7_200, "resolution_s": resolution_s}
        self.do(SaveTarget(made_at=self.clock.now(), target_id=TARGET, name="All", **times), SUE_AT_DESK)

    def do(self, command: Command, actor: Any) -> None:
        verdict = self.central.do(actor, command)
        # Not every state may become every other: such a command is refused in both lives.
        is_move = isinstance(command, SetTicketState)
        assert verdict.status == "applied" or is_move, verdict

    def live(self, deed: Deed, *, with_edits: bool) -> None:
        kind, what = deed
        at = {"made_at": self.clock.now(), "ticket_id": self.ticket_id}
        if kind == "wait":
            self.clock.advance(what)
        elif kind == "state":
            self.do(SetTicketState(state=what, **at), LEILA_AT_DESK)
        elif kind == "reply":
            self.do(AddTicketNote(note_id=new_id(), text="Soon.", is_public=True, **at), LEILA_AT_DESK)
        elif with_edits and kind == "calendar":
            self.calendar(what)
            self.recount()
        elif with_edits:
            self.target(what)
            self.recount()

    def recount(self) -> None:
        [(kind, run)] = [one for one in PASSES if one[0] == "sla.recounted"]
        self.central.run(lambda c: once(c, self.central.registry, self.clock.now(), kind, run, set()))

    def due(self) -> dict[str, Any]:
        self.recount()
        c = ticket_clock.c
        asked = sa.select(c.kind, c.started_at, c.met_at, c.warn_at, c.due_at).where(
            c.ticket_id == self.ticket_id
        )
        rows = self.central.run(lambda connection: connection.execute(asked).all())
        row = self.central.get("ticket", self.ticket_id)
        running = {one.kind: tuple(one)[1:] for one in rows if one.met_at is None}
        return running | {"shown": (row["sla_kind"], row["sla_due_at"])}


FIRST = {
    "time_zone": "UTC",
    "week": {str(day): [["09:00", "17:00"]] for day in range(5)},
    "special": {},
    "country": None,
}


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(deeds(), st.sampled_from(NIGHTS), st.integers(-3 * 24, 24))
def test_what_is_due_after_edits_is_what_it_would_be_had_they_been_so_from_the_start(
    central: Central, said: list[Deed], night: str, hours: int
) -> None:
    start = datetime.fromisoformat(f"{night}T12:00:00+00:00") + timedelta(hours=hours)
    edited = _Life(central, start, FIRST, 36_000)
    for deed in said:
        edited.live(deed, with_edits=True)
    found = edited.due()
    calendar = next((what for kind, what in reversed(said) if kind == "calendar"), FIRST)
    resolution_s = next((what for kind, what in reversed(said) if kind == "target"), 36_000)
    from_the_start = _Life(central, start, calendar, resolution_s)
    for deed in said:
        from_the_start.live(deed, with_edits=False)
    assert found == from_the_start.due()
