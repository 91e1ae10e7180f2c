"""Which tickets say a word: by their number, their subject or their customer's name, alike in both stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.search_keys import prefix_range, search_key

COMMON = 4_000
"""A word that so many tickets and customers have is looked for ticket by ticket, in the order of the list."""

_their = ticket.alias("their")


def says(word: str) -> sa.ColumnElement[bool]:
    """That a ticket's number or subject, or its customer's name, has a word that begins like this.

    One set of tickets, and no "either of two": a database goes from the few keys of a rare word to their tickets,
    and compares sets for a common one. With "or" it reads every ticket, and holds each against every customer
    where the beginning is so short that their keys do not fit into its memory.
    """
    return _between(*prefix_range(word))


def which_are_common(read: Read, words: Sequence[str]) -> frozenset[str]:
    """The words that begin at least ``COMMON`` keys of tickets and customers.

    How many tickets a word leads to no database can tell beforehand, so the keys are counted that far, which costs
    less than a millisecond. A replica holds too little for it to matter, and is not asked.
    """
    if not read.is_whole or not words:
        return frozenset()
    counted = [sa.func.count().label(f"n_{n}") for n in range(len(words))]
    parts = []
    for count, word in zip(counted, words, strict=True):
        first, end = prefix_range(word)
        some = (
            sa.select(search_key.c.entity_id)
            .where(
                search_key.c.entity.in_(("ticket", "customer")),
                search_key.c.key >= first,
                search_key.c.key < end,
            )
            .limit(COMMON)
            .subquery()
        )
        parts.append(sa.select(count).select_from(some).scalar_subquery())
    found = read.execute(sa.select(*parts)).one()
    return frozenset(word for word, count in zip(words, found, strict=True) if count >= COMMON)


def says_itself(word: str) -> sa.ColumnElement[bool]:
    """The same as ``says``, asked of each ticket by itself: for words that very many have."""
    first, end = prefix_range(word)

    def has(entity: str, record_id: Any) -> sa.ColumnElement[bool]:
        key = sa.select(sa.literal(1)).where(
            search_key.c.entity == entity,
            search_key.c.entity_id == record_id,
            search_key.c.key >= first,
            search_key.c.key < end,
        )
        # With an offset PostgreSQL leaves it as it is, and does not gather every ticket of the word first.
        return key.correlate(ticket).limit(1).offset(0).exists()

    return sa.or_(has("ticket", ticket.c.id), has("customer", ticket.c.customer_id))


def says_all(how_many: int) -> list[sa.ColumnElement[bool]]:
    """The same of so many words, for a statement that is built once; ``bounds_of`` are its parameters."""
    return [_between(sa.bindparam(f"from_{n}"), sa.bindparam(f"to_{n}")) for n in range(how_many)]


def bounds_of(words: Sequence[str]) -> dict[str, str]:
    """The parameters of ``says_all`` for these words."""
    found: dict[str, str] = {}
    for n, word in enumerate(words):
        found[f"from_{n}"], found[f"to_{n}"] = prefix_range(word)
    return found


def _between(first: Any, end: Any) -> sa.ColumnElement[bool]:
    of_tickets = sa.select(search_key.c.entity_id).where(
        search_key.c.entity == "ticket", search_key.c.key >= first, search_key.c.key < end
    )
    of_customers = (
        sa.select(_their.c.id)
        .join(search_key, search_key.c.entity_id == _their.c.customer_id)
        .where(search_key.c.entity == "customer", search_key.c.key >= first, search_key.c.key < end)
    )
    found: Any = sa.union_all(of_tickets, of_customers)
    return ticket.c.id.in_(found)
