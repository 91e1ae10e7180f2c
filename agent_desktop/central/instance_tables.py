"""Central's tables of its instances: who owns what only one may do, and letters too long for a notification."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, UtcDateTime, central_metadata

singleton = sa.Table(
    "singleton",
    central_metadata,
    # ``term`` counts the owners there were: whoever writes with an older one has been replaced.
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("term", sa.BigInteger, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False),
)

relay_letter = sa.Table(
    "relay_letter",
    central_metadata,
    # Of use for seconds: it need not outlive a crash of the database, and so costs no write-ahead log.
    sa.Column("id", Id, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False, server_default=sa.func.now()),
    prefixes=["UNLOGGED"],
)
