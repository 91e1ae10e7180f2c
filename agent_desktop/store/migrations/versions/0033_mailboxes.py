"""Mailboxes say how they stand, and a reply goes out in the language that was chosen for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table of its own and a column that may be empty."""
    op.create_table(
        "mailbox_state",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("worked_at", _moment()),
        sa.Column("moved_at", _moment()),
        sa.Column("failing_since", _moment()),
        sa.Column("what", sa.Text()),
        sa.PrimaryKeyConstraint("mailbox", "way", name=op.f("pk_mailbox_state")),
    )
    op.add_column("outgoing_mail", sa.Column("language", sa.Text()))


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)
