"""Table of knowledge articles."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Json, UtcDateTime, record

article = record(
    "article",
    sa.Column("number", sa.Text, nullable=False, unique=True),  # KB-0412
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("tags", Json, nullable=False),
    sa.Column("source", sa.Text),  # attribution, shown under the article
    sa.Column("published_at", UtcDateTime, nullable=False),
)
