"""Outbound work: campaigns, leads and attempts."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Identifier, Registry
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.customers.erasure import known_by
from agent_desktop.features.outbound import commands, consent, queries
from agent_desktop.features.outbound.tables import attempt, campaign, lead


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(EntitySpec("campaign", campaign, lambda _read, _row: ["org"]))
    registry.entity(EntitySpec("lead", lead, _lead_scopes, customer_column="customer_id", is_in_bundle=False))
    registry.entity(
        EntitySpec(
            "attempt",
            attempt,
            lambda _read, row: [f"agent:{row['agent_id']}"],
            customer_column="customer_id",
            remains=lambda _row: {"customer_id": None, "note": ""},
        )
    )
    registry.identifiers.append(_known_by)
    registry.erasers.append(_erase_strays)
    registry.withdrawals.append(consent.end_leads)
    commands.register(registry.commands)
    queries.register(registry)


def _known_by(read: Read, customer_id: str) -> Iterable[Identifier]:
    """Names and numbers under which a campaign knows a customer, as far as they are nobody else's."""
    others = lead.alias()
    is_shared = sa.exists().where(
        others.c.number == lead.c.number, others.c.customer_id.is_distinct_from(customer_id)
    )
    found = read.execute(
        sa.select(lead.c.name, lead.c.number).where(lead.c.customer_id == customer_id, ~is_shared)
    )
    for row in found:
        yield Identifier("number", row.number)
        yield Identifier("text", row.name)


def _erase_strays(work: CentralWork, customer_id: str) -> dict[str, int]:
    """Leads nobody has joined to the customer yet, known by a number that is theirs alone."""
    numbers = [word.text for word in known_by(work, customer_id) if word.kind == "number"]
    strays = sa.select(lead.c.id).where(lead.c.customer_id.is_(None), lead.c.number.in_(numbers))
    lead_ids = [str(lead_id) for lead_id in work.execute(strays.order_by(lead.c.id)).scalars()]
    mine = sa.select(lead.c.id).where(lead.c.customer_id == customer_id)
    tried = sa.select(attempt.c.id).where(
        sa.or_(attempt.c.lead_id.in_(lead_ids), attempt.c.lead_id.in_(mine)),
        attempt.c.customer_id.is_distinct_from(customer_id),
    )
    attempt_ids = [str(attempt_id) for attempt_id in work.execute(tried.order_by(attempt.c.id)).scalars()]
    for attempt_id in attempt_ids:
        work.update("attempt", attempt_id, {"note": ""})
    for lead_id in lead_ids:
        work.delete("lead", lead_id)
    return {"lead": len(lead_ids), "attempt": len(attempt_ids)}


def _lead_scopes(_read: Read, row: Row) -> Iterable[str]:
    """A lead is on the desk of whoever holds its lease or promised the callback."""
    return {f"agent:{agent}" for agent in (row["leased_by"], row["callback_agent_id"]) if agent}
