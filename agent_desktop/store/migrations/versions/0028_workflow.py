"""Rules of the site, what they did, what people are told, reminders that can be put off, and work handed out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may be empty, and tables: the release before this one goes on beside it."""
    op.add_column("ticket", sa.Column("state_since", _moment()))
    op.create_index(op.f("ix_ticket_state_state_since"), "ticket", ["state", "state_since"])
    op.add_column("promise", sa.Column("remind_at", _moment()))
    op.add_column("service_target", sa.Column("value_from_minor", sa.BigInteger()))
    op.create_table(
        "workflow_rule",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule", _json(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        *_synchronised(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule")),
    )
    op.create_table(
        "notice",
        sa.Column("id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=True),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("told_at", _moment(), nullable=False),
        sa.Column("read_at", _moment(), nullable=True),
        *_synchronised(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    for column in ("agent_id", "customer_id", "ticket_id"):
        op.create_index(op.f(f"ix_notice_{column}"), "notice", [column])
    op.create_table(
        "workflow_revision",
        sa.Column("rule_id", _id(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", _json(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("saved_by", _id(), nullable=True),
        sa.Column("saved_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "revision", name=op.f("pk_workflow_revision")),
    )
    op.create_table(
        "workflow_run",
        sa.Column("n", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("rule_id", _id(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule_name", sa.Text(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", _json(), nullable=False),
        sa.Column("changes", _json(), nullable=False),
        sa.Column("deeds", _json(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("command_id", _id(), nullable=True),
        sa.Column("agent_id", _id(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_workflow_run")),
    )
    op.create_index(op.f("ix_workflow_run_ticket_id"), "workflow_run", ["ticket_id"])
    op.create_index(op.f("ix_workflow_run_rule_id_n"), "workflow_run", ["rule_id", "n"])
    op.create_table(
        "workflow_mark",
        sa.Column("rule_id", _id(), nullable=False),
        sa.Column("about_id", _id(), nullable=False),
        sa.Column("since", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "about_id", "since", name=op.f("pk_workflow_mark")),
    )
    op.create_table(
        "handed_out",
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_handed_out")),
    )
    op.create_index(op.f("ix_handed_out_agent_id"), "handed_out", ["agent_id"])


def _synchronised() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)
