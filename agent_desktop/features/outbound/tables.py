"""Tables of campaigns, their leads and what came of each attempt."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, record

campaign = record(
    "campaign",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("script_id", Id),
    sa.Column("caller_number", sa.Text),
    sa.Column("is_active", sa.Boolean, nullable=False),
)

lead = record(
    "lead",
    sa.Column("campaign_id", Id, nullable=False),
    sa.Column("customer_id", Id, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),  # E.164
    sa.Column("reason", sa.Text),  # why we call, one line
    sa.Column("state", sa.Text, nullable=False),  # open | callback | done
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_attempt_at", UtcDateTime),
    sa.Column("last_disposition", sa.Text),
    sa.Column("callback_agent_id", Id),  # null: anyone may call back
    sa.Column("leased_by", Id),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("lease_token", sa.Integer, nullable=False, server_default="0"),
    sa.Index(None, "campaign_id", "state", "next_attempt_at"),
)

attempt = record(
    "attempt",
    sa.Column("lead_id", Id, nullable=False, index=True),
    sa.Column("customer_id", Id, index=True),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("call_id", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("disposition", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
)
