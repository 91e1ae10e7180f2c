"""What tickets tell the subjects below: timeline, header facts, evidence of who calls, finding by number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Evidence, Finder, Registry, Said, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.tickets import ticket_events
from agent_desktop.features.tickets.finding import by_number
from agent_desktop.features.tickets.model import OPEN_STATES, TOPIC
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.tables import agent, queue

_CHIPS = {
    "new": TimelineChip("ticket:new", "New", "info"),
    "open": TimelineChip("ticket:open", "Open", "accent"),
    "pending": TimelineChip("ticket:pending", "Pending", "warn"),
    "on_hold": TimelineChip("ticket:on_hold", "On hold", "warn"),
    "solved": TimelineChip("ticket:solved", "Solved", "ok"),
    "closed": TimelineChip("ticket:closed", "Closed"),
}

_MOMENT = ticket.c.created_at.type
_OF_CUSTOMER = (
    sa.select(ticket, agent.c.name.label("owner_name"), queue.c.name.label("queue_name"))
    .select_from(
        ticket.outerjoin(agent, agent.c.id == ticket.c.owner_id).outerjoin(
            queue, queue.c.id == ticket.c.queue_id
        )
    )
    .where(ticket.c.customer_id == sa.bindparam("customer_id"))
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_CREATED = _OF_CUSTOMER.order_by(ticket.c.created_at.desc(), ticket.c.id.desc())
_SOLVED = _OF_CUSTOMER.where(ticket.c.last_solved_at.is_not(None)).order_by(
    ticket.c.last_solved_at.desc(), ticket.c.id.desc()
)

_OPEN_COUNT = (
    sa.select(sa.func.count())
    .select_from(ticket)
    .where(ticket.c.customer_id == sa.bindparam("customer_id"), ticket.c.state.in_(OPEN_STATES))
)
_OPEN = (
    sa.select(ticket.c.customer_id, ticket.c.subject)
    .where(
        ticket.c.customer_id.in_(sa.bindparam("customer_ids", expanding=True)),
        ticket.c.state.in_(OPEN_STATES),
    )
    .order_by(ticket.c.created_at.desc(), ticket.c.number.desc())
)


def _touches(
    read: Read, customer_id: str, before: datetime | None, limit: int, kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    created, solved = _CREATED, _SOLVED
    if len(kinds) == 1:
        is_of_kind = (
            ticket.c.topic == TOPIC if "complaint" in kinds else ticket.c.topic.is_distinct_from(TOPIC)
        )
        created, solved = created.where(is_of_kind), solved.where(is_of_kind)
    if before is not None:
        moment = sa.bindparam("before", type_=_MOMENT)
        created = created.where(ticket.c.created_at < moment)
        solved = solved.where(ticket.c.last_solved_at < moment)
        arguments["before"] = before
    events = [_created(row) for row in read.execute(created, arguments)]
    events += [_solved(row) for row in read.execute(solved, arguments)]
    events.sort(key=lambda event: (event.at, event.event_id), reverse=True)
    return events[:limit]


def _created(row: Any) -> TimelineEvent:
    return _event(row, "created", row.created_at, f"Ticket {row.number}: {row.subject}", _CHIPS[row.state])


def _solved(row: Any) -> TimelineEvent:
    title = f"Ticket {row.number} solved: {row.subject}"
    return _event(row, "solved", row.last_solved_at, title, _CHIPS["solved"])


def _event(row: Any, what: str, at: datetime, title: str, chip: TimelineChip) -> TimelineEvent:
    return TimelineEvent(
        event_id=f"{row.id}:{what}",
        kind="complaint" if row.topic == TOPIC else "ticket",
        at=at,
        title=title,
        meta=" · ".join(part for part in (row.queue_name, row.owner_name) if part),
        text="",
        chips=[chip],
        who=row.owner_name,
        queue=row.queue_name,
        record_id=row.id,
        ticket_id=row.id,
        contact_id=row.interaction_id,
    )


def _open_tickets(read: Read, customer_id: str, _as_of: datetime) -> int:
    return int(read.execute(_OPEN_COUNT, {"customer_id": customer_id}).scalar_one())


def _open_ticket(read: Read, customer_ids: list[str], _e164: str) -> dict[str, Said]:
    subjects: dict[str, list[str]] = {}
    for row in read.execute(_OPEN, {"customer_ids": customer_ids}):
        subjects.setdefault(row.customer_id, []).append(row.subject)
    return {
        customer_id: Said("open_ticket", line=latest[0], count=len(latest))
        for customer_id, latest in subjects.items()
    }


def register(registry: Registry) -> None:
    """Make known what tickets tell of a customer."""
    registry.touches.append(Touch(frozenset({"ticket", "complaint"}), _touches))
    ticket_events.register(registry)
    registry.facts["open_tickets"] = _open_tickets
    registry.evidence.append(Evidence("open_ticket", 40, _open_ticket))
    registry.finders.append(Finder("ticket", by_number))
