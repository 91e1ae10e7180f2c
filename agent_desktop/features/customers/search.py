"""Finding a customer by whatever they say of themselves: a name, a number, an address, an order, a ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.callers import known_callers
from agent_desktop.features.customers.model import detail_line
from agent_desktop.features.customers.named import exactly_named, nearly_named
from agent_desktop.features.customers.read_models import CustomerHit
from agent_desktop.features.customers.tables import customer, customer_detail, customer_phone
from agent_desktop.store.search_keys import folded, prefix_range, squashed, words

# From the surest to the weakest: somebody found in two ways is shown with the surest.
_REASONS = (
    "number",
    "ticket",
    "order",
    "e-mail",
    "handle",
    "postcode",
    "name",
    "similar e-mail",
    "similar name",
)
_FEW = 5
"""With fewer hits than this, what is a slip away is shown as well."""

_MOST_FOUND = 100
_SHORTEST_ENDING = 6
_LONGEST_TEXT = 120

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
_OWNERS = (
    sa.select(customer_detail.c.customer_id)
    .where(customer_detail.c.id.in_(sa.bindparam("ids", expanding=True)))
    .distinct()
    .order_by(customer_detail.c.customer_id)
)
_PHONES = (
    sa.select(customer_phone.c.customer_id, customer_phone.c.e164)
    .where(customer_phone.c.customer_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.id)
)


@dataclass(frozen=True, slots=True)
class _Found:
    """How somebody was found: the way, how sure it is, and for names a slip away which of them."""

    reason: str
    tier: int = 0
    group: int = -1


def search(read: Read, registry: Registry, text: str, region: str, limit: int) -> list[CustomerHit]:
    """Customers that a text finds, the surest first; of each the reason it was found by.

    Who is called so comes before who is called nearly so, and who we spoke to last before the others.
    """
    text = text.strip()[:_LONGEST_TEXT]
    if not text:
        return []
    found: dict[str, _Found] = {}
    for customer_id in _by_number(read, text, region):
        found.setdefault(customer_id, _Found("number"))
    for finder in registry.finders:
        for customer_id in finder.find(read, text, _MOST_FOUND):
            found.setdefault(customer_id, _Found(finder.reason))
    for tier, ids in enumerate(exactly_named(read, text, enough=limit)):
        for customer_id in ids:
            found.setdefault(customer_id, _Found("name", tier))
    is_address = "@" in text
    # Of an address or a number that is there nobody means another one.
    enough = 1 if is_address or any(char.isdigit() for char in text) else _FEW
    if len(found) < enough and any(char.isalpha() for char in text):
        reason = "similar e-mail" if is_address else "similar name"
        for group, ids in enumerate(_nearly(read, text, is_lost=not found)):
            for customer_id in ids:
                found.setdefault(customer_id, _Found(reason, group=group))
    hits = _ranked(read, registry, text, found, limit) if found else []
    if not read.is_whole and len(hits) < limit:
        here = {hit.customer_id for hit in hits}
        hits += [hit for hit in known_callers(read, text, region) if hit.customer_id not in here]
    return hits[:limit]


def _nearly(read: Read, text: str, *, is_lost: bool) -> Iterator[list[str]]:
    groups = nearly_named(read, text, is_lost=is_lost)
    yield from groups
    if groups or not is_lost:
        return
    further = [one for group in nearly_named(read, text, "customer_detail", is_lost=False) for one in group]
    if further:
        yield [str(one) for one in read.execute(_OWNERS, {"ids": further[:_MOST_FOUND]}).scalars()]


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


def _ranked(
    read: Read, registry: Registry, text: str, found: Mapping[str, _Found], limit: int
) -> list[CustomerHit]:
    """The surest first, and of those the ones we spoke to last; names a slip away take turns."""
    phones: dict[str, str] = {}
    for row in read.execute(_PHONES, {"ids": list(found)}):
        phones.setdefault(row.customer_id, row.e164)
    spoken = {one: at for when in registry.contacted for one, at in when(read, list(found)).items()}
    wanted, code = words(text), squashed(text)
    ranked: list[tuple[tuple[Any, ...], CustomerHit]] = []
    for row in read.execute(_CUSTOMERS, {"ids": list(found)}):
        one = found[row.id]
        reason = _which_key(row, text, code) if one.reason == "name" else one.reason
        whole = wanted & words(row.name, row.given_name, row.family_name, row.organisation)
        last = spoken.get(row.id)
        rank = (
            _REASONS.index(reason), one.group, one.tier, -len(whole),
            -last.timestamp() if last else 0.0, folded(row.name), row.id,
        )  # fmt: skip
        hit = CustomerHit(row.id, row.name, detail_line(row.city, row.email), phones.get(row.id), reason)
        ranked.append((rank, hit))
    ranked.sort(key=lambda pair: pair[0])
    sure = [hit for rank, hit in ranked if rank[1] < 0]
    groups: dict[int, list[CustomerHit]] = defaultdict(list)
    for rank, hit in ranked:
        if rank[1] >= 0:
            groups[rank[1]].append(hit)
    turns = [hit for turn in zip_longest(*groups.values()) for hit in turn if hit is not None]
    return [*sure, *turns][:limit]


def _which_key(row: Any, text: str, code: str) -> str:
    """Which of a customer's keys it was: the address and the postcode are told from the name."""
    if row.email and "@" in text and row.email.casefold().startswith(text.casefold()):
        return "e-mail"
    in_name = words(row.name, row.given_name, row.family_name, row.organisation)
    if all(any(word.startswith(beginning) for word in in_name) for beginning in words(text)):
        return "name"
    if row.postcode and squashed(row.postcode).startswith(code):
        return "postcode"
    return "name"
