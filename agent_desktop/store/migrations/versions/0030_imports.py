"""Imports remember their mapping, and how far they have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables of their own."""
    op.create_table(
        "import_mapping",
        sa.Column("header_hash", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("used_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("header_hash", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "import_run",
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.Column("finished_at", _moment()),
        sa.PrimaryKeyConstraint("file_hash", name=op.f("pk_import_run")),
    )


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)
