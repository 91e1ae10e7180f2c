"""Call facts and who is calling."""

from __future__ import annotations

from agent_desktop.core.registry import Registry
from agent_desktop.features.calls import caller_index, erasing, joining, queries


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.erasers.append(erasing.erase_numbers)
    registry.derivations.append(caller_index.derive)
    queries.register(registry)
    joining.register(registry.commands)
