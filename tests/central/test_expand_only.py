"""Steps only add: the release before goes on working on the schema of the next, and says so when it cannot."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

import agent_desktop.central.tables
import agent_desktop.sync.tables
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.store import migrate as migrating
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import is_migrated, migrate, newest, revision_of, steps, works_from

assert agent_desktop.central.tables
assert agent_desktop.sync.tables

LATER = "9000"


@pytest.fixture
async def engine(database_url):
    house()
    engine = central_engine(database_url)
    yield engine
    await engine.dispose()


def shape(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """What a writer that knows this schema relies on: columns, their types, what must be given, what is unique."""
    look = sa.inspect(connection)
    found: dict[str, dict[str, Any]] = {}
    for table in look.get_table_names():
        columns = {one["name"]: one for one in look.get_columns(table)}
        rules = [("unique", tuple(one["column_names"])) for one in look.get_unique_constraints(table)]
        rules += [("unique", tuple(one["column_names"])) for one in look.get_indexes(table) if one["unique"]]
        rules += [("check", str(one["sqltext"])) for one in look.get_check_constraints(table)]
        rules += [("foreign", tuple(one["constrained_columns"])) for one in look.get_foreign_keys(table)]
        found[table] = {"columns": columns, "rules": set(rules)}
    return found


def broken_by(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What a release that knows ``before`` cannot do any more on ``after``."""
    wrong = [f"the table {name} is gone" for name in before.keys() - after.keys()]
    for name in before.keys() & after.keys():
        was, now = before[name]["columns"], after[name]["columns"]
        wrong += [f"{name}.{column} is gone" for column in was.keys() - now.keys()]
        for column, told in now.items():
            is_needed = not told["nullable"] and told["default"] is None and not told.get("autoincrement")
            if column not in was and is_needed:
                wrong.append(f"{name}.{column} has to be given")
            elif column in was:
                if str(told["type"]) != str(was[column]["type"]):
                    wrong.append(f"{name}.{column} has another type")
                if was[column]["nullable"] and not told["nullable"]:
                    wrong.append(f"{name}.{column} has to be given")
                if was[column]["default"] is not None and told["default"] is None:
                    wrong.append(f"{name}.{column} has no default any more")
        for kind, what in after[name]["rules"] - before[name]["rules"]:
            if kind == "check" or set(what) <= was.keys():
                wrong.append(f"{name} has a new rule on what was there: {kind} {what}")
    return wrong


def step_to(connection: sa.Connection, revision: str) -> None:
    config = migrating._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_every_step_only_adds_unless_it_says_otherwise(engine):
    wrong = {}
    async with engine.connect() as connection:
        before: dict[str, Any] = {}
        for revision, is_contract in steps():
            async with connection.begin():
                await connection.run_sync(step_to, revision)
            async with connection.begin():
                after = await connection.run_sync(shape)
            if (found := broken_by(before, after)) and not is_contract:
                wrong[revision] = found
            before = after
    assert wrong == {}


BREAKING = {
    "ALTER TABLE customer DROP COLUMN alert": "customer.alert is gone",
    "ALTER TABLE customer RENAME COLUMN alert TO warning": "customer.alert is gone",
    "ALTER TABLE customer ADD COLUMN tier text NOT NULL": "customer.tier has to be given",
    "ALTER TABLE customer ALTER COLUMN alert SET NOT NULL": "customer.alert has to be given",
    "ALTER TABLE customer ALTER COLUMN alert TYPE integer USING 0": "customer.alert has another type",
    "ALTER TABLE customer ADD CHECK (alert <> '')": "customer has a new rule",
    "CREATE UNIQUE INDEX ON customer (alert)": "customer has a new rule",
    "DROP TABLE visit": "the table visit is gone",
    "ALTER TABLE sync_head ALTER COLUMN purged_below DROP DEFAULT": "has no default any more",
}
ADDING = (
    "ALTER TABLE customer ADD COLUMN tier text",
    "ALTER TABLE customer ADD COLUMN tier int NOT NULL DEFAULT 1",
    "CREATE TABLE tier (id int NOT NULL, name text NOT NULL UNIQUE)",
    "CREATE INDEX ON customer (alert)",
)


async def test_what_takes_something_away_is_found_and_what_adds_is_not(engine):
    """The test of the test above."""
    await migrate(engine)
    async with engine.connect() as connection:
        before = await connection.run_sync(shape)
        for statement in (*BREAKING, *ADDING):
            step = await connection.begin_nested()
            await connection.execute(sa.text(statement))
            found = broken_by(before, await connection.run_sync(shape))
            await step.rollback()
            if statement in ADDING:
                assert found == [], statement
            else:
                assert BREAKING[statement] in str(found), statement


async def stamped(engine, works: str) -> None:
    """The database as a later release leaves it: more in it, and a mark of who can go on."""
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE customer ADD COLUMN tier text"))
        await connection.execute(sa.text("CREATE TABLE later (id integer PRIMARY KEY)"))
        await connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{LATER}'"))
        await connection.execute(
            sa.text(f"UPDATE schema_mark SET revision = '{LATER}', works_from = '{works}'")
        )


async def test_this_release_goes_on_beside_a_later_one_that_only_added(engine):
    await migrate(engine)
    await stamped(engine, newest() or "")
    await migrate(engine)  # finds nothing to do
    async with engine.connect() as connection:
        assert await connection.run_sync(is_migrated)
        assert await connection.run_sync(revision_of) == LATER


async def test_this_release_stops_where_a_later_one_took_something_away(engine):
    await migrate(engine)
    await stamped(engine, LATER)
    async with engine.connect() as connection:
        assert not await connection.run_sync(is_migrated)
    with pytest.raises(KnownError, match="newer release"):
        await migrate(engine)


async def test_the_database_says_which_releases_can_use_it(engine):
    await migrate(engine)
    async with engine.connect() as connection:
        mark = (await connection.execute(sa.select(migrating.schema_mark))).one()
    assert (mark.revision, mark.works_from) == (newest(), works_from())


async def test_a_contract_step_ends_the_releases_before_it(monkeypatch):
    known = [("0001", False), ("0002", False), ("0003", True), ("0004", False)]
    monkeypatch.setattr(migrating, "steps", lambda: known)
    assert works_from() == "0003"
    monkeypatch.setattr(migrating, "steps", lambda: known[:2])
    assert works_from() == "0001"


async def test_a_step_gives_way_to_those_who_write_and_comes_again(engine, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_TIMEOUT_S", 0.1)
    async with engine.begin() as connection:
        await connection.run_sync(step_to, steps()[0][0])
    # The step needs a lock that somebody holds who writes: here it is the one of alembic's own table.
    async with engine.connect() as writer:
        held = await writer.begin()
        await writer.execute(sa.text("LOCK TABLE alembic_version IN ROW EXCLUSIVE MODE"))
        await writer.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrating._LOCK})
        coming = asyncio.create_task(migrate(engine))
        await asyncio.sleep(0.5)
        assert not coming.done()
        await writer.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
        await held.commit()
    await coming
    async with engine.connect() as connection:
        assert await connection.run_sync(is_migrated)


async def test_a_database_that_is_never_free_is_left_as_it_is(engine, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_TIMEOUT_S", 0.05)
    monkeypatch.setattr(migrating, "_PAUSE_S", 0.01)
    monkeypatch.setattr(migrating, "TRIES", 2)
    async with engine.connect() as writer:
        await writer.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": migrating._LOCK})
        with pytest.raises(KnownError, match="in use"):
            await migrate(engine)
