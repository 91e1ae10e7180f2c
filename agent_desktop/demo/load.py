"""Loads a demo world into an empty central database by COPY, then feeds the desks' working sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.demo.records import TABLES, Agent, Article, ConsentEvent, Order, Script
from agent_desktop.demo.world import World
from agent_desktop.features.calls.facts import record_facts
from agent_desktop.features.tickets.model import BLOCK, OPEN_STATES
from agent_desktop.features.tickets.tables import ticket_block
from agent_desktop.features.workforce.tables import account
from agent_desktop.store.rows import json_text
from agent_desktop.store.search_keys import search_key
from agent_desktop.sync import feed

_ROWS_A_COPY = 20_000
_BULK_CUSTOMERS = 2_000
_WITH_LISTS = frozenset({Agent, Article, Script, Order, ConsentEvent})
_FED_DAYS = 30
"""Contacts and visits this recent are on the desks from the start; older ones come with the customer."""

Progress = Callable[[int], None]


async def load(
    engine: AsyncEngine,
    registry: Registry,
    world: World,
    password_hash: str,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Put the world into the database and answer how many rows each table got.

    One transaction: a load that fails leaves the database as it was. Everybody gets an account with
    ``password_hash``. ``progress`` hears the number of rows loaded so far. Raises ``KnownError`` where the
    database already holds somebody's work.
    """
    async with engine.begin() as connection:
        await _must_be_empty(connection, registry)
        indexes = await _without_indexes(connection) if world.customers >= _BULK_CUSTOMERS else []
        counts = await _copy_rows(connection, registry, world, password_hash, progress)
        for statement in indexes:
            await connection.execute(sa.text(statement))
        await connection.execute(
            sa.insert(ticket_block).values(id=1, lent=_first_free_block(world.numbers.next_count))
        )
        if world.morning is not None:
            facts = world.morning.facts
            await connection.run_sync(lambda sync: record_facts(sync, facts))
        await connection.run_sync(_feed_desks, registry, world.calendar.at)
    async with engine.connect() as connection:
        vacuum = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await vacuum.execute(sa.text("ANALYZE"))
    return counts


async def _must_be_empty(connection: AsyncConnection, registry: Registry) -> None:
    for name in ("customer", "agent", "ticket"):
        found = await connection.execute(sa.select(registry.entities[name].table.c.id).limit(1))
        if found.first() is not None:
            raise KnownError(
                "The database already holds records.",
                kept="They were left as they are.",
                todo="Give the demo a database of its own.",
            )


async def _copy_rows(
    connection: AsyncConnection,
    registry: Registry,
    world: World,
    password_hash: str,
    progress: Progress | None,
) -> dict[str, int]:
    raw: Any = (await connection.get_raw_connection()).driver_connection
    tables = {kind: registry.entities[name].table for kind, name in TABLES.items()}
    waiting: dict[type, list[tuple[Any, ...]]] = {kind: [] for kind in TABLES}
    keys: list[tuple[str, str, str]] = []
    counts = dict.fromkeys([*TABLES.values(), account.name, search_key.name], 0)
    accounts: list[tuple[str, str]] = []
    keyed = {
        kind: (name, registry.entities[name].keys_of)
        for kind, name in TABLES.items()
        if registry.entities[name].keys_of is not None
    }
    pending = 0

    async def flush() -> None:
        for kind, rows in waiting.items():
            if rows:
                await _copy(raw, tables[kind], kind._fields, rows)  # type: ignore[attr-defined]
                counts[TABLES[kind]] += len(rows)
                rows.clear()
        await _copy(raw, search_key, ("entity", "key", "entity_id"), keys)
        counts[search_key.name] += len(keys)
        keys.clear()

    loaded = 0
    for row in world.rows():
        kind = type(row)
        waiting[kind].append(_stored(row) if kind in _WITH_LISTS else row)
        if kind in keyed:
            name, keys_of = keyed[kind]
            found = sorted(set(keys_of(row._asdict())))  # type: ignore[misc, attr-defined]
            keys.extend((name, key, row[0]) for key in found)
        if kind is Agent:
            accounts.append((row[0], password_hash))
        pending += 1
        if pending >= _ROWS_A_COPY:
            await flush()
            loaded, pending = loaded + pending, 0
            if progress is not None:
                progress(loaded)
    await flush()
    await _copy(raw, account, ("agent_id", "password_hash"), accounts)
    counts[account.name] = len(accounts)
    if progress is not None:
        progress(loaded + pending)
    return counts


