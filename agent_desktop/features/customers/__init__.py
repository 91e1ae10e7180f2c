"""Customers and the numbers that reach them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.customers import commands, erasure, private_commands, queries
from agent_desktop.features.customers.enrolment import enrolled_in
from agent_desktop.features.customers.tables import caller, customer, customer_phone, customer_private
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
            scope_columns=frozenset({"id"}),
            keys_of=_customer_keys,
            customer_column="id",
        )
    )
    registry.entity(EntitySpec("customer_phone", customer_phone, of_phone, customer_column="customer_id"))
    registry.identifiers.append(erasure.known_by)
    registry.entity(
        EntitySpec(
            "caller",
            caller,
            lambda _read, _row: ["org"],
            keys_of=lambda row: words(row["name"]),
            customer_column="customer_id",
            is_in_bundle=False,
        )
    )
    # Private details have no scope at all: whoever may see them is handed them, and nobody else.
    registry.entity(
        EntitySpec(
            "customer_private",
            customer_private,
            lambda _read, _row: [],
            customer_column="customer_id",
            is_in_bundle=False,
        )
    )
    commands.register(registry.commands)
    private_commands.register(registry.commands)
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
