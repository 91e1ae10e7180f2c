"""What customers bought."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.commerce import queries
from agent_desktop.features.commerce.tables import order
from agent_desktop.store.search_keys import squashed


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "order",
            order,
            lambda _read, _row: [],
            keys_of=lambda row: {squashed(row["number"])},
            customer_column="customer_id",
        )
    )
    queries.register(registry)
