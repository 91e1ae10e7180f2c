"""Tickets grow up: categories, links, files, clocks, rules, promises, and a chronicle of who changed what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may be empty, and tables: the release before this one goes on beside it."""
    op.add_column("ticket", sa.Column("waits_for", sa.Text()))
    op.add_column("ticket", sa.Column("hold_until", _moment()))
    op.add_column("ticket", sa.Column("category_id", _id()))
    op.add_column("ticket", sa.Column("organisation_id", _id()))
    op.add_column("ticket", sa.Column("team", sa.Text()))
    op.add_column("ticket", sa.Column("level", sa.Text()))
    op.add_column("ticket", sa.Column("followers", _json()))
    op.add_column("ticket", sa.Column("tags", _json()))
    op.add_column("ticket", sa.Column("fields", _json()))
    op.add_column("ticket", sa.Column("checklist", _json()))
    op.add_column("ticket", sa.Column("spent_s", sa.Integer()))
    op.add_column("ticket", sa.Column("product", sa.Text()))
    op.add_column("ticket", sa.Column("lot", sa.Text()))
    op.add_column("ticket", sa.Column("sla_state", sa.Text()))
    op.add_column("ticket", sa.Column("sla_kind", sa.Text()))
    op.add_column("ticket", sa.Column("sla_due_at", _moment()))
    op.create_index(op.f("ix_ticket_product"), "ticket", ["product"])
    op.create_index(op.f("ix_ticket_lot"), "ticket", ["lot"])
    op.create_table(
        "ticket_link",
        sa.Column("id", _id(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("other_id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("is_linked", sa.Boolean(), nullable=False),
        sa.Column("changed_by", _id(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_link")),
    )
    op.create_index(op.f("ix_ticket_link_customer_id"), "ticket_link", ["customer_id"])
    op.create_index(op.f("ix_ticket_link_other_id"), "ticket_link", ["other_id"])
    op.create_index(op.f("ix_ticket_link_ticket_id"), "ticket_link", ["ticket_id"])
    op.create_table(
        "ticket_attachment",
        sa.Column("id", _id(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("note_id", _id(), nullable=True),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_by", _id(), nullable=False),
        sa.Column("added_at", _moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_attachment")),
    )
    op.create_index(op.f("ix_ticket_attachment_customer_id"), "ticket_attachment", ["customer_id"])
    op.create_index(op.f("ix_ticket_attachment_ticket_id"), "ticket_attachment", ["ticket_id"])
    op.create_table(
        "ticket_category",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", _id(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fields", _json(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_category")),
    )
    op.create_table(
        "record_change",
        sa.Column("n", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", _id(), nullable=False),
        sa.Column("subject_id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("command_id", _id(), nullable=True),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("recorded_at", _moment(), nullable=False),
        sa.Column("changes", _json(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_record_change")),
    )
    op.create_index(op.f("ix_record_change_entity_id"), "record_change", ["entity_id"])
    op.create_index(op.f("ix_record_change_entity_recorded_at"), "record_change", ["entity", "recorded_at"])
    op.create_index(op.f("ix_record_change_subject_id_n"), "record_change", ["subject_id", "n"])
    op.create_table(
        "service_calendar",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("week", _json(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("subdivision", sa.Text(), nullable=True),
        sa.Column("special", _json(), nullable=False),
        sa.Column("teams", _json(), nullable=False),
        sa.Column("queues", _json(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_calendar")),
    )
    op.create_table(
        "service_target",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("category_id", _id(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("first_response_s", sa.Integer(), nullable=True),
        sa.Column("next_response_s", sa.Integer(), nullable=True),
        sa.Column("resolution_s", sa.Integer(), nullable=True),
        sa.Column("warn_pct", sa.Integer(), nullable=False),
        sa.Column("escalate_to", sa.Text(), nullable=True),
        sa.Column("escalate_queue_id", _id(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_target")),
    )
    op.create_table(
        "ticket_clock",
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", _id(), nullable=False),
        sa.Column("calendar_id", _id(), nullable=True),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("target_s", sa.Integer(), nullable=False),
        sa.Column("pauses", _json(), nullable=False),
        sa.Column("met_at", _moment(), nullable=True),
        sa.Column("warn_at", _moment(), nullable=True),
        sa.Column("due_at", _moment(), nullable=True),
        sa.Column("warned_at", _moment(), nullable=True),
        sa.Column("breached_at", _moment(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "kind", name=op.f("pk_ticket_clock")),
    )
    op.create_index(
        "ix_ticket_clock_due",
        "ticket_clock",
        ["due_at"],
        postgresql_where=sa.text("met_at IS NULL AND breached_at IS NULL"),
    )
    op.create_index(
        "ix_ticket_clock_stale", "ticket_clock", ["ticket_id"], postgresql_where=sa.text("is_stale")
    )
    op.create_index(
        "ix_ticket_clock_warn",
        "ticket_clock",
        ["warn_at"],
        postgresql_where=sa.text("met_at IS NULL AND warned_at IS NULL"),
    )
    op.create_table(
        "agent_profile",
        sa.Column("id", _id(), nullable=False),
        sa.Column("skills", _json(), nullable=False),
        sa.Column("languages", _json(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_profile")),
    )
    op.create_table(
        "queue_routing",
        sa.Column("id", _id(), nullable=False),
        sa.Column("criteria", _json(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_routing")),
    )
    op.create_table(
        "promise",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", _id(), nullable=False),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=True),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("about_id", _id(), nullable=True),
        sa.Column("made_by", _id(), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("settled_at", _moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_customer_id"), "promise", ["customer_id"])
    op.create_index(op.f("ix_promise_owner_id_state_due_at"), "promise", ["owner_id", "state", "due_at"])
    op.create_index(op.f("ix_promise_ticket_id"), "promise", ["ticket_id"])
    op.create_table(
        "return_authorisation",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("order_id", _id(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("authorised_by", _id(), nullable=False),
        sa.Column("authorised_at", _moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_authorisation")),
    )
    op.create_index(op.f("ix_return_authorisation_customer_id"), "return_authorisation", ["customer_id"])
    op.create_index(op.f("ix_return_authorisation_ticket_id"), "return_authorisation", ["ticket_id"])
    op.create_table(
        "macro",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("changes", _json(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macro")),
    )


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)
