"""Customers and the numbers that reach them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.customers import commands, erasure, queries
from agent_desktop.features.customers.enrolment import enrolled_in
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.store.search_keys import words


def register(registry: Registry) -> None:
    """Make this subject known to the house."""

    def of_customer(read: Read, row: Row) -> Iterable[str]:
        return enrolled_in(registry, read, row["id"])

    def of_phone(read: Read, row: Row) -> Iterable[str]:
        return enrolled_in(registry, read, row["customer_id"])

    registry.entity(
        EntitySpec(
            "customer",
            customer,
            of_customer,
            follows=_phones,
            keys_of=_customer_keys,
            customer_column="id",
        )
    )
    registry.entity(EntitySpec("customer_phone", customer_phone, of_phone, customer_column="customer_id"))
    registry.identifiers.append(erasure.known_by)
    commands.register(registry.commands)
    erasure.register(registry.commands)
    queries.register(registry)


def _phones(read: Read, row: Row) -> Iterable[tuple[str, str]]:
    found = read.execute(sa.select(customer_phone.c.id).where(customer_phone.c.customer_id == row["id"]))
    return [("customer_phone", phone_id) for phone_id in found.scalars()]


def _customer_keys(row: Row) -> Iterable[str]:
    keys = words(row["name"], row["given_name"], row["family_name"], row["organisation"], row["postcode"])
    if row["email"]:
        keys.add(row["email"].casefold())
    if row["postcode"]:
        keys.add(row["postcode"].replace(" ", "").casefold())
    return keys
