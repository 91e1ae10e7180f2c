"""The words of orders, products and contracts, and how an order stands by its lines. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from agent_desktop.core.errors import Invalid

LINE_STATES = ("placed", "shipped", "delivered", "returned", "cancelled")
ORDER_STATES = (*LINE_STATES, "partly_shipped", "partly_delivered")
PRODUCT_STATES = ("in_use", "returned", "replaced", "retired")
CONTRACT_STATES = ("active", "ended", "cancelled")
RETURN_STATES = ("authorised", "received", "refused")

MOST_LINES = 1_000
LARGEST_MINOR = 2**53
"""Amounts and quantities beyond this are a mistake of whoever sends them."""


class OrderLine(msgspec.Struct, frozen=True):
    """One article of an order: how many at what price each, in the minor unit, and whether it came."""

    name: str
    quantity: int = 1
    unit_minor: int = 0
    sku: str | None = None
    state: str = "placed"


def status_of(lines: Sequence[OrderLine]) -> str:
    """How an order as a whole stands; lines that were cancelled do not hold it up."""
    states = {line.state for line in lines}
    left = states - {"cancelled"}
    if not left:
        return "cancelled" if states else "placed"
    if len(left) == 1:
        return left.pop()
    if left == {"delivered", "returned"}:
        return "delivered"
    return "partly_delivered" if left & {"delivered", "returned"} else "partly_shipped"


def total_of(lines: Sequence[OrderLine]) -> int:
    """What the lines cost that were not cancelled, in the minor unit."""
    return sum(line.quantity * line.unit_minor for line in lines if line.state != "cancelled")


def checked_lines(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines, trimmed; raises ``Invalid`` with the line and what is wrong with it."""
    if len(lines) > MOST_LINES:
        raise Invalid("lines", f"An order has {MOST_LINES} lines at most.")
    clean = []
    for place, line in enumerate(lines, 1):
        name = line.name.strip()
        if not name:
            raise Invalid("lines", f"Line {place} has no name.")
        if not 0 < line.quantity <= LARGEST_MINOR or abs(line.unit_minor) > LARGEST_MINOR:
            raise Invalid("lines", f"Line {place} has no usable quantity or price.")
        one_of("lines", line.state, LINE_STATES)
        clean.append(OrderLine(name, line.quantity, line.unit_minor, stripped(line.sku), line.state))
    return clean


def one_of(field: str, word: str, offered: Sequence[str]) -> str:
    """A word that is offered; raises ``Invalid`` for any other."""
    if word not in offered:
        raise Invalid(field, f"{word!r} is not known here.", todo=f"Use one of {', '.join(offered)}.")
    return word


def named(field: str, text: str) -> str:
    """A text that says something, trimmed."""
    if not text.strip():
        raise Invalid(field, "There is no name.", todo="Say what it is called.")
    return text.strip()


def stripped(text: str | None) -> str | None:
    """A text without the blanks around it; None for one that says nothing."""
    return (text or "").strip() or None


def checked_date(field: str, text: str | None) -> str | None:
    """A date as ISO 8601 writes it; raises ``Invalid`` for anything else."""
    day = stripped(text)
    if day is None:
        return None
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise Invalid(field, f"{day!r} is no date.", todo="Write it as 2027-01-31.") from None


def checked_currency(text: str) -> str:
    """A currency by its three letters (ISO 4217)."""
    code = text.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise Invalid("currency", f"{text!r} is no currency.", todo="Write it as EUR or GBP.")
    return code
