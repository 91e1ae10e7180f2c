"""Lists of tickets, answered a page at a time from either store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets import listing_sql as sql
from agent_desktop.features.tickets.listing_views import (
    MOST_CHANGED_AT_ONCE,
    MOST_COUNTS,
    MOST_IN_A_PAGE,
    CountTickets,
    Cursor,
    GroupCount,
    ListedTicket,
    ListedTickets,
    TicketFilter,
    TicketGroups,
    TicketOrder,
    TicketPage,
    TicketSlice,
)
from agent_desktop.features.tickets.model import LEVELS
from agent_desktop.features.tickets.saying import which_are_common
from agent_desktop.features.tickets.tables import ticket, ticket_category
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.search_keys import words

_COLUMNS = (
    ticket.c.id,
    ticket.c.number,
    ticket.c.subject,
    ticket.c.customer_id,
    customer.c.name.label("customer_name"),
    ticket.c.channel,
    sql.NAMED_STATE.label("named_state"),
    ticket.c.priority,
    ticket.c.due_at,
    ticket.c.is_unread,
    ticket.c.owner_id,
    agent.c.name.label("owner_name"),
    ticket.c.queue_id,
    queue.c.name.label("queue_name"),
    ticket.c.category_id,
    ticket_category.c.name.label("category_name"),
    ticket.c.team,
    ticket.c.level,
    ticket.c.tags,
    ticket.c.sla_state,
    ticket.c.created_at,
    ticket.c.updated_at,
    ticket.c.sla_due_at,
)
_WIDTH = len(_COLUMNS)
_BY_ID = (
    sa.select(*_COLUMNS)
    .select_from(sql.JOINED)
    .where(ticket.c.id.in_(sa.bindparam("ids", type_=ticket.c.id.type, expanding=True)))
)


def _row(found: Sequence[Any]) -> ListedTicket:
    values = list(found[: _WIDTH - 1])
    dues = [due for due in (found[8], found[_WIDTH - 1]) if due is not None]
    values[8] = min(dues, default=None)
    values[17] = values[17] or LEVELS[0]
    values[18] = values[18] or []
    return ListedTicket(*values)


def _may_look(actor: Actor, agent_id: str, queues: Sequence[str], filters: Sequence[TicketFilter]) -> None:
    """One's own tickets and those of one's own queues are everybody's to see; anything else is for leads."""
    if actor.holds(LEADS):
        return
    is_own = agent_id == actor.agent_id and actor.queues.issuperset(queues)
    if not is_own or any(which.view == "all" for which in filters):
        raise Refused(
            "not_allowed",
            "This list shows your own tickets and those of your queues.",
            todo="Ask a supervisor.",
        )


def _page(read: Read, actor: Actor, query: TicketPage) -> TicketSlice:
    _may_look(actor, query.agent_id, query.queues, [query.which])
    if not 0 < query.limit <= MOST_IN_A_PAGE or query.skip < 0:
        raise Refused("malformed", f"A page has at most {MOST_IN_A_PAGE} rows.")
    keys = sql.ordering(query.order, query.bounds)
    common = which_are_common(read, sorted(words(query.which.text)))
    conditions = sql.let_through(query.which, query.agent_id, query.queues, query.as_of, common)
    if query.after is not None:
        conditions.append(sql.beyond(keys, query.after, is_backward=query.is_backward))
    named = [key.expression.label(f"key_{place}") for place, key in enumerate(keys[:-1])]
    # First the keys alone, then the rest of the few rows that are on the page.
    found = read.execute(
        sa.select(*named, ticket.c.id)
        .select_from(sql.joined(query.order.sort, query.order.group))
        .where(*conditions)
        .order_by(*sql.ordered(keys, is_backward=query.is_backward))
        .limit(query.limit)
        .offset(query.skip)
    ).all()
    if query.is_backward:
        found = found[::-1]
    rows = _by_ids(read, [str(row.id) for row in found])
    places = [
        Cursor([sql.travelling(value) for value in row[:-1]], str(row.id)) for row in (found[:1] + found[-1:])
    ]
    return TicketSlice(rows, places[0] if places else None, places[-1] if places else None)


