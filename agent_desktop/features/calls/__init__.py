"""Call facts and who is calling."""

from __future__ import annotations

from agent_desktop.core.registry import CustomerReference, Registry
from agent_desktop.features.calls import caller_index, confirming, erasing, joining, queries


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.erasers.append(erasing.erase_numbers)
    registry.derivations.append(caller_index.derive)
    registry.references.append(
        CustomerReference("caller_rank", "customer_id", "derived from the records, which move")
    )
    queries.register(registry)
    joining.register(registry.commands)
    confirming.register(registry.commands)
