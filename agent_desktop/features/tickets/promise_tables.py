"""Tables of what was promised to whom until when, and of macros."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, record

promise = record(
    "promise",
    sa.Column("kind", sa.Text, nullable=False),  # promises.KINDS
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | kept | cancelled
    sa.Column("owner_id", Id, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),  # the customer's, in which the time was said
    sa.Column("ticket_id", Id, index=True),
    sa.Column("customer_id", Id, index=True),
    sa.Column("about_id", Id),  # the return authorisation or the replacement order it stands for
    sa.Column("made_by", Id, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("settled_at", UtcDateTime),
    sa.Column("outcome", sa.Text),
    sa.Column("remind_at", UtcDateTime),  # put off until then; null: its due time
    sa.Index(None, "owner_id", "state", "due_at"),
)

macro = record(
    "macro",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # what is typed to have it
    sa.Column("changes", Json, nullable=False),  # macros.Changes
    sa.Column("reply", sa.Text),  # with {customer}, {number}, {subject} and {agent}
    sa.Column("is_public", sa.Boolean, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
)
"""Several changes and a reply under one name."""
