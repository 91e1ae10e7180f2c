"""Tables of what imports remember: which column held what, and how far a file has come."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Json, UtcDateTime, central_metadata

import_mapping = sa.Table(
    "import_mapping",
    central_metadata,
    # By the header of a file, the columns that somebody said hold our fields the last time.
    sa.Column("header_hash", sa.Text, primary_key=True),
    sa.Column("mapping", Json, nullable=False),
    sa.Column("used_at", UtcDateTime, nullable=False),
)

import_run = sa.Table(
    "import_run",
    central_metadata,
    # A file that comes in part by part, by what is in it and how it is read.
    sa.Column("file_hash", sa.Text, primary_key=True),
    sa.Column("rows_done", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.BigInteger, nullable=False),
    sa.Column("rejected", sa.BigInteger, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
)
