"""Knowledge articles."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.features.knowledge import queries
from agent_desktop.features.knowledge.tables import article
from agent_desktop.store.search_keys import words


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "article",
            article,
            lambda _read, _row: ["org"],
            keys_of=lambda row: words(row["number"], row["title"], row["body"]),
        )
    )
    queries.register(registry.queries)
