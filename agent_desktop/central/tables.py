"""Central's tables of who is signed in: one session a sign-in, and the refresh tokens it has spent."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

_APPEND_ONLY = (
    """
    CREATE OR REPLACE FUNCTION private_reveal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'private_reveal is only ever added to'; END $$
    """,
    """
    CREATE TRIGGER private_reveal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON private_reveal
    FOR EACH STATEMENT EXECUTE FUNCTION private_reveal_is_append_only()
    """,
)


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

private_reveal = sa.Table(
    "private_reveal",
    central_metadata,
    # Every time somebody was shown a customer's private details: added to and never changed.
    sa.Column("id", Id, primary_key=True),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("client_id", Id, nullable=False),
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("fields", Json, nullable=False),  # the names of the fields, never what is in them
    sa.Column("ground", sa.Text, nullable=False),  # contact | visit | reveal
    sa.Column("ground_id", Id),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Index(None, "agent_id", "at"),
)
for _statement in _APPEND_ONLY:
    sa.event.listen(private_reveal, "after_create", sa.DDL(_statement))  # type: ignore[no-untyped-call]
