"""Business calendars: when a team is there, on the clock of its own wall, and how much of that lies between moments.

Pure but for the holidays that a library knows. A calendar is open at every moment at which the wall clock of its zone
shows a time within the hours of that day: an hour that daylight saving skips is no time, one that it repeats counts
twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from agent_desktop.core.errors import Invalid

Hours = tuple[tuple[int, int], ...]
"""Opening and closing times of a day in minutes since midnight, in order and apart."""

DAY_MIN = 24 * 60
LONGEST_AHEAD = timedelta(days=3 * 366)
"""So far a due time may lie ahead; a calendar that opens too little to get there has none."""

_DAY = timedelta(days=1)
_MOST_DAYS = 4_096
_REACH = timedelta(hours=16)  # No zone is further from UTC than this.


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a week in a zone, the country whose holidays are kept, and days that are unlike others.

    ``week`` is by weekday, Monday 0. ``special`` goes before holidays, and a holiday before the week.
    """

    zone: ZoneInfo
    week: Mapping[int, Hours]
    country: str | None = None
    subdivision: str | None = None
    special: Mapping[date, Hours] = field(default_factory=dict)
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The stretches of days that were asked for: clocks of many tickets ask for the same."""

    def hours(self, day: date) -> Hours:
        """The hours of one day."""
        if day in self.special:
            return self.special[day]
        if self.country is not None and day in holidays_of(self.country, self.subdivision, day.year):
            return ()
        return self.week.get(day.weekday(), ())

    def stretches(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When it is open on a day, as stretches of UTC in order."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= _MOST_DAYS:
                self._days.clear()
            known = self._days[day] = tuple(self._stretches(day))
        return known

    def _stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        before, after, turns_at = _offsets(self.zone, day)
        for opens, closes in self.hours(day):
            since, until = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
            if turns_at is None:
                yield since - before, until - before
                continue
            for begin, end in (
                (since - before, min(until - before, turns_at)),
                (max(since - after, turns_at), until - after),
            ):
                if begin < end:
                    yield begin, end

    def open_s(self, since: datetime, until: datetime) -> float:
        """How many seconds it is open between two moments; 0 where they are the wrong way round."""
        total = timedelta()
        if until <= since:
            return 0.0
        day, last = _local_day(since, self.zone) - _DAY, _local_day(until, self.zone) + _DAY
        while day <= last:
            for begin, end in self.stretches(day):
                total += max(min(end, until) - max(begin, since), timedelta())
            day += _DAY
        return total.total_seconds()

    def after(self, since: datetime, seconds: float) -> datetime | None:
        """The first moment at which it was open for so long since then; None where that is not for years."""
        left = timedelta(seconds=seconds)
        if left <= timedelta():
            return since
        parts: list[tuple[datetime, datetime]] = []
        day = _local_day(since, self.zone) - _DAY
        end_at = since + LONGEST_AHEAD
        while day <= end_at.date():
            # Where the clocks go back far, stretches of two days may lie across each other's days.
            parts = [part for part in self.stretches(day) if part[1] > since]
            for begin, end in sorted(parts):
                begin = max(begin, since)  # noqa: PLW2901 - what lies before is not counted
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            day += _DAY
        return None

    def before(self, until: datetime, seconds: float) -> datetime | None:
        """The last moment since which it has been open for so long until then; None where that was years ago.

        Of many moments it tells at once which lie so far back: those that are not after it.
        """
        left = timedelta(seconds=seconds)
        if left <= timedelta():
            return until
        day = _local_day(until, self.zone) + _DAY
        begin_at = until - LONGEST_AHEAD
        while day >= begin_at.date():
            parts = [part for part in self.stretches(day) if part[0] < until]
            for begin, end in sorted(parts, reverse=True):
                end = min(end, until)  # noqa: PLW2901 - what lies after is not counted
                if end - begin >= left:
                    return end - left
                left -= end - begin
            day -= _DAY
        return None


ALWAYS = Calendar(ZoneInfo("UTC"), dict.fromkeys(range(7), ((0, DAY_MIN),)))
"""Open at every moment: what counts where a site has no calendar."""


@lru_cache(maxsize=256)
def holidays_of(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country, or of a part of it, in a year; raises ``Invalid`` for none such."""
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
    except NotImplementedError:
        place = f"{country} {subdivision or ''}".strip()
        raise Invalid(
            "country", f"No holidays are known for {place}.", todo="Use its ISO 3166 code."
        ) from None


@lru_cache(maxsize=1)
def holiday_places() -> dict[str, list[str]]:
    """The countries whose public holidays are known, by ISO 3166-1 code, each with the codes of its parts.

    The first call reads a library and takes long enough to be seen: a window asks in a thread.
    """
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: sorted(parts) for code, parts in sorted(known.items()) if len(code) == 2}


def next_holidays(country: str, subdivision: str | None, since: date, count: int) -> list[tuple[date, str]]:
    """The next public holidays from a day on, with their names; raises ``Invalid`` for a place without any known."""
    import holidays

    holidays_of(country, subdivision, since.year)
    years = (since.year, since.year + 1)
    known = holidays.country_holidays(country, subdiv=subdivision, years=years)
    return [(day, name) for day, name in sorted(known.items()) if day >= since][:count]


def read_hours(spans: Sequence[Sequence[str]]) -> Hours:
    """``[["08:00", "12:30"], ["13:00", "24:00"]]`` as hours; raises ``Invalid`` for what is no such day."""
    found = tuple((_minutes(span[0]), _minutes(span[1])) for span in spans if len(span) == 2)
    ends = [minute for span in found for minute in span]
    if len(found) != len(spans) or any(a >= b for a, b in pairwise(ends)):
        raise Invalid("hours", "Hours are pairs of times, in order and apart.", todo="Write 08:00 and 18:00.")
    return found


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (len(text) == 5 and hour.isdecimal() and minute.isdecimal()):
        raise Invalid("hours", f"“{text}” is no time of day.", todo="Write it as 08:00.")
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > DAY_MIN:
        raise Invalid("hours", f"“{text}” is no time of day.", todo="Write it as 08:00.")
    return found


def _local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


@lru_cache(maxsize=4_096)
def _offsets(zone: ZoneInfo, day: date) -> tuple[timedelta, timedelta, datetime | None]:
    """The zone's distance from UTC before and after its clocks are turned around a day, and when that is."""
    low = datetime(day.year, day.month, day.day, tzinfo=UTC) - _REACH
    high = low + _DAY + 2 * _REACH
    before, after = _offset(zone, low), _offset(zone, high)
    if before == after:
        return before, after, None
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=1) // 2)
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return before, after, high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    return found or timedelta()
