"""The steps lead exactly to the tables of this release, once, however many processes begin them."""

from __future__ import annotations

import asyncio
from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

import agent_desktop.central.tables
import agent_desktop.sync.tables
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import differences, is_migrated, migrate, newest
from agent_desktop.store.schema import central_metadata, metadata
from agent_desktop.store.search_keys import search_key
from agent_desktop.sync.tables import sync_head
from tests.support.floor import a_customer, an_id

assert agent_desktop.central.tables
assert agent_desktop.sync.tables


@pytest.fixture
async def engine(database_url):
    house()
    engine = central_engine(database_url)
    yield engine
    await engine.dispose()


async def test_an_empty_database_becomes_exactly_the_tables_of_this_release(engine):
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(lambda sync: differences(sync, [metadata, central_metadata])) == []
        assert await connection.run_sync(is_migrated)


async def test_search_keys_compare_by_bytes(engine):
    """Autogenerate does not compare collations, and a prefix search stands on this one."""
    await migrate(engine)
    wanted = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if getattr(column.type.dialect_impl(engine.dialect), "collation", None) == "C"
    }
    async with engine.connect() as connection:
        rows = await connection.execute(
            sa.text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C'"
            )
        )
        there = {(table, column) for table, column in rows if not table.startswith("pg_")}
    assert wanted
    assert wanted <= there


async def test_the_feed_begins_at_nothing_under_an_epoch_of_its_own(engine):
    await migrate(engine)
    async with engine.connect() as connection:
        head = (await connection.execute(sa.select(sync_head))).one()
    assert (head.shard, head.seq, head.purged_below) == (0, 0, 0)
    assert head.epoch


async def test_ten_processes_that_migrate_at_once_do_it_once(engine):
    await asyncio.gather(*(migrate(engine) for _ in range(10)))
    async with engine.connect() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(sync_head))).scalar() == 1


async def test_a_database_of_a_newer_release_is_left_as_it_is(engine):
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KnownError, match="newer release"):
        await migrate(engine)
    assert newest() != "9999"


async def test_customers_and_orders_that_were_there_get_the_keys_of_whole_names(engine):
    """Each step runs on a database with records in it: this one makes keys of them."""
    await migrate(engine)
    registry = house()
    step = import_module("agent_desktop.store.migrations.versions.0024_whole_names")

    def keys(connection):
        records = [
            a_customer(registry, an_id(1), "Anna Müller", organisation="Larch & Fern"),
            a_customer(registry, an_id(2), "王小明", family_name=None),
        ]
        for entity, row in records:
            connection.execute(sa.insert(registry.entities[entity].table).values(row))
        for _ in range(2):  # Run again it changes nothing.
            with Operations.context(MigrationContext.configure(connection)):
                step.upgrade()
        return set(connection.execute(sa.select(search_key.c.key)).scalars())

    async with engine.begin() as connection:
        found = await connection.run_sync(keys)
    assert found == {"=anna muller", "=larch fern", "王小明", "~王小", "~小明", "~王明"}
