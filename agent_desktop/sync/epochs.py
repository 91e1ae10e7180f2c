"""The lives of central's database, and what a desk is told that stands in another one."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.errors import KnownError
from agent_desktop.sync.feed import SHARD
from agent_desktop.sync.tables import sync_head


class EpochChanged(KnownError):
    """The replica belongs to another life of the database: it must take a snapshot and keep its outbox."""

    reason = "epoch_changed"


class AwayTooLong(EpochChanged):
    """Tombstones that the replica has not seen are purged: it must take a snapshot, and offer nothing again."""

    reason = "away_too_long"


def restored() -> EpochChanged:
    """For a desk that knows of another life."""
    return EpochChanged("The central store was restored from a backup.", kept="Your outbox is kept.")


def epoch(connection: sa.Connection) -> str:
    """The life of this database; a restored backup begins another."""
    return str(
        connection.execute(sa.select(sync_head.c.epoch).where(sync_head.c.shard == SHARD)).scalar_one()
    )
