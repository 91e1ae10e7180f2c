"""Numbers nobody here wants to hear from, on every desk."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Key, UtcDateTime, record

blocked_number = record(
    "blocked_number",
    # One row a number, under an id made of it, so that two who block it at once block it once.
    sa.Column("e164", Key, nullable=False, index=True),
    sa.Column("is_blocked", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # of the last change, in a person's words
    sa.Column("changed_by", Id, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
