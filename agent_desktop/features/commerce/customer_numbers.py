"""Whose a customer number is: how the shop's own system learns under which id it tells us what somebody ordered."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.people import LEADS, PROGRAMS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.features.customers.tables import customer, customer_detail
from agent_desktop.store.search_keys import search_key


class CustomersOfNumber(Query[list[str]], frozen=True, kw_only=True):
    """Ids of the customers with exactly this number, ours or one they have elsewhere; none where it is nobody's."""

    number: str


_BY_NUMBER = sa.union(
    sa.select(customer.c.id).where(customer.c.external_id == sa.bindparam("number")),
    sa.select(customer_detail.c.customer_id).where(
        customer_detail.c.id.in_(
            sa.select(search_key.c.entity_id).where(
                search_key.c.entity == "customer_detail", search_key.c.key == sa.bindparam("key")
            )
        ),
        customer_detail.c.kind == "id",
    ),
)


def _whose(read: Read, _actor: Actor, query: CustomersOfNumber) -> list[str]:
    number = query.number.strip()
    if not number:
        return []
    return sorted(
        str(found)
        for found in read.execute(_BY_NUMBER, {"number": number, "key": number.casefold()}).scalars()
    )


def register(book: QueryBook) -> None:
    """Make the question known."""
    book.register(
        "commerce.CustomersOfNumber",
        CustomersOfNumber,
        _whose,
        answers=list[str],
        roles=LEADS | PROGRAMS,
        central_only=True,
    )
