"""Tables of tickets and their notes."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, central_metadata, record

ticket = record(
    "ticket",
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("customer_id", Id, index=True),
    sa.Column("queue_id", Id, nullable=False),
    sa.Column("owner_id", Id),
    sa.Column("channel", sa.Text, nullable=False),  # call | email | chat | letter | visit
    sa.Column("state", sa.Text, nullable=False),  # new | open | pending | on_hold | solved | closed
    sa.Column("priority", sa.Text, nullable=False),  # low | normal | high | urgent
    sa.Column("topic", sa.Text),
    sa.Column("order_id", Id),
    sa.Column("is_unread", sa.Boolean, nullable=False),
    sa.Column("due_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("first_response_at", UtcDateTime),
    sa.Column("first_solved_at", UtcDateTime),
    sa.Column("last_solved_at", UtcDateTime),
    sa.Index(None, "owner_id", "state"),
    sa.Index(None, "queue_id", "state"),
    sa.Index(None, "last_solved_at"),
)

ticket_note = record(
    "ticket_note",
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("customer_id", Id, index=True),
    sa.Column("author_id", Id),  # null: the customer wrote it
    sa.Column("is_public", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)

ticket_block = sa.Table(
    "ticket_block",
    central_metadata,
    # One row: how many blocks of ticket numbers were lent so far.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("lent", sa.Integer, nullable=False),
)
