"""Now, Later today and This week are days on the person's own wall, also where its clocks are turned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desktop_ui import formats
from agent_desktop_ui.widgets.queue_model import QueueGroup

TURNED = {
    "Europe/London": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # half an hour
    "America/Havana": ("2026-03-08", "2026-11-01"),  # at midnight, and midnight comes twice
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),  # at midnight, which one day has not got
    "Asia/Kathmandu": ("2026-06-01", "2026-12-01"),  # never
}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_zone() -> Iterator[None]:
    yield
    formats.use_zone(None)


@st.composite
def somewhere(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone, and a moment in the days around a night on which its clocks are turned."""
    zone = draw(st.sampled_from(sorted(TURNED)))
    night = date.fromisoformat(draw(st.sampled_from(TURNED[zone])))
    begin = datetime.combine(night, time.min, tzinfo=UTC)
    return zone, begin + timedelta(seconds=draw(st.integers(-9 * 86_400, 2 * 86_400)))


def on_the_wall(due: datetime, now: datetime, zone: str) -> QueueGroup:
    """The group as somebody says it who looks at the clock and the calendar on the wall."""
    if due < now + HOUR:
        return QueueGroup.NOW
    days = (due.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days <= 0:
        return QueueGroup.LATER_TODAY
    return QueueGroup.THIS_WEEK if days < 7 else QueueGroup.LATER


GROUPS = (QueueGroup.NOW, QueueGroup.LATER_TODAY, QueueGroup.THIS_WEEK, QueueGroup.LATER)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(somewhere(), st.integers(-86_400, 9 * 86_400))
def test_lists_of_the_store_and_rows_on_the_screen_group_by_the_day_on_the_wall(
    qapp: object, where: tuple[str, datetime], ahead_s: int
) -> None:
    zone, now = where
    due = now + timedelta(seconds=ahead_s)
    formats.use_zone(zone)
    wanted = on_the_wall(due, now, zone)
    assert formats.deadline(due, now)[2] is wanted
    bounds = formats.day_bounds(now)
    ends = (bounds.now_until, bounds.today_until, bounds.week_until)
    # As the stores group: the first of the ends that lies after it.
    assert GROUPS[sum(due >= end for end in ends)] is wanted


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(somewhere())
def test_days_of_the_person_follow_each_other_without_a_gap(
    qapp: object, where: tuple[str, datetime]
) -> None:
    zone, now = where
    formats.use_zone(zone)
    bounds = formats.day_bounds(now)
    assert bounds.month_from < bounds.week_from < bounds.today_from <= now < bounds.now_until
    assert bounds.now_until <= bounds.today_until < bounds.week_until
    for days in range(8):
        begin = formats.midnight(now, days)
        second = timedelta(seconds=1)
        there, before = begin.astimezone(ZoneInfo(zone)), (begin - second).astimezone(ZoneInfo(zone))
        assert there.date() == now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
        assert before.date() == there.date() - timedelta(days=1), "the second before it is another day's"


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/London", "2026-03-28T12:00Z", 7 * 24 - 1),
        ("Europe/London", "2026-10-24T12:00Z", 7 * 24 + 1),
        ("Australia/Lord_Howe", "2026-04-04T01:00Z", 7 * 24 + 0.5),
        ("Asia/Kathmandu", "2026-03-28T12:00Z", 7 * 24),
    ],
)
def test_a_week_in_which_clocks_are_turned_is_longer_or_shorter(
    qapp: object, zone: str, now: str, hours: float
) -> None:
    formats.use_zone(zone)
    bounds = formats.day_bounds(datetime.fromisoformat(now))
    assert bounds.week_until - bounds.today_from == timedelta(hours=hours)
