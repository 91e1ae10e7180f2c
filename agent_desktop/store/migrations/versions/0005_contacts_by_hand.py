"""Contacts logged by hand: how far they are joined to a call, under which id, and the question which call it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column that may be empty, and two tables."""
    op.add_column("interaction", sa.Column("joining", sa.Text()))
    op.create_table(
        "contact_alias",
        sa.Column("id", _id(), nullable=False),
        sa.Column("interaction_id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_contact_alias"),
    )
    op.create_table(
        "call_question",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id()),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("choices", _json(), nullable=False),
        sa.Column("declined", _json(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_call_question"),
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)


def _sync_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
    )
