"""Commands that central could not judge yet: kept in their place in the outbox, and offered again."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import outbox


def count(replica: Replica) -> int:
    """How many commands wait until central can judge them."""
    with replica.transaction() as connection:
        counted = sa.select(sa.func.count()).where(outbox.c.state == "kept_back")
        return int(connection.execute(counted).scalar_one())


def offer(replica: Replica) -> int:
    """Let what was kept back be offered again, in its old place; answers how much that is."""
    with replica.transaction() as connection:
        return connection.execute(
            sa.update(outbox).where(outbox.c.state == "kept_back").values(state="waiting")
        ).rowcount
