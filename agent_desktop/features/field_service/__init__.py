"""Visits to customers."""

from __future__ import annotations

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
            customer_column="customer_id",
        )
    )
    queries.register(registry)
