"""Tombstones: what is left in the feed of records that were deleted or moved away, and when it goes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.sync.feed import SHARD
from agent_desktop.sync.tables import sync_feed, sync_head

MOST_AT_ONCE = 20_000


def purge(connection: sa.Connection, before: datetime) -> int:
    """Forget tombstones older than ``before``, in two turns; answers how many went in this one.

    A turn deletes those below ``purged_below`` and then raises that mark past the next ones that are old
    enough. In between, at least as long as a request may last, every pull that read the old mark has ended:
    so nobody misses a tombstone and believes to be up to date. A desk whose cursor is below the mark is told
    to take snapshots (``AwayTooLong``).
    """
    mark = int(
        connection.execute(sa.select(sync_head.c.purged_below).where(sync_head.c.shard == SHARD)).scalar_one()
    )
    is_tombstone = sync_feed.c.op != sa.literal_column("'U'")
    deleted = connection.execute(sa.delete(sync_feed).where(is_tombstone, sync_feed.c.seq <= mark)).rowcount
    old = (
        sa.select(sync_feed.c.seq)
        .where(is_tombstone, sync_feed.c.seq > mark, sync_feed.c.stamped_at < before)
        .order_by(sync_feed.c.seq)
        .limit(MOST_AT_ONCE)
        .subquery()
    )
    highest = connection.execute(sa.select(sa.func.max(old.c.seq))).scalar()
    if highest is not None:
        connection.execute(
            sa.update(sync_head).where(sync_head.c.shard == SHARD).values(purged_below=highest)
        )
    return int(deleted)
