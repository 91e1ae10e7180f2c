"""What customers bought."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.commerce import finding, queries
from agent_desktop.features.commerce.tables import order


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "order",
            order,
            lambda _read, _row: [],
            keys_of=finding.order_keys,
            customer_column="customer_id",
        )
    )
    queries.register(registry)
    finding.register(registry)
