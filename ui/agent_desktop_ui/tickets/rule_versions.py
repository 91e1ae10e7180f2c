"""What a rule said before: version by version, who said it when, and what was other about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.tickets.workflow_commands import RevisionView
from agent_desktop.features.tickets.workflow_model import Rule
from agent_desktop.features.tickets.workflow_text import Names, action_text, condition_text, span_text
from agent_desktop_ui import formats
from agent_desktop_ui.tickets.rule_form import trigger_words
from agent_desktop_ui.widgets.table_model import Cell, TableRow


def version_rows(revisions: Sequence[RevisionView], names: Names, now: datetime) -> list[TableRow]:
    """A row a version, the newest first: when, which, by whom, and what was other than in the one before."""
    rows = []
    for place, one in enumerate(revisions):
        before = revisions[place + 1] if place + 1 < len(revisions) else None
        what = _told(before, one, names)
        rows.append(
            TableRow(
                str(one.revision),
                (
                    Cell(formats.moment(one.saved_at, now), -float(one.revision)),
                    Cell(str(one.revision), float(one.revision)),
                    one.saved_by or _tr("The program"),
                    what,
                    "",
                ),
                spoken=_tr("Version {n} by {who}: {what}").format(
                    n=one.revision, who=one.saved_by or _tr("The program"), what=what
                ),
            )
        )
    return rows


def _told(before: RevisionView | None, one: RevisionView, names: Names) -> str:
    """What a version said that the one before it did not, and what no longer."""
    if before is None:
        return _tr("The rule was made")
    parts = []
    if before.name != one.name:
        parts.append(f"{before.name} → {one.name}")
    if before.is_active != one.is_active:
        parts.append(_tr("switched on") if one.is_active else _tr("switched off"))
    then, now = rule_lines(before.rule, names), rule_lines(one.rule, names)
    parts += [f"− {line}" for line in then if line not in now]
    parts += [f"+ {line}" for line in now if line not in then]
    if not parts and then != now:
        parts.append(_tr("another order"))
    return "; ".join(parts) or _tr("saved as it was")


def rule_lines(rule: Rule, names: Names) -> list[str]:
    """A rule as lines: when, if, then."""
    trigger = rule.trigger
    when = trigger_words(trigger.on)
    if part := ", ".join(trigger.states or trigger.fields):
        when += f": {part}"
    if trigger.after_s:
        when += f" {span_text(trigger.after_s)}"
    if trigger.in_open_time:
        when += " " + _tr("of open time")
    lines = [when]
    lines += [condition_text(one, names) for one in rule.all_of]
    lines += [_tr("or {condition}").format(condition=condition_text(one, names)) for one in rule.any_of]
    lines += [action_text(one, names) for one in rule.actions]
    return [*lines, _tr("then stop")] if rule.stops else lines


def _tr(words: str) -> str:
    return QCoreApplication.translate("RuleVersions", words)
