"""Calendars and targets of the site: said by leads, kept at every desk, counted by central."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.work import Row, Work
from agent_desktop.features.tickets.calendars import Calendar, holidays_of, read_hours
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.tickets.model import LEVELS, PRIORITIES

Spans = list[list[str]]


class SaveCalendar(Command, frozen=True, kw_only=True):
    """Say when a team is there; clocks that run by this calendar are counted anew.

    ``week`` is by weekday, ``"0"`` for Monday, each a list of ``["08:00", "18:00"]``; ``special`` the same by ISO date.
    """

    calendar_id: str
    name: str
    time_zone: str
    week: dict[str, Spans]
    country: str | None = None
    subdivision: str | None = None
    special: dict[str, Spans] = {}
    teams: list[str] = []
    queues: list[str] = []
    is_default: bool = False


class SaveTarget(Command, frozen=True, kw_only=True):
    """Say how soon tickets of a kind are answered and solved, in open seconds; what is null has no target.

    ``value_from_minor`` is for customers who ordered for so much in the last 365 days, in minor units.
    """

    target_id: str
    name: str
    position: int = 0
    priority: str | None = None
    category_id: str | None = None
    segment: str | None = None
    value_from_minor: int | None = None
    first_response_s: int | None = None
    next_response_s: int | None = None
    resolution_s: int | None = None
    warn_pct: int = 80
    escalate_to: str | None = None
    escalate_queue_id: str | None = None
    is_active: bool = True


def calendar_of(row: Mapping[str, object]) -> Calendar:
    """The calendar that a record describes; raises ``Invalid`` for what is none."""
    week, special = row["week"], row["special"]
    assert isinstance(week, dict)  # noqa: S101 - the column's form
    assert isinstance(special, dict)  # noqa: S101
    try:
        zone = ZoneInfo(str(row["time_zone"]))
    except (KeyError, ValueError, OSError):
        raise Invalid(
            "time_zone", f"{row['time_zone']} is no time zone.", todo="Write Europe/Berlin."
        ) from None
    try:
        days = {date.fromisoformat(day): read_hours(spans) for day, spans in special.items()}
        hours = {int(day): read_hours(spans) for day, spans in week.items()}
    except ValueError:
        raise Invalid("special", "A special day is a date such as 2026-12-24.") from None
    if set(hours) - set(range(7)):
        raise Invalid("week", "Weekdays are 0, for Monday, to 6.")
    country, part = row["country"], row["subdivision"]
    return Calendar(zone, hours, str(country) if country else None, str(part) if part else None, days)


def calendar_values(c: SaveCalendar) -> Row:
    """The columns of a calendar."""
    return {
        "name": c.name.strip(),
        "time_zone": c.time_zone,
        "week": c.week,
        "country": c.country,
        "subdivision": c.subdivision,
        "special": c.special,
        "teams": c.teams,
        "queues": c.queues,
        "is_default": c.is_default,
    }


def target_values(c: SaveTarget) -> Row:
    """The columns of a target."""
    return {
        "name": c.name.strip(),
        "position": c.position,
        "priority": c.priority,
        "category_id": c.category_id,
        "segment": c.segment,
        "value_from_minor": c.value_from_minor,
        "first_response_s": c.first_response_s,
        "next_response_s": c.next_response_s,
        "resolution_s": c.resolution_s,
        "warn_pct": c.warn_pct,
        "escalate_to": c.escalate_to,
        "escalate_queue_id": c.escalate_queue_id,
        "is_active": c.is_active,
    }


def _save_calendar(work: Work, _actor: Actor, c: SaveCalendar) -> None:
    if not c.name.strip():
        raise Refused("malformed", "A calendar needs a name.")
    values = calendar_values(c)
    calendar = calendar_of(values)
    if calendar.country is not None:
        holidays_of(calendar.country, calendar.subdivision, c.made_at.year)
    if not any(calendar.week.values()):
        raise Refused(
            "malformed", "A calendar that never opens would stop every clock.", todo="Give it hours."
        )
    upsert(work, "service_calendar", c.calendar_id, values)


def _save_target(work: Work, _actor: Actor, c: SaveTarget) -> None:
    times = (c.first_response_s, c.next_response_s, c.resolution_s)
    if not c.name.strip() or any(s is not None and not 0 < s <= 366 * 86_400 for s in times):
        raise Refused("malformed", "A target needs a name, and times between a second and a year.")
    if not any(times):
        raise Refused("malformed", "A target without a time is none.", todo="Say how soon.")
    if not 1 <= c.warn_pct <= 100:
        raise Refused("malformed", "The warning comes after 1 to 100 % of the time.")
    if c.value_from_minor is not None and c.value_from_minor < 0:
        raise Refused("malformed", "What a customer is worth is not less than nothing.")
    if c.priority not in {None, *PRIORITIES} or c.escalate_to not in {None, *LEVELS}:
        raise Refused("malformed", "There is no such priority or level.")
    upsert(work, "service_target", c.target_id, target_values(c))


def register(bus: CommandBus) -> None:
    """Make the commands known."""
    bus.register("tickets.SaveCalendar", SaveCalendar, _save_calendar, roles=LEADS)
    bus.register("tickets.SaveTarget", SaveTarget, _save_target, roles=LEADS)
