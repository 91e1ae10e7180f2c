"""Customers and the numbers that reach them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.features.customers import (
    commands,
    consent_told,
    details,
    erasure,
    finders,
    merge_queries,
    merging,
    private_commands,
    queries,
    record_commands,
    record_queries,
    twins,
)
from agent_desktop.features.customers.enrolment import enrolled_in
from agent_desktop.features.customers.tables import (
    caller,
    caller_number,
    consent_event,
    customer,
    customer_detail,
    customer_phone,
    customer_private,
    customer_relation,
    merged_record,
)
from agent_desktop.store.search_keys import whole_keys, words


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
            follows=_with_customer,
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
            is_derived=True,
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
    registry.entity(
        EntitySpec(
            "customer_detail", customer_detail, of_phone, keys_of=_detail_keys, customer_column="customer_id"
        )
    )
    registry.entity(
        EntitySpec(
            "customer_relation",
            customer_relation,
            of_phone,
            customer_column="customer_id",
            also_customers=("other_id",),
        )
    )
    registry.entity(EntitySpec("consent_event", consent_event, of_phone, customer_column="customer_id"))
    registry.entity(EntitySpec("caller_number", caller_number, of_phone, customer_column="customer_id"))
    registry.entity(
        EntitySpec(
            "merged_record",
            merged_record,
            # Whoever had the one who went open is told where they are now.
            lambda read, row: [f"customer:{row['id']}", *of_phone(read, row)],
            customer_column="customer_id",
            also_customers=("into_id",),
        )
    )
    registry.erasers.append(erasure.erase_relations)
    registry.finders += finders.FINDERS
    details.register(registry.commands)
    record_commands.register(registry)
    record_queries.register(registry.queries)
    merging.register(registry)
    merge_queries.register(registry)
    twins.register(registry)
    commands.register(registry.commands)
    private_commands.register(registry.commands)
    erasure.register(registry.commands)
    queries.register(registry)
    consent_told.register(registry)


_PARTS = (customer_phone, customer_detail, customer_relation, consent_event, caller_number, merged_record)
_WITH_CUSTOMER = sa.union_all(
    *(
        sa.select(sa.literal(table.name).label("entity"), table.c.id).where(
            table.c.customer_id == sa.bindparam("of_customer")
        )
        for table in _PARTS
    )
)


def _with_customer(read: Read, row: Row) -> Iterable[tuple[str, str]]:
    """What is on a desk wherever the customer is; one statement, for it is asked at every ticket."""
    found = read.execute(_WITH_CUSTOMER, {"of_customer": row["id"]})
    return [(one.entity, str(one.id)) for one in found]


def _detail_keys(row: Row) -> Iterable[str]:
    if row["kind"] == "name":
        return words(row["value"])
    if row["kind"] == "address":
        return {row["postcode"].replace(" ", "").casefold()} if row["postcode"] else ()
    return {row["value"].casefold()} if row["value"] else ()


def _customer_keys(row: Row) -> Iterable[str]:
    keys = words(row["name"], row["given_name"], row["family_name"], row["organisation"], row["postcode"])
    keys |= whole_keys(row["name"], row["organisation"])
    if row["email"]:
        keys.add(row["email"].casefold())
    if row["postcode"]:
        keys.add(row["postcode"].replace(" ", "").casefold())
    return keys
