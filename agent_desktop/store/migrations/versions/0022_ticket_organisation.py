"""Tickets are found by the company they are about: what a merge moves and an erasure forgets."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index."""
    op.create_index(op.f("ix_ticket_organisation_id"), "ticket", ["organisation_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_ticket_organisation_id"), table_name="ticket")
