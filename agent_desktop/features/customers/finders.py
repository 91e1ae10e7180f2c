"""Finding a customer by their number, and by what they have several of: an address, a handle, an earlier name."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Finder
from agent_desktop.features.customers.tables import customer, customer_detail
from agent_desktop.store.search_keys import search_key, words

_MOST_WORDS = 6
_NUMBERED = (
    sa.select(customer.c.id)
    .where(customer.c.external_id.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(customer.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def _with_keys(read: Read, keys: list[str], kind: str, limit: int) -> list[str]:
    """Whose details of a kind have every one of some keys, whole: an exact look-up each."""
    wanted = {f"key_{n}": key for n, key in enumerate(keys)}
    found = read.execute(_having(len(keys)), wanted | {"kind": kind, "most": limit})
    return [str(customer_id) for customer_id in found.scalars()]


@lru_cache(maxsize=_MOST_WORDS)
def _having(how_many: int) -> sa.Select[Any]:
    wanted = sa.select(customer_detail.c.customer_id).where(customer_detail.c.kind == sa.bindparam("kind"))
    for n in range(how_many):
        has_key = sa.select(search_key.c.entity_id).where(
            search_key.c.entity == "customer_detail", search_key.c.key == sa.bindparam(f"key_{n}")
        )
        wanted = wanted.where(customer_detail.c.id.in_(has_key))
    return (
        wanted.distinct()
        .order_by(customer_detail.c.customer_id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def _by_value(kind: str, read: Read, text: str, limit: int) -> list[str]:
    key = text.strip().casefold()
    if (kind == "email") != ("@" in key.removeprefix("@")) or (kind == "social" and " " in key):
        return []
    return _with_keys(read, [key.removeprefix("@") if kind == "social" else key], kind, limit)


def _by_postcode(read: Read, text: str, limit: int) -> list[str]:
    code = "".join(text.split()).casefold()
    return _with_keys(read, [code], "address", limit) if any(c.isdigit() for c in code) else []


def _by_name(read: Read, text: str, limit: int) -> list[str]:
    wanted = sorted(words(text))[:_MOST_WORDS]
    return _with_keys(read, wanted, "name", limit) if wanted else []


def customer_numbers(text: str) -> list[str]:
    """The forms in which a customer number that somebody typed may be kept: as it is, or in other capitals."""
    number = text.strip().removeprefix("#").strip()
    return sorted({number, number.upper(), number.lower()} - {""})


def _by_customer_number(read: Read, text: str, limit: int) -> list[str]:
    numbers = customer_numbers(text) if any(char.isdigit() for char in text) and "@" not in text else []
    if not numbers:
        return []
    return [str(one) for one in read.execute(_NUMBERED, {"numbers": numbers, "most": limit}).scalars()]


FINDERS = [
    Finder("e-mail", partial(_by_value, "email")),
    Finder("handle", partial(_by_value, "social")),
    Finder("number", _by_customer_number),
    Finder("number", partial(_by_value, "id")),
    Finder("postcode", _by_postcode),
    Finder("name", _by_name),
]
"""In the order of how sure they are. A number elsewhere is shown as a number."""
