"""Tables of what customers bought."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, record

order = record(
    "order",
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("ordered_at", UtcDateTime, nullable=False),
    sa.Column("item_count", sa.Integer, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # placed | shipped | delivered | returned | cancelled
)
