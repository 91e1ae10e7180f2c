"""What orders tell the subjects below: timeline, header facts, and finding a customer by an order number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.money import Money
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Finder, Registry, Touch
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent

_TONES = {"placed": "info", "shipped": "info", "delivered": "ok", "returned": "warn", "cancelled": "neutral"}

_TOUCHES = (
    sa.select(order)
    .where(order.c.customer_id == sa.bindparam("customer_id"))
    .order_by(order.c.ordered_at.desc(), order.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_TOUCHES_BEFORE = _TOUCHES.where(order.c.ordered_at < sa.bindparam("before", type_=order.c.ordered_at.type))
_COUNT = (
    sa.select(sa.func.count()).select_from(order).where(order.c.customer_id == sa.bindparam("customer_id"))
)
_BY_NUMBER = (
    sa.select(order.c.customer_id)
    .where(order.c.number.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(order.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def _touches(read: Read, customer_id: str, before: datetime | None, limit: int) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_TOUCHES, arguments)
    else:
        rows = read.execute(_TOUCHES_BEFORE, arguments | {"before": before})
    return [_event(row) for row in rows]


def _event(row: Any) -> TimelineEvent:
    items = f"{row.item_count} item" if row.item_count == 1 else f"{row.item_count} items"
    total = f"{row.currency} {Money(row.total_minor, row.currency).major()}"
    return TimelineEvent(
        event_id=row.id,
        kind="order",
        at=row.ordered_at,
        title=f"Order {row.number}",
        meta=f"{items} · {total}",
        text="",
        chips=[
            TimelineChip(f"order:{row.status}", row.status.capitalize(), _TONES.get(row.status, "neutral"))
        ],
        record_id=row.id,
    )


def _order_count(read: Read, customer_id: str, _as_of: datetime) -> int:
    return int(read.execute(_COUNT, {"customer_id": customer_id}).scalar_one())


def _by_number(read: Read, text: str, limit: int) -> list[str]:
    number = text.strip().lstrip("#")
    if not any(char.isdigit() for char in number):
        return []
    rows = read.execute(_BY_NUMBER, {"numbers": sorted({number, number.upper()}), "most": limit})
    return list(dict.fromkeys(str(row.customer_id) for row in rows))


def register(registry: Registry) -> None:
    """Make known what orders tell of a customer."""
    registry.touches.append(Touch("order", _touches))
    registry.facts["order_count"] = _order_count
    registry.finders.append(Finder("order", _by_number))
