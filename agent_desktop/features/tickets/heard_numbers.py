"""Numbers that customers write in their letters: kept as numbers that may be theirs, at central."""

from __future__ import annotations

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
        sa.select(ticket_note.c.customer_id, ticket_note.c.text, ticket_note.c.written_at, customer.c.country)
        .join(customer, customer.c.id == ticket_note.c.customer_id)
        .where(ticket_note.c.id.in_(note_ids), ticket_note.c.author_id.is_(None))
        .order_by(ticket_note.c.id)
    ).all()
    written: list[tuple[str, str]] = []
    for row in rows:
        numbers = numbers_in(row.text, row.country)
        if len(numbers) > MOST_OF_ONE:
            continue
        for e164 in numbers:
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
