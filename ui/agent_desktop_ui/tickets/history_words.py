"""Who changed what of a ticket, in words: for its history, and for what a macro would do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.words import field_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.words import (
    level_words,
    link_words,
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
}
_RECORDS = {
    "ticket": "Ticket",
    "ticket_link": "Linked ticket",
    "ticket_attachment": "File",
    "promise": "Promise",
    "return_authorisation": "Return authorisation",
}
_NOT_TOLD = frozenset(
    {
        "id",
        "ticket_id",
        "customer_id",
        "is_unread",
        "version",
        "sha256",
        "media_type",
        "changed_by",
        "added_by",
    }
)
_MOMENTS = ("_at", "_until")
_RULE = "rule "
_BY_THE_CUSTOMER = frozenset({"rating.link", "rating.joined"})


def history_events(entries: list[HistoryEntry], facts: TicketFacts, now: datetime) -> list[TimelineEvent]:
    """The history as a list, newest first."""
    return [_event(f"{place}", entry, facts, now) for place, entry in enumerate(entries)][::-1]


def _event(event_id: str, entry: HistoryEntry, facts: TicketFacts, now: datetime) -> TimelineEvent:
    told = [change for change in entry.changes if change.field not in _NOT_TOLD]
    lines = [change_words(change, facts) for change in told]
    text = "\n".join(line for line in lines if line)
    return TimelineEvent(
        event_id,
        formats.day_title(entry.at, now),
        _ICONS.get(entry.entity, "history"),
        who_did(entry),
        _tr(_RECORDS.get(entry.entity, entry.entity)),
        formats.event_time(entry.at, now),
        _tr("Taken away") if entry.is_removed else text or _tr("Seen"),
        Tone.NEUTRAL,
    )


def who_did(entry: HistoryEntry) -> str:
    """Who made a change. What nobody made says by what it came about: a mail, a customer's answer, a rule."""
    if entry.agent_id is not None:
        return entry.who or _tr("A former colleague")
    if entry.kind.startswith(_RULE):
        return _tr("The rule “{name}”").format(name=entry.kind.removeprefix(_RULE))
    if entry.kind == "mail.came":
        return _tr("Incoming e-mail")
    return _tr("The customer") if entry.kind in _BY_THE_CUSTOMER else _tr("Central")


def change_words(change: FieldChange, facts: TicketFacts) -> str:
    """One field: "Priority: normal → high"; of what is new only what it became."""
    name = field_words(change.field)
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
    if field == "spent_s" and isinstance(value, int):
        return formats.span(value)
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


_SAID = {"state": state_words, "priority": priority_words, "level": level_words, "kind": _kind}


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketHistory", words)
