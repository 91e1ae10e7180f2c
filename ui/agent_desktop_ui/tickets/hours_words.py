"""Hours of a day as people write them: "8-12:30, 13-18", and a week in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.calendars import read_hours

Spans = list[list[str]]

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


def hours_text(spans: Sequence[Sequence[str]]) -> str:
    """``08:00-12:30, 13:00-18:00``; empty for a day that is closed."""
    return ", ".join("-".join(span) for span in spans)


def read_day(text: str) -> Spans:
    """The hours of a day as they are stored; nothing, or "closed", is none. Raises ``Invalid`` for no hours."""
    said = text.strip()
    if said.casefold() in {"", "-", "–", "closed", _tr("closed").casefold()}:
        return []
    spans = []
    for part in said.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise Invalid(
                "hours",
                _tr("“{text}” is no time of day.").format(text=part.strip()),
                todo=_tr("Write 8:00-18:00."),
            )
        begin, end = (f"{int(found[n]):02d}:{found[n + 1] or '00'}" for n in (1, 3))
        spans.append([begin, end])
    read_hours(spans)
    return spans


def read_special(line: str) -> tuple[str, Spans]:
    """``2026-12-24 8-12`` as a day with its hours; raises ``Invalid`` for no date."""
    day, _, hours = line.strip().partition(" ")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise Invalid(
            "special",
            _tr("“{text}” does not begin with a date.").format(text=line.strip()),
            todo=_tr("Write 2026-12-24 closed."),
        ) from None
    return found.isoformat(), read_day(hours)


def special_text(day: str, spans: Sequence[Sequence[str]]) -> str:
    """One such line."""
    return f"{day} {hours_text(spans) or _tr('closed')}"


def week_words(week: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """A week in one line, days that are alike together: "Mon–Fri 08:00-18:00"."""
    locale = QLocale()
    names = [locale.dayName(place + 1, QLocale.FormatType.ShortFormat) for place in range(7)]
    said: list[tuple[int, int, str]] = []
    for place in range(7):
        hours = hours_text(week.get(str(place), ()))
        if said and said[-1][2] == hours:
            said[-1] = (said[-1][0], place, hours)
        else:
            said.append((place, place, hours))
    parts = [
        f"{names[first]}–{names[last]} {hours}" if last > first else f"{names[first]} {hours}"
        for first, last, hours in said
        if hours
    ]
    return ", ".join(parts)


def open_h(week: Mapping[str, Sequence[Sequence[str]]]) -> float:
    """How many hours of a week are open."""
    return sum(end - begin for spans in week.values() for begin, end in read_hours(spans)) / 60


def _tr(words: str) -> str:
    return QCoreApplication.translate("Hours", words)
