"""What a rule may ask about a ticket at a moment: looked up when it is asked, and only then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.core.query import Read
from agent_desktop.core.work import Row
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.calendars import Calendar
from agent_desktop.features.tickets.model import LEVELS, named_state
from agent_desktop.features.tickets.presence import is_here
from agent_desktop.features.tickets.service_levels import calendar_for, customer_value_minor
from agent_desktop.features.tickets.tables import ticket_category
from agent_desktop.features.tickets.workflow_model import (
    FIELDS,
    OWN_FIELD,
    TREE,
    WORD,
    Condition,
    Rule,
    changed_fields,
    holds,
)
from agent_desktop.features.workforce.tables import agent, queue


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened to a ticket; ``before`` is its row before that, where it changed."""

    on: str
    ticket_id: str
    at: datetime
    before: Row | None = None
    note: Row | None = None
    promise: Row | None = None
    score: float | None = None


@dataclass
class Facts:
    """Everything that conditions of one ticket at one occurrence may be about."""

    read: Read
    row: Row
    happened: Occurrence
    _kept: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """What a field of ``workflow_model.FIELDS`` holds."""
        if name.startswith(OWN_FIELD):
            return (self.row["fields"] or {}).get(name[len(OWN_FIELD) :])
        if name not in self._kept:
            self._kept[name] = self._ask(name)
        return self._kept[name]

    def line(self, name: str) -> list[str]:
        """A category and those it lies in, nearest first; of another field nothing."""
        if FIELDS.get(name) != TREE:
            return []
        key = f"line of {name}"
        if key not in self._kept:
            self._kept[key] = category_line(self.read, self.value(name))
        found: list[str] = self._kept[key]
        return found

    def calendar(self) -> Calendar:
        """The ticket's calendar."""
        if "calendar" not in self._kept:
            self._kept["calendar"] = calendar_for(self.read, self.row)[1]
        found: Calendar = self._kept["calendar"]
        return found

    def customer(self) -> Row:
        """Whose ticket it is; empty where nobody's."""
        if "whose" not in self._kept:
            known = self.row["customer_id"]
            self._kept["whose"] = (self.read.by_id(customer, known) if known else None) or {}
        found: Row = self._kept["whose"]
        return found

    def _ask(self, name: str) -> Any:
        group, _, rest = name.rpartition(".")
        if group == "before":
            return None if self.happened.before is None else _of_row(self.happened.before, rest)
        if group:
            return _GROUPS[name](self)
        if name == "age_s":
            return (self.happened.at - self.row["created_at"]).total_seconds()
        return _of_row(self.row, name)


_COLUMNS = {
    "category": "category_id",
    "queue": "queue_id",
    "owner": "owner_id",
    "order": "order_id",
    "organisation": "organisation_id",
    "customer": "customer_id",
}


def _of_row(row: Row, name: str) -> Any:
    if name == "state":
        return named_state(row)
    if name == "level":
        return row["level"] or LEVELS[0]
    found = row[_COLUMNS.get(name, name)]
    return str(found) if found is not None and name in _COLUMNS else found


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _wall(facts: Facts) -> datetime:
    return facts.happened.at.astimezone(facts.calendar().zone)


def _is_open(facts: Facts) -> bool:
    calendar, at = facts.calendar(), facts.happened.at
    return calendar.open_s(at, at + timedelta(seconds=1)) > 0


def _is_owner_present(facts: Facts) -> bool:
    owner_id = facts.value("owner")
    return owner_id is not None and is_here(facts.read, owner_id)


_GROUPS: Mapping[str, Callable[[Facts], Any]] = {
    "sla.state": lambda facts: facts.row["sla_state"],
    "sla.kind": lambda facts: facts.row["sla_kind"],
    "customer.segment": lambda facts: facts.customer().get("segment"),
    "customer.country": lambda facts: facts.customer().get("country"),
    "customer.kind": lambda facts: facts.customer().get("kind"),
    "customer.tags": lambda facts: facts.customer().get("tags") or [],
    "customer.languages": lambda facts: _words(facts.customer().get("languages")),
    "customer.value_minor": lambda facts: customer_value_minor(
        facts.read, facts.row["customer_id"], facts.happened.at
    ),
    "note.text": lambda facts: facts.happened.note["text"] if facts.happened.note else None,
    "rating.score": lambda facts: facts.happened.score,
    "promise.kind": lambda facts: facts.happened.promise["kind"] if facts.happened.promise else None,
    "hours.is_open": _is_open,
    "hours.weekday": lambda facts: str(_wall(facts).weekday()),
    "hours.time": lambda facts: _wall(facts).strftime("%H:%M"),
    "owner.is_present": _is_owner_present,
}


def category_line(read: Read, category_id: str | None) -> list[str]:
    """A category and those it lies in, the nearest first."""
    line: list[str] = []
    while category_id is not None and category_id not in line:
        line.append(str(category_id))
        row = read.by_id(ticket_category, category_id)
        category_id = row["parent_id"] if row is not None else None
    return line


def reasons(rule: Rule, facts: Facts) -> list[str] | None:
    """Why a rule acts now, a sentence for each claim that is true; None where it does not."""
    happened = facts.happened
    if happened.on != rule.trigger.on:
        return None
    why = [happened.on]
    if rule.trigger.on == "changed" and rule.trigger.fields:
        changed = changed_fields(happened.before, facts.row) if happened.before is not None else []
        hit = [name for name in changed if name in rule.trigger.fields]
        if not hit:
            return None
        why = [f"changed: {', '.join(hit)}"]
    for condition in rule.all_of:
        if not _is_true(condition, facts):
            return None
        why.append(said(facts, condition))
    if rule.any_of:
        true = next((condition for condition in rule.any_of if _is_true(condition, facts)), None)
        if true is None:
            return None
        why.append(said(facts, true))
    return why


def _is_true(condition: Condition, facts: Facts) -> bool:
    line: Iterable[str] = facts.line(condition.field) if condition.op in {"within", "not_within"} else ()
    return holds(condition, facts.value(condition.field), line)


def said(facts: Facts, condition: Condition) -> str:
    """A claim as people read it, with names in the place of ids."""
    wanted = condition.value
    parts = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
    names = ", ".join(str(name_of(facts.read, condition.field, part)) for part in parts)
    return f"{condition.field} {condition.op.replace('_', ' ')} {names}".strip()


_NAMES = {"category": ticket_category, "queue": queue, "owner": agent, "customer": customer}


def name_of(read: Read, name: str, value: Any) -> Any:
    """What an id in a field means to people; any other value as it is."""
    table = _NAMES.get(name.rpartition(".")[2].removesuffix("_id"))
    if table is None or not isinstance(value, str) or FIELDS.get(name, WORD) not in {WORD, TREE}:
        return value
    row = read.by_id(table, value)
    return row["name"] if row is not None else value
