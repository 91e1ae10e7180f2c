"""Mail goes out and comes in, and customers say how they liked it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may be empty, and tables: the release before this one goes on beside it."""
    op.add_column("ticket", sa.Column("requester_email", sa.Text()))
    for name in ("delivery", "delivery_what", "address"):
        op.add_column("ticket_note", sa.Column(name, sa.Text()))
    op.add_column("ticket_note", sa.Column("is_stranger", sa.Boolean()))
    op.add_column("ticket_note", sa.Column("files", sa.Integer()))
    _record(
        "reply_channel",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("queue_id", _id()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
    )
    _record(
        "mail_template",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel_id", _id()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
    )
    _record(
        "rating",
        sa.Column("customer_id", _id()),
        sa.Column("ticket_id", _id()),
        sa.Column("interaction_id", _id()),
        sa.Column("agent_id", _id()),
        sa.Column("queue_id", _id()),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", _id()),
        sa.Column("rated_at", _moment(), nullable=False),
    )
    for column in ("customer_id", "ticket_id", "interaction_id", "rated_at"):
        op.create_index(op.f(f"ix_rating_{column}"), "rating", [column])
    _mail()
    op.create_table(
        "rating_invitation",
        sa.Column("id", _id(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text()),
        sa.Column("ticket_id", _id()),
        sa.Column("interaction_id", _id()),
        sa.Column("connector", sa.Text()),
        sa.Column("call_id", sa.Text()),
        sa.Column("agent_id", _id()),
        sa.Column("queue_id", _id()),
        sa.Column("score", sa.Integer()),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("answered_at", _moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_rating_invitation_token_hash")),
        sa.UniqueConstraint("connector", "call_id", name=op.f("uq_rating_invitation_connector_call_id")),
    )
    for column in ("ticket_id", "interaction_id", "asked_at"):
        op.create_index(op.f(f"ix_rating_invitation_{column}"), "rating_invitation", [column])


def _mail() -> None:
    op.create_table(
        "ticket_thread",
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_thread")),
        sa.UniqueConstraint("token", name=op.f("uq_ticket_thread_token")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket_id", _id()),
        sa.Column("note_id", _id()),
        sa.Column("interaction_id", _id()),
        sa.Column("channel_id", _id(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("what", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", _moment(), nullable=False),
        sa.Column("next_at", _moment(), nullable=False),
        sa.Column("held_until", _moment()),
        sa.Column("settled_at", _moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
    )
    op.create_index(op.f("ix_outgoing_mail_ticket_id"), "outgoing_mail", ["ticket_id"])
    op.create_index(op.f("ix_outgoing_mail_state_next_at"), "outgoing_mail", ["state", "next_at"])
    op.create_index(
        op.f("ix_outgoing_mail_to_address_queued_at"), "outgoing_mail", ["to_address", "queued_at"]
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", _id(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text()),
        sa.Column("from_address", sa.Text()),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("ticket_id", _id()),
        sa.Column("note_id", _id()),
        sa.Column("taken_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("known_by", name=op.f("uq_incoming_mail_known_by")),
    )
    op.create_index(op.f("ix_incoming_mail_ticket_id"), "incoming_mail", ["ticket_id"])
    op.create_index(op.f("ix_incoming_mail_message_id"), "incoming_mail", ["message_id"])
    op.create_index(
        op.f("ix_incoming_mail_from_address_taken_at"), "incoming_mail", ["from_address", "taken_at"]
    )
    op.create_table(
        "mail_number",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_mail_number")),
    )
    op.create_table(
        "mail_progress",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("unmarked", _json(), nullable=False),
        sa.Column("read_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mail_progress")),
    )


def _record(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", _id(), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)
