"""The customers of a large site: whom each number stands for, and the rows that hold them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from agent_desktop.features import house
from agent_desktop.features.calls.tables import caller_rank
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import customer, customer_detail, customer_phone
from agent_desktop.store.search_keys import folded, search_key
from tests.benchmarks.large_names import COUNTRIES, GLUED, names_of
from tests.benchmarks.large_rows import NOW, ROWS_A_COPY, Batch, customer_id, row_id

TABLES = (customer, customer_phone, customer_detail, order, search_key, caller_rank)

_LOCALES = list(COUNTRIES)
_LOCALE_SUMS = list(accumulate(share for share, _, _ in COUNTRIES.values()))
_ORGANISATIONS = 0.08
_TRADES = (
    "Plumbing", "Logistics", "Bakery", "Engineering", "Trading", "Dental Care", "Roofing", "Software",
    "Insurance", "Metal Works", "Textiles", "Catering", "Haulage", "Interiors", "Hotel", "Pharmacy",
)  # fmt: skip
_FORMS = {"DE": ("GmbH", "KG", "e.K."), "GB": ("Ltd", "plc", "LLP"), "FR": ("SARL", "SA"), "IT": ("S.r.l.",)}
_STREETS = ("Station", "Church", "Mill", "High", "Park", "Linden", "Garten", "Schul", "Victoria", "Wald")
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example", "post.example", "web.example")
_STATES = ("placed", "shipped", "delivered", "delivered", "delivered", "returned", "cancelled")
_LONGEST_AGO_DAYS = 4_000
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """One customer as they are on record."""

    customer_id: str
    n: int
    locale: str
    given: str | None
    family: str | None
    organisation: str | None
    name: str
    email: str | None
    more_email: str | None
    phones: tuple[str, ...]
    street: str
    postcode: str
    city: str
    orders: int
    since: datetime


def known(seed: int, n: int) -> Known:
    """The ``n``-th customer of the site with this seed, counted from 0."""
    draw = random.Random(seed * 1_000_003 + n)
    locale = draw.choices(_LOCALES, cum_weights=_LOCALE_SUMS)[0]
    _, country, code = COUNTRIES[locale]
    names = names_of(locale)
    given: str | None
    family: str | None
    given, family = names.person(draw)
    organisation = None
    if draw.random() < _ORGANISATIONS:
        form = draw.choice(_FORMS.get(country, ("Ltd", "Inc.")))
        organisation = name = f"{family} {draw.choice(_TRADES)} {form}"
        given = family = None
    else:
        name = f"{family}{given}" if locale in GLUED else f"{given} {family}"
    city, postcode = _towns(country)[int(draw.random() ** 2 * 400)]
    return Known(
        customer_id=customer_id(seed, n),
        n=n,
        locale=locale,
        given=given,
        family=family,
        organisation=organisation,
        name=name,
        email=_email(draw, name, n) if draw.random() < 0.75 else None,
        more_email=_email(draw, name, n) if draw.random() < 0.1 else None,
        phones=tuple(_number(draw, code) for _ in range(draw.choice((0, 1, 1, 1, 2, 2, 3)))),
        street=f"{draw.randint(1, 180)} {draw.choice(_STREETS)} {draw.choice(('Street', 'Road', 'Lane', 'Way'))}",
        postcode=postcode if country != "GB" else f"{postcode} {draw.randint(1, 9)}{_letters(draw, 2)}",
        city=city,
        orders=int(draw.expovariate(0.6)) if draw.random() < 0.7 else 0,
        since=NOW - timedelta(days=draw.randint(1, _LONGEST_AGO_DAYS), seconds=draw.randint(0, 86_399)),
    )


def order_number(seed: int, place: int) -> str:
    """The number of the ``place``-th order of the site: ``R-1000017``."""
    return f"{'RABW'[(place + seed) % 4]}-{1_000_000 + place * 7}"


def batches(customers: int, seed: int) -> Iterator[Batch]:
    """Customers, their numbers, further e-mail addresses, orders, search keys and rank among the callers."""
    registry = house()
    keyed = {name: registry.entities[name].keys_of for name in ("customer", "customer_detail", "order")}
    makers = {customer: _CUSTOMER, customer_phone: _PHONE, customer_detail: _DETAIL, order: _ORDER}
    ordered = 0
    for start in range(0, customers, ROWS_A_COPY // 4):
        rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in makers}
        ranks: list[tuple[Any, ...]] = []
        for n in range(start, min(start + ROWS_A_COPY // 4, customers)):
            who = known(seed, n)
            rows["customer"].append(_customer_row(who))
            rows["customer_phone"] += _phone_rows(who, seed)
            rows["customer_detail"] += _detail_rows(who, seed)
            rows["order"] += [_order_row(who, seed, ordered + place) for place in range(who.orders)]
            ordered += who.orders
            ranks.append((who.customer_id, who.since, False))
        keys = [
            (name, key, row["id"])
            for name, keys_of in keyed.items()
            if keys_of is not None
            for row in rows[name]
            for key in sorted(set(keys_of(row)))
        ]
        for table, columns in makers.items():
            yield table, columns, [tuple(row[name] for name in columns) for row in rows[table.name]]
        yield search_key, ("entity", "key", "entity_id"), keys
        yield caller_rank, ("customer_id", "last_contact_at", "is_listed"), ranks


_STAMPS = ("version", "field_versions", "updated_at")
_CUSTOMER = (
    "id", "kind", "name", "given_name", "family_name", "organisation", "email", "street", "postcode", "city",
    "country", "balance_minor", "currency", "customer_since", *_STAMPS,
)  # fmt: skip
_PHONE = (
    "id", "customer_id", "e164", "reversed_digits", "label", "is_preferred", "is_verified", *_STAMPS,
)  # fmt: skip
_DETAIL = ("id", "customer_id", "kind", "value", "label", "is_preferred", *_STAMPS)
_ORDER = (
    "id", "customer_id", "number", "ordered_at", "item_count", "total_minor", "currency", "status", *_STAMPS,
)  # fmt: skip


def _stamped(at: datetime) -> dict[str, Any]:
    return {"version": 1, "field_versions": "{}", "updated_at": at}


def _customer_row(who: Known) -> dict[str, Any]:
    return {
        "id": who.customer_id,
        "kind": "organisation" if who.organisation else "person",
        "name": who.name,
        "given_name": who.given,
        "family_name": who.family,
        "organisation": who.organisation,
        "email": who.email,
        "street": who.street,
        "postcode": who.postcode,
        "city": who.city,
        "country": COUNTRIES[who.locale][1],
        "balance_minor": 0,
        "currency": "EUR",
        "customer_since": who.since,
        **_stamped(who.since),
    }


def _phone_rows(who: Known, seed: int) -> list[dict[str, Any]]:
    return [
        {
            "id": row_id(2 + place, seed, who.n),
            "customer_id": who.customer_id,
            "e164": e164,
            "reversed_digits": e164[:0:-1],
            "label": ("mobile", "home", "work")[place],
            "is_preferred": place == 0,
            "is_verified": False,
            **_stamped(who.since),
        }
        for place, e164 in enumerate(who.phones)
    ]


def _detail_rows(who: Known, seed: int) -> list[dict[str, Any]]:
    emails = [address for address in (who.email, who.more_email) if address]
    return [
        {
            "id": row_id(6 + place, seed, who.n),
            "customer_id": who.customer_id,
            "kind": "email",
            "value": address,
            "label": "other",
            "is_preferred": place == 0,
            **_stamped(who.since),
            "postcode": None,
        }
        for place, address in enumerate(emails)
    ]


def _order_row(who: Known, seed: int, place: int) -> dict[str, Any]:
    draw = random.Random(seed * 7_919 + place)
    return {
        "id": row_id(9, seed, place),
        "customer_id": who.customer_id,
        "number": order_number(seed, place),
        "ordered_at": NOW - timedelta(days=draw.randint(0, 900), seconds=draw.randint(0, 86_399)),
        "item_count": draw.randint(1, 6),
        "total_minor": draw.randint(500, 60_000),
        "currency": "EUR",
        "status": draw.choice(_STATES),
        **_stamped(who.since),
    }


@cache
def _towns(country: str) -> Sequence[tuple[str, str]]:
    """Towns of a country with a postcode each, or with its first half in Britain."""
    draw = random.Random(country)
    ends = ("burg", "ford", "ville", "stadt", "ton", "feld", "mouth", "bach")
    found = []
    for _ in range(400):
        town = "".join(draw.choice(("ka", "lo", "mer", "ni", "ros", "tan", "vel", "wes")) for _ in range(2))
        code = (
            f"{_letters(draw, 2)}{draw.randint(1, 29)}"
            if country == "GB"
            else f"{draw.randint(10_000, 99_999)}"
        )
        found.append((town.title() + draw.choice(ends), code))
    return found


def _letters(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("ABCDEFGHJKLMNPRSTUWXYZ") for _ in range(count))


def _number(draw: random.Random, code: str) -> str:
    return f"+{code}{draw.randint(2, 9)}{draw.randrange(10**8):08}"


def _email(draw: random.Random, name: str, n: int) -> str:
    local = _PLAIN.sub(".", folded(name)).strip(".") or f"kunde{n}"
    return f"{local}{draw.choice(('', '', draw.randint(1, 99), n))}@{draw.choice(_DOMAINS)}"
