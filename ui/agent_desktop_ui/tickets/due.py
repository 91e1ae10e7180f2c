"""A time somebody says, read as it is typed: "tomorrow 10:00", "fri 9:30", "+3d", "23.11. 14:00"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.tickets.zones import city_of
from agent_desktop_ui.widgets.text_field import TextField

USUAL_TIME = time(10, 0)
"""What a day alone means: nobody is rung at midnight."""

_STEP = re.compile(r"\+\s*(\d{1,4})\s*([mhdw])")
_STEPS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)?")
_DAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_due(text: str, now: datetime) -> datetime | None:
    """What was said as a wall time; ``now`` is the wall time there, without a zone. None for what says no time.

    A day alone is at ``USUAL_TIME``; a time alone is the next one; a weekday is the next one after today.
    """
    said = " ".join(text.casefold().split())
    step = _STEP.fullmatch(said)
    if step is not None:
        return _whole_minute(now + timedelta(**{_STEPS[step[2]]: int(step[1])}))
    said = re.sub(r"(?<=\d)t(?=\d)", " ", said)
    at = _TIME.search(said)
    hour_minute = _time_of(at)
    if at is not None and hour_minute is None:
        return None
    rest = (said[: at.start()] + said[at.end() :] if at is not None else said).strip(" ,")
    if not rest:
        if hour_minute is None:
            return None
        then = datetime.combine(now.date(), hour_minute)
        return then if then > now else then + timedelta(days=1)
    day = _day_of(rest, now.date())
    return None if day is None else datetime.combine(day, hour_minute or USUAL_TIME)


def _time_of(found: re.Match[str] | None) -> time | None:
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _day_of(words: str, today: date) -> date | None:
    if words in _words("today"):
        return today
    if words in _words("tomorrow"):
        return today + timedelta(days=1)
    try:
        if found := _ISO.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(words):
            year = int(found[3]) if found[3] else today.year
            day = date(year, int(found[2]), int(found[1]))
            return day if found[3] or day >= today else day.replace(year=year + 1)
    except ValueError:
        return None
    place = _weekday(words.rstrip("."))
    return None if place is None else today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)


def _weekday(word: str) -> int | None:
    """A weekday by its first letters, in the person's language or in English."""
    if len(word) < 2:
        return None
    locale = QLocale()
    for place in range(7):
        names = (locale.dayName(place + 1).casefold(), _DAYS_EN[place])
        if any(name.startswith(word) for name in names):
            return place
    return None


def _words(english: str) -> set[str]:
    return {english, QCoreApplication.translate("Due", english).casefold()}


def _whole_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


class DueField(TextField):
    """A field for a time in somebody's time zone; over it stands how it was understood, there and here."""

    def __init__(self, label: str, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        self._clock = clock
        self._called = label
        self._zone = ""
        # How the time was understood may be long: it goes on in a second line and makes no form wider.
        self._label.setWordWrap(True)
        self.edit().textChanged.connect(lambda _text: self.tell())

    def set_zone(self, zone: str) -> None:
        """The zone in which the time is meant; an empty one is the desk's own."""
        self._zone = zone
        self.tell()

    def set_in(self, days: int) -> None:
        """Propose a working hour some days ahead, past the weekend."""
        day = self._now_there().date() + timedelta(days=days)
        while day.weekday() > 4:
            day += timedelta(days=1)
        self.set_text(f"{day.isoformat()} {USUAL_TIME:%H:%M}")

    def due(self) -> str:
        """The time as said there, ``2026-11-23T10:00``; empty where none can be read or it is past."""
        then = read_due(self.text(), self._now_there())
        return then.isoformat(timespec="minutes") if then is not None and then > self._now_there() else ""

    def moment(self) -> datetime | None:
        """The same as a moment; None where none can be read."""
        due = self.due()
        return datetime.fromisoformat(due).replace(tzinfo=self._tz()).astimezone(UTC) if due else None

    def fail(self) -> None:
        """Say that a time is needed, and take the keyboard."""
        self.set_error(self.tr("Say when, such as “tomorrow 10:00” or “+3d”."))
        self.setFocus()

    def tell(self) -> None:
        """Say how the words are understood."""
        moment = self.moment()
        if moment is None:
            self._tell(self.tr("no time to come") if self.text().strip() else "")
            return
        there = moment.astimezone(self._tz())
        words = f"{formats.dated_there(there)}, {there:%H:%M}"
        if self._zone:
            here = formats.local(moment)
            words = self.tr("{when} in {zone}").format(when=words, zone=city_of(self._zone))
            if here.utcoffset() != there.utcoffset():
                words += "  ·  " + self.tr("{time} here").format(time=formats.clock(moment))
        self._tell(words)

    def _tell(self, words: str) -> None:
        self.set_error("")
        self._label.setText(f"{self._called}  ·  {words}" if words else self._called)
        self.edit().setAccessibleDescription(words)

    def _now_there(self) -> datetime:
        return self._clock().astimezone(self._tz()).replace(tzinfo=None)

    def _tz(self) -> tzinfo:
        if self._zone:
            try:
                return ZoneInfo(self._zone)
            except (ZoneInfoNotFoundError, ValueError):
                return UTC
        return formats.local(self._clock()).tzinfo or UTC
