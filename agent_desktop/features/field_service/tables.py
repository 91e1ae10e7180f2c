"""Table of visits to customers."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, record

visit = record(
    "visit",
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("engineer_id", Id),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # booked | completed | cancelled
    sa.Column("report", sa.Text, nullable=False, server_default=""),
    sa.Column("advice", sa.Text),  # short, shown as a chip: "Part advised"
)
