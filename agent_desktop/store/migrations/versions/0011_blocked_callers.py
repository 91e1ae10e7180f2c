"""Numbers whose calls are shown as blocked, and a person's own calls found without reading everybody's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table: the release before this one goes on beside it."""
    op.create_table(
        "blocked_number",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("e164", sa.Text(collation="C"), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", postgresql.JSONB(none_as_null=True), server_default="{}", nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_number")),
    )
    op.create_index(op.f("ix_blocked_number_e164"), "blocked_number", ["e164"])
    op.create_index(op.f("ix_call_fact_agent_id_at"), "call_fact", ["agent_id", "at"])
