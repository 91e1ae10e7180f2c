"""What can be asked about tickets."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class TicketRow(msgspec.Struct, frozen=True):
    """One row of the work queue."""

    ticket_id: str
    number: int
    subject: str
    customer_id: str | None
    customer_name: str | None
    channel: str
    state: str
    priority: str
    due_at: datetime | None
    is_unread: bool
    owner_id: str | None
    queue_id: str
    created_at: datetime


class WorkQueue(Query[list[TicketRow]], frozen=True, kw_only=True):
    """Open tickets, those due first on top; ``view`` is mine, team or unassigned.

    ``text`` filters by words of the subject or the customer's name, or by number.
    """

    view: str
    agent_id: str
    queues: list[str]
    text: str = ""
    limit: int = 100_000


class QueueCounts(msgspec.Struct, frozen=True):
    """How many open tickets each view has."""

    mine: int
    team: int
    unassigned: int


class CountWorkQueue(Query[QueueCounts], frozen=True, kw_only=True):
    """The numbers beside the tabs of the work queue."""

    agent_id: str
    queues: list[str]


class TicketNoteView(msgspec.Struct, frozen=True):
    """One note; ``author`` None means the customer.

    ``written_by`` says what the author is: ``customer``, ``person``, ``rule``, ``service_level``, or ``central``,
    which wrote it of its own accord and has no name. A person without a name is known here no more.
    ``delivery`` of a public note of ours is ``queued``, ``sent``, ``failed`` or ``bounced``, with
    ``delivery_what`` in plain words; None where nothing is sent, or central has not heard of it yet.
    ``address`` is whom it went to, or who wrote it. ``is_stranger``: whoever wrote had the reply's token, but
    writes from an address that is not known to belong to this ticket.
    """

    note_id: str
    author: str | None
    is_public: bool
    text: str
    written_at: datetime
    delivery: str | None = None
    delivery_what: str | None = None
    address: str | None = None
    is_stranger: bool = False
    written_by: str = "person"


class TicketView(msgspec.Struct, frozen=True):
    """One ticket, whole."""

    row: TicketRow
    topic: str | None
    order_number: str | None
    owner_name: str | None
    queue_name: str | None
    first_solved_at: datetime | None
    last_solved_at: datetime | None
    notes: list[TicketNoteView]
    version: int


class Ticket(Query[TicketView | None], frozen=True, kw_only=True):
    """One ticket with its notes, oldest first; None where this store does not hold it."""

    ticket_id: str


class CustomerTickets(Query[list[TicketRow]], frozen=True, kw_only=True):
    """All tickets of a customer, open ones first, then newest first."""

    customer_id: str
