"""The list of tickets in words: its columns, its rows, the titles of its groups."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.tickets.listing_views import GroupCount, ListedTicket
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.rows import CHANNEL_ICONS
from agent_desktop_ui.tickets.words import number_words, priority_words, state_tone, state_words
from agent_desktop_ui.widgets.paged_model import Stretch
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

SORTS = {
    "deadline": "Deadline",
    "priority": "Priority",
    "state": "State",
    "number": "Number",
    "subject": "Subject",
    "customer": "Customer",
    "owner": "Owner",
    "queue": "Queue",
    "category": "Category",
    "age": "Age",
    "changed": "Last change",
    "team": "Team",
    "level": "Level",
    "channel": "Channel",
}
GROUPINGS = {
    "when": "When due",
    "": "Nothing",
    "priority": "Priority",
    "state": "State",
    "owner": "Owner",
    "customer": "Customer",
    "queue": "Queue",
    "category": "Category",
    "age": "Age",
    "team": "Team",
    "level": "Level",
    "channel": "Channel",
}
FIRST_DOWN = frozenset({"changed"})
"""What is sorted with its highest first where the person says nothing."""

_LEVELS = {"first_line": "First line", "specialist": "Specialist", "back_office": "Back office"}
_CHANNELS = {
    "call": "Call",
    "chat": "Chat",
    "sms": "SMS",
    "email": "E-mail",
    "letter": "Letter",
    "visit": "Visit",
    "note": "Note",
}
_WHEN = {"now": "Now", "later_today": "Later today", "this_week": "This week", "later": "Later"}
_AGES = {"today": "Today", "week": "The last 7 days", "month": "The last 30 days", "older": "Older"}
_NONE = {
    "owner": "Nobody",
    "customer": "No customer",
    "category": "No category",
    "team": "No team",
    "queue": "No queue",
}
_PRIORITY_TONES = {"urgent": Tone.BAD, "high": Tone.WARN}


def columns() -> tuple[Column, ...]:
    """Every column there is; those that most people do without are put away at first."""
    return (
        Column("number", _tr("Number"), width=88),
        Column("subject", _tr("Subject"), is_strong=True, width=0),
        Column("customer", _tr("Customer"), width=168),
        Column("state", _tr("State"), width=158),
        Column("priority", _tr("Priority"), width=86),
        Column("deadline", _tr("Deadline"), width=122),
        Column("owner", _tr("Owner"), width=136),
        Column("queue", _tr("Queue"), width=136),
        Column("age", _tr("Age"), is_number=True, width=70),
        Column("category", _tr("Category"), width=130, is_hidden=True),
        Column("tags", _tr("Tags"), width=150, is_sortable=False, is_hidden=True),
        Column("channel", _tr("Channel"), width=96, is_hidden=True),
        Column("team", _tr("Team"), width=110, is_hidden=True),
        Column("level", _tr("Level"), width=110, is_hidden=True),
        Column("changed", _tr("Last change"), width=122, is_hidden=True),
    )


def listed_row(ticket: ListedTicket, now: datetime) -> TableRow:
    """One ticket as a row of the table."""
    due, tone, _group = formats.deadline(ticket.due_at, now)
    is_over = ticket.state in {"solved", "closed"}
    if is_over and ticket.due_at is not None:
        due, tone = formats.short_date(ticket.due_at, now), Tone.NEUTRAL
    number, state = number_words(ticket.number), state_words(ticket.state)
    priority = priority_words(ticket.priority)
    owner = ticket.owner_name or ("" if ticket.owner_id is None else _tr("A colleague"))
    who = ticket.customer_name or ""
    spoken = ", ".join(
        part
        for part in (
            _tr("Ticket {n}").format(n=number),
            ticket.subject,
            who,
            state,
            priority,
            due,
            owner or _tr("Nobody"),
        )
        if part
    )
    cells = (
        Cell(number, icon=CHANNEL_ICONS.get(ticket.channel, "ticket")),
        ticket.subject,
        who,
        Cell(state, tone=state_tone(ticket.state), is_chip=True),
        Cell(priority, tone=_PRIORITY_TONES.get(ticket.priority, Tone.NEUTRAL)),
        Cell(due, tone=tone, is_chip=tone is not Tone.NEUTRAL),
        owner or "–",
        ticket.queue_name or "–",
        formats.span((now - ticket.created_at).total_seconds()),
        ticket.category_name or "–",
        ", ".join(ticket.tags),
        channel_words(ticket.channel),
        ticket.team or "–",
        level_words(ticket.level),
        formats.moment(ticket.updated_at, now),
    )
    return TableRow(ticket.ticket_id, cells, spoken)


def stretches(group: str, counts: list[GroupCount]) -> list[Stretch]:
    """The groups of a list with their titles."""
    return [
        Stretch(
            one.key, f"{group_title(group, one)}  ·  {formats.count(one.count)}" if group else "", one.count
        )
        for one in counts
    ]


def group_title(group: str, one: GroupCount) -> str:
    """What a group is called."""
    if one.key == "other":
        return _tr("Other")
    if group == "when":
        return _tr(_WHEN.get(one.key, one.key))
    if group == "age":
        return _tr(_AGES.get(one.key, one.key))
    if group == "priority":
        return priority_words(one.key)
    if group == "state":
        return state_words(one.key)
    if group == "level":
        return level_words(one.key)
    if group == "channel":
        return channel_words(one.key)
    return one.name or (_tr(_NONE[group]) if not one.key else _tr("Unknown"))


def level_words(level: str) -> str:
    """A level in words."""
    return _tr(_LEVELS.get(level, level))


def channel_words(channel: str) -> str:
    """A channel in words."""
    return _tr(_CHANNELS.get(channel, channel))


def sort_words(sort: str) -> str:
    """What tickets are sorted by, in words."""
    return _tr(SORTS.get(sort, sort))


def group_words(group: str) -> str:
    """What tickets are grouped by, in words."""
    return _tr(GROUPINGS.get(group, group))


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketList", words)
