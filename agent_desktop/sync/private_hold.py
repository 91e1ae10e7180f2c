"""What is private of customers, on a desk: there for a contact, a visit or a reason, and gone with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.registry import Registry
from agent_desktop.store.rows import from_wire
from agent_desktop.sync.messages import NOTHING, PrivateDelivery
from agent_desktop.sync.replica_tables import private_hold

ENTITY = "customer_private"


def take(connection: sa.Connection, registry: Registry, delivery: PrivateDelivery) -> None:
    """Keep what was handed out, over what was there of this customer before."""
    release(connection, registry, {delivery.customer_id})
    connection.execute(
        insert(private_hold).values(
            customer_id=delivery.customer_id,
            ground=delivery.ground,
            ground_id=delivery.ground_id,
            expires_at=delivery.expires_at,
        )
    )
    if bytes(delivery.row) != bytes(NOTHING):
        table = registry.entities[ENTITY].table
        values = from_wire(table, msgspec.json.decode(delivery.row))
        connection.execute(sa.insert(table).values(values))


def held(connection: sa.Connection, registry: Registry, customer_id: str, now: datetime) -> Any | None:
    """The hold on a customer with the details of it as columns, None where there is none that still counts."""
    table = registry.entities[ENTITY].table
    return connection.execute(
        sa.select(private_hold, table)
        .select_from(private_hold.outerjoin(table, table.c.id == private_hold.c.customer_id))
        .where(private_hold.c.customer_id == customer_id, private_hold.c.expires_at > now)
    ).first()


def next_expiry(connection: sa.Connection) -> datetime | None:
    """When the first of the holds runs out; None where there is none."""
    return connection.execute(
        sa.select(private_hold.c.expires_at).order_by(private_hold.c.expires_at).limit(1)
    ).scalar()


def over(connection: sa.Connection, registry: Registry, now: datetime) -> set[str]:
    """Customers whose details must leave: their time is over, or the contact or visit that they came for."""
    contact, visit = registry.entities["interaction"].table, registry.entities["visit"].table
    # A contact of one's own is on one's desk as long as it is open; so is a visit.
    is_open = sa.or_(
        private_hold.c.ground == "reveal",
        sa.and_(
            private_hold.c.ground == "contact",
            sa.exists().where(
                contact.c.id == private_hold.c.ground_id,
                contact.c.customer_id == private_hold.c.customer_id,
                contact.c.state != "done",
            ),
        ),
        sa.and_(
            private_hold.c.ground == "visit",
            sa.exists().where(visit.c.id == private_hold.c.ground_id, visit.c.status == "booked"),
        ),
    )
    found = connection.execute(
        sa.select(private_hold.c.customer_id).where(
            sa.or_(private_hold.c.expires_at <= now, sa.not_(is_open))
        )
    )
    return set(found.scalars())


def passing(connection: sa.Connection) -> set[str]:
    """Customers whose details are here only while somebody sits at this desk: all but those for a visit."""
    found = connection.execute(sa.select(private_hold.c.customer_id).where(private_hold.c.ground != "visit"))
    return set(found.scalars())


def release(connection: sa.Connection, registry: Registry, customer_ids: set[str]) -> None:
    """Take details off this desk, and what they were written over with them."""
    if not customer_ids:
        return
    # Without it SQLite leaves what was deleted in the file until something else is written there.
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    table = registry.entities[ENTITY].table
    connection.execute(sa.delete(table).where(table.c.id.in_(customer_ids)))
    connection.execute(sa.delete(private_hold).where(private_hold.c.customer_id.in_(customer_ids)))
