"""Central's tables of the protocol: head, feed, clients, and the log of every command."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata

sync_head = sa.Table(
    "sync_head",
    central_metadata,
    sa.Column("shard", sa.Integer, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("epoch", Id, nullable=False),
    sa.Column("purged_below", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("began_at", UtcDateTime),  # when a backup was restored into this epoch; null in a first life
)

sync_feed = sa.Table(
    "sync_feed",
    central_metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("op", sa.Text, nullable=False),  # U | L | D
    sa.Column("schema", sa.Integer, nullable=False, server_default="1"),
    sa.Column("body", Json),
    sa.Column("stamped_at", UtcDateTime, nullable=False, server_default=sa.func.now()),
    sa.Index(None, "scope", "seq"),
    sa.Index(None, "entity", "entity_id"),
    # Tombstones are few among the rows, and the purge reads them alone.
    sa.Index("ix_sync_feed_tombstones", "seq", postgresql_where=sa.text("op <> 'U'")),
)

sync_client = sa.Table(
    "sync_client",
    central_metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("app_version", sa.Text, nullable=False),
    sa.Column("schema", sa.Integer, nullable=False, server_default="1"),
    sa.Column("last_seen", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("wipe_requested", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("erased_to", sa.BigInteger, nullable=False, server_default="0"),  # erasures this desk has done
    sa.Column("revoked_because", sa.Text),  # revoked | disabled
    sa.Column("revoked_by", Id),  # the supervisor, or nobody: the command line
    sa.Column("handed_over_at", UtcDateTime),
    sa.Column("wiped_at", UtcDateTime),
    sa.UniqueConstraint("agent_id", "device"),
)

command_log = sa.Table(
    "command_log",
    central_metadata,
    sa.Column("command_id", Id, primary_key=True),
    sa.Column("client_id", Id, nullable=False),
    sa.Column("actor", Id, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("data", Json),  # what was asked: the audit row; scrubbed on erasure
    sa.Column("status", sa.Text, nullable=False),  # applied | merged | refused
    sa.Column("verdict", Json, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("applied_at", UtcDateTime, nullable=False),
    sa.Column("released_by", Id),  # who let it out of quarantine, where it came from there
    sa.Index(None, "actor", "applied_at"),
)

erasure_log = sa.Table(
    "erasure_log",
    central_metadata,
    # Who was erased, by the SHA-256 of an id that is random: it says who only to somebody who knows the id.
    sa.Column("subject_hash", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False, index=True),
    sa.Column("erased_at", UtcDateTime, nullable=False),
    sa.Column("erased_by", Id, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("counts", Json, nullable=False),
    sa.Column("swept_at", UtcDateTime),
    sa.Column("terms", Json),  # what the sweep still has to look for; null as soon as it is done
)

erased_record = sa.Table(
    "erased_record",
    central_metadata,
    # Every record of an erased customer: a command that names one comes too late.
    sa.Column("record_hash", sa.Text, primary_key=True),
    sa.Column("subject_hash", sa.Text, nullable=False, index=True),
)