def _stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row as COPY takes it: lists as JSON text."""
    return tuple(json_text(value) if isinstance(value, list) else value for value in row)


async def _copy(raw: Any, table: sa.Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    await raw.copy_records_to_table(table.name, records=rows, columns=list(columns))


async def _without_indexes(connection: AsyncConnection) -> list[str]:
    """Drop every index of the tables that are loaded and answer the statements that make them again.

    Building an index once over a million rows takes a fraction of keeping it up to date row by row.
    """
    names = [*TABLES.values(), search_key.name]
    constraints = await connection.execute(
        sa.text(
            "SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS made "
            "FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY(:names)"
        ),
        {"names": [*names, *(f'"{name}"' for name in names)]},
    )
    again: list[str] = []
    for row in constraints.mappings().all():
        await connection.execute(sa.text(f"ALTER TABLE {row['owner']} DROP CONSTRAINT {row['name']}"))
        again.append(f"ALTER TABLE {row['owner']} ADD CONSTRAINT {row['name']} {row['made']}")
    indexes = await connection.execute(
        sa.text(
            "SELECT quote_ident(indexname) AS name, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND tablename = ANY(:names)"
        ),
        {"names": names},
    )
    for row in indexes.mappings().all():
        await connection.execute(sa.text(f"DROP INDEX {row['name']}"))
        again.append(row["indexdef"])
    return again


def _first_free_block(next_count: int) -> int:
    """The first block of ticket numbers in which nothing is taken; blocks begin at count 4,000."""
    return max(0, -(-(next_count - 4_000) // BLOCK))


def _feed_desks(connection: sa.Connection, registry: Registry, at: datetime) -> None:
    """Put into the feed what the desks hold: what is open, recent or everybody's."""
    for name, statement in _working_set(registry, at - timedelta(days=_FED_DAYS)):
        rows: Iterator[Row] = (dict(row) for row in connection.execute(statement).mappings().all())
        feed.seed(connection, registry, name, rows)


def _working_set(registry: Registry, since: datetime) -> Iterator[tuple[str, sa.Select[Any]]]:
    table = {name: spec.table for name, spec in registry.entities.items()}
    for name in ("agent", "queue", "article", "script", "answer", "campaign"):
        yield name, sa.select(table[name])
    ticket, note = table["ticket"], table["ticket_note"]
    is_open = ticket.c.state.in_(OPEN_STATES)
    customers = sa.select(ticket.c.customer_id).where(is_open)
    yield "customer", sa.select(table["customer"]).where(table["customer"].c.id.in_(customers))
    phone = table["customer_phone"]
    yield "customer_phone", sa.select(phone).where(phone.c.customer_id.in_(customers))
    yield "ticket", sa.select(ticket).where(is_open)
    yield "ticket_note", sa.select(note).where(note.c.ticket_id.in_(sa.select(ticket.c.id).where(is_open)))
    interaction, visit, lead = table["interaction"], table["visit"], table["lead"]
    yield "interaction", sa.select(interaction).where(interaction.c.started_at >= since)
    yield "visit", sa.select(visit).where(visit.c.ends_at >= since)
    yield "lead", sa.select(lead).where(lead.c.callback_agent_id.is_not(None))
    yield "attempt", sa.select(table["attempt"])
