"""The fields that a category's tickets have of their own: what may be defined, and which values fit. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from agent_desktop.core.errors import Refused
from agent_desktop.features.tickets.model import FIELD_KINDS, FieldSpec

MOST_FIELDS = 50
LONGEST_VALUE = 2_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def checked_fields(fields: Sequence[FieldSpec]) -> list[dict[str, Any]]:
    """Definitions as a category keeps them; raises ``Refused("malformed")`` with what is wrong."""
    if len(fields) > MOST_FIELDS:
        raise Refused("too_many", f"A category has at most {MOST_FIELDS} fields.")
    keys = [field.key for field in fields]
    for field in fields:
        if not _KEY.fullmatch(field.key) or keys.count(field.key) > 1:
            raise Refused(
                "malformed", f"“{field.key}” is no key of a field.", todo="Use small letters, each key once."
            )
        if not field.label.strip() or field.kind not in FIELD_KINDS:
            raise Refused("malformed", f"The field {field.key} needs a label and a kind.")
        if (field.kind == "choice") != bool(field.choices):
            raise Refused(
                "malformed", f"The field {field.key} has choices where it is a choice, and only there."
            )
    made: list[dict[str, Any]] = msgspec.to_builtins(list(fields))
    return made


def checked_values(fields: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that fit their fields; raises ``Refused("malformed")`` for one that does not, or has no field."""
    known = {spec.key: spec for spec in msgspec.convert(list(fields), list[FieldSpec])}
    made = {}
    for key, value in values.items():
        if key not in known:
            raise Refused("malformed", f"Tickets of this category have no field {key}.")
        made[key] = None if value is None else _fitting(known[key], value)
    return made


def missing_fields(fields: Sequence[Mapping[str, Any]], values: Mapping[str, Any] | None) -> list[str]:
    """Labels of the fields that must be filled in before a ticket is solved and are not."""
    specs = msgspec.convert(list(fields), list[FieldSpec])
    return [spec.label for spec in specs if spec.is_required and (values or {}).get(spec.key) in (None, "")]


def _fitting(spec: FieldSpec, value: Any) -> Any:
    fits = {
        "text": lambda: isinstance(value, str) and len(value) <= LONGEST_VALUE,
        "number": lambda: isinstance(value, int | float) and not isinstance(value, bool),
        "yes_no": lambda: isinstance(value, bool),
        "choice": lambda: value in spec.choices,
        "date": lambda: isinstance(value, str) and _is_date(value),
    }
    if not fits[spec.kind]():
        raise Refused(
            "malformed", f"“{value}” does not fit the field {spec.label}.", kept="The old value stays."
        )
    return value


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
