"""Tables of tickets and their notes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata, record

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
    # All that follows may be null, for tickets of the release before and of desks that still run it.
    sa.Column("waits_for", sa.Text),  # of a pending one: customer | third_party; null is customer
    sa.Column("hold_until", UtcDateTime),  # of one on hold: when it wakes; null is until somebody says so
    sa.Column("category_id", Id),
    sa.Column("organisation_id", Id, index=True),
    sa.Column("team", sa.Text),  # as in agent.team
    sa.Column("level", sa.Text),  # first_line | specialist | back_office; null is first_line
    sa.Column("followers", Json),  # list of agent ids
    sa.Column("tags", Json),  # list of words, sorted
    sa.Column("fields", Json),  # values of the category's own fields by key
    sa.Column("checklist", Json),  # list of model.CheckItem
    sa.Column("spent_s", sa.Integer),
    sa.Column("product", sa.Text),
    sa.Column("lot", sa.Text),
    sa.Column("sla_state", sa.Text),  # running | paused | warned | breached | met; null has no target
    sa.Column("sla_kind", sa.Text),  # first_response | next_response | resolution: which is due first
    sa.Column("sla_due_at", UtcDateTime),
    sa.Column("requester_email", sa.Text),  # who wrote first, where the ticket came by e-mail
    sa.Column("interaction_id", Id, index=True),  # the contact it was opened in
    sa.Column("state_since", UtcDateTime),  # null: since it was made
    sa.Index(None, "owner_id", "state"),
    sa.Index(None, "queue_id", "state"),
    sa.Index(None, "state", "state_since"),
    sa.Index(None, "last_solved_at"),
    sa.Index(None, "product"),
    sa.Index(None, "lot"),
)

_FAR: sa.ColumnElement[Any] = sa.literal_column("'9000-01-01 00:00:00+00'::timestamptz")
sa.Index(
    "ix_ticket_open_by_deadline",
    # As ``listing_sql`` says it: central's lists begin in this order, and are read no further than the page.
    sa.func.least(sa.func.coalesce(ticket.c.due_at, _FAR), sa.func.coalesce(ticket.c.sla_due_at, _FAR)),
    sa.cast(ticket.c.id, sa.Text),
    postgresql_where=ticket.c.state.in_(OPEN_STATES),
).ddl_if(dialect="postgresql")

ticket_note = record(
    "ticket_note",
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("customer_id", Id, index=True),
    sa.Column("author_id", Id),  # null: the customer wrote it
    sa.Column("is_public", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
    sa.Column(
        "delivery", sa.Text
    ),  # of a reply that goes out: queued | sent | failed | bounced; null goes nowhere
    sa.Column("delivery_what", sa.Text),  # why it failed or came back, or what it waits for
    sa.Column("address", sa.Text),  # whom it went to, or who wrote it
    sa.Column("is_stranger", sa.Boolean),  # written by somebody who is not known to belong to the ticket
    sa.Column("files", sa.Integer),  # how many files go with a reply
)

ticket_link = record(
    "ticket_link",
    # Under an id made of what it says, so that two who link the same link once.
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("other_id", Id, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # parent | duplicate | caused_by: what the other is to it
    sa.Column("customer_id", Id, index=True),
    sa.Column("is_linked", sa.Boolean, nullable=False),  # one that was taken away stays, and says so
    sa.Column("changed_by", Id, nullable=False),
)

ticket_attachment = record(
    "ticket_attachment",
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("note_id", Id),
    sa.Column("customer_id", Id, index=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("added_by", Id, nullable=False),
    sa.Column("added_at", UtcDateTime, nullable=False),
)

ticket_category = record(
    "ticket_category",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("parent_id", Id),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("fields", Json, nullable=False),  # list of model.FieldSpec
    sa.Column("skill", sa.Text),  # what its tickets ask of whoever works on them
    sa.Column("is_active", sa.Boolean, nullable=False),
)

ticket_block = sa.Table(
    "ticket_block",
    central_metadata,
    # Row 1: how many blocks of ticket numbers were lent so far. Row 2: central's own place in its last block.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("lent", sa.Integer, nullable=False),
)
