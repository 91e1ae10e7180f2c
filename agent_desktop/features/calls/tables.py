"""Tables of call facts, at central only: what happened, append-only, and what is counted from it."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

call_fact = sa.Table(
    "call_fact",
    central_metadata,
    sa.Column("n", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("connector", sa.Text, nullable=False),
    sa.Column("call_id", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),  # counts the facts of one call from 1
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("queue", sa.Text),  # as the exchange named it
    sa.Column("agent", sa.Text),
    sa.Column("queue_id", Id),  # whom that name meant when it was told
    sa.Column("agent_id", Id),
    sa.Column("data", Json, nullable=False, server_default="{}"),
    sa.Column("recorded_at", UtcDateTime, nullable=False, server_default=sa.func.now()),
    sa.UniqueConstraint("call_id", "connector", "seq"),
    sa.Index(None, "at"),
    sa.Index(None, "agent_id", "at"),
)

queue_visit = sa.Table(
    "queue_visit",
    central_metadata,
    # One row for each time a call stood in a queue: a projection of call_fact that can be built again.
    sa.Column("connector", sa.Text, primary_key=True),
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("visit", sa.Integer, primary_key=True),  # 1 for the first queue of the call
    sa.Column("queue_id", Id),
    sa.Column("caller", sa.Text),  # as the exchange gave it, null where withheld
    sa.Column("agent_id", Id),  # who answered
    sa.Column("queued_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("left_at", UtcDateTime),  # when it left the queue, by whichever way
    sa.Column("ended_at", UtcDateTime),  # when the call was over
    sa.Column("outcome", sa.Text),  # answered | abandoned | followed_up | flowed_out | null while waiting
    # What became of the caller from this queue on, through the queues the call flowed on to.
    sa.Column("final_outcome", sa.Text),
    sa.Column("final_left_at", UtcDateTime),
    sa.Index(None, "queued_at"),
    sa.Index(None, "queue_id", "queued_at"),
)

call_handling = sa.Table(
    "call_handling",
    central_metadata,
    # One row for each agent's part in an answered call: a projection of call_fact like queue_visit.
    sa.Column("connector", sa.Text, primary_key=True),
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("agent_id", Id),
    sa.Column("queue_id", Id),  # null for a call that came through no queue
    sa.Column("visit", sa.Integer),
    sa.Column("left_at", UtcDateTime, nullable=False),
    sa.Column("talk_s", sa.Float, nullable=False),
    sa.Column("hold_s", sa.Float, nullable=False),
    sa.Column("after_call_s", sa.Float),
    sa.Column("handled_at", UtcDateTime),  # where after-call work ended; null until then
    sa.Column("transferred", sa.Text),  # blind | warm
    sa.Index(None, "handled_at"),
    sa.Index(None, "queue_id", "handled_at"),
    sa.Index(None, "agent_id", "handled_at"),
)

caller_rank = sa.Table(
    "caller_rank",
    central_metadata,
    # Every customer by when we last spoke; those listed are in the caller index.
    sa.Column("customer_id", Id, primary_key=True),
    sa.Column("last_contact_at", UtcDateTime, nullable=False),
    sa.Column("is_listed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index(None, "last_contact_at", "customer_id"),
    sa.Index(None, "is_listed", "last_contact_at", "customer_id"),
)
