"""Rows that came with a poke, taken into a replica that missed nothing before them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.sync.live import PokePage
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import outbox, scope_state, sync_state
from agent_desktop.sync.taking import take_rows


class _Behind(Exception):
    """Something before this page is missing here."""


def take_page(replica: Replica, registry: Registry, actor: Actor, page: PokePage) -> Changes | None:
    """Take in a page, its positions and what it settles, in one transaction; None for a desk that must pull.

    A desk must pull that belongs to another life of the database, or stands before the page in a scope it
    holds. Rows it has already, from a pull that was quicker, are left out, and scopes it does not hold.
    """

    def take(connection: sa.Connection) -> set[tuple[str, str]]:
        life = sa.select(sync_state.c.value).where(sync_state.c.name == "epoch")
        stands = {
            row.scope: int(row.cursor)
            for row in connection.execute(
                sa.select(scope_state.c.scope, scope_state.c.cursor).where(
                    scope_state.c.scope.in_(page.scopes)
                )
            )
        }
        if connection.execute(life).scalar_one_or_none() != page.epoch:
            raise _Behind
        if any(stand < page.scopes[scope][0] for scope, stand in stands.items()):
            raise _Behind
        rows = [row for row in page.rows if row.seq > stands.get(row.scope, row.seq)]
        take_rows(connection, registry, rows)
        for scope, stand in stands.items():
            reached = max(stand, page.scopes[scope][1])
            connection.execute(
                sa.update(scope_state).where(scope_state.c.scope == scope).values(cursor=reached)
            )
        _settle(connection, page.heads, replica.now())
        return {(row.entity, row.entity_id) for row in rows}

    try:
        return replica.rebase(actor, take)
    except _Behind:
        return None


def is_settled(replica: Replica) -> bool:
    """Whether the effect of every command that central took is here."""
    waits = sa.select(sa.exists().where(outbox.c.state == "acknowledged"))
    with replica.transaction() as connection:
        return not connection.execute(waits).scalar_one()


def _settle(connection: sa.Connection, heads: list[int], now: datetime) -> None:
    """Stop forecasting the commands of these pushes, of which everything is here."""
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.state == "acknowledged", outbox.c.ack_seq.in_(heads))
        .values(state="settled", settled_at=now)
    )
