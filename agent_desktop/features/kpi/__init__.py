"""The figures, each a query over facts."""

from __future__ import annotations

from agent_desktop.core.registry import Registry
from agent_desktop.features.kpi import queries, satisfaction


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    queries.register(registry.queries)
    satisfaction.register(registry.queries)
