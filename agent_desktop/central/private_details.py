"""Who may be shown what is private of a customer, on what ground and for how long; every time is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from agent_desktop.central.tables import private_reveal
from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.features.customers.private_commands import PRIVATE_FIELDS
from agent_desktop.features.customers.tables import customer, customer_private
from agent_desktop.features.field_service.tables import visit
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.store.rows import to_json
from agent_desktop.sync.messages import NOTHING, PrivateDelivery

LONGEST_CONTACT = timedelta(hours=4)
"""A contact that was never finished is a ground no longer than this."""

BEFORE_VISIT, AFTER_VISIT = timedelta(hours=24), timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 3, 500


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody may see private details: a contact, a visit, or a reason they gave."""

    kind: str
    expires_at: datetime
    ground_id: str | None = None
    reason: str = ""


def deliver(
    connection: sa.Connection,
    actor: Actor,
    customer_id: str,
    reason: str,
    at: datetime,
    reveal_for: timedelta,
) -> PrivateDelivery:
    """What is private of a customer for a person with a ground to see it, recorded in the same transaction.

    The ground is an open contact of theirs with the customer, a booked visit of theirs about now, or else
    ``reason``. Raises ``Refused`` (not_found, reason_needed) and ``Invalid``.
    """
    known = connection.execute(sa.select(customer.c.id).where(customer.c.id == customer_id)).first()
    if known is None:
        raise Refused("not_found", "There is no such customer.")
    ground = (
        _contact(connection, actor, customer_id, at)
        or _visit(connection, actor, customer_id, at)
        or Ground("reveal", at + reveal_for, reason=_checked(reason))
    )
    found = connection.execute(
        sa.select(customer_private).where(customer_private.c.id == customer_id)
    ).mappings()
    row = found.first()
    fields = [name for name in PRIVATE_FIELDS if row is not None and row[name] is not None]
    record_reveal(connection, actor, customer_id, fields, ground.reason, at, ground=ground)
    return PrivateDelivery(
        customer_id,
        ground.kind,
        ground.expires_at,
        ground.ground_id,
        msgspec.Raw(to_json(dict(row)).encode()) if row is not None else NOTHING,
    )


def record_reveal(
    connection: sa.Connection,
    actor: Actor,
    customer_id: str,
    fields: Sequence[str],
    reason: str,
    at: datetime,
    *,
    ground: Ground,
) -> None:
    """Write down who was shown which fields of whom, why and until when; the row can never be changed."""
    connection.execute(
        sa.insert(private_reveal).values(
            id=new_id(),
            agent_id=actor.agent_id,
            client_id=actor.client_id,
            customer_id=customer_id,
            fields=list(fields),
            ground=ground.kind,
            ground_id=ground.ground_id,
            reason=reason,
            at=at,
            expires_at=ground.expires_at,
        )
    )


def _contact(connection: sa.Connection, actor: Actor, customer_id: str, at: datetime) -> Ground | None:
    found = connection.execute(
        sa.select(interaction.c.id, interaction.c.started_at)
        .where(
            interaction.c.agent_id == actor.agent_id,
            interaction.c.customer_id == customer_id,
            interaction.c.state.in_(("in_progress", "wrap_up")),
            interaction.c.started_at > at - LONGEST_CONTACT,
        )
        .order_by(interaction.c.started_at.desc())
        .limit(1)
    ).first()
    return Ground("contact", at + LONGEST_CONTACT, found.id) if found is not None else None


def _visit(connection: sa.Connection, actor: Actor, customer_id: str, at: datetime) -> Ground | None:
    found = connection.execute(
        sa.select(visit.c.id, visit.c.ends_at)
        .where(
            visit.c.customer_id == customer_id,
            visit.c.engineer_id == actor.agent_id,
            visit.c.status == "booked",
            visit.c.starts_at <= at + BEFORE_VISIT,
            visit.c.ends_at > at - AFTER_VISIT,
        )
        .order_by(visit.c.starts_at)
        .limit(1)
    ).first()
    return Ground("visit", found.ends_at + AFTER_VISIT, found.id) if found is not None else None


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "reason_needed",
            "Private details need a reason without a contact or a visit.",
            todo="Say in a few words what they are needed for; it is kept with your name.",
        )
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"The reason is longer than {LONGEST_REASON} characters.", todo="Shorten it.")
    return reason
