"""Who may be calling beside those the number stands with: said, typed, confirmed before, or of one household.

Every look-up is exact: by a whole word of a name, a whole customer number, a whole telephone number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.features.customers.finders import customer_numbers
from agent_desktop.features.customers.relations import AT_ONE_TELEPHONE
from agent_desktop.features.customers.tables import (
    caller_number,
    customer,
    customer_detail,
    customer_relation,
)
from agent_desktop.store.search_keys import search_key, words

CUSTOMER_NUMBER = 120
NAME_SAID = 70
CONFIRMED_BEFORE = 25
MAYBE = -35
HOUSEHOLD = -35
"""Whose number it is comes first: others need more than an open ticket to be taken for the caller."""

_MOST = 50
_FEWEST_WORDS = 2
"""A first name alone is too many people's to bring anybody whose number it is not."""
_LONG_WORD = 5

_NUMBERS = (
    sa.select(
        caller_number.c.customer_id,
        sa.func.sum(caller_number.c.confirmed).label("confirmed"),
        sa.func.max(caller_number.c.last_at).label("last_at"),
    )
    .where(caller_number.c.e164 == sa.bindparam("e164"))
    .group_by(caller_number.c.customer_id)
    .order_by(caller_number.c.customer_id)
    .limit(_MOST)
)
_RELATED = (
    sa.select(customer_relation.c.other_id)
    .where(
        customer_relation.c.customer_id.in_(sa.bindparam("ids", expanding=True)),
        customer_relation.c.kind.in_(sorted(AT_ONE_TELEPHONE)),
    )
    .distinct()
    .order_by(customer_relation.c.other_id)
    .limit(_MOST)
)
_BY_ID = sa.union(
    sa.select(customer.c.id).where(customer.c.external_id.in_(sa.bindparam("numbers", expanding=True))),
    sa.select(customer_detail.c.customer_id).where(
        customer_detail.c.id.in_(
            sa.select(search_key.c.entity_id).where(
                search_key.c.entity == "customer_detail", search_key.c.key == sa.bindparam("key")
            )
        ),
        customer_detail.c.kind == "id",
    ),
).limit(_MOST)


def remembered(read: Read, e164: str) -> dict[str, tuple[str, int, datetime]]:
    """Whom somebody confirmed at this number before, and who may have it by what they wrote."""
    found: dict[str, tuple[str, int, datetime]] = {}
    for row in read.execute(_NUMBERS, {"e164": e164}):
        is_sure = row.confirmed > 0
        reason = ("confirmed_before", CONFIRMED_BEFORE) if is_sure else ("maybe_number", MAYBE)
        found[row.customer_id] = (*reason, row.last_at)
    return found


def household(read: Read, customer_ids: list[str]) -> list[str]:
    """Who lives with those the number stands with."""
    return [str(one) for one in read.execute(_RELATED, {"ids": customer_ids}).scalars()]


def with_customer_number(read: Read, text: str) -> list[str]:
    """Who has exactly this customer number; several only where a site numbered two alike."""
    number = text.strip()
    if not number:
        return []
    found = read.execute(_BY_ID, {"numbers": customer_numbers(text), "key": number.casefold()})
    return sorted(str(one) for one in found.scalars())


def named(read: Read, said: str) -> list[str]:
    """Customers with every word that was said in their name, whole."""
    wanted = sorted(words(said))
    if len(wanted) < _FEWEST_WORDS:
        return []
    found: sa.Select[Any] = sa.select(customer.c.id)
    for word in wanted:
        keys = sa.select(search_key.c.entity_id).where(
            search_key.c.entity == "customer", search_key.c.key == word
        )
        found = found.where(customer.c.id.in_(keys))
    return [str(one) for one in read.execute(found.order_by(customer.c.id).limit(_MOST)).scalars()]


def is_called(name: str, said: str) -> bool:
    """Whether a name is the one that was said: each word of it, give or take one letter of a long one."""
    heard, known = words(said), words(name)
    return bool(heard) and all(any(_same(word, other) for other in known) for word in heard)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    from rapidfuzz.distance import OSA  # Where nobody says a name, no desk loads it.

    return min(len(one), len(other)) >= _LONG_WORD and OSA.distance(one, other, score_cutoff=1) <= 1
