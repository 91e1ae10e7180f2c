"""The states of a ticket and the numbers people say aloud: values and rules, no I/O."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

OPEN_STATES = ("new", "open", "pending", "on_hold")
CLOSED_STATES = ("solved", "closed")
STATES = (*OPEN_STATES, *CLOSED_STATES)
PRIORITIES = ("low", "normal", "high", "urgent")

MOVES = {
    "new": {"open", "pending", "on_hold", "solved"},
    "open": {"pending", "on_hold", "solved"},
    "pending": {"open", "on_hold", "solved"},
    "on_hold": {"open", "pending", "solved"},
    "solved": {"open", "closed"},
    "closed": set[str](),
}
"""Which states a ticket may go to from each; a closed one stays closed."""

WAITS_FOR = ("customer", "third_party")
"""Whom a pending ticket waits for."""

LEVELS = ("first_line", "specialist", "back_office")
"""Who works on a ticket, from those who answer first to those who are asked last."""

LINKS = ("parent", "duplicate", "caused_by")
"""What another ticket is to this one: the whole it is a part of, the one that says the same, its cause."""

NAMED_STATES = {
    "new": ("new", None),
    "open": ("open", None),
    "pending_customer": ("pending", "customer"),
    "pending_third_party": ("pending", "third_party"),
    "on_hold": ("on_hold", None),
    "solved": ("solved", None),
    "closed": ("closed", None),
}
"""The states people speak of, each as it is kept: a state of ``MOVES``, and whom it waits for.

Release 0.2 knows the six of ``MOVES`` alone and goes on working with them: its ``pending`` is ours on the customer.
"""

TOPIC = "Complaint"
"""By this topic a ticket is a complaint."""


class CheckItem(msgspec.Struct, frozen=True):
    """One line of a checklist."""

    item_id: str
    text: str
    is_done: bool = False
    done_by: str | None = None


class FieldSpec(msgspec.Struct, frozen=True):
    """One field that tickets of a category have of their own; ``choices`` are those of a ``choice``."""

    key: str
    label: str
    kind: str = "text"
    choices: list[str] = []
    is_required: bool = False


FIELD_KINDS = ("text", "number", "date", "choice", "yes_no")


def named_state(row: Mapping[str, Any]) -> str:
    """The state of a ticket as people speak of it."""
    state = str(row["state"])
    return f"pending_{row.get('waits_for') or 'customer'}" if state == "pending" else state


def kept_state(name: str) -> tuple[str, str | None]:
    """How a named state is kept; raises ``KeyError`` for none. ``pending`` by itself waits for the customer."""
    return NAMED_STATES["pending_customer" if name == "pending" else name]


def may_become(now: str, then: str) -> bool:
    """Whether a ticket in one named state may go to another; to wait for somebody else is always allowed."""
    (before, _), (after, _) = kept_state(now), kept_state(then)
    return after in MOVES[before] or (before == after == "pending")


BLOCK = 50
"""Ticket numbers are lent to desks in blocks of this many."""


def ticket_number(n: int) -> int:
    """The number people say aloud for the ``n``-th ticket: ``n`` and a Luhn check digit.

    The digit is that of ISO/IEC 7812-1, annex B.
    A digit misheard, or two neighbours swapped (but for 09 and 90), gives a number that fails
    ``is_ticket_number``.
    """
    if n < 1:
        raise ValueError("tickets are counted from 1")
    return n * 10 + _luhn_digit(str(n))


def is_ticket_number(number: int) -> bool:
    """Whether the last digit is the check digit of the ones before it."""
    return number >= 10 and ticket_number(number // 10) == number


def provisional_number(ticket_id: str) -> int:
    """What stands for the number of a ticket until central gives it one: below zero, and the same everywhere."""
    return -1 - zlib.crc32(ticket_id.encode()) % 2_000_000_000


def block_numbers(block: int) -> list[int]:
    """The ticket numbers of the ``block``-th lent block, counted from 0."""
    first = 4_000 + block * BLOCK
    return [ticket_number(n) for n in range(first, first + BLOCK)]


def _luhn_digit(digits: str) -> int:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char)
        if place % 2 == 0:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return -total % 10
