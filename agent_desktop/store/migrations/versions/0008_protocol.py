"""Erasure, the age of tombstones, and when a restored life of the feed began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; nothing that an earlier release writes is touched."""
    moment = postgresql.TIMESTAMP(timezone=True)
    json = postgresql.JSONB(none_as_null=True)
    op.add_column("sync_head", sa.Column("began_at", moment))
    op.add_column("sync_client", sa.Column("erased_to", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("sync_feed", sa.Column("stamped_at", moment, server_default=sa.func.now(), nullable=False))
    op.create_index("ix_sync_feed_tombstones", "sync_feed", ["seq"], postgresql_where=sa.text("op <> 'U'"))
    op.create_table(
        "erasure_log",
        sa.Column("subject_hash", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", moment, nullable=False),
        sa.Column("erased_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counts", json, nullable=False),
        sa.Column("swept_at", moment),
        sa.Column("terms", json),
        sa.PrimaryKeyConstraint("subject_hash", name="pk_erasure_log"),
    )
    op.create_index("ix_erasure_log_seq", "erasure_log", ["seq"])
    op.create_table(
        "erased_record",
        sa.Column("record_hash", sa.Text(), nullable=False),
        sa.Column("subject_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_hash", name="pk_erased_record"),
    )
    op.create_index("ix_erased_record_subject_hash", "erased_record", ["subject_hash"])
