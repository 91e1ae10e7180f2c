"""A large site in a desk's encrypted replica, taken from PostgreSQL row by row: as if it held everybody."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa

from agent_desktop.core.clock import SystemClock
from agent_desktop.features import house
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import customer, customer_detail, customer_phone
from agent_desktop.features.field_service.tables import visit
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.schema import Json, UtcDateTime
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.vault import Vault

TABLES = (
    queue, agent, customer, customer_phone, customer_detail, order, interaction, visit, ticket, ticket_note,
)  # fmt: skip
_PART = 20_000


def fill(url: str, folder: Path) -> Replica:
    """An open replica in ``folder`` that holds all records of the site at ``url``, as a desk keeps them."""
    replica = open_replica(folder / "whole.replica", Vault("file", folder / "keys"), house(), SystemClock())
    try:
        asyncio.run(_copy_all(url, replica))
        replica.empty_log()
    except BaseException:
        replica.close()
        raise
    return replica


async def _copy_all(url: str, replica: Replica) -> None:
    source = await asyncpg.connect(url.replace("+asyncpg", "", 1))
    try:
        again = _without_indexes(replica)
        for table in TABLES:
            async with source.transaction(readonly=True):
                await _copy(source, replica, table)
        for statement in again:
            with replica.transaction() as connection:
                connection.exec_driver_sql(statement)
    finally:
        await source.close()


def _without_indexes(replica: Replica) -> list[str]:
    """Drop the indexes of the tables and answer the statements that make them again, once everything is there."""
    with replica.transaction() as connection:
        found = connection.execute(
            sa.text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        ).all()
        mine = [row for row in found if row.tbl_name in {table.name for table in TABLES}]
        for row in mine:
            connection.exec_driver_sql(f'DROP INDEX "{row.name}"')
    return [str(row.sql) for row in mine]


async def _copy(source: Any, replica: Replica, table: sa.Table) -> None:
    """The rows of one table, with values as the replica binds them."""
    columns = ", ".join(_taken(column) for column in table.c)
    named = ", ".join(f'"{column.name}"' for column in table.c)
    holes = ", ".join("?" for _ in table.c)
    text = f'INSERT INTO "{table.name}" ({named}) VALUES ({holes})'
    cursor = await source.cursor(f'SELECT {columns} FROM "{table.name}" ORDER BY id')
    while rows := await cursor.fetch(_PART):
        with replica.transaction() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.executemany(text, [tuple(row) for row in rows])


def _taken(column: sa.Column[Any]) -> str:
    if isinstance(column.type, UtcDateTime):
        return f'(extract(epoch FROM "{column.name}") * 1000000)::bigint'
    if isinstance(column.type, sa.Uuid) or column.type is Json:
        return f'"{column.name}"::text'
    return f'"{column.name}"'
