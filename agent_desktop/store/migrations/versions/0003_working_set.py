"""The caller index, and what is private of a customer with who was shown it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; ranking customers and filling the index is the work of a running central."""
    op.create_table(
        "caller",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("e164", _key(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller")),
    )
    op.create_index(op.f("ix_caller_customer_id"), "caller", ["customer_id"], unique=False)
    op.create_index(op.f("ix_caller_e164"), "caller", ["e164"], unique=False)
    op.create_table(
        "caller_rank",
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("last_contact_at", _moment(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_caller_rank")),
    )
    op.create_index(
        op.f("ix_caller_rank_last_contact_at_customer_id"),
        "caller_rank",
        ["last_contact_at", "customer_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_caller_rank_is_listed_last_contact_at_customer_id"),
        "caller_rank",
        ["is_listed", "last_contact_at", "customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_private",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("iban_last4", sa.Text(), nullable=True),
        sa.Column("payment_reference", sa.Text(), nullable=True),
        sa.Column("health_note", sa.Text(), nullable=True),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_private")),
    )
    op.create_index(
        op.f("ix_customer_private_customer_id"), "customer_private", ["customer_id"], unique=False
    )
    op.create_table(
        "private_reveal",
        sa.Column("id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("client_id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("fields", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("ground_id", _id(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_reveal")),
    )
    op.create_index(op.f("ix_private_reveal_customer_id"), "private_reveal", ["customer_id"], unique=False)
    op.create_index(op.f("ix_private_reveal_agent_id_at"), "private_reveal", ["agent_id", "at"], unique=False)
    op.execute(
        """
        CREATE FUNCTION private_reveal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'private_reveal is only ever added to'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER private_reveal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON private_reveal
        FOR EACH STATEMENT EXECUTE FUNCTION private_reveal_is_append_only()
        """
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _key() -> sa.Text:
    return sa.Text(collation="C")


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _sync_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", postgresql.JSONB(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
    )
