"""Ratings: what customers said of a ticket or a contact."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.ratings import commands, queries
from agent_desktop.features.ratings.tables import rating


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "rating",
            rating,
            lambda _read, row: [f"agent:{row['agent_id']}"] if row["agent_id"] else [],
            customer_column="customer_id",
            remains=_remains,
            is_chronicled=True,
        )
    )
    commands.register(registry.commands)
    queries.register(registry)


def _remains(_row: Row) -> Row:
    """Of what somebody said who was erased the figure stays."""
    return {"customer_id": None, "comment": None}
