"""Files of calendars and targets: read whole or refused, and written so that they read back the same."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.ids import make_id
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_preview import CalendarView, DefinitionsView, TargetView
from agent_desktop.features.tickets.workflow_text import Names, read_span, span_text

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR = {"name", "time_zone", "country", "subdivision", "special", "teams", "queues", "default", *DAYS}
_TARGET = {
    "name",
    "priority",
    "category",
    "segment",
    "value_from_minor",
    "first_response",
    "next_response",
    "resolution",
    "warn_pct",
    "escalate_to",
    "escalate_queue",
    "active",
}
_TIMES = ("first_response", "next_response", "resolution")


class ServiceFile(msgspec.Struct, frozen=True):
    """What a file says: commands that make it so. Targets are tried from top to bottom."""

    calendars: list[SaveCalendar]
    targets: list[SaveTarget]


def read_service(text: str, names: Names, known: DefinitionsView, at: datetime) -> ServiceFile:
    """A file of calendars and targets; one that is there by its name is changed, another is new.

    Raises ``KnownError`` that names the part and says what is wrong.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise KnownError(f"This is no TOML: {problem}.", kept="Nothing was changed.") from None
    if set(found) - {"calendar", "target"}:
        raise KnownError(
            "The file has [[calendar]] and [[target]], nothing else.", kept="Nothing was changed."
        )
    calendars = {one.name.casefold(): one.calendar_id for one in known.calendars}
    targets = {one.name.casefold(): one.target_id for one in known.targets}
    return ServiceFile(
        [_calendar(one, names, calendars, at) for one in found.get("calendar", [])],
        [_target(place, one, names, targets, at) for place, one in enumerate(found.get("target", []), 1)],
    )


def _named(said: Mapping[str, Any], known: set[str], what: str) -> str:
    name = said.get("name")
    if not isinstance(name, str) or not name.strip():
        raise KnownError(f"A {what} has no name.", kept="Nothing was changed.", todo="Give it one.")
    if unknown := sorted(set(said) - known):
        todo = f"Use {', '.join(sorted(known))}."
        raise KnownError(
            f"{what.capitalize()} “{name}” has no “{unknown[0]}”.", kept="Nothing was changed.", todo=todo
        )
    return name.strip()


def _id_of(kind: str, name: str) -> str:
    digest = sha256(f"{kind} {name.casefold()}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def _spans(said: Any, name: str) -> list[list[str]]:
    """``["08:00-12:30", "13:00-18:00"]`` as pairs."""
    if not isinstance(said, list) or not all(isinstance(span, str) and span.count("-") == 1 for span in said):
        raise KnownError(
            f"Calendar “{name}”: hours are a list.",
            kept="Nothing was changed.",
            todo='Write ["08:00-18:00"].',
        )
    return [[part.strip() for part in span.split("-")] for span in said]


def _calendar(said: Mapping[str, Any], names: Names, known: Mapping[str, str], at: datetime) -> SaveCalendar:
    name = _named(said, _CALENDAR, "calendar")
    week = {str(day): _spans(said[word], name) for day, word in enumerate(DAYS) if word in said}
    try:
        return msgspec.convert(
            {
                "made_at": at,
                "calendar_id": known.get(name.casefold()) or _id_of("calendar", name),
                "name": name,
                "time_zone": said.get("time_zone"),
                "week": week,
                "country": said.get("country"),
                "subdivision": said.get("subdivision"),
                "special": {day: _spans(spans, name) for day, spans in said.get("special", {}).items()},
                "teams": said.get("teams", []),
                "queues": [names.id_of("queue", one) for one in said.get("queues", [])],
                "is_default": said.get("default", False),
            },
            SaveCalendar,
        )
    except (msgspec.ValidationError, Invalid) as problem:
        raise KnownError(f"Calendar “{name}”: {problem}", kept="Nothing was changed.") from None


def _target(
    place: int, said: Mapping[str, Any], names: Names, known: Mapping[str, str], at: datetime
) -> SaveTarget:
    name = _named(said, _TARGET, "target")
    kept = ("priority", "segment", "value_from_minor", "warn_pct", "escalate_to")
    try:
        values = {key: said[key] for key in kept if key in said}
        for key in _TIMES:
            if key in said:
                values[f"{key}_s"] = read_span(str(said[key]))
        if "category" in said:
            values["category_id"] = names.id_of("category", said["category"])
        if "escalate_queue" in said:
            values["escalate_queue_id"] = names.id_of("queue", said["escalate_queue"])
        values |= {"made_at": at, "name": name, "position": place * 10, "is_active": said.get("active", True)}
        values["target_id"] = known.get(name.casefold()) or _id_of("target", name)
        return msgspec.convert(values, SaveTarget)
    except (msgspec.ValidationError, Invalid) as problem:
        raise KnownError(f"Target “{name}”: {problem}", kept="Nothing was changed.") from None


def write_service(known: DefinitionsView, names: Names) -> str:
    """Calendars and targets as a file."""
    parts = [_section("calendar", _calendar_lines(one, names)) for one in known.calendars]
    parts += [_section("target", _target_lines(one, names)) for one in known.targets]
    return "\n".join(parts)


def _section(kind: str, said: Mapping[str, Any]) -> str:
    return f"[[{kind}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in said.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {_toml(part)}' for key, part in value.items()) + " }"
    return msgspec.json.encode(value).decode()


def _calendar_lines(one: CalendarView, names: Names) -> dict[str, Any]:
    said: dict[str, Any] = {"name": one.name, "time_zone": one.time_zone}
    for day, spans in sorted(one.week.items()):
        said[DAYS[int(day)]] = ["-".join(span) for span in spans]
    optional = {
        "country": one.country,
        "subdivision": one.subdivision,
        "special": {day: ["-".join(span) for span in spans] for day, spans in sorted(one.special.items())},
        "teams": one.teams,
        "queues": [names.name_of("queue", queue_id) for queue_id in one.queues],
        "default": one.is_default,
    }
    return said | {key: value for key, value in optional.items() if value}


def _target_lines(one: TargetView, names: Names) -> dict[str, Any]:
    said: dict[str, Any] = {"name": one.name}
    optional = {
        "priority": one.priority,
        "category": names.name_of("category", one.category_id) if one.category_id else None,
        "segment": one.segment,
        "value_from_minor": one.value_from_minor,
        **{key: span_text(s) if (s := getattr(one, f"{key}_s")) else None for key in _TIMES},
        "escalate_to": one.escalate_to,
        "escalate_queue": names.name_of("queue", one.escalate_queue_id) if one.escalate_queue_id else None,
    }
    said |= {key: value for key, value in optional.items() if value is not None}
    said["warn_pct"] = one.warn_pct
    return said if one.is_active else said | {"active": False}
