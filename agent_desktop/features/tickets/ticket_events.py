"""What was written on tickets, as the timeline tells it, and which call and which ticket belong together."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.workforce.tables import agent

_LETTERS = frozenset({"email", "chat", "sms", "letter"})
"""Channels on which a ticket's public notes go to and fro as they are; those of any other go as e-mail."""

MOST_OF_A_CALL = 5
"""Tickets named beside a call; a call in which more were opened is rare, and the tickets name the call."""

_NOTES = (
    sa.select(
        ticket_note,
        agent.c.name.label("author_name"),
        ticket.c.number,
        ticket.c.subject,
        ticket.c.channel,
    )
    .select_from(
        ticket_note.join(ticket, ticket.c.id == ticket_note.c.ticket_id).outerjoin(
            agent, agent.c.id == ticket_note.c.author_id
        )
    )
    .where(ticket_note.c.customer_id == sa.bindparam("customer_id"))
    .order_by(ticket_note.c.written_at.desc(), ticket_note.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_written = ticket_note.c.written_at
_BEFORE = _written < sa.bindparam("before", type_=_written.type)
_KIND = sa.case(
    (~ticket_note.c.is_public, "note"),
    (ticket.c.channel.in_(sorted(_LETTERS)), ticket.c.channel),
    else_="email",
)
_OF_KINDS = _KIND.in_(sa.bindparam("kinds", expanding=True))

_IN_CALLS = sa.select(ticket.c.id, ticket.c.number, ticket.c.subject, ticket.c.interaction_id).where(
    sa.or_(
        ticket.c.interaction_id.in_(sa.bindparam("contact_ids", expanding=True)),
        ticket.c.id.in_(sa.bindparam("ticket_ids", expanding=True)),
    )
)


def notes_of(
    read: Read, customer_id: str, before: datetime | None, limit: int, kinds: frozenset[str]
) -> list[Any]:
    """Notes and messages on a customer's tickets, newest first."""
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    statement = _NOTES
    if before is not None:
        statement = statement.where(_BEFORE)
        arguments["before"] = before
    if kinds:
        statement = statement.where(_OF_KINDS)
        arguments["kinds"] = sorted(kinds)
    return [_note(row) for row in read.execute(statement, arguments)]


def _note(row: Any) -> TimelineEvent:
    kind = "note" if not row.is_public else row.channel if row.channel in _LETTERS else "email"
    is_theirs = row.author_id is None
    what = "note" if not row.is_public else "theirs" if is_theirs else "ours"
    said = {"note": "Internal note", "theirs": "From the customer", "ours": "To the customer"}[what]
    return TimelineEvent(
        event_id=row.id,
        kind=kind,
        at=row.written_at,
        title=f"Ticket {row.number}: {row.subject}",
        meta=row.author_name or "",
        text=row.text,
        chips=[TimelineChip(f"ticket_note:{what}", said)],
        who=row.author_name,
        record_id=row.id,
        ticket_id=row.ticket_id,
    )


def calls_and_tickets(read: Read, events: list[TimelineEvent]) -> list[TimelineEvent]:
    """The events of a page, each contact with the tickets opened in it, each such ticket saying that it was."""
    contacts = [event for event in events if _is_contact(event)]
    ids = [event.event_id for event in contacts]
    named = [event.ticket_id for event in contacts if event.ticket_id is not None]
    of_contact: dict[str, dict[str, TimelineChip]] = defaultdict(dict)
    by_id: dict[str, TimelineChip] = {}
    if ids:
        for row in read.execute(_IN_CALLS, {"contact_ids": ids, "ticket_ids": named}):
            chip = TimelineChip(f"ticket_of:{row.number}", f"Ticket {row.number}: {row.subject}", "accent")
            by_id[row.id] = chip
            if row.interaction_id is not None:
                of_contact[row.interaction_id][row.id] = chip
    answered = []
    for event in events:
        if not _is_contact(event):
            is_opened = event.contact_id is not None and event.event_id.endswith(":created")
            chips = [TimelineChip("from_call", "Opened in a call", "accent")] if is_opened else []
            answered.append(_with_chips(event, chips))
            continue
        tickets = dict(of_contact.get(event.event_id, {}))
        if event.ticket_id in by_id and event.ticket_id is not None:
            tickets = {event.ticket_id: by_id[event.ticket_id]} | tickets
        told = _with_chips(event, list(tickets.values())[:MOST_OF_A_CALL])
        if tickets and event.ticket_id is None:
            told = msgspec.structs.replace(told, ticket_id=next(iter(tickets)))
        answered.append(told)
    return answered


def _is_contact(event: TimelineEvent) -> bool:
    return event.kind in {"call_in", "call_out"} and event.record_id == event.event_id


def _with_chips(event: TimelineEvent, chips: list[TimelineChip]) -> TimelineEvent:
    return msgspec.structs.replace(event, chips=[*event.chips, *chips]) if chips else event


def register(registry: Registry) -> None:
    """Make known what is written on tickets, and what they add to the calls they were opened in."""
    registry.touches.append(Touch(_LETTERS | {"note"}, notes_of))
    registry.annotations.append(calls_and_tickets)
