"""The clocks of a service level hold over daylight saving, pauses and edited calendars: proved on made-up ones."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets import clocks
from agent_desktop.features.tickets.calendars import ALWAYS, Calendar, Hours, holidays_of, read_hours
from agent_desktop.features.tickets.clocks import ServiceClock, due_at, elapsed_s

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",  # half an hour
        "America/Santiago",  # at midnight
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "Pacific/Apia",
    )
]
NIGHTS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 9, 6),
]


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    return tuple((a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=True))


def calendars() -> st.SearchStrategy[Calendar]:
    return st.builds(
        Calendar,
        zone=st.sampled_from(ZONES),
        week=st.dictionaries(st.integers(0, 6), hours()),
        special=st.dictionaries(st.sampled_from(NIGHTS), hours(), max_size=3),
    )


def moments() -> st.SearchStrategy[datetime]:
    """Any moment near a night on which clocks somewhere are turned, to the second."""
    nights = st.sampled_from(NIGHTS).map(lambda day: datetime.combine(day, time.min, tzinfo=UTC))
    return st.builds(
        lambda night, s: night + timedelta(seconds=s), nights, st.integers(-3 * 86_400, 3 * 86_400)
    )


@st.composite
def service_clocks(draw: st.DrawFn) -> ServiceClock:
    start = draw(moments())
    pauses, at = [], start
    for run_s, stand_s in draw(
        st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 90_000)), max_size=4)
    ):
        begin = at + timedelta(seconds=run_s)
        at = begin + timedelta(seconds=stand_s)
        pauses.append((begin, at))
    return ServiceClock(start, draw(st.integers(1, 200_000)), tuple(pauses))


def counted_s(calendar: Calendar, since: datetime, until: datetime) -> int:
    """The oracle: look at the clock on the wall every minute."""
    total, at = 0, since
    while at < until:
        wall = at.astimezone(calendar.zone)
        minute = wall.hour * 60 + wall.minute
        total += any(a <= minute < b for a, b in calendar.hours(wall.date()))
        at += timedelta(minutes=1)
    return total * 60


@settings(max_examples=60)
@given(calendars(), moments(), st.integers(0, 3 * 24 * 60))
def test_it_is_open_whenever_the_clock_on_its_wall_says_so(
    calendar: Calendar, since: datetime, minutes: int
) -> None:
    since = since.replace(second=0)
    until = since + timedelta(minutes=minutes)
    assert calendar.open_s(since, until) == counted_s(calendar, since, until)


@settings(max_examples=60)
@given(calendars(), moments(), moments(), moments())
def test_open_time_adds_up_and_never_runs_faster_than_time(
    calendar: Calendar, one: datetime, other: datetime, third: datetime
) -> None:
    a, b, c = sorted((one, other, third))
    assert calendar.open_s(a, b) + calendar.open_s(b, c) == pytest.approx(calendar.open_s(a, c))
    assert 0 <= calendar.open_s(a, c) <= (c - a).total_seconds()
    assert ALWAYS.open_s(a, c) == (c - a).total_seconds()


@settings(max_examples=80)
@given(calendars(), moments(), moments(), st.integers(1, 400_000))
def test_how_far_back_some_open_time_reaches_says_of_every_moment_whether_it_lies_so_far_back(
    calendar: Calendar, since: datetime, until: datetime, seconds: int
) -> None:
    reach = calendar.before(until, seconds)
    assert (reach is not None and since <= reach) == (calendar.open_s(since, until) >= seconds)
    if reach is not None:
        assert calendar.open_s(reach, until) == seconds, "and it is the last such moment"
        assert calendar.open_s(reach + timedelta(seconds=1), until) < seconds


@given(calendars(), service_clocks())
def test_at_its_due_time_a_clock_has_run_for_just_its_target(calendar: Calendar, clock: ServiceClock) -> None:
    due = due_at(calendar, clock)
    if due is None:
        far = clock.started_at + timedelta(days=800)
        assert elapsed_s(calendar, clock, far) < clock.target_s
        return
    assert elapsed_s(calendar, clock, due) == pytest.approx(clock.target_s)
    assert elapsed_s(calendar, clock, due - timedelta(seconds=1)) < clock.target_s
    half = due_at(calendar, clock, 0.5)
    assert half is not None
    assert clock.started_at < half < due


@settings(max_examples=60)
@given(calendars(), service_clocks(), moments(), st.integers(1, 90_000))
def test_a_pause_uses_up_nothing_and_never_brings_what_is_due_nearer(
    calendar: Calendar, clock: ServiceClock, at: datetime, stand_s: int
) -> None:
    stands = clocks.paused(clock, at)
    begin = stands.pauses[-1][0]
    over = begin + timedelta(seconds=stand_s)
    assert due_at(calendar, stands) is None or due_at(calendar, stands) == due_at(calendar, clock)
    assert elapsed_s(calendar, stands, begin) == elapsed_s(calendar, stands, over)
    runs = clocks.resumed(stands, over)
    was, now = due_at(calendar, clock), due_at(calendar, runs)
    if was is not None and now is not None:
        assert now >= was
        assert now <= was or elapsed_s(calendar, runs, now) == pytest.approx(runs.target_s)
    assert clocks.resumed(clocks.paused(clock, at), begin) == clock, "a pause of no time is none"


@settings(max_examples=60)
@given(calendars(), hours(), service_clocks(), st.integers(0, 86_400 * 2))
def test_an_edit_of_days_to_come_leaves_what_has_run_as_it_is(
    calendar: Calendar, changed: Hours, clock: ServiceClock, passed_s: int
) -> None:
    now = clock.started_at + timedelta(seconds=passed_s)
    today = now.astimezone(calendar.zone).date()
    later = {today + timedelta(days=ahead): changed for ahead in range(1, 400)}
    edited = Calendar(calendar.zone, calendar.week, special={**calendar.special, **later})
    assert elapsed_s(edited, clock, now) == elapsed_s(calendar, clock, now)
    due = due_at(edited, clock)
    if due is not None:
        assert elapsed_s(edited, clock, due) == pytest.approx(clock.target_s)


@settings(max_examples=60)
@given(calendars(), st.sampled_from(NIGHTS), service_clocks())
def test_a_day_that_is_closed_never_brings_what_is_due_nearer(
    calendar: Calendar, day: date, clock: ServiceClock
) -> None:
    closed = Calendar(calendar.zone, calendar.week, special={**calendar.special, day: ()})
    was, now = due_at(calendar, clock), due_at(closed, clock)
    assert was is None or now is None or now >= was


@settings(max_examples=60)
@given(
    service_clocks(), st.lists(st.tuples(st.sampled_from(["pause", "resume", "meet", "reopen"]), moments()))
)
def test_whatever_order_commands_come_in_pauses_stay_in_order_and_apart(
    clock: ServiceClock, steps: list[tuple[str, datetime]]
) -> None:
    do: dict[str, Callable[[ServiceClock, datetime], ServiceClock]] = {
        "pause": clocks.paused,
        "resume": clocks.resumed,
        "meet": clocks.met,
        "reopen": clocks.reopened,
    }
    for name, at in steps:
        clock = do[name](clock, at)
        ends = [moment for pause in clock.pauses for moment in pause if moment is not None]
        assert ends == sorted(ends)
        assert all(over is not None for _, over in clock.pauses[:-1])


WORK = dict.fromkeys(range(5), ((9 * 60, 17 * 60),))


@pytest.mark.parametrize(
    ("zone", "since", "seconds", "due"),
    [
        # The Friday before the clocks go forward: 16:00 and 4 hours are 12:00 on Monday, an hour early in UTC.
        ("Europe/Berlin", "2026-03-27T15:00Z", 4 * 3600, "2026-03-30T10:00Z"),
        ("Europe/Berlin", "2026-10-23T14:00Z", 4 * 3600, "2026-10-26T11:00Z"),
        # Good Friday and Easter Monday are holidays in Germany.
        ("Europe/Berlin", "2026-04-02T14:00Z", 2 * 3600, "2026-04-07T08:00Z"),
        # A target met to the second is due at closing time, not at the next opening.
        ("Europe/Berlin", "2026-04-02T14:00Z", 3600, "2026-04-02T15:00Z"),
    ],
)
def test_by_hand(zone: str, since: str, seconds: int, due: str) -> None:
    calendar = Calendar(ZoneInfo(zone), WORK, country="DE")
    clock = ServiceClock(datetime.fromisoformat(since), seconds)
    assert due_at(calendar, clock) == datetime.fromisoformat(due)


def test_an_hour_that_is_skipped_is_no_time_and_one_that_comes_twice_is_two() -> None:
    night = Calendar(ZoneInfo("Europe/Berlin"), {6: ((60, 240),)})

    def open_h(day: date) -> float:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return night.open_s(noon - timedelta(days=1), noon) / 3600

    assert (open_h(date(2026, 3, 22)), open_h(date(2026, 3, 29)), open_h(date(2026, 10, 25))) == (3, 2, 4)


def test_holidays_are_those_of_the_country_and_its_part() -> None:
    assert date(2026, 8, 31) in holidays_of("GB", "ENG", 2026)
    assert date(2026, 8, 31) not in holidays_of("GB", "SCT", 2026)
    with pytest.raises(Invalid, match="No holidays"):
        holidays_of("XX", None, 2026)


@pytest.mark.parametrize(
    "wrong", [[["08:00"]], [["9:00", "10:00"]], [["10:00", "09:00"]], [["23:00", "24:01"]]]
)
def test_hours_that_are_none_are_refused(wrong: list[list[str]]) -> None:
    with pytest.raises(Invalid):
        read_hours(wrong)
    assert read_hours([["08:00", "12:30"], ["13:00", "24:00"]]) == ((480, 750), (780, 1440))
