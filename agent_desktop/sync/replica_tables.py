"""What a replica keeps beside its copies of the records."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime

replica_metadata = sa.MetaData()

row_scope = sa.Table(
    "row_scope",
    replica_metadata,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    # With the key, so that part of a scope is found without reading the whole of it.
    sa.Index("ix_row_scope_scope_key", "scope", "entity", "entity_id"),
    # The key is the whole row: without it once more, a snapshot writes a third less beside its records.
    sqlite_with_rowid=False,
)

base_row = sa.Table(
    "base_row",
    replica_metadata,
    # Central's version of rows that a forecast has touched; a null body says central has no such row.
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    sa.Column("body", sa.Text),
)

outbox = sa.Table(
    "outbox",
    replica_metadata,
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("command_id", Id, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("seen", Json, nullable=False),
    sa.Column(
        "state", sa.Text, nullable=False, index=True
    ),  # waiting | kept_back | acknowledged | settled | refused
    sa.Column("has_forecast", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("ack_seq", sa.Integer),
    sa.Column("verdict", Json),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("settled_at", UtcDateTime),
    sa.Column("judged_at", UtcDateTime),  # when central's verdict came
    sa.Column("because", Id),  # refused only because this command was, which makes the record it belongs to
    sqlite_autoincrement=True,
)

outbox_record = sa.Table(
    "outbox_record",
    replica_metadata,
    # Which records a command in the outbox concerns; is_new where it makes them.
    sa.Column("command_id", Id, primary_key=True),
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    sa.Column("is_new", sa.Boolean, nullable=False),
    sa.Index("ix_outbox_record_entity", "entity", "entity_id"),
)

conflict_inbox = sa.Table(
    "conflict_inbox",
    replica_metadata,
    # What the person wrote and central did not take: a field in which a colleague was first (lost), a refused
    # command (refused), and texts of commands that were taken out of the outbox (kept).
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("command_id", Id, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # of the command
    sa.Column("data", Json, nullable=False),
    sa.Column("what", sa.Text, nullable=False, index=True),  # lost | refused | kept
    sa.Column("entity", sa.Text, nullable=False, default=""),
    sa.Column("entity_id", sa.Text, nullable=False, default=""),
    sa.Column("field", sa.Text, nullable=False, default=""),
    sa.Column("yours", Json),
    sa.Column("theirs", Json),
    sa.Column("by", Id),  # whose value stands, where central could say
    sa.Column("at", UtcDateTime),  # when theirs reached central
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("told_at", UtcDateTime, nullable=False),
    sa.Column("outcome", sa.Text),  # theirs | mine | gone, once the person has decided
    sa.Column("settled_at", UtcDateTime),
    sa.UniqueConstraint("command_id", "entity_id", "field"),
    sqlite_autoincrement=True,
)

scope_state = sa.Table(
    "scope_state",
    replica_metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("cursor", sa.Integer, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
)

snapshot_state = sa.Table(
    "snapshot_state",
    replica_metadata,
    # A snapshot that is not finished: its first head, and the last row taken. Written with the rows.
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", Id, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
)

bundle_cache = sa.Table(
    "bundle_cache",
    replica_metadata,
    # Whose bundle is here, and whom the person wants to have here always. Without an ETag it is not.
    sa.Column("customer_id", Id, primary_key=True),
    sa.Column("etag", sa.Text),
    sa.Column("last_opened_at", UtcDateTime, nullable=False),
    sa.Column("is_kept", sa.Boolean, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # as it was when they were chosen, for a desk without them
)

private_hold = sa.Table(
    "private_hold",
    replica_metadata,
    # Whose private details are on this desk, why, and until when.
    sa.Column("customer_id", Id, primary_key=True),
    sa.Column("ground", sa.Text, nullable=False),  # contact | visit | reveal
    sa.Column("ground_id", Id),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

blob_cache = sa.Table(
    "blob_cache",
    replica_metadata,
    # Attachments that were opened or sent at this desk; central has them all.
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("used_at", UtcDateTime, nullable=False),
)

sync_state = sa.Table(
    "sync_state",
    replica_metadata,
    sa.Column("name", sa.Text, primary_key=True),  # epoch | pulled_to | person | client_id | …
    sa.Column("value", sa.Text, nullable=False),
)

draft = sa.Table(
    "draft",
    replica_metadata,
    # What is typed and not yet sent: survives the program being killed.
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", Json, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
)
