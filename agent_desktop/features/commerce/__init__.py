"""What customers bought, own and have agreed with us."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.commerce import commands, customer_numbers, finding, queries
from agent_desktop.features.commerce.tables import contract, order, product_owned


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    # On a desk with the customer's bundle and not before: who is kept or open is here whole, also offline.
    registry.entity(
        EntitySpec(
            "order", order, lambda _read, _row: [], keys_of=finding.order_keys, customer_column="customer_id"
        )
    )
    for table in (product_owned, contract):
        registry.entity(
            EntitySpec(str(table.name), table, lambda _read, _row: [], customer_column="customer_id")
        )
    commands.register(registry.commands)
    queries.register(registry)
    finding.register(registry)
    customer_numbers.register(registry.queries)
