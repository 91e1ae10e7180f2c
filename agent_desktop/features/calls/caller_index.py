"""The caller index at central: which customers every desk knows by their number, kept in step with the records.

A push only brings entries up to date that are there, and notes when we last spoke to somebody. Who comes in
and who makes room is decided from time to time for many at once (``central.caller_index``): otherwise every
call from somebody new would make every desk pull.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.query import Read
from agent_desktop.core.work import Row
from agent_desktop.features.calls.tables import caller_rank
from agent_desktop.features.customers.tables import caller, customer, customer_phone
from agent_desktop.features.interactions.tables import interaction

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When we last spoke to somebody we never spoke to: of those the newest customers come first."""

Touched = Mapping[tuple[str, str], Row | None]
_ENTRY = ("customer_id", "e164", "extension", "name")


def derive(read: Read, touched: Touched) -> Iterable[tuple[str, str]]:
    """Note contacts, and bring the entries of customers and numbers that changed up to date."""
    written = {name: sorted(i for entity, i in touched if entity == name) for name in _SOURCES}
    if written["interaction"]:
        _note_contacts(read, written["interaction"])
    if not written["customer"] and not written["customer_phone"]:
        return []
    concerned = set(written["customer"]) | _owners(read, touched, written["customer_phone"])
    return _refresh(read, sorted(concerned), written["customer_phone"])


_SOURCES = ("customer", "customer_phone", "interaction")


def _note_contacts(read: Read, interaction_ids: list[str]) -> None:
    latest = (
        sa.select(interaction.c.customer_id, sa.func.max(interaction.c.started_at), sa.false())
        .where(interaction.c.id.in_(interaction_ids), interaction.c.customer_id.is_not(None))
        .group_by(interaction.c.customer_id)
        .order_by(interaction.c.customer_id)
    )
    statement = insert(caller_rank).from_select(["customer_id", "last_contact_at", "is_listed"], latest)
    at = statement.excluded.last_contact_at
    read.execute(
        statement.on_conflict_do_update(
            index_elements=["customer_id"],
            set_={"last_contact_at": at},
            where=caller_rank.c.last_contact_at < at,
        )
    )


def _owners(read: Read, touched: Touched, phone_ids: list[str]) -> set[str]:
    """Whose numbers these are now, and whose they were."""
    now = read.execute(
        sa.select(customer_phone.c.customer_id).where(customer_phone.c.id.in_(phone_ids))
    ).scalars()
    before = (touched["customer_phone", phone_id] for phone_id in phone_ids)
    return set(now) | {str(row["customer_id"]) for row in before if row is not None}


def _refresh(read: Read, customer_ids: list[str], phone_ids: list[str]) -> list[tuple[str, str]]:
    _rank(read, customer_ids)
    # Whoever changes the same customer at once waits here, and so sees what the other has written.
    ranks = read.execute(
        sa.select(caller_rank.c.customer_id, caller_rank.c.is_listed)
        .where(caller_rank.c.customer_id.in_(customer_ids))
        .order_by(caller_rank.c.customer_id)
        .with_for_update()
    ).all()
    listed = [row.customer_id for row in ranks if row.is_listed]
    there = read.execute(sa.select(customer.c.id).where(customer.c.id.in_(customer_ids))).scalars()
    if gone := sorted(set(customer_ids) - set(there)):
        read.execute(sa.delete(caller_rank).where(caller_rank.c.customer_id.in_(gone)))
    return _write(read, entries_of(read, listed), _present(read, customer_ids, phone_ids))


def _rank(read: Read, customer_ids: list[str]) -> None:
    """A customer who is new has a place in the order, though we never spoke to them yet."""
    found = (
        sa.select(customer.c.id, sa.literal(NEVER, type_=caller_rank.c.last_contact_at.type), sa.false())
        .where(customer.c.id.in_(customer_ids))
        .order_by(customer.c.id)
    )
    read.execute(
        insert(caller_rank)
        .from_select(["customer_id", "last_contact_at", "is_listed"], found)
        .on_conflict_do_nothing()
    )


def entries_of(read: Read, customer_ids: list[str]) -> dict[str, Row]:
    """What the index should say of some customers: the columns of its entries by the id of the number."""
    if not customer_ids:
        return {}
    rows = read.execute(
        sa.select(
            customer_phone.c.id,
            customer_phone.c.customer_id,
            customer_phone.c.e164,
            customer_phone.c.extension,
            customer.c.name,
            sa.func.greatest(customer.c.updated_at, customer_phone.c.updated_at).label("updated_at"),
        )
        .join(customer, customer.c.id == customer_phone.c.customer_id)
        .where(customer_phone.c.customer_id.in_(customer_ids))
    )
    return {row["id"]: dict(row) for row in rows.mappings()}


def _present(read: Read, customer_ids: list[str], phone_ids: list[str]) -> dict[str, Row]:
    rows = read.execute(
        sa.select(caller).where(sa.or_(caller.c.customer_id.in_(customer_ids), caller.c.id.in_(phone_ids)))
    )
    return {row["id"]: dict(row) for row in rows.mappings()}


def _write(read: Read, wanted: Mapping[str, Row], present: Mapping[str, Row]) -> list[tuple[str, str]]:
    written: list[tuple[str, str]] = []
    for entry_id in sorted(set(wanted) | set(present)):
        new, old = wanted.get(entry_id), present.get(entry_id)
        if new is None:
            read.execute(sa.delete(caller).where(caller.c.id == entry_id))
        elif old is None:
            read.execute(sa.insert(caller).values({**new, "version": 1, "field_versions": {}}))
        elif any(old[name] != new[name] for name in _ENTRY):
            values: dict[str, Any] = {**new, "version": old["version"] + 1}
            read.execute(sa.update(caller).where(caller.c.id == entry_id).values(values))
        else:
            continue
        written.append(("caller", entry_id))
    return written
