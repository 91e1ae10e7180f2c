"""A site with very many customers and all that hangs on them, put into PostgreSQL by COPY.

Everything follows from the seed: the same numbers give the same rows, and whoever measures knows any customer
again by their number, without asking the database. Customers are in ``large_customers``, what was said and what
is to be done in ``large_contacts``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.benchmarks import large_contacts, large_customers
from tests.benchmarks.large_rows import Batch


async def fill(engine: AsyncEngine, customers: int, interactions: int, tickets: int, seed: int) -> None:
    """Put a site into a migrated, empty database: customers with all they have, interactions and tickets.

    One transaction for the rows, with the indexes of the big tables built once at the end; then ANALYZE.
    """
    parts = [
        large_customers.batches(customers, seed),
        large_contacts.batches(customers, interactions, tickets, seed),
    ]
    tables = [*large_customers.TABLES, *large_contacts.TABLES]
    async with engine.begin() as connection:
        again = await _without_indexes(connection, tables)
        for part in parts:
            await _copy_all(connection, part)
        for statement in again:
            await connection.execute(sa.text(statement))
    async with engine.connect() as connection:
        vacuum = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await vacuum.execute(sa.text("VACUUM ANALYZE"))


async def _copy_all(connection: AsyncConnection, batches: Iterable[Batch]) -> None:
    raw: Any = (await connection.get_raw_connection()).driver_connection
    several = iter(batches)

    def following() -> Batch | None:
        return next(several, None)

    # Rows are made while the ones before them are written.
    ready = await asyncio.to_thread(following)
    while ready is not None:
        table, columns, rows = ready
        writing = asyncio.create_task(
            raw.copy_records_to_table(table.name, records=rows, columns=list(columns))
        )
        ready = await asyncio.to_thread(following)
        await writing


async def _without_indexes(connection: AsyncConnection, tables: Iterable[sa.Table]) -> list[str]:
    """Drop every index of some tables and answer the statements that make them again."""
    names = sorted({table.name for table in tables})
    quoted = [*names, *(f'"{name}"' for name in names)]
    constraints = await connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name,"
            " pg_get_constraintdef(oid) AS made FROM pg_constraint"
            " WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY(:names)"
        ),
        {"names": quoted},
    )
    again: list[str] = []
    for row in constraints.mappings().all():
        await connection.execute(sa.text(f"ALTER TABLE {row['owner']} DROP CONSTRAINT {row['name']}"))
        again.append(f"ALTER TABLE {row['owner']} ADD CONSTRAINT {row['name']} {row['made']}")
    indexes = await connection.execute(
        sa.text(
            "SELECT quote_ident(indexname) AS name, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' AND tablename = ANY(:names)"
        ),
        {"names": names},
    )
    for row in indexes.mappings().all():
        await connection.execute(sa.text(f"DROP INDEX {row['name']}"))
        again.append(row["indexdef"])
    return again
