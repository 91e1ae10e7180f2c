"""An audit log that is only added to, attachments and recordings, and which request a command came with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_APPEND_ONLY = (
    """
    CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit_log is only ever added to'; END $$
    """,
    """
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()
    """,
    "ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only",
)


def upgrade() -> None:
    """Add new tables and one nullable column: the release before this one goes on beside it."""
    op.create_table(
        "audit_log",
        sa.Column("id", _id(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("actor", _id(), nullable=True),
        sa.Column("client_id", _id(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("correlation_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"])
    op.create_index(op.f("ix_audit_log_actor_at"), "audit_log", ["actor", "at"])
    for statement in _APPEND_ONLY:
        op.execute(statement)
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("created_by", _id(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.execute("ALTER TABLE blob ALTER COLUMN body SET STORAGE EXTERNAL")
    op.create_table(
        "blob_use",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", _id(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "entity", "entity_id", name=op.f("pk_blob_use")),
    )
    op.create_index(op.f("ix_blob_use_entity_entity_id"), "blob_use", ["entity", "entity_id"])
    # Written by the database itself, from what central says of the transaction: releases that know nothing of
    # it leave it empty.
    op.add_column(
        "command_log",
        sa.Column(
            "correlation_id",
            sa.Text(),
            server_default=sa.text("COALESCE(current_setting('agent_desktop.correlation_id', true), '')"),
            nullable=True,
        ),
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)
