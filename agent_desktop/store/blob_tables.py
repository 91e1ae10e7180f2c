"""Central's tables of attachments and recordings, and what a record's central step says to refer to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.errors import Refused
from agent_desktop.store.schema import Id, UtcDateTime, central_metadata

UPLOAD = "upload"
"""Stands for a record in ``blob_use`` while there is none: the id is the uploader's."""

blob = sa.Table(
    "blob",
    central_metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("created_by", Id, nullable=False),
)
# Stored as it is, what is compressed already stays so, and a part is read without the whole.
EXTERNAL = "ALTER TABLE blob ALTER COLUMN body SET STORAGE EXTERNAL"
sa.event.listen(blob, "after_create", sa.DDL(EXTERNAL))  # type: ignore[no-untyped-call]

blob_use = sa.Table(
    "blob_use",
    central_metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "entity", "entity_id"),
)


def refer(
    work: Any,
    agent_id: str,
    sha256: str,
    entity: str,
    entity_id: str,
    at: datetime,
    beside: str | None = None,
) -> None:
    """Let a record refer to a blob, in the transaction that writes the record; for central steps.

    Whoever may read the record may read the blob from then on. Raises ``Refused("no_such_blob")`` for one that
    the person neither uploaded nor is referring to again from the same record, or from ``beside``, another one
    of its kind that the same people read: knowing a hash is no right.
    """
    records = [entity_id] if beside is None else [entity_id, beside]
    known = work.execute(
        sa.select(blob_use.c.entity).where(
            blob_use.c.sha256 == sha256,
            sa.or_(
                sa.and_(blob_use.c.entity == UPLOAD, blob_use.c.entity_id == agent_id),
                sa.and_(blob_use.c.entity == entity, blob_use.c.entity_id.in_(records)),
            ),
        )
    ).first()
    if known is None:
        raise Refused("no_such_blob", "This attachment is not at central.", todo="Attach the file again.")
    use = insert(blob_use).values(sha256=sha256, entity=entity, entity_id=entity_id, at=at)
    work.execute(use.on_conflict_do_nothing())
    work.execute(
        sa.delete(blob_use).where(
            blob_use.c.sha256 == sha256, blob_use.c.entity == UPLOAD, blob_use.c.entity_id == agent_id
        )
    )
