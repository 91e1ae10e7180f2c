"""How times, dates, durations, deadlines, money and shares are written: by the person's locale, in one place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from agent_desktop.core.money import SYMBOLS, Money, exponent
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.queue_model import QueueGroup

if TYPE_CHECKING:
    from agent_desktop.features.tickets.listing_views import Bounds

DUE_SOON = timedelta(minutes=30)
NOW_WITHIN = timedelta(hours=1)
_zone: list[tzinfo | None] = [None]


def use_zone(name: str | None) -> None:
    """Write times in this IANA zone from now on; None or an unknown name means the computer's own."""
    try:
        _zone[0] = ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        _zone[0] = None


def local(at: datetime) -> datetime:
    """A moment in the zone times are written in."""
    return at.astimezone(_zone[0])


def moment_of(naive: datetime) -> datetime:
    """The moment that a date and time of day mean which were written in that zone."""
    zone = _zone[0]
    return (naive.astimezone() if zone is None else naive.replace(tzinfo=zone)).astimezone(UTC)


def start_of_day(now: datetime) -> datetime:
    """The last midnight in that zone."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def midnight(now: datetime, days: int) -> datetime:
    """The midnight some days after the one of today, in UTC: a day may have 23 hours, or 25."""
    day = local(now).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=_zone[0]).astimezone(UTC)


def day_bounds(now: datetime) -> Bounds:
    """Where Now, Later today and This week end, and where today, this week and this month began, by that zone."""
    # Not before the first paint: the features come with the desk, and this module with the sign-in.
    from agent_desktop.features.tickets.listing_views import Bounds

    return Bounds(
        now + NOW_WITHIN,
        max(midnight(now, 1), now + NOW_WITHIN),
        midnight(now, 7),
        midnight(now, 0),
        midnight(now, -6),
        midnight(now, -29),
    )


def clock(at: datetime) -> str:
    """A time of day: "12:41"."""
    there = local(at)
    return QLocale().toString(QTime(there.hour, there.minute), QLocale.FormatType.ShortFormat)


def short_date(at: datetime, now: datetime | None = None) -> str:
    """A date: "9 Oct", with the year when it is not this one."""
    there = local(at)
    same_year = now is None or local(now).year == there.year
    return _date(there, "d MMM" if same_year else "d MMM yyyy")


def full_date(at: datetime) -> str:
    """A date with its year, for what leaves the window: "9 Oct 2026"."""
    return _date(local(at), "d MMM yyyy")


def dated(at: datetime) -> str:
    """A date with its weekday: "Tue 17 Nov"."""
    return _date(local(at), "ddd d MMM")


def dated_there(there: datetime) -> str:
    """The same of a time on somebody else's wall, in their own zone."""
    return _date(there, "ddd d MMM")


def month(at: datetime) -> str:
    """A month with its year: "March 2019"."""
    return _date(local(at), "MMMM yyyy")


def moment(at: datetime, now: datetime) -> str:
    """When something was: the time today, else date and time."""
    if local(at).date() == local(now).date():
        return clock(at)
    return f"{short_date(at, now)}, {clock(at)}"


def day_title(at: datetime, now: datetime) -> str:
    """The heading over a day's events: "Today", "Tuesday 17 November", and months further back."""
    there, here = local(at), local(now)
    days = (here.date() - there.date()).days
    if days == 0:
        return _tr("Today")
    if days == 1:
        return _tr("Yesterday")
    if 0 < days < 14:
        return _date(there, "dddd d MMMM")
    return _date(there, "MMMM" if there.year == here.year else "MMMM yyyy")


def event_time(at: datetime, now: datetime) -> str:
    """The time at the right of an event: of day within two weeks, else the date."""
    days = (local(now).date() - local(at).date()).days
    return clock(at) if 0 <= days < 14 else short_date(at, now)


def timer(seconds: float) -> str:
    """A running time: "4:27", from an hour on "1:04:27"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


def span(seconds: float) -> str:
    """A length of time in words short enough for a row: "40 s", "18 m", "1 h 05", "3 d"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _tr("{n} s").format(n=whole)
    if whole < 3600:
        return _tr("{n} m").format(n=whole // 60)
    if whole < 86400:
        return _tr("{h} h {m}").format(h=whole // 3600, m=f"{whole % 3600 // 60:02d}")
    return _tr("{n} d").format(n=whole // 86400)


def deadline(due_at: datetime | None, now: datetime) -> tuple[str, Tone, QueueGroup]:
    """How a deadline is shown in the queue: its words, their tone, and the group of the row."""
    if due_at is None:
        return "", Tone.NEUTRAL, QueueGroup.LATER
    left = due_at - now
    if left < timedelta(0):
        return _tr("Overdue {time}").format(time=span(-left.total_seconds())), Tone.BAD, QueueGroup.NOW
    if left < timedelta(minutes=5):
        words = _tr("{time} left").format(time=timer(left.total_seconds()))
        return words, Tone.WARN, QueueGroup.NOW
    if left < DUE_SOON:
        return span(left.total_seconds()), Tone.WARN, QueueGroup.NOW
    group = _group(due_at, now)
    days = (local(due_at).date() - local(now).date()).days
    if days == 0 or group is QueueGroup.NOW:
        return span(left.total_seconds()), Tone.NEUTRAL, group
    if days == 1:
        return _tr("Tomorrow"), Tone.NEUTRAL, group
    return (_date(local(due_at), "ddd") if days < 7 else short_date(due_at, now)), Tone.NEUTRAL, group


def _group(due_at: datetime, now: datetime) -> QueueGroup:
    """The group of a deadline that lies ahead; the same as a list asks of central or of the replica."""
    if due_at < now + NOW_WITHIN:
        return QueueGroup.NOW
    days = (local(due_at).date() - local(now).date()).days
    if days <= 0:
        return QueueGroup.LATER_TODAY
    return QueueGroup.THIS_WEEK if days < 7 else QueueGroup.LATER


def money(minor: int, currency: str) -> str:
    """An amount as the locale writes it: "£12.05"."""
    places = exponent(currency)
    locale = QLocale()
    symbol = SYMBOLS.get(currency, currency + "\u00a0")
    amount = float(Money(minor, currency).major())
    if locale.language() == QLocale.Language.C:
        # The C locale puts the symbol behind the amount, which nobody writes.
        return f"{'-' if amount < 0 else ''}{symbol}{abs(amount):,.{places}f}"
    # A sum that is owed carries a sign: some locales would put it into brackets, as accountants do.
    sign = locale.negativeSign() if amount < 0 else ""
    return sign + locale.toCurrencyString(abs(amount), symbol, places)


def share(percent: float | None, decimals: int = 0) -> str:
    """A share of a hundred: "87 %"; a dash where there is none."""
    if percent is None:
        return "–"
    return f"{QLocale().toString(float(percent), 'f', decimals)} %"


def count(number: int) -> str:
    """A number with the locale's separators."""
    return QLocale().toString(number)


def _date(there: datetime, form: str) -> str:
    return QLocale().toString(QDate(there.year, there.month, there.day), form)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Formats", words)
