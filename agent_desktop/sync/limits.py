"""How large a replica is, and how it is made smaller: the customers that were opened longest ago go first."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.registry import Registry
from agent_desktop.sync import bundle_cache
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import base_row, row_scope, scope_state
from agent_desktop.sync.taking import held_rows, leave

KEPT_LATEST = 5
"""So many customers stay whatever the limit is: one of them is on the screen."""

_CUSTOMER = "customer:"


@dataclass(frozen=True, slots=True)
class Room:
    """What a replica takes, in bytes, and of how many customers it holds everything."""

    used_bytes: int
    customers: int


def room_of(replica: Replica) -> Room:
    """How large a replica is now; for the writer thread."""
    with replica.transaction() as connection:
        customers = connection.execute(
            sa.select(sa.func.count()).where(scope_state.c.scope.startswith(_CUSTOMER))
        ).scalar_one()
        return Room(_used_bytes(connection), int(customers))


def drop_oldest_customer(replica: Replica, registry: Registry, most_bytes: int) -> Changes | None:
    """Where a replica is larger than ``most_bytes``, let go of one customer; None when there is nothing to do.

    Never one whose records a waiting command has touched, never the ``KEPT_LATEST`` opened last, never one the
    person keeps offline; the outbox and the drafts are not looked at. One a call, so that whoever saves a note
    meanwhile waits for one customer and not for all. The room is given back to the disk.
    """
    with replica.transaction() as connection:
        if _used_bytes(connection) <= most_bytes:
            return None
        scope = _oldest(connection, bundle_cache.kept_ids(connection) | _waited_for(connection, registry))
        if scope is None:
            return None
        rows = held_rows(connection, scope)
        for entity, entity_id in rows:
            leave(connection, registry, scope, entity, entity_id)
        connection.execute(sa.delete(scope_state).where(scope_state.c.scope == scope))
        bundle_cache.gone(connection, scope.removeprefix(_CUSTOMER))
        _give_back(connection)
    return Changes(frozenset(rows), frozenset({scope.removeprefix(_CUSTOMER)}))


def _oldest(connection: sa.Connection, kept: set[str]) -> str | None:
    """The scope of the customer opened longest ago, of those that may go."""
    latest_first = sa.select(scope_state.c.scope).order_by(
        scope_state.c.opened_at.desc(), scope_state.c.scope
    )
    opened = connection.execute(latest_first.where(scope_state.c.scope.startswith(_CUSTOMER))).scalars().all()
    may_go = [scope for scope in opened[KEPT_LATEST:] if scope.removeprefix(_CUSTOMER) not in kept]
    return may_go[-1] if may_go else None


def _waited_for(connection: sa.Connection, registry: Registry) -> set[str]:
    """The customers a waiting command has to do with: it is shown on their records, and run again on them."""
    found: set[str] = set()
    for row in connection.execute(sa.select(base_row.c.entity, base_row.c.entity_id)).all():
        scopes = connection.execute(
            sa.select(row_scope.c.scope).where(
                row_scope.c.entity == row.entity, row_scope.c.entity_id == row.entity_id
            )
        ).scalars()
        found.update(scope.removeprefix(_CUSTOMER) for scope in scopes)
        spec = registry.entities.get(row.entity)
        if spec is not None and spec.customer_column is not None:
            # One made at this desk is in no scope until central has it.
            column = spec.table.c[spec.customer_column]
            whose = connection.execute(sa.select(column).where(spec.table.c.id == row.entity_id)).scalar()
            found.add(str(whose))
    return found


def _used_bytes(connection: sa.Connection) -> int:
    pages, size = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
    )
    return int(pages) * int(size)


def _give_back(connection: sa.Connection) -> None:
    """Give free pages back to the disk. A step gives back one, so all the steps are asked for."""
    driver = connection.connection.dbapi_connection
    if driver is not None:
        cursor = driver.cursor()
        cursor.execute("PRAGMA incremental_vacuum")
        cursor.fetchall()
        cursor.close()
