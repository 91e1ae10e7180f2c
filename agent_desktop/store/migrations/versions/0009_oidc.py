"""Signing in by a provider: who an account is there, and accounts without a password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, and let a password be absent, which the release before this one takes for a wrong one."""
    op.add_column("account", sa.Column("oidc_subject", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("oidc_allowed", sa.Boolean(), server_default="false", nullable=False))
    op.create_unique_constraint(op.f("uq_account_oidc_subject"), "account", ["oidc_subject"])
    op.alter_column("account", "password_hash", nullable=True)
