"""Tables of ratings: what customers said of a ticket or a contact, and whom they were asked by."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, central_metadata, record

rating = record(
    "rating",
    # One a ticket or contact, under an id made of it; what it was before is in the chronicle.
    sa.Column("customer_id", Id, index=True),
    sa.Column("ticket_id", Id, index=True),
    sa.Column("interaction_id", Id, index=True),
    sa.Column("agent_id", Id),  # whose work was rated
    sa.Column("queue_id", Id),
    sa.Column("score", sa.Integer, nullable=False),  # 1 to 5
    sa.Column("comment", sa.Text),
    sa.Column("source", sa.Text, nullable=False),  # agent | link | ivr
    sa.Column("recorded_by", Id),  # null: the customer themselves
    sa.Column("rated_at", UtcDateTime, nullable=False),
    sa.Index(None, "rated_at"),
)

rating_invitation = sa.Table(
    "rating_invitation",
    central_metadata,
    # Everybody who was asked, answered or not: what the response rate is counted from.
    sa.Column("id", Id, primary_key=True),
    sa.Column("way", sa.Text, nullable=False),  # link | ivr | nobody: looked at, and not asked
    sa.Column("token_hash", sa.Text, unique=True),  # SHA-256 of the link's secret
    sa.Column("ticket_id", Id, index=True),
    sa.Column("interaction_id", Id, index=True),
    sa.Column("connector", sa.Text),  # of an ivr one: the call, whose contact may not be on record yet
    sa.Column("call_id", sa.Text),
    sa.Column("agent_id", Id),
    sa.Column("queue_id", Id),
    sa.Column("score", sa.Integer),  # told for a call that has no contact yet
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.UniqueConstraint("connector", "call_id"),
    sa.Index(None, "asked_at"),
)
