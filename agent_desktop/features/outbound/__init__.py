"""Outbound work: campaigns, leads and attempts."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.outbound import commands, queries
from agent_desktop.features.outbound.tables import attempt, campaign, lead


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(EntitySpec("campaign", campaign, lambda _read, _row: ["org"]))
    registry.entity(EntitySpec("lead", lead, _lead_scopes))
    registry.entity(
        EntitySpec(
            "attempt",
            attempt,
            lambda _read, row: [f"agent:{row['agent_id']}"],
            customer_column="customer_id",
        )
    )
    commands.register(registry.commands)
    queries.register(registry)


def _lead_scopes(_read: Read, row: Row) -> Iterable[str]:
    """A lead is on the desk of whoever holds its lease or promised the callback."""
    return {f"agent:{agent}" for agent in (row["leased_by"], row["callback_agent_id"]) if agent}
