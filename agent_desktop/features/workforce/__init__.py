"""The people who work here and their queues."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.workforce import queries
from agent_desktop.features.workforce.tables import agent, queue


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(EntitySpec("agent", agent, lambda _read, _row: ["org"]))
    registry.entity(EntitySpec("queue", queue, lambda _read, _row: ["org"]))
    queries.register(registry.queries)
