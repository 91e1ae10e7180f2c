"""The states of a ticket and the numbers people say aloud: values and rules, no I/O."""

from __future__ import annotations

import zlib

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
