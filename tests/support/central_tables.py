"""Central's tables in an empty database, without the service around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.schema import central_metadata, metadata
from agent_desktop.sync.tables import sync_head

T = TypeVar("T")
MADE = datetime(2026, 11, 1, tzinfo=UTC)


async def make_tables(url: str) -> None:
    """Make every table of central in an empty database, with the feed's head."""
    house()
    engine = central_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.run_sync(central_metadata.create_all)
            await connection.execute(sa.insert(sync_head).values(shard=0, seq=0, epoch=new_id()))
    finally:
        await engine.dispose()


@pytest.fixture(scope="session")
def central_tables_template(postgres: EmbeddedPostgres) -> str:
    """A database that holds central's tables and no rows, to copy from."""
    if postgres.create_database("central_tables"):  # Each folder that asks has a fixture of its own.
        asyncio.run(make_tables(postgres.database_url("central_tables")))
    return "central_tables"


@pytest.fixture
def central_url(postgres: EmbeddedPostgres, central_tables_template: str) -> Iterator[str]:
    """The address of a database that only this test uses, with central's tables."""
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name, template=central_tables_template)
    yield postgres.database_url(name)
    postgres.drop_database(name)


@asynccontextmanager
async def engine_on(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database, disposed of at the end."""
    engine = central_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


async def run(engine: AsyncEngine, work: Callable[[sa.Connection], T]) -> T:
    """Run synchronous work in a transaction of its own, and commit it."""
    async with engine.begin() as connection:
        return await connection.run_sync(work)


@contextmanager
def rolled_back(connection: sa.Connection) -> Iterator[None]:
    """A piece of a transaction that leaves nothing behind: one example of a property."""
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def add_queue(connection: sa.Connection, name: str, **fields: Any) -> str:
    """A queue on record; answers its id."""
    values = {"id": new_id(), "name": name, "position": 0, "is_active": True, "updated_at": MADE, **fields}
    connection.execute(sa.insert(queue).values(values))
    return str(values["id"])


def add_agent(connection: sa.Connection, login: str, **fields: Any) -> str:
    """A person on record; answers their id."""
    values = {
        "id": new_id(),
        "login": login,
        "name": login.title(),
        "roles": ["agent"],
        "queues": [],
        "is_active": True,
        "updated_at": MADE,
        **fields,
    }
    connection.execute(sa.insert(agent).values(values))
    return str(values["id"])
