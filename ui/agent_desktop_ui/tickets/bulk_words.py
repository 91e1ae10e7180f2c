"""A change of several tickets in words: what becomes of each, and why one stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.tickets.bulk import ListedPlan
from agent_desktop.features.tickets.detail_views import FieldChange
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.words import number_words, priority_words, state_words
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

_FIELDS = {
    "state": "State",
    "priority": "Priority",
    "owner_id": "Owner",
    "category_id": "Category",
    "tags": "Tags",
}


def columns() -> tuple[Column, ...]:
    """Number, subject, what becomes of it."""
    return (
        Column("number", _tr("Number"), width=90),
        Column("subject", _tr("Subject"), is_strong=True, width=230),
        Column("change", _tr("What changes"), width=0),
    )


def plan_row(plan: ListedPlan, names: Mapping[str, str]) -> TableRow:
    """One ticket of the preview."""
    number = number_words(plan.number)
    if plan.problem is not None:
        words = problem_words(plan, names)
        tone = Tone.NEUTRAL if plan.problem == "same" else Tone.WARN
        cell = Cell(words, tone=tone, icon="" if plan.problem == "same" else "triangle-alert")
    else:
        words = "; ".join(change_words(one, names) for one in plan.changes)
        cell = Cell(words)
    return TableRow(plan.ticket_id, (number, plan.subject, cell), f"{number}, {plan.subject}, {words}")


def change_words(change: FieldChange, names: Mapping[str, str]) -> str:
    """One field: "Priority: Normal → Urgent"."""
    before, after = (value_words(change.field, value, names) for value in (change.before, change.after))
    return f"{_tr(_FIELDS.get(change.field, change.field))}: {before} → {after}"


def value_words(field: str, value: Any, names: Mapping[str, str]) -> str:
    """What stands in a field."""
    if field == "tags":
        return ", ".join(value or ()) or _tr("none")
    if field == "state":
        return state_words(str(value))
    if field == "priority":
        return priority_words(str(value))
    if value is None:
        return _tr("nobody") if field == "owner_id" else _tr("none")
    return names.get(str(value)) or _tr("somebody else")


def problem_words(plan: ListedPlan, names: Mapping[str, str]) -> str:
    """Why a ticket stays as it is."""
    if plan.problem == "same":
        return _tr("Is so already")
    if plan.problem == "state":
        state = state_words(plan.standing.state)
        return _tr("Cannot get there from “{state}”").format(state=state)
    if plan.problem == "fields":
        return _tr("Needs first: {fields}").format(fields=plan.detail)
    if plan.problem == "tags":
        return _tr("Would have too many tags")
    if plan.problem == "away":
        return _tr("Who shall have it is away")
    if plan.problem == "not_here":
        return _tr("Is not here and central is out of reach")
    del names
    return _tr("Cannot be changed")


def _tr(words: str) -> str:
    return QCoreApplication.translate("BulkChange", words)
