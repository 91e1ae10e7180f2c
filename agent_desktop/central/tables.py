"""Central's tables of who is signed in, who may no more, and what revoked devices handed over."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.central import audit_tables, import_tables
from agent_desktop.central.instance_tables import relay_letter, singleton
from agent_desktop.store import blob_tables
from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

ALSO = (
    audit_tables.audit_log,
    blob_tables.blob,
    blob_tables.blob_use,
    import_tables.import_mapping,
    import_tables.import_run,
)
"""Tables of central that stand in files of their own."""

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
    sa.Column("revoked_at", UtcDateTime, index=True),
    sa.Column(
        "revoked_because", sa.Text
    ),  # signed_out | signed_out_everywhere | token_reused | disabled | revoked
    # The rotation before this one may be asked for again while nobody has used what it brought.
    sa.Column("previous_refresh_hash", sa.Text, index=True),
    sa.Column("rotation_salt", sa.Text),
    sa.Column("rotated_at", UtcDateTime),
    sa.Column("used_at", UtcDateTime),  # when the present access token was first seen
    sa.Column("last_seen", UtcDateTime),
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
sign_in_failure = sa.Table(
    "sign_in_failure",
    central_metadata,
    # By the hash of the login, known or not, so that every instance makes the same ones wait.
    sa.Column("login_hash", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failed_at", UtcDateTime, nullable=False, index=True),
)

hand_over_token = sa.Table(
    "hand_over_token",
    central_metadata,
    # Good for one thing: a revoked client hands over its outbox with it.
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("client_id", Id, nullable=False, index=True),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

quarantined_command = sa.Table(
    "quarantined_command",
    central_metadata,
    sa.Column("client_id", Id, primary_key=True),
    sa.Column("command_id", Id, primary_key=True),
    sa.Column("agent_id", Id, nullable=False),  # its author, as whom it is run when it is released
    sa.Column("n", sa.BigInteger, sa.Identity(), nullable=False),  # the order in which they were made
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("seen", Json, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="held"),  # held | released | discarded
    sa.Column("decided_by", Id),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("verdict", Json),
    sa.Index(None, "state", "n"),
)
