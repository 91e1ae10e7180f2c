"""The rows of the list of calendars and targets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.tickets.service_preview import CalendarView, DefinitionsView, TargetView
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.hours_words import week_words
from agent_desktop_ui.tickets.target_form import span_in_hours
from agent_desktop_ui.widgets.table_model import Cell, TableRow

FIRST_ROW = ""
"""No row's id: whatever comes first."""


def definition_rows(known: DefinitionsView) -> list[TableRow]:
    """Calendars, then targets in the order they are tried, each kind under its title."""
    rows: list[TableRow] = []
    for title, some in (
        (_tr("Calendars"), [_calendar(one) for one in known.calendars]),
        (_tr("Targets"), [_target(place, one) for place, one in enumerate(known.targets, 1)]),
    ):
        if some:
            rows += [TableRow(f"title {title}", (title,), is_title=True), *some]
    return rows


def _calendar(one: CalendarView) -> TableRow:
    week = week_words(one.week)
    whose = ", ".join([*one.teams, *([_tr("everybody else")] if one.is_default else [])])
    what = f"{week} · {whose}" if whose else week
    return TableRow(one.calendar_id, (one.name, what), spoken=f"{_tr('Calendar')}: {one.name}, {what}")


def _target(place: int, one: TargetView) -> TableRow:
    times = [
        f"{words} {span_in_hours(wait_s)}"
        for words, wait_s in (
            (_tr("first"), one.first_response_s),
            (_tr("next"), one.next_response_s),
            (_tr("solved"), one.resolution_s),
        )
        if wait_s
    ]
    what = ", ".join(times) if one.is_active else _tr("off")
    cell = Cell(what, tone=Tone.NEUTRAL)
    name = f"{place}. {one.name}"
    return TableRow(one.target_id, (name, cell), spoken=f"{_tr('Target')} {name}: {what}")


def _tr(words: str) -> str:
    return QCoreApplication.translate("ServiceRows", words)
