"""Every read of tickets."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets import told
from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.features.tickets.read_models import (
    CountWorkQueue,
    CustomerTickets,
    QueueCounts,
    Ticket,
    TicketNoteView,
    TicketRow,
    TicketView,
    WorkQueue,
)
from agent_desktop.features.tickets.saying import bounds_of, says_all
from agent_desktop.features.tickets.service_tables import service_target
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.tickets.workflow_tables import workflow_rule
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.search_keys import words

MOST_WORDS = 12
"""So many words of what is typed into the work queue's filter count."""

_COLUMNS = (
    ticket.c.id,
    ticket.c.number,
    ticket.c.subject,
    ticket.c.customer_id,
    customer.c.name,
    ticket.c.channel,
    ticket.c.state,
    ticket.c.priority,
    ticket.c.due_at,
    ticket.c.is_unread,
    ticket.c.owner_id,
    ticket.c.queue_id,
    ticket.c.created_at,
)
_ROWS = sa.select(*_COLUMNS).select_from(ticket.outerjoin(customer, customer.c.id == ticket.c.customer_id))
_IS_OPEN = ticket.c.state.in_(OPEN_STATES)
_IN_QUEUES = ticket.c.queue_id.in_(sa.bindparam("queues", expanding=True))


def _in_order(chosen: sa.FromClause) -> tuple[Any, ...]:
    """What is due first on top."""
    return chosen.c.due_at.asc().nulls_last(), chosen.c.created_at, chosen.c.number


