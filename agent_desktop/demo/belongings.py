"""What customers of the demo world own and have agreed: order lines, products, contracts, addresses, consents.

These are what a whole record shows beside the history. They draw on a source of chance of their own, so that a
world is otherwise the same with them and without.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.records import (
    ConsentEvent,
    Contract,
    Customer,
    CustomerDetail,
    Order,
    ProductOwned,
)
from agent_desktop.demo.sources import read_json

Row = ProductOwned | Contract | CustomerDetail | ConsentEvent
_CARRIERS = (("Parcelway", "PW"), ("Northpost", "NP"), ("Green Wheel", "GW"))
_MOST_LINES = 5
_YEAR = timedelta(days=365)


class _Model(NamedTuple):
    name: str
    sku: str
    serial: str
    warranty_years: int
    terms: str


class Belongings:
    """Tells what belongs to a customer; one for a world."""

    def __init__(self, seed: int, calendar: Calendar, staff: Cast) -> None:
        raw = read_json("belongings.json")
        self._rng = random.Random(f"{seed}:belongings")
        self._calendar = calendar
        self._clerks = staff.on_queue["orders"]
        self._artists: list[str] = raw["artists"]
        self._titles: list[str] = raw["titles"]
        self._boilers = [_Model(**one) for one in raw["boilers"]]
        self._extras = [_Model(**one) for one in raw["extras"]]
        self._contract_serial = 20_000

    def with_lines(self, order: Order) -> Order:
        """The order with its lines, which cost what it cost and are where it is."""
        rng, left = self._rng, max(1, order.item_count)
        count = min(left, _MOST_LINES)
        price = order.total_minor // left
        lines: list[dict[str, Any]] = []
        spent = 0
        for place in range(count):
            quantity = left - count + 1 if place == 0 else 1
            # One piece alone takes what does not divide, so that the sum is the order's.
            unit = order.total_minor - spent if place == count - 1 and quantity == 1 else price
            spent += unit * quantity
            lines.append(
                {
                    "name": self._title(),
                    "quantity": quantity,
                    "unit_minor": unit,
                    "sku": f"CD-{rng.randrange(10_000, 99_999)}",
                    "state": order.status,
                }
            )
        if order.status in {"placed", "cancelled"}:
            return order._replace(lines=lines)
        carrier, letters = _CARRIERS[int(rng.random() * len(_CARRIERS))]
        expected = order.ordered_at + timedelta(days=3)
        came = None
        if order.status in {"delivered", "returned"}:
            came = min(self._calendar.at, order.ordered_at + timedelta(hours=int(30 + rng.random() * 60)))
        return order._replace(
            lines=lines,
            carrier=carrier,
            tracking=f"{letters}{rng.randrange(10**8, 10**9)}",
            expected_on=self._day(expected),
            delivered_at=came,
        )

    def rows(self, customer: Customer, *, has_cover: bool) -> Iterator[Row]:
        """What a customer has and allows, in the order it came."""
        since = customer.customer_since or self._calendar.today
        if has_cover:
            yield self._contract(customer, since)
            yield self._product(
                customer, self._boilers, since - timedelta(days=self._rng.randrange(0, 3_000))
            )
        if self._rng.random() < 0.12:
            yield self._product(customer, self._extras, since)
        yield from self._details(customer, since)
        yield from self._consents(customer, since)

    def _title(self) -> str:
        artist = self._artists[int(self._rng.random() * len(self._artists))]
        return f"{artist}: {self._titles[int(self._rng.random() * len(self._titles))]} (CD)"

    def _contract(self, customer: Customer, since: datetime) -> Contract:
        self._contract_serial += 1
        years = max(1, -(-(self._calendar.at - since) // _YEAR))
        is_whole = customer.segment == "Home Cover Plus"
        return Contract(
            id=make_id_at(self._rng, since),
            customer_id=customer.id,
            name=customer.segment or "Home Cover",
            number=f"HC-{self._contract_serial}",
            terms="Parts, labour and a same-day visit" if is_whole else "Labour and one service a year",
            starts_on=self._day(since),
            renews_on=self._day(since + years * _YEAR),
            ends_on=None,
            state="active",
            updated_at=since,
        )

    def _product(self, customer: Customer, models: list[_Model], owned: datetime) -> ProductOwned:
        rng = self._rng
        model = models[int(rng.random() * len(models))]
        since = max(owned, self._calendar.at - timedelta(days=5_000))
        until = since + model.warranty_years * _YEAR
        return ProductOwned(
            id=make_id_at(rng, since),
            customer_id=customer.id,
            name=model.name,
            sku=model.sku,
            serial=f"{model.serial}-{rng.randrange(100_000, 999_999)}",
            lot=f"L{since:%y%m}-{rng.randrange(1, 9)}",
            owned_since=self._day(since),
            warranty_until=self._day(until),
            warranty_terms=model.terms,
            state="in_use",
            remark=None,
            updated_at=max(since, customer.updated_at),
        )

    def _details(self, customer: Customer, since: datetime) -> Iterator[CustomerDetail]:
        draw = self._rng.random()
        handle = (customer.email or "").partition("@")[0]
        if draw < 0.08 and customer.email:
            yield self._detail(customer, since, "email", "work", value=f"office.{handle}@example.com")
        elif draw < 0.13:
            yield self._detail(
                customer,
                since,
                "address",
                "delivery",
                street=f"{self._rng.randrange(1, 90)} Station Approach",
                city=customer.city,
                country=customer.country,
            )
        elif draw < 0.16 and handle:
            yield self._detail(
                customer, since, "social", "other", value=f"@{handle}@example.social", network="mastodon"
            )

    def _detail(
        self, customer: Customer, since: datetime, kind: str, label: str, **values: str | None
    ) -> CustomerDetail:
        empty = dict.fromkeys(("value", "network", "street", "postcode", "city", "country"))
        return CustomerDetail(
            id=make_id_at(self._rng, since),
            customer_id=customer.id,
            kind=kind,
            label=label,
            is_preferred=False,
            updated_at=since,
            **{**empty, **values},
        )

    def _consents(self, customer: Customer, since: datetime) -> Iterator[ConsentEvent]:
        draw = self._rng.random()
        if draw >= 0.5:
            return
        if customer.email:
            yield self._consent(customer, "marketing", "email", since, "form")
        if draw < 0.2:
            yield self._consent(customer, "service", "sms", since, "form")
        if draw < 0.08:
            span = (self._calendar.at - since).total_seconds()
            taken_back = since + timedelta(seconds=int(span * self._rng.random()))
            yield self._consent(customer, "marketing", "email", taken_back, "call", is_granted=False)

    def _consent(
        self,
        customer: Customer,
        purpose: str,
        channel: str,
        at: datetime,
        how: str,
        *,
        is_granted: bool = True,
    ) -> ConsentEvent:
        return ConsentEvent(
            id=make_id_at(self._rng, at),
            customer_id=customer.id,
            purpose=purpose,
            channel=channel,
            is_granted=is_granted,
            given_at=at,
            how=how,
            evidence="Form of the shop" if how == "form" else None,
            recorded_by=self._clerks[int(self._rng.random() * len(self._clerks))],
            answers=[],
            updated_at=at,
        )

    def _day(self, moment: datetime) -> str:
        found: date = moment.astimezone(self._calendar.zone).date()
        return found.isoformat()
