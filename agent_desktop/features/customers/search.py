"""Finding a customer by whatever they say of themselves: a name, a number, an address, an order, a ticket."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.callers import known_callers
from agent_desktop.features.customers.model import detail_line
from agent_desktop.features.customers.read_models import CustomerHit
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.store.search_keys import folded, prefix_range, search_key, words

# From the surest to the weakest: somebody found in two ways is shown with the surest.
_REASONS = ("number", "ticket", "order", "e-mail", "handle", "postcode", "name")

_MOST_WORDS = 6
_MOST_FOUND = 100
_SCANNED = 3_000  # How many keys of the rarest word are held against the others.
_SHORTEST_ENDING = 6

_BY_NUMBER = (
    sa.select(customer_phone.c.customer_id)
    .where(customer_phone.c.e164 == sa.bindparam("e164"))
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.customer_id)
    .limit(_MOST_FOUND)
)
_BY_ENDING = (
    sa.select(customer_phone.c.customer_id)
    .where(
        customer_phone.c.reversed_digits >= sa.bindparam("first"),
        customer_phone.c.reversed_digits < sa.bindparam("end"),
    )
    .order_by(customer_phone.c.reversed_digits, customer_phone.c.customer_id)
    .limit(_MOST_FOUND)
)
_CUSTOMERS = sa.select(
    customer.c.id,
    customer.c.name,
    customer.c.given_name,
    customer.c.family_name,
    customer.c.organisation,
    customer.c.city,
    customer.c.email,
    customer.c.postcode,
).where(customer.c.id.in_(sa.bindparam("ids", expanding=True)))
_PHONES = (
    sa.select(customer_phone.c.customer_id, customer_phone.c.e164)
    .where(customer_phone.c.customer_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.id)
)


def search(read: Read, registry: Registry, text: str, region: str, limit: int) -> list[CustomerHit]:
    """Customers that a text finds, the surest first; of each the reason it was found by."""
    text = text.strip()
    if not text:
        return []
    found: dict[str, str] = {}
    for customer_id in _by_number(read, text, region):
        found.setdefault(customer_id, "number")
    for finder in registry.finders:
        for customer_id in finder.find(read, text, _MOST_FOUND):
            found.setdefault(customer_id, finder.reason)
    for customer_id in _by_keys(read, text):
        found.setdefault(customer_id, "name")
    hits = _ranked(read, text, found, limit) if found else []
    if not read.is_whole and len(hits) < limit:
        here = {hit.customer_id for hit in hits}
        hits += [hit for hit in known_callers(read, text, region) if hit.customer_id not in here]
    return hits[:limit]


def _by_number(read: Read, text: str, region: str) -> list[str]:
    number = parse_number(text, region)
    if number.e164 is not None:
        exact = [str(found) for found in read.execute(_BY_NUMBER, {"e164": number.e164}).scalars()]
        if exact:
            return exact
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) < _SHORTEST_ENDING or any(char.isalpha() for char in text):
        return []
    # People read out the end of a number; a caller is never matched this way, only looked for.
    first, end = prefix_range(digits.lstrip("0")[::-1])
    return [str(found) for found in read.execute(_BY_ENDING, {"first": first, "end": end}).scalars()]


def _by_keys(read: Read, text: str) -> list[str]:
    """Customers one of whose keys begins like each word: name, e-mail address, postcode."""
    if "@" in text:
        wanted = [text.casefold()]
    else:
        wanted = sorted(words(text), key=lambda word: (-len(word), word))[:_MOST_WORDS]
    if not wanted:
        return []
    found = _holding_all(read, wanted)
    squashed = "".join(text.split()).casefold()
    if len(wanted) > 1 and any(char.isdigit() for char in squashed):
        found += _holding_all(read, [squashed])  # A postcode with a space in it.
    return found


def _holding_all(read: Read, wanted: list[str]) -> list[str]:
    bounds: dict[str, str] = {}
    for n, word in enumerate(wanted):
        bounds[f"from_{n}"], bounds[f"to_{n}"] = prefix_range(word)
    driving = 0
    if len(wanted) > 1:
        counts = list(read.execute(_counts(len(wanted)), bounds).one())
        if 0 in counts:
            return []
        driving = counts.index(min(counts))
    rows = read.execute(_intersection(len(wanted), driving), bounds)
    return list(dict.fromkeys(str(found) for found in rows.scalars()))


def _in_range(keys: Any, n: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        keys.c.entity == "customer",
        keys.c.key >= sa.bindparam(f"from_{n}"),
        keys.c.key < sa.bindparam(f"to_{n}"),
    )


@lru_cache(maxsize=_MOST_WORDS)
def _counts(how_many: int) -> sa.Select[Any]:
    """How many keys begin like each word; counting stops where more would make no difference."""
    return sa.select(
        *(
            sa.select(sa.func.count())
            .select_from(
                sa.select(search_key.c.key).where(_in_range(search_key, n)).limit(_SCANNED).subquery()
            )
            .scalar_subquery()
            for n in range(how_many)
        )
    )


@lru_cache(maxsize=_MOST_WORDS * _MOST_WORDS)
def _intersection(how_many: int, driving: int) -> sa.Select[Any]:
    """Who has a key like each word: the keys of the rarest word in order, held against the others.

    Exact words come first in the order of keys. The limits keep a search for two very common beginnings
    from reading a fair part of a million customers; it then finds enough to fill a page.
    """
    scanned = (
        sa.select(search_key.c.entity_id, search_key.c.key)
        .where(_in_range(search_key, driving))
        .order_by(search_key.c.key, search_key.c.entity_id)
        .limit(_SCANNED if how_many > 1 else _MOST_FOUND)
        .subquery("scanned")
    )
    statement = sa.select(scanned.c.entity_id).order_by(scanned.c.key, scanned.c.entity_id).limit(_MOST_FOUND)
    for n in range(how_many):
        if n != driving:
            other = search_key.alias(f"key_{n}")
            statement = statement.where(
                sa.exists().where(other.c.entity_id == scanned.c.entity_id, _in_range(other, n))
            )
    return statement


def _ranked(read: Read, text: str, found: dict[str, str], limit: int) -> list[CustomerHit]:
    wanted, squashed = words(text), "".join(text.split()).casefold()
    phones: dict[str, str] = {}
    for row in read.execute(_PHONES, {"ids": list(found)}):
        phones.setdefault(row.customer_id, row.e164)
    ranked = []
    for row in read.execute(_CUSTOMERS, {"ids": list(found)}):
        reason = found[row.id]
        if reason == "name":
            reason = _which_key(row, wanted, squashed)
        whole = wanted & words(row.name, row.given_name, row.family_name, row.organisation)
        hit = CustomerHit(row.id, row.name, detail_line(row.city, row.email), phones.get(row.id), reason)
        ranked.append(((_REASONS.index(reason), -len(whole), folded(row.name), row.id), hit))
    return [hit for _, hit in sorted(ranked, key=lambda pair: pair[0])][:limit]


def _which_key(row: Any, wanted: set[str], squashed: str) -> str:
    """Which of a customer's keys it was: the address and the postcode are told from the name."""
    if row.email and "@" in squashed and row.email.casefold().startswith(squashed):
        return "e-mail"
    in_name = words(row.name, row.given_name, row.family_name, row.organisation)
    if all(any(word.startswith(beginning) for word in in_name) for beginning in wanted):
        return "name"
    if row.postcode and row.postcode.replace(" ", "").casefold().startswith(squashed):
        return "postcode"
    return "name"
