"""Tickets and contacts as rows of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.words import number_words
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agent_desktop.features.interactions.read_models import ContactView
    from agent_desktop.features.tickets.promises import PromiseView
    from agent_desktop.features.tickets.read_models import TicketRow

CHANNEL_ICONS = {
    "call": "phone",
    "email": "mail",
    "chat": "message-square-text",
    "sms": "message-square-text",
    "letter": "file-text",
    "note": "sticky-note",
    "visit": "wrench",
}


PROMISE_KINDS = {
    "task": ("Task", "list-checks"),
    "callback": ("Callback", "phone-outgoing"),
    "quality_check": ("Quality check", "shield-check"),
    "return": ("Return", "truck"),
    "replacement": ("Replacement", "shopping-bag"),
}


@dataclass(frozen=True, slots=True)
class InHand:
    """Whom the desk is in contact with: their rows say so."""

    customer_id: str
    words: str
    tone: Tone


def ticket_row(ticket: TicketRow, now: datetime, in_hand: InHand | None = None) -> QueueRow:
    """One ticket as a row."""
    deadline, tone, group = formats.deadline(ticket.due_at, now)
    icon_tone = Tone.NEUTRAL
    icon = CHANNEL_ICONS.get(ticket.channel, "ticket")
    if in_hand is not None and ticket.customer_id == in_hand.customer_id:
        deadline, tone, group = in_hand.words, in_hand.tone, QueueGroup.NOW
        icon, icon_tone = "phone-call", in_hand.tone
    elif ticket.due_at is None and ticket.priority == "urgent":
        group = QueueGroup.NOW
    who = ticket.customer_name or _tr("No customer")
    spoken = ", ".join(
        part
        for part in (_tr("Ticket {n}").format(n=number_words(ticket.number)), ticket.subject, who, deadline)
        if part
    )
    return QueueRow(
        ticket.ticket_id,
        group,
        icon,
        ticket.subject,
        who,
        number_words(ticket.number),
        deadline,
        tone,
        icon_tone,
        ticket.is_unread,
        spoken,
    )


def ticket_rows(tickets: Iterable[TicketRow], now: datetime, in_hand: InHand | None) -> list[QueueRow]:
    """Tickets as rows, in the order they come."""
    return [ticket_row(ticket, now, in_hand) for ticket in tickets]


def promise_row(promise: PromiseView, now: datetime, region: str) -> QueueRow:
    """Something promised as a row: what, to whom, until when; of a callback also the number."""
    from agent_desktop.core.phone import display

    deadline, tone, group = formats.deadline(promise.due_at, now)
    kind, icon = PROMISE_KINDS.get(promise.kind, (promise.kind, "list-checks"))
    who = promise.customer_name or _tr("No customer")
    number = display(promise.number, region) if promise.kind == "callback" and promise.number else ""
    spoken = ", ".join(part for part in (_tr(kind), promise.text, who, number, deadline) if part)
    return QueueRow(
        promise.promise_id,
        group,
        icon,
        promise.text,
        who,
        number,
        deadline,
        tone,
        Tone.ACCENT,
        is_unread=tone is Tone.BAD,
        spoken=spoken,
    )


def contact_row(contact: ContactView, now: datetime) -> QueueRow:
    """One of a person's own contacts as a row: whom, when, and what came of it."""
    is_today = formats.local(contact.started_at).date() == formats.local(now).date()
    days = (formats.local(now).date() - formats.local(contact.started_at).date()).days
    group = QueueGroup.NOW if is_today else QueueGroup.THIS_WEEK if days < 7 else QueueGroup.LATER
    icon = CHANNEL_ICONS.get(contact.channel, "phone")
    if contact.channel == "call":
        icon = "phone-outgoing" if contact.direction == "out" else "phone-incoming"
    who = contact.customer_name or contact.number or _tr("Number withheld")
    came = contact.disposition or (_tr("Note owed") if contact.state != "done" else "")
    when = formats.clock(contact.started_at) if is_today else formats.short_date(contact.started_at, now)
    return QueueRow(
        contact.interaction_id,
        group,
        icon,
        who,
        contact.topic or came or "",
        "",
        _tr("Note owed") if contact.state != "done" else when,
        Tone.WARN if contact.state != "done" else Tone.NEUTRAL,
        is_unread=contact.state != "done",
        spoken=", ".join(part for part in (who, contact.topic, came, when) if part),
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("QueueRows", words)
