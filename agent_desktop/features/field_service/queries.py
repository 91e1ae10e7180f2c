"""What visits tell the subjects below: the timeline and the next visit of the header."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.field_service.tables import visit
from agent_desktop.features.workforce.tables import agent

_TONES = {"booked": "info", "completed": "ok", "cancelled": "neutral"}

_TOUCHES = (
    sa.select(visit, agent.c.name.label("engineer_name"))
    .select_from(visit.outerjoin(agent, agent.c.id == visit.c.engineer_id))
    .where(visit.c.customer_id == sa.bindparam("customer_id"))
    .order_by(visit.c.starts_at.desc(), visit.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_TOUCHES_BEFORE = _TOUCHES.where(visit.c.starts_at < sa.bindparam("before", type_=visit.c.starts_at.type))
_NEXT = sa.select(sa.func.min(visit.c.starts_at)).where(
    visit.c.customer_id == sa.bindparam("customer_id"),
    visit.c.status == "booked",
    visit.c.ends_at > sa.bindparam("as_of", type_=visit.c.ends_at.type),
)


def _touches(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_TOUCHES, arguments)
    else:
        rows = read.execute(_TOUCHES_BEFORE, arguments | {"before": before})
    return [_event(row) for row in rows]


def _event(row: Any) -> TimelineEvent:
    minutes = round((row.ends_at - row.starts_at).total_seconds() / 60)
    chips = [TimelineChip(f"visit:{row.status}", row.status.capitalize(), _TONES.get(row.status, "neutral"))]
    if row.advice:
        chips.append(TimelineChip("visit:advice", row.advice, "warn"))
    return TimelineEvent(
        event_id=row.id,
        kind="visit",
        at=row.starts_at,
        title=row.title,
        meta=" · ".join(part for part in (row.engineer_name, f"{minutes} min") if part),
        text=row.report,
        chips=chips,
        ended_at=row.ends_at,
        who=row.engineer_name,
        record_id=row.id,
    )


def _next_visit(read: Read, customer_id: str, as_of: datetime) -> datetime | None:
    found: datetime | None = read.execute(_NEXT, {"customer_id": customer_id, "as_of": as_of}).scalar_one()
    return found


def register(registry: Registry) -> None:
    """Make known what visits tell of a customer."""
    registry.touches.append(Touch(frozenset({"visit"}), _touches))
    registry.facts["next_visit"] = _next_visit
