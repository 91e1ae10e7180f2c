"""Central's tables of who is signed in: one session a sign-in, and the refresh tokens it has spent."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.central.instance_tables import relay_letter, singleton
from agent_desktop.store.schema import Id, UtcDateTime, central_metadata

__all__ = ["desk_session", "relay_letter", "singleton", "spent_refresh_token"]

desk_session = sa.Table(
    "desk_session",
    central_metadata,
    # Tokens are kept as SHA-256 only: whoever reads this table cannot sign in with it.
    sa.Column("id", Id, primary_key=True),
    sa.Column("agent_id", Id, nullable=False, index=True),
    sa.Column("client_id", Id, nullable=False),
    sa.Column("access_hash", sa.Text, nullable=False, unique=True),
    sa.Column("access_expires_at", UtcDateTime, nullable=False),
    sa.Column("refresh_hash", sa.Text, nullable=False, unique=True),
    sa.Column("refresh_expires_at", UtcDateTime, nullable=False),
    sa.Column("signed_in_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("revoked_because", sa.Text),  # signed_out | token_reused | disabled
)

spent_refresh_token = sa.Table(
    "spent_refresh_token",
    central_metadata,
    sa.Column("refresh_hash", sa.Text, primary_key=True),
    sa.Column("session_id", Id, nullable=False, index=True),
    sa.Column("spent_at", UtcDateTime, nullable=False),
)
