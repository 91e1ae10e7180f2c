"""The caller index as a desk reads it: customers whose record is not here, by number or by name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Read
from agent_desktop.features.customers.read_models import CustomerHit, KnownCaller
from agent_desktop.features.customers.tables import caller
from agent_desktop.store.search_keys import prefix_range, search_key, words

_MOST_FOUND = 100
_MOST_WORDS = 4

_BY_NUMBER = (
    sa.select(caller.c.customer_id, caller.c.name, caller.c.e164)
    .where(caller.c.e164 == sa.bindparam("e164"))
    .order_by(caller.c.name, caller.c.id)
    .limit(_MOST_FOUND)
)
_OF_CUSTOMER = (
    sa.select(caller.c.name, caller.c.e164)
    .where(caller.c.customer_id == sa.bindparam("customer_id"))
    .order_by(caller.c.id)
)


def caller_entry(read: Read, customer_id: str) -> KnownCaller | None:
    """What the index says of a customer; None for one who is not in it."""
    rows = read.execute(_OF_CUSTOMER, {"customer_id": customer_id}).all()
    return KnownCaller(customer_id, rows[0].name, [row.e164 for row in rows]) if rows else None


def known_callers(read: Read, text: str, region: str) -> list[CustomerHit]:
    """Whom the index finds by a number in any format, or by the beginnings of the words of a name."""
    number = parse_number(text, region)
    if number.e164 is not None:
        rows, reason = read.execute(_BY_NUMBER, {"e164": number.e164}).all(), "number"
    else:
        wanted = sorted(words(text), key=lambda word: (-len(word), word))[:_MOST_WORDS]
        if not wanted:
            return []
        bounds: dict[str, str] = {}
        for n, word in enumerate(wanted):
            bounds[f"from_{n}"], bounds[f"to_{n}"] = prefix_range(word)
        rows, reason = read.execute(_by_name(len(wanted)), bounds).all(), "name"
    found: dict[str, CustomerHit] = {}
    for row in rows:
        found.setdefault(row.customer_id, CustomerHit(row.customer_id, row.name, "", row.e164, reason))
    return list(found.values())


@lru_cache(maxsize=_MOST_WORDS)
def _by_name(how_many: int) -> sa.Select[Any]:
    """Entries with a word that begins like each of so many; the longest leads, the others are held against it."""
    statement = sa.select(caller.c.customer_id, caller.c.name, caller.c.e164)
    for n in range(how_many):
        keys = search_key.alias(f"key_{n}")
        has_word = sa.and_(
            keys.c.entity == "caller",
            keys.c.key >= sa.bindparam(f"from_{n}"),
            keys.c.key < sa.bindparam(f"to_{n}"),
        )
        ids = sa.select(keys.c.entity_id).where(has_word)
        statement = statement.where(caller.c.id.in_(ids))
    return statement.order_by(caller.c.name, caller.c.id).limit(_MOST_FOUND)
