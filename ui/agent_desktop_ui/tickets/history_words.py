"""Who changed what of a ticket, in words: for its history, and for what a macro would do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.words import field_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.attaching import size_words
from agent_desktop_ui.tickets.deed_words import NOT_TOLD, deed_words, doer_words, own_field_words
from agent_desktop_ui.tickets.words import (
    channel_words,
    level_words,
    link_words,
    number_words,
    priority_words,
    promise_words,
    state_words,
)
from agent_desktop_ui.widgets.timeline import TimelineEvent

if TYPE_CHECKING:
    from agent_desktop.features.tickets.detail_views import FieldChange, HistoryEntry
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

_ICONS = {
    "ticket": "ticket",
    "ticket_link": "link",
    "ticket_attachment": "file-text",
    "promise": "calendar-days",
    "return_authorisation": "undo-2",
    "rating": "star",
}
_RECORDS = {
    "ticket": "Ticket",
    "ticket_link": "Linked ticket",
    "ticket_attachment": "File",
    "promise": "Promise",
    "return_authorisation": "Return authorisation",
    "rating": "Rating",
}
_MOMENTS = ("_at", "_until")


def history_events(entries: list[HistoryEntry], facts: TicketFacts, now: datetime) -> list[TimelineEvent]:
    """The history as a list, newest first."""
    return [_event(f"{place}", entry, facts, now) for place, entry in enumerate(entries)][::-1]


def _event(event_id: str, entry: HistoryEntry, facts: TicketFacts, now: datetime) -> TimelineEvent:
    told = [change for change in entry.changes if change.field not in NOT_TOLD]
    lines = [change_words(change, facts) for change in told]
    text = "\n".join(line for line in lines if line)
    deed = deed_words(entry.kind)
    return TimelineEvent(
        event_id,
        formats.day_title(entry.at, now),
        _ICONS.get(entry.entity, "history"),
        who_did(entry),
        "  ·  ".join(part for part in (_tr(_RECORDS.get(entry.entity, entry.entity)), deed) if part),
        formats.event_time(entry.at, now),
        _tr("Taken away") if entry.is_removed else text or deed or _tr("Changed"),
        Tone.NEUTRAL,
    )


def who_did(entry: HistoryEntry) -> str:
    """Who made a change. What nobody made says by what it came about: a mail, a customer's answer, a rule."""
    if entry.agent_id is not None:
        return entry.who or _tr("A former colleague")
    return doer_words(entry.kind)


def change_words(change: FieldChange, facts: TicketFacts) -> str:
    """One field: "Priority: normal → high"; of what is new only what it became."""
    name = own_field_words(change.field) or field_words(change.field)
    name = name[:1].upper() + name[1:]
    if change.field == "text":
        name = _tr("Promised")
    after = value_words(change.field, change.after, facts)
    if change.before is None:
        return f"{name}: {after}"
    return f"{name}: {value_words(change.field, change.before, facts)} → {after}"


def value_words(field: str, value: Any, facts: TicketFacts) -> str:
    """A value as people say it; a list is told by what is in it."""
    if value is None or value in ("", []):
        return _tr("nobody") if field == "owner_id" else _tr("nothing")
    said = _SAID.get(field)
    if said is not None:
        return said(str(value))
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    if field in {"spent_s", "size"} and isinstance(value, int):
        return formats.span(value) if field == "spent_s" else size_words(value)
    if field.endswith(_MOMENTS):
        moment = value if isinstance(value, datetime) else msgspec.convert(value, datetime)
        return f"{formats.dated(moment)}, {formats.clock(moment)}"
    if isinstance(value, list):
        return ", ".join(_item(one, facts) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{_label(key, facts)}: {one}" for key, one in sorted(value.items()))
    return _name(str(value), facts) or str(value)


def _item(one: Any, facts: TicketFacts) -> str:
    if isinstance(one, dict):
        tick = "☑" if one.get("is_done") else "☐"
        return f"{tick} {one.get('text', '')}"
    return _name(str(one), facts) or str(one)


def _name(value: str, facts: TicketFacts) -> str:
    """What an id stands for, among the people, queues and categories of the site."""
    if found := facts.name_of(value):
        return found
    number = next((link.number for link in facts.details.links if link.ticket_id == value), None)
    if number is not None:
        return number_words(number)
    if found := next((queue.name for queue in facts.queues if queue.queue_id == value), ""):
        return found
    return next((" › ".join(one.path) for one in facts.categories if one.category_id == value), "")


def _label(key: str, facts: TicketFacts) -> str:
    labels = {spec.key: spec.label for one in facts.categories for spec in one.fields}
    return labels.get(key, key)


def _kind(kind: str) -> str:
    """A promise and a link have a kind each."""
    words = link_words(kind, is_other_way=False)
    return promise_words(kind) if words == kind else words


_SAID = {
    "state": state_words,
    "priority": priority_words,
    "level": level_words,
    "kind": _kind,
    "channel": channel_words,
}


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketHistory", words)
