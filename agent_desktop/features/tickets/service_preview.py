"""What an edit of calendars or targets would do to the tickets under way: looked at before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import Row
from agent_desktop.features.tickets import clocks
from agent_desktop.features.tickets.clocks import KINDS, ServiceClock
from agent_desktop.features.tickets.model import CLOSED_STATES
from agent_desktop.features.tickets.service_commands import (
    SaveCalendar,
    SaveTarget,
    calendar_of,
    calendar_values,
    target_values,
)
from agent_desktop.features.tickets.service_levels import STANDS_IN, calendar_among, target_of
from agent_desktop.features.tickets.service_tables import service_calendar, service_target, ticket_clock
from agent_desktop.features.tickets.tables import ticket

MOST_AT_ONCE = 500


class CalendarView(msgspec.Struct, frozen=True):
    """One calendar of the site."""

    calendar_id: str
    name: str
    time_zone: str
    week: dict[str, list[list[str]]]
    country: str | None
    subdivision: str | None
    special: dict[str, list[list[str]]]
    teams: list[str]
    queues: list[str]
    is_default: bool


class TargetView(msgspec.Struct, frozen=True):
    """One target of the site."""

    target_id: str
    name: str
    position: int
    priority: str | None
    category_id: str | None
    segment: str | None
    value_from_minor: int | None
    first_response_s: int | None
    next_response_s: int | None
    resolution_s: int | None
    warn_pct: int
    escalate_to: str | None
    escalate_queue_id: str | None
    is_active: bool


class DefinitionsView(msgspec.Struct, frozen=True):
    """By what service levels are counted, targets in the order they are tried."""

    calendars: list[CalendarView]
    targets: list[TargetView]


class ServiceDefinitions(Query[DefinitionsView], frozen=True, kw_only=True):
    """Every calendar and every target, those that are not active too."""


class MovedDeadline(msgspec.Struct, frozen=True):
    """One clock of a ticket that would be due at another time; None: there is none, or it stands."""

    ticket_id: str
    number: int
    subject: str
    kind: str
    before: datetime | None
    after: datetime | None
    is_overdue_then: bool


class DeadlinesPage(msgspec.Struct, frozen=True):
    """A part of a preview: ``looked_at`` tickets of ``total``; go on after ``next``, None where it is over."""

    moved: list[MovedDeadline]
    looked_at: int
    total: int
    next: str | None


class PreviewDeadlines(Query[DeadlinesPage], frozen=True, kw_only=True):
    """Whose deadlines move if these calendars and targets are saved."""

    as_of: datetime
    calendars: list[SaveCalendar] = []
    targets: list[SaveTarget] = []
    after: str | None = None
    most: int = 200


def _definitions(read: Read, _actor: Actor, _query: ServiceDefinitions) -> DefinitionsView:
    c, t = service_calendar.c, service_target.c
    calendars = read.execute(sa.select(service_calendar).order_by(c.name, c.id)).mappings()
    targets = read.execute(sa.select(service_target).order_by(t.position, t.id)).mappings()
    return DefinitionsView(
        [_view(CalendarView, row, "calendar_id") for row in calendars],
        [_view(TargetView, row, "target_id") for row in targets],
    )


def _view(form: Any, row: Mapping[str, Any], id_name: str) -> Any:
    values = {name: row[name] for name in form.__struct_fields__ if name != id_name}
    return form(**{id_name: row["id"]}, **values)


def _preview(read: Read, _actor: Actor, query: PreviewDeadlines) -> DeadlinesPage:
    calendars, targets = _edited(read, query)
    open_ones = ticket.c.state.not_in(CLOSED_STATES)
    total = int(read.execute(sa.select(sa.func.count()).select_from(ticket).where(open_ones)).scalar_one())
    most = max(1, min(query.most, MOST_AT_ONCE))
    asked = sa.select(ticket).where(open_ones).order_by(ticket.c.id).limit(most)
    if query.after is not None:
        asked = asked.where(ticket.c.id > query.after)
    rows = [dict(row) for row in read.execute(asked).mappings()]
    kept = _clocks(read, [str(row["id"]) for row in rows])
    moved = [
        one
        for row in rows
        for one in _moved(read, row, kept.get(str(row["id"]), {}), calendars, targets, query.as_of)
    ]
    more = str(rows[-1]["id"]) if len(rows) == most else None
    return DeadlinesPage(moved, len(rows), total, more)


def _edited(read: Read, query: PreviewDeadlines) -> tuple[list[Row], list[Row]]:
    """Calendars and active targets as they would be, in the order they are tried."""
    calendars = {row["id"]: dict(row) for row in read.execute(sa.select(service_calendar)).mappings()}
    targets = {row["id"]: dict(row) for row in read.execute(sa.select(service_target)).mappings()}
    for calendar in query.calendars:
        values = calendar_values(calendar)
        try:
            calendar_of(values)
        except Invalid as problem:
            raise Refused("malformed", problem.what, todo=problem.todo) from None
        calendars[calendar.calendar_id] = {"id": calendar.calendar_id, **values}
    for target in query.targets:
        targets[target.target_id] = {"id": target.target_id, **target_values(target)}
    return (
        sorted(calendars.values(), key=lambda row: (row["name"], row["id"])),
        sorted(
            (row for row in targets.values() if row["is_active"]),
            key=lambda row: (row["position"], row["id"]),
        ),
    )


def _clocks(read: Read, ticket_ids: list[str]) -> dict[str, dict[str, tuple[ServiceClock, datetime | None]]]:
    found: dict[str, dict[str, tuple[ServiceClock, datetime | None]]] = {}
    if not ticket_ids:
        return found
    for row in read.execute(sa.select(ticket_clock).where(ticket_clock.c.ticket_id.in_(ticket_ids))):
        pauses = tuple(
            (msgspec.convert(begin, datetime), msgspec.convert(over, datetime | None))
            for begin, over in row.pauses
        )
        clock = ServiceClock(row.started_at, row.target_s, pauses, row.met_at)
        found.setdefault(str(row.ticket_id), {})[row.kind] = (clock, row.due_at)
    return found


def _moved(
    read: Read,
    row: Row,
    kept: Mapping[str, tuple[ServiceClock, datetime | None]],
    calendars: list[Row],
    targets: list[Row],
    as_of: datetime,
) -> Iterator[MovedDeadline]:
    target = target_of(read, row, targets, as_of)
    calendar = calendar_among(calendars, row)[1]
    for kind in KINDS:
        clock, before = kept.get(kind, (None, None))
        if clock is not None and clock.met_at is not None:
            continue
        target_s = target[f"{kind}_s"] if target is not None else None
        if clock is None and target_s and kind != "next_response" and not _was_met(row, kind):
            clock = ServiceClock(row["created_at"], target_s)
            if row["state"] in STANDS_IN:
                clock = clocks.paused(clock, as_of)
        after = None
        if clock is not None and target_s:
            after = clocks.due_at(calendar, clocks.retargeted(clock, target_s))
        if after != before:
            is_overdue = after is not None and after <= as_of
            yield MovedDeadline(
                str(row["id"]), row["number"], row["subject"], kind, before, after, is_overdue
            )


def _was_met(row: Row, kind: str) -> bool:
    return row["first_response_at" if kind == "first_response" else "last_solved_at"] is not None


def register(book: QueryBook) -> None:
    """Make the look ahead known."""
    book.register(
        "tickets.ServiceDefinitions", ServiceDefinitions, _definitions, answers=DefinitionsView, roles=LEADS
    )
    book.register(
        "tickets.PreviewDeadlines",
        PreviewDeadlines,
        _preview,
        answers=DeadlinesPage,
        roles=LEADS,
        central_only=True,
    )
