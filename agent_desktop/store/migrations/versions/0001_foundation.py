"""Every table of the foundation, and the first life of the feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from agent_desktop.core.ids import new_id

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and begin the feed at nothing under an epoch of its own."""
    _tables()
    head = sa.table("sync_head", sa.column("shard"), sa.column("seq"), sa.column("epoch", _id()))
    op.execute(sa.insert(head).values(shard=0, seq=0, epoch=new_id()))


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _sync_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
    )


def _tables() -> None:  # noqa: PLR0915 - one statement a table and index
    op.create_table(
        "agent",
        sa.Column("id", _id(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("roles", _json(), nullable=False),
        sa.Column("queues", _json(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("login", name=op.f("uq_agent_login")),
    )
    op.create_table(
        "answer",
        sa.Column("id", _id(), nullable=False),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_answer_shortcut")),
    )
    op.create_table(
        "article",
        sa.Column("id", _id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", _json(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("published_at", _moment(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("number", name=op.f("uq_article_number")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", _id(), nullable=False),
        sa.Column("lead_id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_customer_id"), "attempt", ["customer_id"], unique=False)
    op.create_index(op.f("ix_attempt_lead_id"), "attempt", ["lead_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("script_id", _id(), nullable=True),
        sa.Column("caller_number", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.create_table(
        "customer",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("balance_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer_since", _moment(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_external_id"), "customer", ["external_id"], unique=False)
    op.create_table(
        "customer_phone",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("e164", sa.Text(collation="C"), nullable=False),
        sa.Column("reversed_digits", sa.Text(collation="C"), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_phone")),
    )
    op.create_index(op.f("ix_customer_phone_customer_id"), "customer_phone", ["customer_id"], unique=False)
    op.create_index(op.f("ix_customer_phone_e164"), "customer_phone", ["e164"], unique=False)
    op.create_index(
        op.f("ix_customer_phone_reversed_digits"), "customer_phone", ["reversed_digits"], unique=False
    )
    op.create_table(
        "interaction",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("queue_id", _id(), nullable=True),
        sa.Column("ticket_id", _id(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("waited_s", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    op.create_index(
        op.f("ix_interaction_agent_id_started_at"), "interaction", ["agent_id", "started_at"], unique=False
    )
    op.create_index(op.f("ix_interaction_call_id"), "interaction", ["call_id"], unique=False)
    op.create_index(
        op.f("ix_interaction_customer_id_started_at"),
        "interaction",
        ["customer_id", "started_at"],
        unique=False,
    )
    op.create_table(
        "lead",
        sa.Column("id", _id(), nullable=False),
        sa.Column("campaign_id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", _moment(), nullable=True),
        sa.Column("last_disposition", sa.Text(), nullable=True),
        sa.Column("callback_agent_id", _id(), nullable=True),
        sa.Column("leased_by", _id(), nullable=True),
        sa.Column("leased_until", _moment(), nullable=True),
        sa.Column("lease_token", sa.Integer(), server_default="0", nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index(
        op.f("ix_lead_campaign_id_state_next_attempt_at"),
        "lead",
        ["campaign_id", "state", "next_attempt_at"],
        unique=False,
    )
    op.create_index(op.f("ix_lead_customer_id"), "lead", ["customer_id"], unique=False)
    op.create_table(
        "order",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ordered_at", _moment(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
    )
    op.create_index(op.f("ix_order_customer_id"), "order", ["customer_id"], unique=False)
    op.create_index(op.f("ix_order_number"), "order", ["number"], unique=False)
    op.create_table(
        "queue",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_level_s", sa.Integer(), server_default="20", nullable=False),
        sa.Column("short_abandon_s", sa.Integer(), server_default="5", nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("name", name=op.f("uq_queue_name")),
    )
    op.create_table(
        "script",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("queues", _json(), nullable=False),
        sa.Column("steps", _json(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script")),
        sa.UniqueConstraint("name", name=op.f("uq_script_name")),
    )
    op.create_table(
        "search_key",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", _id(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "key", "entity_id", name=op.f("pk_search_key")),
    )
    op.create_index(
        op.f("ix_search_key_entity_id_entity"), "search_key", ["entity_id", "entity"], unique=False
    )
    op.create_table(
        "ticket",
        sa.Column("id", _id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("queue_id", _id(), nullable=False),
        sa.Column("owner_id", _id(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("order_id", _id(), nullable=True),
        sa.Column("is_unread", sa.Boolean(), nullable=False),
        sa.Column("due_at", _moment(), nullable=True),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("first_response_at", _moment(), nullable=True),
        sa.Column("first_solved_at", _moment(), nullable=True),
        sa.Column("last_solved_at", _moment(), nullable=True),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    op.create_index(op.f("ix_ticket_customer_id"), "ticket", ["customer_id"], unique=False)
    op.create_index(op.f("ix_ticket_last_solved_at"), "ticket", ["last_solved_at"], unique=False)
    op.create_index(op.f("ix_ticket_owner_id_state"), "ticket", ["owner_id", "state"], unique=False)
    op.create_index(op.f("ix_ticket_queue_id_state"), "ticket", ["queue_id", "state"], unique=False)
    op.create_table(
        "ticket_note",
        sa.Column("id", _id(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=True),
        sa.Column("author_id", _id(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", _moment(), nullable=False),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_note")),
    )
    op.create_index(op.f("ix_ticket_note_customer_id"), "ticket_note", ["customer_id"], unique=False)
    op.create_index(op.f("ix_ticket_note_ticket_id"), "ticket_note", ["ticket_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("engineer_id", _id(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", _moment(), nullable=False),
        sa.Column("ends_at", _moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), server_default="", nullable=False),
        sa.Column("advice", sa.Text(), nullable=True),
        *_sync_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_customer_id"), "visit", ["customer_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled_at", _moment(), nullable=True),
        sa.Column("failed_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_account")),
    )
    op.create_table(
        "agent_state_fact",
        sa.Column("n", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("data", _json(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_agent_state_fact")),
    )
    op.create_index(
        op.f("ix_agent_state_fact_agent_id_at"), "agent_state_fact", ["agent_id", "at"], unique=False
    )
    op.create_index(op.f("ix_agent_state_fact_at"), "agent_state_fact", ["at"], unique=False)
    op.create_table(
        "call_fact",
        sa.Column("n", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("queue_id", _id(), nullable=True),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("data", _json(), server_default="{}", nullable=False),
        sa.Column("recorded_at", _moment(), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_call_fact")),
        sa.UniqueConstraint("call_id", "connector", "seq", name=op.f("uq_call_fact_call_id_connector_seq")),
    )
    op.create_index(op.f("ix_call_fact_at"), "call_fact", ["at"], unique=False)
    op.create_table(
        "call_handling",
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("queue_id", _id(), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("left_at", _moment(), nullable=False),
        sa.Column("talk_s", sa.Float(), nullable=False),
        sa.Column("hold_s", sa.Float(), nullable=False),
        sa.Column("after_call_s", sa.Float(), nullable=True),
        sa.Column("handled_at", _moment(), nullable=True),
        sa.Column("transferred", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("connector", "call_id", "part", name=op.f("pk_call_handling")),
    )
    op.create_index(
        op.f("ix_call_handling_agent_id_handled_at"),
        "call_handling",
        ["agent_id", "handled_at"],
        unique=False,
    )
    op.create_index(op.f("ix_call_handling_handled_at"), "call_handling", ["handled_at"], unique=False)
    op.create_index(
        op.f("ix_call_handling_queue_id_handled_at"),
        "call_handling",
        ["queue_id", "handled_at"],
        unique=False,
    )
    op.create_table(
        "command_log",
        sa.Column("command_id", _id(), nullable=False),
        sa.Column("client_id", _id(), nullable=False),
        sa.Column("actor", _id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", _json(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verdict", _json(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("applied_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_command_log")),
    )
    op.create_index(
        op.f("ix_command_log_actor_applied_at"), "command_log", ["actor", "applied_at"], unique=False
    )
    op.create_table(
        "desk_session",
        sa.Column("id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("client_id", _id(), nullable=False),
        sa.Column("access_hash", sa.Text(), nullable=False),
        sa.Column("access_expires_at", _moment(), nullable=False),
        sa.Column("refresh_hash", sa.Text(), nullable=False),
        sa.Column("refresh_expires_at", _moment(), nullable=False),
        sa.Column("signed_in_at", _moment(), nullable=False),
        sa.Column("revoked_at", _moment(), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_session")),
        sa.UniqueConstraint("access_hash", name=op.f("uq_desk_session_access_hash")),
        sa.UniqueConstraint("refresh_hash", name=op.f("uq_desk_session_refresh_hash")),
    )
    op.create_index(op.f("ix_desk_session_agent_id"), "desk_session", ["agent_id"], unique=False)
    op.create_table(
        "queue_visit",
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("queue_id", _id(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("agent_id", _id(), nullable=True),
        sa.Column("queued_at", _moment(), nullable=False),
        sa.Column("answered_at", _moment(), nullable=True),
        sa.Column("left_at", _moment(), nullable=True),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("final_outcome", sa.Text(), nullable=True),
        sa.Column("final_left_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("connector", "call_id", "visit", name=op.f("pk_queue_visit")),
    )
    op.create_index(
        op.f("ix_queue_visit_queue_id_queued_at"), "queue_visit", ["queue_id", "queued_at"], unique=False
    )
    op.create_index(op.f("ix_queue_visit_queued_at"), "queue_visit", ["queued_at"], unique=False)
    op.create_table(
        "spent_refresh_token",
        sa.Column("refresh_hash", sa.Text(), nullable=False),
        sa.Column("session_id", _id(), nullable=False),
        sa.Column("spent_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("refresh_hash", name=op.f("pk_spent_refresh_token")),
    )
    op.create_index(
        op.f("ix_spent_refresh_token_session_id"), "spent_refresh_token", ["session_id"], unique=False
    )
    op.create_table(
        "sync_client",
        sa.Column("id", _id(), nullable=False),
        sa.Column("agent_id", _id(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("schema", sa.Integer(), server_default="1", nullable=False),
        sa.Column("last_seen", _moment(), nullable=False),
        sa.Column("revoked_at", _moment(), nullable=True),
        sa.Column("wipe_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_client")),
        sa.UniqueConstraint("agent_id", "device", name=op.f("uq_sync_client_agent_id_device")),
    )
    op.create_table(
        "sync_feed",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", _id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("schema", sa.Integer(), server_default="1", nullable=False),
        sa.Column("body", _json(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "entity", "entity_id", name=op.f("pk_sync_feed")),
    )
    op.create_index(op.f("ix_sync_feed_entity_entity_id"), "sync_feed", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_sync_feed_scope_seq"), "sync_feed", ["scope", "seq"], unique=False)
    op.create_table(
        "sync_head",
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", _id(), nullable=False),
        sa.Column("purged_below", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_sync_head")),
    )
    op.create_table(
        "ticket_block",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_block")),
    )
