"""Customers on record in the form in which they are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.features.customers.comparable import Comparable, comparable
from agent_desktop.features.customers.tables import (
    customer,
    customer_detail,
    customer_phone,
    customer_private,
)

_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
COMPARED = ("given_name", "family_name", "organisation", "street", "postcode", "city", "country", "email")
"""What is compared of a customer's own row."""
_CUSTOMERS = sa.select(
    customer.c.id, customer.c.name, customer.c.kind, *(customer.c[name] for name in COMPARED)
).where(customer.c.id.in_(_IDS))
_NUMBERS = sa.select(customer_phone.c.customer_id, customer_phone.c.e164).where(
    customer_phone.c.customer_id.in_(_IDS)
)
_EMAILS = sa.select(customer_detail.c.customer_id, customer_detail.c.value).where(
    customer_detail.c.customer_id.in_(_IDS), customer_detail.c.kind == "email"
)
_PRIVATE = sa.select(
    customer_private.c.id, customer_private.c.birth_date, customer_private.c.identifier
).where(customer_private.c.id.in_(_IDS))


def compared(read: Read, customer_ids: Sequence[str]) -> dict[str, Comparable]:
    """Some customers made ready to be compared; those that are not here are left out.

    Private details count at central alone: a desk would judge by whom it happens to hold them of.
    """
    ids = {"ids": list(customer_ids)}
    numbers: dict[str, list[str]] = defaultdict(list)
    emails: dict[str, list[str]] = defaultdict(list)
    for row in read.execute(_NUMBERS, ids):
        numbers[row.customer_id].append(row.e164)
    for row in read.execute(_EMAILS, ids):
        emails[row.customer_id].append(row.value)
    private = {row.id: row for row in read.execute(_PRIVATE, ids)} if read.is_whole else {}
    found = {}
    for row in read.execute(_CUSTOMERS, ids):
        hidden = private.get(row.id)
        found[row.id] = comparable(
            {
                **details_of(row),
                "phone": "|".join(sorted(numbers[row.id])),
                "email": "|".join([row.email or "", *sorted(emails[row.id])]),
                "birth_date": (hidden.birth_date if hidden else None) or "",
                "identifier": (hidden.identifier if hidden else None) or "",
            }
        )
    return found


def may_be_one(one: Comparable, other: Comparable) -> bool:
    """Whether two records are of one kind: a firm and somebody who works there are two, whatever they share."""
    return one.is_person == other.is_person


def details_of(row: Any) -> Mapping[str, str]:
    """The columns of a customer that are compared, as texts; a name without parts stands for them."""
    values = {name: getattr(row, name) or "" for name in COMPARED}
    if not (values["given_name"] or values["family_name"] or values["organisation"]):
        values["organisation" if row.kind == "organisation" else "family_name"] = row.name
    return values
