"""Rotation that may be repeated, back-off that every instance knows, and quarantine for revoked devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add nullable columns and new tables only: the release before this one goes on beside it."""
    for name in ("previous_refresh_hash", "rotation_salt"):
        op.add_column("desk_session", sa.Column(name, sa.Text(), nullable=True))
    for name in ("rotated_at", "used_at", "last_seen"):
        op.add_column("desk_session", sa.Column(name, _moment(), nullable=True))
    for name in ("previous_refresh_hash", "revoked_at"):
        op.create_index(op.f(f"ix_desk_session_{name}"), "desk_session", [name])
    op.add_column("sync_client", sa.Column("revoked_because", sa.Text(), nullable=True))
    op.add_column("sync_client", sa.Column("revoked_by", _id(), nullable=True))
    for name in ("handed_over_at", "wiped_at"):
        op.add_column("sync_client", sa.Column(name, _moment(), nullable=True))
    op.add_column("command_log", sa.Column("released_by", _id(), nullable=True))
    op.create_table(
        "sign_in_failure",
        sa.Column("login_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_failed_at"), "sign_in_failure", ["failed_at"])
    op.create_table(
        "hand_over_token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("client_id", _id(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_hand_over_token")),
    )
    op.create_index(op.f("ix_hand_over_token_client_id"), "hand_over_token", ["client_id"])
    op.create_table(
        "quarantined_command",
        sa.Column("client_id", _id(), nullable=False),
        sa.Column("command_id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("n", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", _json(), nullable=False),
        sa.Column("seen", _json(), nullable=False),
        sa.Column("taken_at", _moment(), nullable=False),
        sa.Column("state", sa.Text(), server_default="held", nullable=False),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("verdict", _json(), nullable=True),
        sa.PrimaryKeyConstraint("client_id", "command_id", name=op.f("pk_quarantined_command")),
    )
    op.create_index(op.f("ix_quarantined_command_state_n"), "quarantined_command", ["state", "n"])


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)
