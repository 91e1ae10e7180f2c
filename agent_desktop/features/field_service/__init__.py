"""Visits to customers."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.field_service import queries
from agent_desktop.features.field_service.tables import visit


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "visit",
            visit,
            lambda _read, row: [f"agent:{row['engineer_id']}"] if row["engineer_id"] else [],
            follows=lambda _read, row: [("customer", row["customer_id"])],
            scope_columns=frozenset({"customer_id", "engineer_id", "status"}),
            customer_column="customer_id",
        )
    )
    registry.enrolments.append(_customer_scopes)
    queries.register(registry)


def _customer_scopes(read: Read, customer_id: str) -> Iterable[str]:
    """A booked visit brings its customer onto the engineer's desk, whatever becomes of the line on the way."""
    found = read.execute(
        sa.select(visit.c.engineer_id).where(
            visit.c.customer_id == customer_id, visit.c.status == "booked", visit.c.engineer_id.is_not(None)
        )
    ).scalars()
    return {f"agent:{engineer_id}" for engineer_id in found}
