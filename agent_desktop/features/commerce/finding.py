"""Finding an order by its number, in capitals or not, with or without what stands between its letters and digits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Query, Read
from agent_desktop.core.registry import Finder, Registry
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import customer
from agent_desktop.store.search_keys import prefix_range, search_key, squashed

_SHORTEST = 3
_LONGEST_TEXT = 60
_SAID_BEFORE = frozenset({"", "order", "orders", "bestellung", "auftrag", "number", "nummer", "no", "nr"})


class OrderHit(msgspec.Struct, frozen=True):
    """One order found by its number."""

    order_id: str
    number: str
    customer_id: str
    customer_name: str | None  # None where this store does not hold them
    ordered_at: datetime
    status: str


class FindOrders(Query[list[OrderHit]], frozen=True, kw_only=True):
    """Orders whose number begins like this, the whole number first, then the newest."""

    text: str
    limit: int = 20


_MOST = 50
_KEYS = (
    sa.select(search_key.c.entity_id)
    .where(
        search_key.c.entity == "order",
        search_key.c.key >= sa.bindparam("first"),
        search_key.c.key < sa.bindparam("end"),
    )
    .order_by(search_key.c.key, search_key.c.entity_id)
    .limit(_MOST)
    .subquery()
)
_HITS = (
    sa.select(
        order.c.id, order.c.number, order.c.customer_id, customer.c.name, order.c.ordered_at, order.c.status
    )
    .select_from(order.outerjoin(customer, customer.c.id == order.c.customer_id))
    .where(order.c.id.in_(sa.select(_KEYS.c.entity_id)))
)
_EXACT = sa.select(order.c.customer_id).where(
    order.c.id.in_(
        sa.select(search_key.c.entity_id).where(
            search_key.c.entity == "order", search_key.c.key == sa.bindparam("key")
        )
    )
)


def order_keys(row: dict[str, Any]) -> set[str]:
    """The key of an order's number."""
    return {squashed(row["number"])} - {""}


def _code(text: str) -> str:
    """The number in a text, without the words that only say that it is one; empty where there is none."""
    parts = text[:_LONGEST_TEXT].split()
    while parts and squashed(parts[0]) in _SAID_BEFORE:
        parts.pop(0)
    code = squashed(" ".join(parts))
    return code if any(char.isdigit() for char in code) else ""


def _find(read: Read, _actor: Actor, query: FindOrders) -> list[OrderHit]:
    code = _code(query.text)
    if len(code) < _SHORTEST:
        return []
    first, end = prefix_range(code)
    hits = [OrderHit(*row) for row in read.execute(_HITS, {"first": first, "end": end})]
    hits.sort(key=lambda hit: (hit.ordered_at, hit.order_id), reverse=True)
    hits.sort(key=lambda hit: squashed(hit.number) != code)
    return hits[: query.limit]


def _whose(read: Read, text: str, limit: int) -> list[str]:
    code = _code(text)
    if not code:
        return []
    rows = read.execute(_EXACT, {"key": code}).scalars()
    return sorted({str(customer_id) for customer_id in rows})[:limit]


def register(registry: Registry) -> None:
    """Make the question known, and that a customer is found by the number of their order."""
    registry.queries.register("commerce.FindOrders", FindOrders, _find, answers=list[OrderHit], roles=DESK)
    registry.finders.append(Finder("order", _whose))
