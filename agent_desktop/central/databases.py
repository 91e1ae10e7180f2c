"""Whole databases of one PostgreSQL server: made, counted, put in another's place, and dropped."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_desktop.central.store import unreachable
from agent_desktop.core.errors import KnownError
from agent_desktop.store.engines import central_engine
from agent_desktop.store.sql_states import sqlstate

log = logging.getLogger(__name__)

_MAINTENANCE = ("postgres", "template1")
_NO_SUCH_DATABASE, _NOT_ALLOWED, _IN_USE = "3D000", "42501", "55006"
_TRIES = 20
_LONGEST_NAME = 63


@asynccontextmanager
async def engine_on(url: sa.URL) -> AsyncIterator[AsyncEngine]:
    """An engine on a database, disposed of at the end."""
    engine = central_engine(url.render_as_string(hide_password=False), pool_size=1)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection; raises ``KnownError`` where there is none to be had."""
    try:
        connection = await engine.connect()
    except (sa.exc.SQLAlchemyError, OSError) as problem:
        raise unreachable(problem) from problem
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def administration(url: sa.URL) -> AsyncIterator[AsyncConnection]:
    """A connection beside a database of that server, outside any transaction; raises ``KnownError``."""
    last: Exception | None = None
    for name in _MAINTENANCE:
        async with engine_on(url.set(database=name)) as engine:
            beside = engine.execution_options(isolation_level="AUTOCOMMIT")
            try:
                connection = await beside.connect()
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                last = problem
                continue
            try:
                yield connection
            finally:
                await connection.close()
            return
    assert last is not None  # noqa: S101 - there are names to try
    raise unreachable(last) from last


@asynccontextmanager
async def scratch_database(url: sa.URL, purpose: str) -> AsyncIterator[sa.URL]:
    """An empty database beside the one at ``url``; gone at the end, unless it was renamed meanwhile.

    Raises ``KnownError`` where the user may not make databases.
    """
    name = f"{(url.database or 'desk')[:40]}_{purpose}_{secrets.token_hex(4)}"
    async with administration(url) as beside:
        try:
            # The template without anything in it, whatever a site has added to the other one.
            await beside.exec_driver_sql(
                f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
            )
        except sa.exc.DBAPIError as problem:
            if sqlstate(problem) != _NOT_ALLOWED:
                raise
            raise KnownError(
                "The database's user may not make databases, and a backup is proved and restored in one.",
                kept="Nothing was changed.",
                todo=f"Allow it: ALTER ROLE {url.username} CREATEDB. (A backup can do without: --no-verify.)",
            ) from problem
        try:
            yield url.set(database=name)
        finally:
            await beside.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


async def exists(url: sa.URL) -> bool:
    """Whether the database is there; raises ``KnownError`` where the server does not answer."""
    async with engine_on(url) as engine:
        try:
            connection = await engine.connect()
        except sa.exc.DBAPIError as problem:
            if sqlstate(problem) == _NO_SUCH_DATABASE or "does not exist" in str(problem.orig):
                return False
            raise unreachable(problem) from problem
        except OSError as problem:
            raise unreachable(problem) from problem
        await connection.close()
        return True


async def put_in_place(url: sa.URL, made: sa.URL) -> None:
    """Let the database ``made`` be the one at ``url`` from here on; the one that was there is dropped.

    Whoever is connected is disconnected, and finds the new one when connecting again. Raises ``KnownError``;
    the former database is then still there under its name.
    """
    name, new = str(url.database), str(made.database)
    former = f"{name[: _LONGEST_NAME - 18]}_replaced_{secrets.token_hex(4)}"
    async with administration(url) as beside:
        was_there = bool(
            (
                await beside.execute(
                    sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
                )
            ).scalar()
        )
        try:
            if was_there:
                await beside.exec_driver_sql(f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS false")
                await _rename(beside, name, former)
            try:
                await _rename(beside, new, name)
            except BaseException:
                if was_there:
                    await _rename(beside, former, name)
                raise
        except sa.exc.DBAPIError as problem:
            if was_there:
                with suppress(sa.exc.DBAPIError):
                    await beside.exec_driver_sql(f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS true")
            raise KnownError(
                f"The restored database could not be put in place ({sqlstate(problem) or 'unknown'}).",
                kept="The former database is as it was.",
                todo="Stop what is connected to it, check that the user owns it, and try again.",
            ) from problem
        if was_there:
            await beside.exec_driver_sql(f"DROP DATABASE {_quoted(former)} WITH (FORCE)")


async def _rename(beside: AsyncConnection, name: str, to: str) -> None:
    """Rename a database, ending the connections it has; somebody may come back in between a few times."""
    for attempt in range(_TRIES):
        await beside.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = :name AND pid <> pg_backend_pid()"
            ),
            {"name": name},
        )
        try:
            await beside.exec_driver_sql(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(to)}")
        except sa.exc.DBAPIError as problem:
            if sqlstate(problem) != _IN_USE or attempt == _TRIES - 1:
                raise
            await asyncio.sleep(0.1)
        else:
            return


async def server_version_of(connection: AsyncConnection) -> int:
    """The server's major version."""
    return int((await connection.exec_driver_sql("SHOW server_version_num")).scalar_one()) // 10_000


async def counted(url: sa.URL) -> dict[str, int]:
    """The rows of every table of a database."""
    async with engine_on(url) as engine, connected(engine) as connection:
        rows: dict[str, int] = await connection.run_sync(count_rows)
        return rows


def count_rows(connection: sa.Connection) -> dict[str, int]:
    """The rows of every table in sight, counted."""
    return {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {_quoted(name)}").scalar_one())  # noqa: S608
        for name in sorted(sa.inspect(connection).get_table_names())
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
