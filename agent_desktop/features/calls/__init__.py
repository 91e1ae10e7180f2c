"""Call facts and who is calling."""

from __future__ import annotations

from agent_desktop.core.registry import Registry
from agent_desktop.features.calls import erasing, queries


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.erasers.append(erasing.erase_numbers)
    queries.register(registry)
