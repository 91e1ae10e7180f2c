"""Knowledge articles."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.knowledge import queries
from agent_desktop.features.knowledge.search import article_keys
from agent_desktop.features.knowledge.tables import article


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "article",
            article,
            lambda _read, _row: ["org"],
            keys_of=article_keys,
        )
    )
    queries.register(registry.queries)
