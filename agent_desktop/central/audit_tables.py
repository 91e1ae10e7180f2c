"""The audit log's table: added to, and never changed, which PostgreSQL itself sees to."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

audit_log = sa.Table(
    "audit_log",
    central_metadata,
    # Ids, hashes and words of ours alone: nothing that an erasure would have to reach.
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("actor", Id),  # nobody: the command line, or somebody who proved nothing
    sa.Column("client_id", Id),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("entity", sa.Text),
    sa.Column("subject_id", sa.Text),
    sa.Column("detail", Json, nullable=False),
    sa.Column("correlation_id", sa.Text),
    sa.Index(None, "actor", "at"),
)

APPEND_ONLY = (
    """
    CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit_log is only ever added to'; END $$
    """,
    """
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()
    """,
    # Also where a session says that it is a replica, which silences ordinary triggers.
    "ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only",
)
for _statement in APPEND_ONLY:
    sa.event.listen(audit_log, "after_create", sa.DDL(_statement))  # type: ignore[no-untyped-call]
