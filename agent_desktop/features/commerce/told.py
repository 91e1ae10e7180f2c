"""What orders and returns tell the subjects below: timeline and header facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.money import Money
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.commerce.tables import order, return_authorisation
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent

_TONES = {
    "placed": "info",
    "shipped": "info",
    "partly_shipped": "info",
    "partly_delivered": "info",
    "delivered": "ok",
    "returned": "warn",
    "cancelled": "neutral",
    "authorised": "info",
    "received": "ok",
    "refused": "warn",
}
_MOST_LINES = 3

_MOST = sa.bindparam("most", type_=sa.Integer)
_ORDERS = (
    sa.select(order)
    .where(order.c.customer_id == sa.bindparam("customer_id"))
    .order_by(order.c.ordered_at.desc(), order.c.id.desc())
    .limit(_MOST)
)
_ORDERS_BEFORE = _ORDERS.where(order.c.ordered_at < sa.bindparam("before", type_=order.c.ordered_at.type))
_back = return_authorisation.c.authorised_at
_RETURNS = (
    sa.select(return_authorisation)
    .where(return_authorisation.c.customer_id == sa.bindparam("customer_id"))
    .order_by(_back.desc(), return_authorisation.c.id.desc())
    .limit(_MOST)
)
_RETURNS_BEFORE = _RETURNS.where(_back < sa.bindparam("before", type_=_back.type))
_COUNT = (
    sa.select(sa.func.count()).select_from(order).where(order.c.customer_id == sa.bindparam("customer_id"))
)


def _orders(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_ORDERS, arguments)
    else:
        rows = read.execute(_ORDERS_BEFORE, arguments | {"before": before})
    return [_order_event(row) for row in rows]


def _returns(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_RETURNS, arguments)
    else:
        rows = read.execute(_RETURNS_BEFORE, arguments | {"before": before})
    return [_return_event(row) for row in rows]


def _order_event(row: Any) -> TimelineEvent:
    items = f"{row.item_count} item" if row.item_count == 1 else f"{row.item_count} items"
    total = Money(row.total_minor, row.currency).words()
    lines = row.lines or []
    told = [f"{line['quantity']} × {line['name']}" for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        told.append("…")
    return TimelineEvent(
        event_id=row.id,
        kind="order",
        at=row.ordered_at,
        title=f"Order {row.number}",
        meta=f"{items} · {total}",
        text=", ".join(told),
        chips=[_chip("order", row.status)],
        record_id=row.id,
    )


def _return_event(row: Any) -> TimelineEvent:
    return TimelineEvent(
        event_id=row.id,
        kind="return",
        at=row.authorised_at,
        title=row.product,
        meta=row.lot or "",
        text="",
        chips=[_chip("return", row.state)],
        record_id=row.id,
        ticket_id=row.ticket_id,
    )


def _chip(what: str, state: str) -> TimelineChip:
    words = state.replace("_", " ").capitalize()
    return TimelineChip(f"{what}:{state}", words, _TONES.get(state, "neutral"))


def _order_count(read: Read, customer_id: str, _as_of: datetime) -> int:
    return int(read.execute(_COUNT, {"customer_id": customer_id}).scalar_one())


def register(registry: Registry) -> None:
    """Make known what orders and returns tell of a customer."""
    registry.touches.append(Touch(frozenset({"order"}), _orders))
    registry.touches.append(Touch(frozenset({"return"}), _returns))
    registry.facts["order_count"] = _order_count
