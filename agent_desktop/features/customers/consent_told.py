"""What a customer allowed or took back, as the timeline tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.customers.tables import consent_event
from agent_desktop.features.workforce.tables import agent

_TOUCHES = (
    sa.select(consent_event, agent.c.name.label("agent_name"))
    .select_from(consent_event.outerjoin(agent, agent.c.id == consent_event.c.recorded_by))
    .where(consent_event.c.customer_id == sa.bindparam("customer_id"))
    .order_by(consent_event.c.given_at.desc(), consent_event.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_BEFORE = _TOUCHES.where(
    consent_event.c.given_at < sa.bindparam("before", type_=consent_event.c.given_at.type)
)


def _touches(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_TOUCHES, arguments)
    else:
        rows = read.execute(_BEFORE, arguments | {"before": before})
    return [_event(row) for row in rows]


def _event(row: Any) -> TimelineEvent:
    what = "given" if row.is_granted else "withdrawn"
    chip = TimelineChip(
        f"consent:{what}:{row.purpose}:{row.channel}:{row.how}",
        f"Consent {what}",
        "ok" if row.is_granted else "warn",
    )
    return TimelineEvent(
        event_id=row.id,
        kind="consent",
        at=row.given_at,
        title=f"{row.purpose} · {row.channel}",
        meta=" · ".join(part for part in (row.how, row.agent_name) if part),
        text=row.evidence or "",
        chips=[chip],
        who=row.agent_name,
        record_id=row.id,
    )


def register(registry: Registry) -> None:
    """Make known what consents tell of a customer."""
    registry.touches.append(Touch(frozenset({"consent"}), _touches))
