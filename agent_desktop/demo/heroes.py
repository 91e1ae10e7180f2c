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

_LAST_NUMBER = 48_213  # the highest ticket number written in the file


class Heroes:
    """The hand-written customers with all that belongs to them; ``first_today`` is the first number after theirs."""

    def __init__(self, seed: int, calendar: Calendar, staff: Cast, first_today: int) -> None:
        self._rng = random.Random(f"{seed}:heroes")
        self._calendar = calendar
        self._staff = staff
        self._shift = first_today - 1 - _LAST_NUMBER
        self._raw: list[dict[str, Any]] = read_json("heroes.json")
        self._order_serial = 99_000
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
        customer_id = make_id_at(rng, since)
        organisation = raw.get("organisation")
        yield Customer(
            customer_id, "organisation" if organisation else "person",
            organisation or f"{raw['given']} {raw['family']}", raw["given"], raw["family"], organisation, raw["email"],
            raw["street"], raw["postcode"], raw["city"], raw["country"], raw["languages"],
            self._zones[raw["country"]], raw["segment"], raw.get("alert"), 0, "USD", since, f"H-{raw['key']}", since,
        )  # fmt: skip
        for phone in raw["phones"]:
            is_preferred = phone.get("preferred", False)
            yield CustomerPhone(
                make_id_at(rng, since), customer_id, phone["e164"], phone["e164"][:0:-1], phone.get("extension"),
                phone["label"], is_preferred, is_preferred, since,
            )  # fmt: skip
        for order in raw.get("orders", []):
            moment = when(order["when"])
            self._order_serial += 1
            yield Order(
                make_id_at(rng, moment), customer_id, f"FH-{self._order_serial}", moment, order["items"],
                order["cents"], "USD", order["status"], moment,
            )  # fmt: skip
        tickets: dict[str, str] = {}
        for ticket in raw.get("tickets", []):
            yield from self._ticket(ticket, customer_id, tickets)
        for visit in raw.get("visits", []):
            starts = when(visit["when"])
            ends = starts + timedelta(minutes=visit["minutes"])
            made = min(starts - timedelta(days=7), self._calendar.at)
            yield Visit(
                make_id_at(rng, made), customer_id, self._staff.agent_ids[visit["engineer"]], visit["title"], starts,
                ends, visit["status"], visit["report"], visit.get("advice"), made if visit["status"] == "booked" else ends,
            )  # fmt: skip
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
            ticket_id, raw["number"] + self._shift, raw["subject"], customer_id, self._staff.queue_ids[raw["queue"]],
            self._staff.agent_ids[raw["owner"]], raw["channel"], raw["state"], raw["priority"], raw["topic"], None,
            raw.get("unread", False), when(raw["due"]), created, min(answers, default=None), None, None,
            max(moment for moment, _ in written),
        )  # fmt: skip
        for moment, note in written:
            author = self._staff.agent_ids[note["by"]] if note["by"] else None
            yield TicketNote(
                make_id_at(rng, moment),
                ticket_id,
                customer_id,
                author,
                note.get("public", False),
                note["text"],
                moment,
                moment,
            )

    def _contact(
        self, raw: dict[str, Any], customer_id: str, number: str, tickets: dict[str, str]
    ) -> Interaction:
        started = self._calendar.when(raw["when"])
        ended = min(started + timedelta(minutes=raw["minutes"]), self._calendar.at)
        is_call = raw["channel"] == "call"
        interaction_id = make_id_at(self._rng, started)
        return Interaction(
            interaction_id, customer_id, raw["channel"], raw["direction"], "done", raw["title"],
            self._staff.agent_ids[raw["agent"]] if "agent" in raw else None, self._staff.queue_ids[raw["queue"]],
            tickets.get(raw.get("ticket", "")), f"demo-{interaction_id[-12:]}" if is_call else None,
            number if is_call else None, started, ended, raw.get("waited_s"), raw["note"], raw["topic"],
            raw.get("disposition"), raw.get("satisfaction"), ended,
        )  # fmt: skip
