"""Clocks of tickets are counted anew a slice at a time, from a place that is remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table of one row."""
    op.create_table(
        "service_recount",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", postgresql.UUID(as_uuid=False)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_recount")),
    )
