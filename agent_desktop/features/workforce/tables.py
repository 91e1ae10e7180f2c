"""Tables of the people who work here, their queues, and what central alone keeps of them."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata, record

agent = record(
    "agent",
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("extension", sa.Text),
    sa.Column("team", sa.Text),
    sa.Column("roles", Json, nullable=False),  # list of role names
    sa.Column("queues", Json, nullable=False),  # list of queue ids
    sa.Column("is_active", sa.Boolean, nullable=False),
)

queue = record(
    "queue",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("service_level_s", sa.Integer, nullable=False, server_default="20"),
    sa.Column("short_abandon_s", sa.Integer, nullable=False, server_default="5"),
    sa.Column("is_active", sa.Boolean, nullable=False),
)

account = sa.Table(
    "account",
    central_metadata,
    sa.Column("agent_id", Id, primary_key=True),
    sa.Column("password_hash", sa.Text),  # without one a person signs in by the provider only
    sa.Column("disabled_at", UtcDateTime),
    sa.Column("failed_count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failed_at", UtcDateTime),
    # The issuer and the person's subject there, with a space between: bound at the first sign-in, then never guessed.
    sa.Column("oidc_subject", sa.Text, unique=True),
    sa.Column("oidc_allowed", sa.Boolean, nullable=False, server_default="false"),
)

agent_state_fact = sa.Table(
    "agent_state_fact",
    central_metadata,
    sa.Column("n", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("agent", sa.Text, nullable=False),  # the login as it was told
    sa.Column("agent_id", Id),  # whom that login meant then
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("call_id", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("data", Json, nullable=False, server_default="{}"),
    sa.Index(None, "agent_id", "at"),
    sa.Index(None, "at"),
)
