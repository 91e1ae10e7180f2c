"""Tables of call facts, at central only: what happened, append-only, and the visits counted from it."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

call_fact = sa.Table(
    "call_fact",
    central_metadata,
    sa.Column("n", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("connector", sa.Text, nullable=False),
    sa.Column("call_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("queue_id", Id),
    sa.Column("agent_id", Id),
    sa.Column("data", Json, nullable=False, server_default="{}"),
    sa.Column("recorded_at", UtcDateTime, nullable=False, server_default=sa.func.now()),
    sa.Index(None, "connector", "call_id"),
    sa.Index(None, "at"),
)

queue_visit = sa.Table(
    "queue_visit",
    central_metadata,
    # One row for each time a call stood in a queue: a projection of call_fact that can be built again.
    sa.Column("connector", sa.Text, primary_key=True),
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("visit", sa.Integer, primary_key=True),  # 1 for the first queue of the call
    sa.Column("queue_id", Id, nullable=False),
    sa.Column("caller", sa.Text),  # E.164 or null where withheld
    sa.Column("agent_id", Id),
    sa.Column("queued_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("left_at", UtcDateTime),  # when it left the queue: answered, abandoned or flowed out
    sa.Column("ended_at", UtcDateTime),
    sa.Column("outcome", sa.Text),  # answered | abandoned | followed_up | flowed_out | null while waiting
    sa.Column("talk_s", sa.Float),
    sa.Column("hold_s", sa.Float),
    sa.Column("after_call_s", sa.Float),
    sa.Column("handled_at", UtcDateTime),  # where after-call work ended
    sa.Index(None, "queued_at"),
    sa.Index(None, "queue_id", "queued_at"),
    sa.Index(None, "handled_at"),
)
