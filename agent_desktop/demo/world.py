"""The whole demo world as a stream of rows, in the order they can be loaded."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.demo.belongings import Belongings
from agent_desktop.demo.cast import Cast, cast, site
from agent_desktop.demo.heroes import Heroes
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.morning import Morning
from agent_desktop.demo.people import Neighbourhood, Person
from agent_desktop.demo.prospects import Prospects
from agent_desktop.demo.records import Customer, CustomerPhone, Order, Visit
from agent_desktop.demo.shelf import answer_rows, article_rows, script_rows
from agent_desktop.demo.sources import Purchase, histories
from agent_desktop.demo.stories import Storyteller, TicketNumbers

REAL_CUSTOMERS = 23_570
DEFAULT_CUSTOMERS = 5_000
"""What a demo starts with: built and loaded in three seconds on two cores; all 23,570 take about nine."""

_CALLERS_TODAY = 2_000
_COVERED = frozenset({"GB", "IE"})
_ALERTS = (
    "Hard of hearing: speak slowly.",
    "Prefers letters to e-mail.",
    "Complaint upheld this year: call back when you say you will.",
    "Person over 75 in the household. Entitled to a same-day visit.",
    "Password on the account: ask for it before anything else.",
    "Invoices go to the daughter.",
    "Dog in the yard: engineer must ring first.",
)


@dataclass
class World:
    """A demo world of a seed, a size and a moment: the same three always make the same rows.

    ``customers`` counts those of the purchase histories; the hand-written few come on top. Up to 23,570 each
    has a history of their own; beyond that, histories are drawn again for new people. ``time_zone`` is the
    site's own unless another is given. ``has_belongings`` adds what stands in a whole record beside the history.
    """

    seed: int
    customers: int
    at: datetime
    time_zone: str = ""
    has_belongings: bool = False
    calendar: Calendar = field(init=False)
    staff: Cast = field(init=False)
    numbers: TicketNumbers = field(init=False)
    morning: Morning | None = field(init=False, default=None)
    """Today's calls so far; there once all rows were asked for."""
    known: dict[str, str] = field(init=False, default_factory=dict)
    """Ids of what is written by hand, by key; there once all rows were asked for."""

    def __post_init__(self) -> None:
        self.calendar = Calendar.of(self.at, self.time_zone or site()["time_zone"])
        self.staff = cast(self.seed, self.calendar)
        self.numbers = TicketNumbers(self.calendar, self.customers)
        self._callers: list[tuple[str, str]] = []

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row, each an instance of one of the classes of ``records``; memory does not grow with the world.

        A row comes after those it refers to. Ask once: the numbering of tickets goes on where it stood.
        """
        yield from self.staff.queues
        yield from self.staff.agents
        yield from article_rows(self.seed, self.calendar)
        scripts = list(script_rows(self.seed, self.calendar, self.staff))
        yield from scripts
        yield from answer_rows(self.seed, self.calendar)
        heroes = Heroes(self.seed, self.calendar, self.staff, self.numbers)
        belongings = Belongings(self.seed, self.calendar, self.staff) if self.has_belongings else None
        for row in heroes.rows():
            yield belongings.with_lines(row) if belongings and isinstance(row, Order) else row
        self.known = heroes.known
        prospects = Prospects(self.seed, self.calendar, self.staff, scripts)
        yield from prospects.campaigns()
        yield from self._everybody(heroes.numbers() | prospects.numbers(), prospects, belongings)
        yield from prospects.strangers()
        self.morning = Morning(self.seed, self.calendar, self.staff, self._callers)
        yield from self.morning.contacts

    def _everybody(
        self, taken: frozenset[str], prospects: Prospects, belongings: Belongings | None
    ) -> Iterator[tuple[Any, ...]]:
        rng = random.Random(f"{self.seed}:customers")
        neighbourhood = Neighbourhood(self.seed, taken)
        teller = Storyteller(self.staff, self.calendar, self.numbers)
        order_serial = 100_000
        for serial, (external_id, history) in enumerate(self._histories()):
            person = neighbourhood.person(rng, serial)
            chapter = _Chapter(rng, self.calendar, person, history, external_id, order_serial)
            order_serial += len(history)
            yield chapter.customer
            yield from chapter.phones
            if serial < _CALLERS_TODAY:
                self._callers.append((chapter.customer.id, chapter.phones[0].e164))
            told = list(self._told(rng, serial, chapter, teller))
            if belongings is None:
                yield from chapter.orders
            else:
                yield from map(belongings.with_lines, chapter.orders)
                yield from belongings.rows(chapter.customer, has_cover=chapter.has_cover)
            yield from told
            yield from prospects.consider(rng, chapter.customer, person)

    def _histories(self) -> Iterator[tuple[str, tuple[Purchase, ...]]]:
        """An external id and a purchase history for each customer, the real ones first."""
        known = histories()
        rng = random.Random(f"{self.seed}:histories")
        if self.customers < len(known):
            for index in sorted(rng.sample(range(len(known)), self.customers)):
                yield f"C{index + 1:05d}", known[index]
            return
        for index, history in enumerate(known):
            yield f"C{index + 1:05d}", history
        for extra in range(len(known), self.customers):
            yield f"C{extra + 1:05d}", known[int(rng.random() * len(known))]

    def _told(
        self, rng: random.Random, serial: int, chapter: _Chapter, teller: Storyteller
    ) -> Iterator[tuple[Any, ...]]:
        """What this customer turned to the company about, and the visits that came of it."""
        customer, number, since = chapter.customer, chapter.phones[0].e164, chapter.since
        draw = rng.random()
        pasts = 0 if draw < 0.68 else 1 if draw < 0.9 else 2 if draw < 0.97 else 3
        part = self._part_today(serial)
        for _ in range(pasts):
            story, order = chapter.cast_in(rng, teller)
            yield from teller.past(rng, story, customer, number, order, since)
        if part is not None:
            story, order = chapter.cast_in(rng, teller)
            tell = teller.open_now if part == "open" else teller.solved_today
            yield from tell(rng, story, customer, number, order)
        if rng.random() < 0.25:
            yield teller.quick(rng, customer, number, since, f"demo-q{serial}")
        if chapter.has_cover:
            yield from self._service(rng, serial, customer, since)

    def _part_today(self, serial: int) -> str | None:
        """Which part a customer plays today; the same few in a small world and in a large one."""
        if serial % 7 == 3 and serial < 7 * 45:
            return "open"
        return "solved" if serial % 7 == 5 and serial < 7 * 60 else None

    def _service(
        self, rng: random.Random, serial: int, customer: Customer, since: datetime
    ) -> Iterator[Visit]:
        engineer = self.staff.engineers[int(rng.random() * len(self.staff.engineers))]
        title = "Engineer visit: annual service"
        if rng.random() < 0.5:
            span = (self.calendar.today - since).days - 2
            if span > 0:
                starts = self.calendar.today - timedelta(days=2 + int(rng.random() * span))
                starts += timedelta(hours=8 + int(rng.random() * 8))
                ends = starts + timedelta(minutes=int(35 + rng.random() * 50))
                report = "Filter cleaned, pressure 1.3 bar, safety valve tested. All in order."
                yield Visit(
                    id=make_id_at(rng, starts),
                    customer_id=customer.id,
                    engineer_id=engineer,
                    title=title,
                    starts_at=starts,
                    ends_at=ends,
                    status="completed",
                    report=report,
                    advice=None,
                    updated_at=ends,
                )
        if serial < 400:
            day = int(rng.random() * 12)
            starts = self.calendar.today + timedelta(days=day, hours=8 + int(rng.random() * 9))
            if starts > self.calendar.at:
                booked = max(since, self.calendar.at - timedelta(days=3))
                yield Visit(
                    id=make_id_at(rng, booked),
                    customer_id=customer.id,
                    engineer_id=engineer,
                    title=title,
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=1),
                    status="booked",
                    report="",
                    advice=None,
                    updated_at=booked,
                )


class _Chapter:
    """One customer with numbers and orders, and the orders still free to tell a story about."""

    def __init__(
        self,
        rng: random.Random,
        calendar: Calendar,
        person: Person,
        history: tuple[Purchase, ...],
        external_id: str,
        order_serial: int,
    ) -> None:
        moments = sorted(calendar.day(purchase.day, 23_400 + rng.random() * 57_600) for purchase in history)
        self.since = moments[0]
        draw = rng.random()
        # Engineers go out from Bristol and Dublin: cover is sold where they can be.
        draw = draw if person.country.code in _COVERED else 1.0
        self.has_cover = draw < 0.6
        cents = sum(purchase.cents for purchase in history)
        customer_id = make_id_at(rng, self.since)
        self.customer = Customer(
            id=customer_id,
            kind="person",
            name=f"{person.given} {person.family}",
            given_name=person.given,
            family_name=person.family,
            organisation=None,
            email=person.email,
            street=person.street,
            postcode=person.postcode,
            city=person.city,
            country=person.country.code,
            languages=person.languages,
            time_zone=person.country.time_zone,
            segment=_segment(draw, cents),
            alert=_alert(rng),
            balance_minor=_balance(rng),
            currency="GBP",
            customer_since=self.since,
            external_id=external_id,
            updated_at=self.since,
        )
        self.phones = [
            CustomerPhone(
                id=make_id_at(rng, self.since),
                customer_id=customer_id,
                e164=e164,
                reversed_digits=e164[:0:-1],
                extension=None,
                label=label,
                is_preferred=position == 0,
                is_verified=position == 0,
                updated_at=self.since,
            )
            for position, (e164, label) in enumerate(person.phones)
        ]
        self.orders = [
            Order(
                id=make_id_at(rng, moment),
                customer_id=customer_id,
                number=f"FH-{order_serial + place}",
                ordered_at=moment,
                item_count=purchase.items,
                total_minor=purchase.cents,
                currency="GBP",
                status=_status(calendar.at - moment),
                updated_at=moment,
            )
            for place, (purchase, moment) in enumerate(zip(history, moments, strict=True))
        ]
        self._free = deque(range(len(self.orders) - 1, -1, -1))

    def cast_in(self, rng: random.Random, teller: Storyteller) -> tuple[Any, Order | None]:
        """A story this customer can have and the order it is about, whose status it then explains."""
        story = teller.choose(rng, has_cover=self.has_cover, has_order=bool(self._free))
        if story.order_status is None:
            return story, None
        place = self._free.popleft()
        order = self.orders[place] = self.orders[place]._replace(status=story.order_status)
        return story, order


def _segment(draw: float, cents: int) -> str:
    """The cover of those who have one, or else the level of the shop by what was spent."""
    if draw < 0.2:
        return "Home Cover Plus"
    if draw < 0.6:
        return "Home Cover"
    if cents >= 40_000:
        return "Gold"
    return "Silver" if cents >= 15_000 else "Bronze" if cents >= 5_000 else "Guest"


def _alert(rng: random.Random) -> str | None:
    draw = rng.random()
    return _ALERTS[int(draw / 0.015 * len(_ALERTS))] if draw < 0.015 else None


def _balance(rng: random.Random) -> int:
    draw = rng.random()
    return -int(500 + draw * 40_000) if draw < 0.04 else 0


def _status(age: timedelta) -> str:
    if age < timedelta(days=1):
        return "placed"
    return "shipped" if age < timedelta(days=4) else "delivered"
