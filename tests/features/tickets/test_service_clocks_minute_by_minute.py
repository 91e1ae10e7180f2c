"""Service clocks against a counter that knows nothing of stretches: it looks at the wall once a minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.features.tickets import clocks
from agent_desktop.features.tickets.calendars import Calendar
from agent_desktop.features.tickets.clocks import ServiceClock, due_at, elapsed_s

MINUTE = timedelta(minutes=1)
LONGEST_MIN = 6 * 24 * 60
ZONES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),  # at midnight: that day begins at one
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Asia/Kathmandu", date(2026, 12, 24)),
]
COUNTRIES = [None, ("DE", "BE"), ("US", None), ("GB", "SCT"), ("CL", None)]


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Hours of a day on quarters of an hour, from none at all to the whole of it."""
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=4)))
    edges = edges[: len(edges) // 2 * 2]
    return tuple((a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def sites(draw: st.DrawFn) -> tuple[Calendar, Calendar, datetime]:
    """A calendar near a night on which its clocks are turned, the same after an edit, and a moment near that night."""
    name, night = draw(st.sampled_from(ZONES))
    zone = ZoneInfo(name)

    def calendar() -> Calendar:
        week = draw(st.dictionaries(st.integers(0, 6), days()))
        near = st.integers(-3, 5).map(lambda n: night + timedelta(days=n))
        special = draw(st.dictionaries(near, days(), max_size=2))
        country = draw(st.sampled_from(COUNTRIES))
        return Calendar(zone, week, *(country or (None, None)), special=special)

    start = datetime.combine(night, time.min, tzinfo=UTC) + timedelta(
        minutes=draw(st.integers(-3_000, 3_000))
    )
    return calendar(), calendar(), start


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the wall of the calendar's zone shows an open time, asked of the library of holidays itself."""
    wall = at.astimezone(calendar.zone)
    day, minute = wall.date(), wall.hour * 60 + wall.minute
    if day in calendar.special:
        hours = calendar.special[day]
    elif calendar.country and day in _holidays(calendar.country, calendar.subdivision, day.year):
        hours = ()
    else:
        hours = calendar.week.get(day.weekday(), ())
    return any(opens <= minute < closes for opens, closes in hours)


@cache
def _holidays(country: str, part: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))


def counted(calendar: Calendar, clock: ServiceClock, until: datetime) -> list[datetime]:
    """Every minute that the clock ran: open, begun, in no pause, and not met."""
    ran, at = [], clock.started_at
    end = until if clock.met_at is None else min(until, clock.met_at)
    while at < end:
        stands = any(begin <= at and (over is None or at < over) for begin, over in clock.pauses)
        if not stands and is_open(calendar, at):
            ran.append(at)
        at += MINUTE
    return ran


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[str, int]]:
    """What happens to a ticket: it waits, goes on, is solved and opened again, each after so many minutes."""
    what = st.sampled_from(["wait", "go on", "solve", "open"])
    return draw(st.lists(st.tuples(what, st.integers(0, 900)), max_size=5))


def lived(start: datetime, target_min: int, life: list[tuple[str, int]]) -> tuple[ServiceClock, datetime]:
    clock, at = ServiceClock(start, target_min * 60), start
    deeds = {"wait": clocks.paused, "go on": clocks.resumed, "solve": clocks.met, "open": clocks.reopened}
    for what, wait_min in life:
        at += wait_min * MINUTE
        clock = deeds[what](clock, at)
    return clock, at


@settings(max_examples=20, deadline=None)
@given(sites(), st.integers(1, 3_000), lives())
def test_a_clock_is_due_in_the_minute_in_which_the_counter_has_seen_its_target(
    site: tuple[Calendar, Calendar, datetime], target_min: int, life: list[tuple[str, int]]
) -> None:
    calendar, _, start = site
    clock, now = lived(start, target_min, life)
    if clock.met_at is not None:
        clock = clocks.reopened(clock, now)
    far = start + LONGEST_MIN * MINUTE
    ran = counted(calendar, clock, far)
    due = due_at(calendar, clock)
    if len(ran) >= target_min:
        assert due == ran[target_min - 1] + MINUTE
    else:
        assert due is None or due > far - MINUTE
    warned = due_at(calendar, clock, 0.5)
    half = (target_min + 1) // 2
    if target_min % 2 == 0 and len(ran) >= half:
        assert warned == ran[half - 1] + MINUTE


@settings(max_examples=20, deadline=None)
@given(sites(), st.integers(1, 3_000), lives(), st.integers(0, 3_000))
def test_what_is_used_up_is_what_the_counter_has_seen_whatever_was_edited_meanwhile(
    site: tuple[Calendar, Calendar, datetime], target_min: int, life: list[tuple[str, int]], later_min: int
) -> None:
    """A clock keeps when it ran, never what it counted: an edited calendar is counted from its beginning."""
    before, after, start = site
    clock, now = lived(start, target_min, life)
    look = now + later_min * MINUTE
    for calendar in (before, after, before):
        assert elapsed_s(calendar, clock, look) == 60 * len(counted(calendar, clock, look))


@settings(max_examples=12, deadline=None)
@given(sites(), st.integers(1, 2_000), st.integers(1, 2_000))
def test_another_target_is_due_where_the_counter_says_for_it(
    site: tuple[Calendar, Calendar, datetime], first_min: int, then_min: int
) -> None:
    calendar, _, start = site
    clock = clocks.retargeted(ServiceClock(start, first_min * 60), then_min * 60)
    ran = counted(calendar, clock, start + LONGEST_MIN * MINUTE)
    if len(ran) >= then_min:
        assert due_at(calendar, clock) == ran[then_min - 1] + MINUTE
