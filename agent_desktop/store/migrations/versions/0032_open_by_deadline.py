"""Lists of open tickets are read in the order of their deadlines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index of open tickets by what is due first."""
    far = "'9000-01-01 00:00:00+00'::timestamptz"
    op.create_index(
        op.f("ix_ticket_open_by_deadline"),
        "ticket",
        [
            sa.text(f"least(coalesce(due_at, {far}), coalesce(sla_due_at, {far}))"),
            sa.text("CAST(id AS text)"),
        ],
        postgresql_where=sa.text("state IN ('new', 'open', 'pending', 'on_hold')"),
    )