_WORK = (
    sa.select(*(column for column in _COLUMNS if column is not customer.c.name))
    .where(_IS_OPEN)
    .order_by(*_in_order(ticket))
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_VIEWS = {
    "mine": _WORK.where(ticket.c.owner_id == sa.bindparam("agent_id")),
    "team": _WORK.where(_IN_QUEUES),
    "unassigned": _WORK.where(_IN_QUEUES, ticket.c.owner_id.is_(None)),
}


def _with_customers(found: sa.Select[Any]) -> sa.Select[Any]:
    """Tickets that were chosen and put in order, with the names of their customers: those of the page alone."""
    chosen = found.subquery("chosen")
    columns = [customer.c.name if column is customer.c.name else chosen.c[column.name] for column in _COLUMNS]
    return (
        sa.select(*columns)
        .select_from(chosen.outerjoin(customer, customer.c.id == chosen.c.customer_id))
        .order_by(*_in_order(chosen))
    )


@lru_cache(maxsize=64)
def _work(view: str, how_many: int) -> sa.Select[Any]:
    """The statement of a view with so many words to look for, built once: building takes longer than running."""
    return _with_customers(_VIEWS[view].where(*says_all(how_many)))


def _how_many(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_is_mine = ticket.c.owner_id == sa.bindparam("agent_id")
_COUNTS = sa.select(
    _how_many(_is_mine),
    _how_many(_IN_QUEUES),
    _how_many(sa.and_(_IN_QUEUES, ticket.c.owner_id.is_(None))),
).where(_IS_OPEN, sa.or_(_is_mine, _IN_QUEUES))

_ONE = (
    sa.select(
        *_COLUMNS,
        ticket.c.topic,
        order.c.number.label("order_number"),
        agent.c.name.label("owner_name"),
        queue.c.name.label("queue_name"),
        ticket.c.first_solved_at,
        ticket.c.last_solved_at,
        ticket.c.version,
    )
    .select_from(
        ticket.outerjoin(customer, customer.c.id == ticket.c.customer_id)
        .outerjoin(order, order.c.id == ticket.c.order_id)
        .outerjoin(agent, agent.c.id == ticket.c.owner_id)
        .outerjoin(queue, queue.c.id == ticket.c.queue_id)
    )
    .where(ticket.c.id == sa.bindparam("ticket_id"))
)
_NOTES = (
    sa.select(
        ticket_note.c.id,
        ticket_note.c.author_id,
        # What a rule or a service level wrote says so.
        agent.c.name.label("person"),
        workflow_rule.c.name.label("rule"),
        service_target.c.name.label("service_level"),
        ticket_note.c.is_public,
        ticket_note.c.text,
        ticket_note.c.written_at,
        ticket_note.c.delivery,
        ticket_note.c.delivery_what,
        ticket_note.c.address,
        ticket_note.c.is_stranger,
    )
    .select_from(
        ticket_note.outerjoin(agent, agent.c.id == ticket_note.c.author_id)
        .outerjoin(workflow_rule, workflow_rule.c.id == ticket_note.c.author_id)
        .outerjoin(service_target, service_target.c.id == ticket_note.c.author_id)
    )
    .where(ticket_note.c.ticket_id == sa.bindparam("ticket_id"))
    .order_by(ticket_note.c.written_at, ticket_note.c.id)
)
_OF_CUSTOMER = _ROWS.where(ticket.c.customer_id == sa.bindparam("customer_id")).order_by(
    sa.case((_IS_OPEN, 0), else_=1), ticket.c.created_at.desc(), ticket.c.number.desc()
)


def _work_queue(read: Read, actor: Actor, query: WorkQueue) -> list[TicketRow]:
    _own_or_lead(actor, query.agent_id, query.queues)
    if query.view not in _VIEWS:
        raise Refused("malformed", f"{query.view!r} is no view of the work queue.")
    arguments: dict[str, Any] = {"most": query.limit}
    if query.view == "mine":
        arguments["agent_id"] = query.agent_id
    else:
        arguments["queues"] = query.queues
    said = sorted(words(query.text))[:MOST_WORDS]
    return [
        TicketRow(*row) for row in read.execute(_work(query.view, len(said)), arguments | bounds_of(said))
    ]


def _own_or_lead(actor: Actor, agent_id: str, queues: list[str]) -> None:
    if not actor.holds(LEADS) and (agent_id != actor.agent_id or not actor.queues.issuperset(queues)):
        raise Refused(
            "not_allowed", "The work queue shows your own queues and tickets.", todo="Ask a supervisor."
        )


def _count(read: Read, actor: Actor, query: CountWorkQueue) -> QueueCounts:
    _own_or_lead(actor, query.agent_id, query.queues)
    row = read.execute(_COUNTS, {"agent_id": query.agent_id, "queues": query.queues}).one()
    return QueueCounts(*(int(count) for count in row))


def _note_view(note: Any) -> TicketNoteView:
    author, written_by = _author(note)
    return TicketNoteView(
        note_id=note.id,
        author=author,
        is_public=note.is_public,
        text=note.text,
        written_at=note.written_at,
        delivery=note.delivery,
        delivery_what=note.delivery_what,
        address=note.address,
        is_stranger=bool(note.is_stranger),
        written_by=written_by,
    )


def _author(note: Any) -> tuple[str | None, str]:
    """Who wrote a note, and what they are. One this store does not know any more is still not the customer."""
    if note.author_id is None:
        return None, "customer"
    if note.author_id == NOBODY.agent_id:
        return "", "central"
    for kind in ("person", "rule", "service_level"):
        if (name := getattr(note, kind)) is not None:
            return str(name), kind
    return "", "person"


def _ticket(read: Read, _actor: Actor, query: Ticket) -> TicketView | None:
    row = read.execute(_ONE, {"ticket_id": query.ticket_id}).first()
    if row is None:
        return None
    notes = [_note_view(note) for note in read.execute(_NOTES, {"ticket_id": query.ticket_id})]
    return TicketView(
        row=TicketRow(*row[: len(_COLUMNS)]),
        topic=row.topic,
        order_number=row.order_number,
        owner_name=row.owner_name,
        queue_name=row.queue_name,
        first_solved_at=row.first_solved_at,
        last_solved_at=row.last_solved_at,
        notes=notes,
        version=row.version,
    )


def _of_customer(read: Read, _actor: Actor, query: CustomerTickets) -> list[TicketRow]:
    return [TicketRow(*row) for row in read.execute(_OF_CUSTOMER, {"customer_id": query.customer_id})]


def register(registry: Registry) -> None:
    """Make the queries of tickets known, and what tickets tell of a customer."""
    book = registry.queries
    book.register("tickets.WorkQueue", WorkQueue, _work_queue, answers=list[TicketRow], roles=DESK)
    book.register("tickets.CountWorkQueue", CountWorkQueue, _count, answers=QueueCounts, roles=DESK)
    book.register("tickets.Ticket", Ticket, _ticket, answers=TicketView | None, roles=DESK)
    book.register(
        "tickets.CustomerTickets", CustomerTickets, _of_customer, answers=list[TicketRow], roles=DESK
    )
    told.register(registry)
