"""Finding a ticket by its number, however it is said or written, or by words of its subject, in any state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.features.customers.named import Beginning, holding_all
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.features.tickets.read_models import TicketRow
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.search_keys import folded, words

LARGEST_NUMBER = 2**31 - 1
"""What the column holds."""

_MOST_WORDS = 6
_SHORTEST_BEGINNING = 3
_LONGEST_TEXT = 120
_SPOKEN: Mapping[str, str] = {
    word: str(digit)
    for digit, spoken in enumerate(
        (
            "zero oh null nought",
            "one eins",
            "two zwei zwo",
            "three drei",
            "four vier",
            "five funf fuenf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
        )
    )
    for word in spoken.split()
}
_TWICE = frozenset({"double", "doppel"})
_NOTHING = frozenset({"ticket", "number", "no", "nr", "nummer", "case", "and", "und"})
_PIECE = re.compile(r"[^\W\d_]+|\d+")


class FindTickets(Query[list[TicketRow]], frozen=True, kw_only=True):
    """Tickets in any state by number or by words of their subject, open ones first, then the newest."""

    text: str
    limit: int = 20


def said_number(text: str) -> int | None:
    """The ticket number in a text, in digits with anything between them or in spoken words; None if it is none.

    ``46 904``, ``#4-6-9-0-4`` and ``four six nine oh four`` are one number. It is not asked whether its check digit
    is right: of a number that was misheard no ticket is there to be found.
    """
    digits = _digits(text)
    if digits is None or len(digits) > len(str(LARGEST_NUMBER)) or int(digits) > LARGEST_NUMBER:
        return None
    return int(digits)


def _digits(text: str) -> str | None:
    found, is_twice = "", False
    for piece in _PIECE.findall(folded(text[:_LONGEST_TEXT])):
        digits = piece if piece.isdecimal() and piece.isascii() else _SPOKEN.get(piece)
        if digits is not None:
            found += digits * 2 if is_twice else digits
            is_twice = False
        elif piece in _TWICE:
            is_twice = True
        elif piece not in _NOTHING:
            return None
    return found or None


_ELSEWHERE: dict[str, sa.Column[Any]] = {"ticket_id": ticket.c.id, "customer_name": customer.c.name}
_COLUMNS = [
    _ELSEWHERE[name] if name in _ELSEWHERE else ticket.c[name] for name in TicketRow.__struct_fields__
]
_ROWS = sa.select(*_COLUMNS).select_from(ticket.outerjoin(customer, customer.c.id == ticket.c.customer_id))
_BY_NUMBER = _ROWS.where(ticket.c.number == sa.bindparam("number", type_=sa.Integer))
_BY_ID = _ROWS.where(ticket.c.id.in_(sa.bindparam("ids", expanding=True)))


def _find(read: Read, _actor: Actor, query: FindTickets) -> list[TicketRow]:
    text = query.text.strip()[:_LONGEST_TEXT]
    number = said_number(text)
    found: dict[str, TicketRow] = {}
    if number is not None:
        rows = read.execute(_BY_NUMBER, {"number": number})
        found = {row.id: TicketRow(*row) for row in rows}
    ids = [one for one in _by_words(read, text) if one not in found]
    if ids:
        rest = [TicketRow(*row) for row in read.execute(_BY_ID, {"ids": ids})]
        rest.sort(key=lambda row: (row.created_at, row.number), reverse=True)
        rest.sort(key=lambda row: row.state not in OPEN_STATES)
        found |= {row.ticket_id: row for row in rest}
    return list(found.values())[: query.limit]


def _by_words(read: Read, text: str) -> list[str]:
    digits = _digits(text)
    wanted = {digits} if digits is not None else words(text)
    several = sorted(wanted, key=lambda word: (-len(word), word))[:_MOST_WORDS]
    if not several or len(several[0]) < _SHORTEST_BEGINNING:
        return []
    return holding_all(read, "ticket", [Beginning(word) for word in several])


def register(book: QueryBook) -> None:
    """Make the question known."""
    book.register("tickets.FindTickets", FindTickets, _find, answers=list[TicketRow], roles=DESK)


def by_number(read: Read, text: str, _limit: int) -> list[str]:
    """Whose ticket has the number in a text."""
    number = said_number(text)
    if number is None:
        return []
    rows: Any = read.execute(_BY_NUMBER, {"number": number})
    return [str(row.customer_id) for row in rows if row.customer_id is not None]
