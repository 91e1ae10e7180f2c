"""The few customers of the demo who are written by hand, so that every world has a story to show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.places import COUNTRIES
from agent_desktop.demo.records import Customer, CustomerPhone, Interaction, Order, Ticket, TicketNote, Visit
from agent_desktop.demo.sources import read_json
from agent_desktop.demo.stories import TicketNumbers


class Heroes:
    """The hand-written customers with all that belongs to them."""

    def __init__(self, seed: int, calendar: Calendar, staff: Cast, numbering: TicketNumbers) -> None:
        self._rng = random.Random(f"{seed}:heroes")
        self._calendar = calendar
        self._staff = staff
        self._numbering = numbering
        self._raw: list[dict[str, Any]] = read_json("heroes.json")
        written = [ticket for hero in self._raw for ticket in hero.get("tickets", [])]
        newest_first = sorted(written, key=lambda ticket: calendar.when(ticket["created"]), reverse=True)
        self._places = {ticket["key"]: place for place, ticket in enumerate(newest_first)}
        self._order_serial = 99_000
        self.known: dict[str, str] = {}
        """Ids by key: of a customer ``okafor``, of a ticket ``okafor/hot_water``, of an order ``okafor/order-1``."""
        self._zones = {country.code: country.time_zone for country in COUNTRIES}

    def numbers(self) -> frozenset[str]:
        """The telephone numbers that are theirs."""
        return frozenset(phone["e164"] for hero in self._raw for phone in hero["phones"])

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row of every one of them."""
        for hero in self._raw:
            yield from self._hero(hero)

    def _hero(self, raw: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        when, rng = self._calendar.when, self._rng
        since = when(raw["since"])
        key = raw["key"]
        self.known[key] = customer_id = make_id_at(rng, since)
        organisation = raw.get("organisation")
        yield Customer(
            id=customer_id,
            kind="organisation" if organisation else "person",
            name=organisation or f"{raw['given']} {raw['family']}",
            given_name=raw["given"],
            family_name=raw["family"],
            organisation=organisation,
            email=raw["email"],
            street=raw["street"],
            postcode=raw["postcode"],
            city=raw["city"],
            country=raw["country"],
            languages=raw["languages"],
            time_zone=self._zones[raw["country"]],
            segment=raw["segment"],
            alert=raw.get("alert"),
            balance_minor=0,
            currency="GBP",
            customer_since=since,
            external_id=f"H-{raw['key']}",
            updated_at=since,
        )
        for phone in raw["phones"]:
            is_preferred = phone.get("preferred", False)
            yield CustomerPhone(
                id=make_id_at(rng, since),
                customer_id=customer_id,
                e164=phone["e164"],
                reversed_digits=phone["e164"][:0:-1],
                extension=phone.get("extension"),
                label=phone["label"],
                is_preferred=is_preferred,
                is_verified=is_preferred,
                updated_at=since,
            )
        for place, order in enumerate(raw.get("orders", []), 1):
            moment = when(order["when"])
            self._order_serial += 1
            self.known[f"{key}/order-{place}"] = order_id = make_id_at(rng, moment)
            yield Order(
                id=order_id,
                customer_id=customer_id,
                number=f"FH-{self._order_serial}",
                ordered_at=moment,
                item_count=order["items"],
                total_minor=order["cents"],
                currency="GBP",
                status=order["status"],
                updated_at=moment,
            )
        tickets: dict[str, str] = {}
        for ticket in raw.get("tickets", []):
            yield from self._ticket(ticket, customer_id, tickets)
        self.known |= {f"{key}/{name}": ticket_id for name, ticket_id in tickets.items()}
        for visit in raw.get("visits", []):
            starts = when(visit["when"])
            ends = starts + timedelta(minutes=visit["minutes"])
            made = min(starts - timedelta(days=7), self._calendar.at)
            yield Visit(
                id=make_id_at(rng, made),
                customer_id=customer_id,
                engineer_id=self._staff.agent_ids[visit["engineer"]],
                title=visit["title"],
                starts_at=starts,
                ends_at=ends,
                status=visit["status"],
                report=visit["report"],
                advice=visit.get("advice"),
                updated_at=made if visit["status"] == "booked" else ends,
            )
        number = next(phone["e164"] for phone in raw["phones"] if phone.get("preferred"))
        for contact in raw.get("contacts", []):
            yield self._contact(contact, customer_id, number, tickets)

    def _ticket(
        self, raw: dict[str, Any], customer_id: str, tickets: dict[str, str]
    ) -> Iterator[tuple[Any, ...]]:
        when, rng = self._calendar.when, self._rng
        created = when(raw["created"])
        tickets[raw["key"]] = ticket_id = make_id_at(rng, created)
        written: list[tuple[datetime, dict[str, Any]]] = [(when(note["when"]), note) for note in raw["notes"]]
        answers = [moment for moment, note in written if note["by"]]
        yield Ticket(
            id=ticket_id,
            number=self._numbering.hand_written(self._places[raw["key"]]),
            subject=raw["subject"],
            customer_id=customer_id,
            queue_id=self._staff.queue_ids[raw["queue"]],
            owner_id=self._staff.agent_ids[raw["owner"]],
            channel=raw["channel"],
            state=raw["state"],
            priority=raw["priority"],
            topic=raw["topic"],
            order_id=None,
            is_unread=raw.get("unread", False),
            due_at=when(raw["due"]),
            created_at=created,
            first_response_at=min(answers, default=None),
            first_solved_at=None,
            last_solved_at=None,
            updated_at=max(moment for moment, _ in written),
        )
        for moment, note in written:
            author = self._staff.agent_ids[note["by"]] if note["by"] else None
            yield TicketNote(
                id=make_id_at(rng, moment),
                ticket_id=ticket_id,
                customer_id=customer_id,
                author_id=author,
                is_public=note.get("public", False),
                text=note["text"],
                written_at=moment,
                updated_at=moment,
            )

    def _contact(
        self, raw: dict[str, Any], customer_id: str, number: str, tickets: dict[str, str]
    ) -> Interaction:
        started = self._calendar.when(raw["when"])
        ended = min(started + timedelta(minutes=raw["minutes"]), self._calendar.at)
        is_call = raw["channel"] == "call"
        interaction_id = make_id_at(self._rng, started)
        return Interaction(
            id=interaction_id,
            customer_id=customer_id,
            channel=raw["channel"],
            direction=raw["direction"],
            state="done",
            title=raw["title"],
            agent_id=self._staff.agent_ids[raw["agent"]] if "agent" in raw else None,
            queue_id=self._staff.queue_ids[raw["queue"]],
            ticket_id=tickets.get(raw.get("ticket", "")),
            call_id=f"demo-{interaction_id[-12:]}" if is_call else None,
            number=number if is_call else None,
            started_at=started,
            ended_at=ended,
            waited_s=raw.get("waited_s"),
            note=raw["note"],
            topic=raw["topic"],
            disposition=raw.get("disposition"),
            satisfaction=raw.get("satisfaction"),
            updated_at=ended,
        )
