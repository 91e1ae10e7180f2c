"""Guided scripts and standard answers."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.scripts import queries
from agent_desktop.features.scripts.tables import answer, script


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(EntitySpec("script", script, lambda _read, _row: ["org"]))
    registry.entity(EntitySpec("answer", answer, lambda _read, _row: ["org"]))
    queries.register(registry.queries)