def _by_ids(read: Read, ids: Sequence[str]) -> list[ListedTicket]:
    """Rows in the order of their ids; a store takes only so many in one question."""
    found: dict[str, ListedTicket] = {}
    for start in range(0, len(ids), 500):
        for row in read.execute(_BY_ID, {"ids": list(ids[start : start + 500])}):
            found[str(row.id)] = _row(row)
    return [found[one] for one in ids if one in found]


def _groups(read: Read, actor: Actor, query: TicketGroups) -> list[GroupCount]:
    _may_look(actor, query.agent_id, query.queues, [query.which])
    made = sql.grouping(query.order.group, query.bounds)
    conditions = sql.let_through(query.which, query.agent_id, query.queues, query.as_of)
    named = [one.label(f"rank_{place}") for place, one in enumerate(made.ordered_by)]
    if made.name is not None:
        named.append(sa.cast(made.name, sa.Text).label("group_name"))
    # PostgreSQL knows an expression with values in it again only by the name of its column.
    inner = sa.select(*named, ticket.c.id).select_from(sql.joined(query.order.group)).where(*conditions)
    counted = inner.subquery()
    columns = [counted.c[label.name] for label in named]
    statement = sa.select(*columns, sa.func.count()).select_from(counted)
    rows = read.execute(statement.group_by(*columns).order_by(*columns)).all()
    if made.names:
        return [GroupCount(made.names[found[0]], None, int(found[1])) for found in rows]
    if made.key is not None:
        # What such groups are ordered by ends with their key.
        return [GroupCount(str(found[-3]), found[-2], int(found[-1])) for found in rows]
    return [GroupCount("", None, int(found[0])) for found in rows if found[0]]


def _order(read: Read, actor: Actor, query: TicketOrder) -> list[str]:
    _may_look(actor, query.agent_id, query.queues, [query.which])
    keys = sql.ordering(query.order, query.bounds)
    conditions = sql.let_through(query.which, query.agent_id, query.queues, query.as_of)
    found = read.execute(
        sa.select(ticket.c.id)
        .select_from(sql.joined(query.order.sort, query.order.group))
        .where(*conditions)
        .order_by(*sql.ordered(keys, is_backward=False))
    )
    return [str(one) for one in found.scalars()]


def _listed(read: Read, _actor: Actor, query: ListedTickets) -> list[ListedTicket]:
    if len(query.ticket_ids) > MOST_CHANGED_AT_ONCE:
        raise Refused("malformed", f"At most {MOST_CHANGED_AT_ONCE} tickets are asked for at once.")
    return _by_ids(read, query.ticket_ids)


def _counts(read: Read, actor: Actor, query: CountTickets) -> list[int]:
    _may_look(actor, query.agent_id, query.queues, query.filters)
    if len(query.filters) > MOST_COUNTS:
        raise Refused("malformed", f"At most {MOST_COUNTS} counts are asked for at once.")
    found = []
    for which in query.filters:
        conditions = sql.let_through(which, query.agent_id, query.queues, query.as_of)
        counted = sa.select(sa.func.count()).select_from(ticket).where(*conditions)
        found.append(int(read.execute(counted).scalar_one()))
    return found


def register(book: QueryBook) -> None:
    """Make the lists of tickets known."""
    book.register("tickets.TicketPage", TicketPage, _page, answers=TicketSlice, roles=DESK)
    book.register("tickets.TicketOrder", TicketOrder, _order, answers=list[str], roles=DESK)
    book.register("tickets.TicketGroups", TicketGroups, _groups, answers=list[GroupCount], roles=DESK)
    book.register("tickets.ListedTickets", ListedTickets, _listed, answers=list[ListedTicket], roles=DESK)
    book.register("tickets.CountTickets", CountTickets, _counts, answers=list[int], roles=DESK)
