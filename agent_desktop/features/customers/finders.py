"""Finding a customer by what they have several of: a further e-mail address, a handle, an earlier name."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Finder
from agent_desktop.features.customers.tables import customer_detail
from agent_desktop.store.search_keys import search_key, words

_MOST_WORDS = 6


def _with_keys(read: Read, keys: list[str], kind: str, limit: int) -> list[str]:
    """Whose details of a kind have every one of some keys, whole: an exact look-up each."""
    wanted = sa.select(customer_detail.c.customer_id).where(customer_detail.c.kind == kind)
    for key in keys:
        has_key = sa.select(search_key.c.entity_id).where(
            search_key.c.entity == "customer_detail", search_key.c.key == key
        )
        wanted = wanted.where(customer_detail.c.id.in_(has_key))
    found = read.execute(wanted.distinct().order_by(customer_detail.c.customer_id).limit(limit))
    return [str(customer_id) for customer_id in found.scalars()]


def _by_value(kind: str, read: Read, text: str, limit: int) -> list[str]:
    key = text.strip().casefold()
    return _with_keys(read, [key.removeprefix("@") if kind == "social" else key], kind, limit)


def _by_postcode(read: Read, text: str, limit: int) -> list[str]:
    squashed = "".join(text.split()).casefold()
    return _with_keys(read, [squashed], "address", limit) if any(c.isdigit() for c in squashed) else []


def _by_name(read: Read, text: str, limit: int) -> list[str]:
    wanted = sorted(words(text))[:_MOST_WORDS]
    return _with_keys(read, wanted, "name", limit) if wanted else []


FINDERS = [
    Finder("e-mail", partial(_by_value, "email")),
    Finder("handle", partial(_by_value, "social")),
    Finder("number", partial(_by_value, "id")),
    Finder("postcode", _by_postcode),
    Finder("name", _by_name),
]
"""In the order of how sure they are. A number elsewhere is shown as a number."""
