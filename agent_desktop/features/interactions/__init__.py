"""Everything that passed between a customer and us."""

from __future__ import annotations

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.interactions import commands, identity, queries
from agent_desktop.features.interactions.tables import call_question, contact_alias, interaction


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "interaction",
            interaction,
            lambda _read, row: [f"agent:{row['agent_id']}"] if row["agent_id"] else [],
            customer_column="customer_id",
            remains=_remains,
        )
    )
    registry.entity(
        EntitySpec("contact_alias", contact_alias, lambda _read, row: [f"agent:{row['agent_id']}"])
    )
    registry.entity(
        EntitySpec(
            "call_question",
            call_question,
            lambda _read, row: [f"agent:{row['agent_id']}"],
            customer_column="customer_id",
            is_in_bundle=False,
        )
    )
    commands.register(registry.commands)
    identity.register(registry.commands)
    queries.register(registry)


def _remains(_row: Row) -> Row:
    """Of a contact with somebody who was erased the figures stay: when, which queue, how long, what came of it."""
    return {"customer_id": None, "ticket_id": None, "title": "Erased", "number": None, "note": ""}
