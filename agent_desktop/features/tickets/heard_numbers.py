"""Numbers that customers write in their letters: kept as numbers that may be theirs, at central."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.phone import numbers_in
from agent_desktop.core.query import Read
from agent_desktop.core.work import Row
from agent_desktop.features.calls.confirming import number_id
from agent_desktop.features.customers.tables import caller_number, customer, customer_phone
from agent_desktop.features.tickets.tables import ticket_note

MOST_OF_ONE = 5
"""A letter with more numbers than this is a list of somebody else's."""
_MOST_OF_OURS = 20


_OTHERS_WORDS = re.compile(
    r"\s*(?:-{3,}\s*\w.*-{3,}\s*$"
    r"|(?:On|Am|Le|El|Il|Op|Den)\b.{4,200}\b(?:wrote|schrieb|écrit|escribió|scritto|schreef|skrev)\b.{0,20}$"
    r"|(?:From|Von|De|Van|Da|Fra):\s)",
    re.IGNORECASE,
)
"""Where a mail program begins to quote what was written before."""


def own_words(text: str) -> str:
    """What somebody wrote themselves in a letter, without what it quotes."""
    mine = []
    for line in text.splitlines():
        if _OTHERS_WORDS.match(line):
            break
        if not line.lstrip().startswith((">", "|")):
            mine.append(line)
    return "\n".join(mine)


def _is_a_customers(note: Row) -> bool:
    return note["customer_id"] is not None and note["author_id"] is None


def derive(read: Read, touched: Mapping[tuple[str, str], Row | None]) -> Iterable[tuple[str, str]]:
    """Remember the numbers in what customers wrote just now, unless they are on record as theirs."""
    note_ids = [i for (entity, i), before in touched.items() if entity == "ticket_note" and before is None]
    at_hand = getattr(read, "at_hand", lambda _entity, _record_id: None)
    # Most notes are our own, or of nobody: what the transaction knows need not be asked of the store.
    note_ids = [i for i in note_ids if (row := at_hand("ticket_note", i)) is None or _is_a_customers(row)]
    if not note_ids:
        return []
    rows = read.execute(
        sa.select(
            ticket_note.c.ticket_id,
            ticket_note.c.customer_id,
            ticket_note.c.text,
            ticket_note.c.written_at,
            customer.c.country,
        )
        .join(customer, customer.c.id == ticket_note.c.customer_id)
        .where(
            ticket_note.c.id.in_(note_ids),
            ticket_note.c.author_id.is_(None),
            # Neither what a machine answered for them, nor what somebody else wrote on their ticket.
            ticket_note.c.is_public,
            ticket_note.c.is_stranger.is_not(True),
        )
        .order_by(ticket_note.c.id)
    ).all()
    written: list[tuple[str, str]] = []
    for row in rows:
        numbers = numbers_in(own_words(row.text), row.country)
        if not 0 < len(numbers) <= MOST_OF_ONE:
            continue
        ours = _said_by_us(read, row.ticket_id, row.country)
        for e164 in numbers:
            if e164 in ours:
                continue
            theirs = sa.select(customer_phone.c.id).where(
                customer_phone.c.customer_id == row.customer_id, customer_phone.c.e164 == e164
            )
            if read.execute(theirs).first() is not None:
                continue
            row_id = number_id(row.customer_id, e164)
            heard = insert(caller_number).values(
                id=row_id,
                customer_id=row.customer_id,
                e164=e164,
                source="correspondence",
                confirmed=0,
                last_at=row.written_at,
                version=1,
                field_versions={},
                updated_at=row.written_at,
            )
            if read.execute(heard.on_conflict_do_nothing(index_elements=["id"])).rowcount:
                written.append(("caller_number", row_id))
    return written


def _said_by_us(read: Read, ticket_id: str, country: str | None) -> set[str]:
    """The numbers that we wrote on a ticket: where we can be reached, and hardly where its customer can."""
    texts = read.execute(
        sa.select(ticket_note.c.text)
        .where(ticket_note.c.ticket_id == ticket_id, ticket_note.c.author_id.is_not(None))
        .order_by(ticket_note.c.written_at.desc(), ticket_note.c.id)
        .limit(_MOST_OF_OURS)
    ).scalars()
    return {number for text in texts for number in numbers_in(text, country)}
