"""Tickets: every promise tracked until it is kept."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets import commands, heard_numbers, numbers, queries
from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.store.search_keys import words


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "ticket",
            ticket,
            lambda _read, row: _scopes(row),
            follows=_followers,
            scope_columns=frozenset({"state", "queue_id", "owner_id", "customer_id"}),
            keys_of=lambda row: (
                ({str(row["number"])} if row["number"] > 0 else set()) | words(row["subject"])
            ),
            customer_column="customer_id",
            remains=_remains,
        )
    )
    registry.entity(EntitySpec("ticket_note", ticket_note, _note_scopes, customer_column="customer_id"))
    registry.enrolments.append(_customer_scopes)
    registry.erasers.append(_erase_notes)
    registry.derivations.append(heard_numbers.derive)
    registry.restorers.append(numbers.skip_forgotten_blocks)
    commands.register(registry.commands)
    numbers.register(registry.commands)
    queries.register(registry)


def _scopes(row: Row) -> set[str]:
    """An open ticket is in the working set of its queue and of its owner."""
    if row["state"] not in OPEN_STATES:
        return set()
    scopes = {f"queue:{row['queue_id']}"}
    if row["owner_id"]:
        scopes.add(f"agent:{row['owner_id']}")
    return scopes


def _remains(_row: Row) -> Row:
    """Of a ticket of somebody who was erased the figures stay; it is over, since nobody can be helped with it."""
    return {"customer_id": None, "order_id": None, "subject": "Erased", "state": "closed", "is_unread": False}


def _erase_notes(work: CentralWork, customer_id: str) -> dict[str, int]:
    """Notes on the customer's tickets that were written before the ticket was theirs."""
    found = work.execute(
        sa.select(ticket_note.c.id)
        .join(ticket, ticket.c.id == ticket_note.c.ticket_id)
        .where(ticket.c.customer_id == customer_id, ticket_note.c.customer_id.is_distinct_from(customer_id))
        .order_by(ticket_note.c.id)
    )
    note_ids = [str(note_id) for note_id in found.scalars()]
    for note_id in note_ids:
        work.delete("ticket_note", note_id)
    return {"ticket_note": len(note_ids)}


def _note_scopes(read: Read, row: Row) -> Iterable[str]:
    parent = read.by_id(ticket, row["ticket_id"])
    return _scopes(parent) if parent is not None else ()


def _followers(read: Read, row: Row) -> Iterable[tuple[str, str]]:
    notes = read.execute(sa.select(ticket_note.c.id).where(ticket_note.c.ticket_id == row["id"])).scalars()
    followers = [("ticket_note", note_id) for note_id in notes]
    return [*followers, ("customer", row["customer_id"])] if row["customer_id"] else followers


def _customer_scopes(read: Read, customer_id: str) -> Iterable[str]:
    found = read.execute(
        sa.select(ticket.c.queue_id, ticket.c.owner_id, ticket.c.state).where(
            ticket.c.customer_id == customer_id, ticket.c.state.in_(OPEN_STATES)
        )
    ).mappings()
    return {scope for row in found for scope in _scopes(dict(row))}
