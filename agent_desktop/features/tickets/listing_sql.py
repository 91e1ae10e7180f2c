"""Lists of tickets in SQL, alike in both stores: what a filter lets through, and keyset paging in any order.

Every expression that rows are ordered by is never null, and texts compare by bytes after folding the letters A to Z,
so that both stores put the same rows in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from agent_desktop.core.errors import Refused
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.listing_views import (
    VIEWS,
    Arrangement,
    Bounds,
    Cursor,
    TicketFilter,
)
from agent_desktop.features.tickets.model import LEVELS, NAMED_STATES, OPEN_STATES, PRIORITIES, kept_state
from agent_desktop.features.tickets.saying import says, says_itself
from agent_desktop.features.tickets.tables import ticket, ticket_category
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.schema import UtcDateTime
from agent_desktop.store.search_keys import search_key, words

TAG_MARK = "#"
"""Before a tag among the search keys of a ticket; no word begins with it."""

_BY_WHEN = 3
"""Keys of a list that is grouped by when tickets are due: the group, the order, the id."""

_FAR = datetime(9000, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Expression = sa.ColumnElement[Any]


class byte_order(FunctionElement[str]):  # noqa: N801 - a function of SQL is written small
    """A text as it is sorted: the letters A to Z folded, compared by bytes; nothing is the empty text."""

    name = "byte_order"
    type = sa.Text()
    inherit_cache = True


@compiles(byte_order, "postgresql")
def _in_postgresql(element: byte_order, compiler: Any, **how: Any) -> str:
    return f"lower(coalesce({compiler.process(element.clauses, **how)}, '') COLLATE \"C\")"


@compiles(byte_order)
def _elsewhere(element: byte_order, compiler: Any, **how: Any) -> str:
    return f"lower(coalesce({compiler.process(element.clauses, **how)}, ''))"


class earlier(FunctionElement[datetime]):  # noqa: N801 - a function of SQL is written small
    """The earlier of two moments of which either may be missing; far ahead where both are."""

    name = "earlier"
    type = UtcDateTime()
    inherit_cache = True


@compiles(earlier, "postgresql")
def _earlier_in_postgresql(element: earlier, compiler: Any, **how: Any) -> str:
    return f"least({compiler.process(element.clauses, **how)})"


@compiles(earlier)
def _earlier_elsewhere(element: earlier, compiler: Any, **how: Any) -> str:
    return f"min({compiler.process(element.clauses, **how)})"


def _rank(column: Expression, values: Sequence[str]) -> Expression:
    return sa.case(*((column == value, place) for place, value in enumerate(values)), else_=len(values))


def _moment(column: Any) -> Expression:
    return sa.func.coalesce(column, sa.literal(_FAR, UtcDateTime()))


DEADLINE: Expression = earlier(_moment(ticket.c.due_at), _moment(ticket.c.sla_due_at))
"""The earlier of a ticket's own deadline and its service level's; far ahead where it has none."""

NAMED_STATE: Expression = sa.case(
    (
        ticket.c.state == "pending",
        sa.literal("pending_") + sa.func.coalesce(ticket.c.waits_for, "customer"),
    ),
    else_=ticket.c.state,
)
_LEVEL = sa.func.coalesce(ticket.c.level, LEVELS[0])
_URGENT_FIRST = tuple(reversed(PRIORITIES))
_CHANNELS = ("call", "chat", "sms", "email", "letter", "visit")

JOINED = (
    ticket.outerjoin(customer, customer.c.id == ticket.c.customer_id)
    .outerjoin(agent, agent.c.id == ticket.c.owner_id)
    .outerjoin(queue, queue.c.id == ticket.c.queue_id)
    .outerjoin(ticket_category, ticket_category.c.id == ticket.c.category_id)
)
_JOINS: dict[str, Callable[[Any], Any]] = {
    "customer": lambda made: made.outerjoin(customer, customer.c.id == ticket.c.customer_id),
    "owner": lambda made: made.outerjoin(agent, agent.c.id == ticket.c.owner_id),
    "queue": lambda made: made.outerjoin(queue, queue.c.id == ticket.c.queue_id),
    "category": lambda made: made.outerjoin(ticket_category, ticket_category.c.id == ticket.c.category_id),
}


def joined(*names: str) -> Any:
    """The tickets with the tables that some orders or groups need, and no others: each costs with every row."""
    made: Any = ticket
    for name in dict.fromkeys(names):
        made = _JOINS.get(name, lambda before: before)(made)
    return made


@dataclass(frozen=True, slots=True)
class Key:
    """One expression that rows are ordered by, and how its value travels in a cursor."""

    expression: Expression
    is_descending: bool = False
    is_when: bool = False
    """Whether it is the group of a ticket by when it is due."""

    @property
    def is_moment(self) -> bool:
        """Whether it is a time, which travels as microseconds since 1970."""
        return isinstance(self.expression.type, UtcDateTime)

    def bound(self, value: str | int) -> Expression:
        """A cursor's value to compare with."""
        if self.is_moment:
            try:
                return sa.literal(_EPOCH + int(value) * _MICROSECOND, UtcDateTime())
            except (ValueError, OverflowError):
                raise Refused("malformed", "This is no place in a list.") from None
        return sa.literal(value)


