"""Drafts: what is typed and not yet sent, kept so that killing the program loses nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import draft


def save_draft(replica: Replica, key: str, body: dict[str, Any], at: datetime) -> None:
    """Keep a draft under ``key``, over the one before."""
    with replica.transaction() as connection:
        statement = insert(draft).values(key=key, body=body, saved_at=at)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["key"],
                set_={"body": statement.excluded.body, "saved_at": statement.excluded.saved_at},
            )
        )


def load_drafts(replica: Replica, prefix: str) -> dict[str, dict[str, Any]]:
    """Every draft whose key starts with ``prefix``."""
    with replica.transaction() as connection:
        rows = connection.execute(sa.select(draft.c.key, draft.c.body).where(draft.c.key.startswith(prefix)))
        return {row.key: row.body for row in rows}


def drop_draft(replica: Replica, key: str) -> None:
    """Forget a draft that was sent."""
    with replica.transaction() as connection:
        connection.execute(sa.delete(draft).where(draft.c.key == key))