def travelling(value: Any) -> str | int:
    """A value that rows are ordered by as it stands in a cursor."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    return value if isinstance(value, int) else str(value)


_ID = sa.cast(ticket.c.id, sa.Text)

_ORDERS: dict[str, Callable[[], Expression]] = {
    "deadline": lambda: DEADLINE,
    "priority": lambda: _rank(ticket.c.priority, _URGENT_FIRST),
    "state": lambda: _rank(NAMED_STATE, tuple(NAMED_STATES)),
    "number": lambda: ticket.c.number,
    "subject": lambda: byte_order(ticket.c.subject),
    "customer": lambda: byte_order(customer.c.name),
    "owner": lambda: byte_order(agent.c.name),
    "queue": lambda: byte_order(queue.c.name),
    "category": lambda: byte_order(ticket_category.c.name),
    "team": lambda: byte_order(ticket.c.team),
    "level": lambda: _rank(_LEVEL, LEVELS),
    "channel": lambda: _rank(ticket.c.channel, _CHANNELS),
    "age": lambda: ticket.c.created_at,
    "changed": lambda: ticket.c.updated_at,
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """How rows are put into groups: what the groups are ordered by, and how each is told from the others.

    Of a rank, ``names`` are the keys in its order, and whatever is none of them is one last group, ``other``. Of a
    record, ``key`` is its id, empty where there is none, and ``name`` what it is called.
    """

    ordered_by: list[Expression]
    names: tuple[str, ...] = ()
    key: Expression | None = None
    name: Expression | None = None


OTHER = "other"


def _as_rank(names: Sequence[str], expression: Expression) -> Grouping:
    return Grouping([_rank(expression, names)], (*names, OTHER))


def _as_record(key: Any, name: Any) -> Grouping:
    """Those without a record come last, and two of one name stay two."""
    text = sa.func.coalesce(sa.cast(key, sa.Text), "")
    return Grouping([sa.case((key.is_(None), 1), else_=0), byte_order(name), text], (), text, name)


def _bands(names: Sequence[str], conditions: Sequence[Expression]) -> Grouping:
    rank = sa.case(*((one, place) for place, one in enumerate(conditions)), else_=len(conditions))
    return Grouping([rank], tuple(names))


def _at(moment: datetime) -> Expression:
    return sa.literal(moment, UtcDateTime())


def grouping(group: str, bounds: Bounds) -> Grouping:
    """How rows are put into the groups of one kind."""
    if group == "when":
        ends = (bounds.now_until, bounds.today_until, bounds.week_until)
        return _bands(("now", "later_today", "this_week", "later"), [_at(end) > DEADLINE for end in ends])
    if group == "age":
        begins = (bounds.today_from, bounds.week_from, bounds.month_from)
        opened = [ticket.c.created_at >= _at(begin) for begin in begins]
        return _bands(("today", "week", "month", "older"), opened)
    ranks: dict[str, tuple[Sequence[str], Expression]] = {
        "priority": (_URGENT_FIRST, ticket.c.priority),
        "state": (tuple(NAMED_STATES), NAMED_STATE),
        "level": (LEVELS, _LEVEL),
        "channel": (_CHANNELS, ticket.c.channel),
    }
    if group in ranks:
        return _as_rank(*ranks[group])
    records = {
        "customer": (ticket.c.customer_id, customer.c.name),
        "owner": (ticket.c.owner_id, agent.c.name),
        "queue": (ticket.c.queue_id, queue.c.name),
        "category": (ticket.c.category_id, ticket_category.c.name),
        "team": (ticket.c.team, ticket.c.team),
    }
    if group in records:
        return _as_record(*records[group])
    if group:
        raise Refused("malformed", f"{group!r} is nothing that tickets are grouped by.")
    return Grouping([])


def ordering(order: Arrangement, bounds: Bounds) -> list[Key]:
    """The keys of a list, the last of which tells every row from every other."""
    made = _ORDERS.get(order.sort)
    if made is None:
        raise Refused("malformed", f"{order.sort!r} is nothing that tickets are sorted by.")
    groups = grouping(order.group, bounds).ordered_by
    # What is old was opened at an early moment: the youngest first is the late moment first.
    is_down = order.is_descending
    is_when = order.group == "when"
    return [*(Key(one, is_when=is_when) for one in groups), Key(made(), is_down), Key(_ID, is_down)]


def beyond(keys: Sequence[Key], cursor: Cursor, *, is_backward: bool) -> Expression:
    """That a row comes after a place in the order of the keys, or before it."""
    values = [*cursor.keys, cursor.ticket_id]
    if len(values) != len(keys):
        raise Refused("malformed", "This place is one of another list.", todo="Ask for the list anew.")
    found: Expression = sa.false()
    pairs = list(zip(keys, values, strict=True))[_spared(keys) :]
    for key, value in reversed(pairs):
        bound = key.bound(value)
        is_less = key.is_descending != is_backward
        step = key.expression < bound if is_less else key.expression > bound
        found = sa.or_(step, sa.and_(key.expression == bound, found))
    if _spared(keys):
        # Said once more of the first key alone, so that an index in this order is entered at the place.
        first, bound = pairs[0][0].expression, pairs[0][0].bound(pairs[0][1])
        found = sa.and_(first <= bound if is_backward else first >= bound, found)
    return found


def _spared(keys: Sequence[Key]) -> int:
    """How many keys in front say nothing that the next does not say.

    What is due earlier is never in a later group of those by when it is due: the deadline alone is that order.
    """
    is_by_when = len(keys) == _BY_WHEN and keys[1].expression is DEADLINE and not keys[1].is_descending
    return 1 if is_by_when and keys[0].is_when else 0


def ordered(keys: Sequence[Key], *, is_backward: bool) -> list[Any]:
    """The keys as an order of SQL."""
    return [
        key.expression.desc() if key.is_descending != is_backward else key.expression.asc()
        for key in keys[_spared(keys) :]
    ]


def _any_of(column: Any, values: Sequence[str]) -> Expression:
    """That a column is one of some values, of which the empty one is nothing."""
    named = [value for value in values if value]
    parts: list[Expression] = [column.in_(named)] if named else []
    if len(named) < len(values):
        parts.append(column.is_(None))
    return sa.or_(*parts)


def _states(states: Sequence[str]) -> Expression:
    if not states:
        return ticket.c.state.in_(OPEN_STATES)
    if not set(states) <= set(NAMED_STATES):
        raise Refused("malformed", "There is a state that tickets do not have.")
    kept = [kept_state(name) for name in states]
    plain = [state for state, waits_for in kept if waits_for is None]
    parts: list[Expression] = [ticket.c.state.in_(plain)] if plain else []
    waits = [waits_for for _, waits_for in kept if waits_for is not None]
    if waits:
        whom = sa.func.coalesce(ticket.c.waits_for, "customer")
        parts.append(sa.and_(ticket.c.state == "pending", whom.in_(waits)))
    return sa.or_(*parts)


def let_through(
    which: TicketFilter,
    agent_id: str,
    queues: Sequence[str],
    as_of: datetime,
    common: frozenset[str] = frozenset(),
) -> list[Expression]:
    """What a ticket must be for a filter, as conditions that all hold; ``common`` words are asked of each ticket."""
    if which.view not in VIEWS:
        raise Refused("malformed", f"{which.view!r} is no view of tickets.")
    mine = ticket.c.owner_id == sa.literal(agent_id, ticket.c.owner_id.type)
    teams = ticket.c.queue_id.in_(list(queues))
    conditions: list[Expression] = [_states(which.states)]
    if which.view == "mine":
        conditions.append(mine)
    elif which.view == "team":
        conditions.append(teams)
    elif which.view == "unassigned":
        conditions += [teams, ticket.c.owner_id.is_(None)]
    elif which.view == "overdue":
        conditions += [sa.or_(teams, mine), sa.literal(as_of, UtcDateTime()) > DEADLINE]
    if which.priorities:
        conditions.append(ticket.c.priority.in_(which.priorities))
    for column, values in (
        (ticket.c.queue_id, which.queues),
        (ticket.c.owner_id, which.owners),
        (ticket.c.category_id, which.categories),
        (ticket.c.channel, which.channels),
    ):
        if values:
            conditions.append(_any_of(column, values))
    if which.older_than_days > 0:
        days = min(which.older_than_days, 36_500)
        conditions.append(ticket.c.created_at < sa.literal(as_of - timedelta(days=days), UtcDateTime()))
    if which.is_unread:
        conditions.append(ticket.c.is_unread.is_(True))
    conditions += [_has_key(TAG_MARK + tag) for tag in which.tags]
    for word in sorted(words(which.text)):
        conditions.append(says_itself(word) if word in common else says(word))
    return conditions


def _has_key(key: str) -> Expression:
    keys = sa.select(search_key.c.entity_id).where(
        search_key.c.entity == "ticket", search_key.c.key == " ".join(key.casefold().split())[:61]
    )
    return ticket.c.id.in_(keys)
