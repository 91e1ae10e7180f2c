"""Engines for the two stores: SQLite for a replica, PostgreSQL for central."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from agent_desktop.core.errors import KnownError
from agent_desktop.store.faults import fault_of
from agent_desktop.store.rows import json_text
from agent_desktop.store.sealing import FileKey, connect

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


def replica_engine(path: Path, *, key: FileKey | None = None, is_reader: bool = False) -> sa.Engine:
    """An engine with one connection to a replica file; a writer takes its lock when it begins.

    Give a replica one writer and one reader, each used by one thread of its own. Without a key the file is a
    plain one, which tests and measurements use; a desk's own is always encrypted.
    """
    # The same library opens both, so that what runs in a test runs at a desk.
    from sqlcipher3 import dbapi2

    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key),
        poolclass=sa.pool.StaticPool,
        # What customers said is in the parameters, and an error may end in a log.
        hide_parameters=True,
        json_serializer=json_text,
        json_deserializer=msgspec.json.decode,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            # Counts for a new file only: room that customers left can then be given back bit by bit.
            "auto_vacuum=INCREMENTAL",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "cache_size=-16000",
            "temp_store=MEMORY",
            # What is deleted is overwritten, so that somebody erased is not left in free pages of the file.
            "secure_delete=ON",
            f"query_only={int(is_reader)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")

    return engine


class ReplicaStore:
    """One connection to a replica file whose transactions tell in plain words what the disk did to them."""

    def __init__(self, path: Path, key: FileKey | None = None, *, is_reader: bool = False) -> None:
        self.path = path
        self.key = key
        self.engine = replica_engine(path, key=key, is_reader=is_reader)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction: committed at the end of the block, taken back whole on any error.

        Raises ``StoreFault`` where the disk is full, read-only, damaged or out of reach.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
                _still_one_transaction(connection)
        except sa.exc.DBAPIError as error:
            fault = fault_of(error, self.path)
            if fault is None:
                raise
            raise fault from error

    def dispose(self) -> None:
        """Close the connection."""
        self.engine.dispose()


def _still_one_transaction(connection: sa.Connection) -> None:
    """A transaction SQLite took back by itself must not end as if it had been committed."""
    driver = connection.connection.dbapi_connection
    if driver is not None and not getattr(driver, "in_transaction", True):
        raise RuntimeError("the transaction had ended before its commit")


def central_engine(url: str, *, pool_size: int = 10, max_overflow: int = 10, **options: Any) -> AsyncEngine:
    """An engine for central's PostgreSQL; ``postgresql://`` and ``postgres://`` mean asyncpg.

    ``max_overflow`` connections more are made for a moment when ``pool_size`` of them are in use.
    """
    # It brings the whole object-relational mapper with it: a fifth of what a desk imports, and it needs none.
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(
        asyncpg_url(url),
        pool_size=pool_size,
        max_overflow=max_overflow,
        json_serializer=json_text,
        json_deserializer=msgspec.json.decode,
        **options,
    )
    _look_before_use(engine.sync_engine)
    return engine


ASKED_AFTER_S = 1.0
"""A connection that rested for longer is asked whether it lives before it is used."""


def _look_before_use(engine: sa.Engine) -> None:
    """Give nobody a connection that the database has ended.

    One that has just been used is only looked at: its socket says whether the other end is gone. To ask each
    time takes three trips to the database, which is more than most requests need for themselves.
    """

    @sa.event.listens_for(engine, "checkin")
    def rests(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since_s"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def look(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        since_s = entry.info.get("rests_since_s")
        if since_s is None:
            return  # It has just been made.
        if connection.driver_connection.is_closed():
            raise sa.exc.DisconnectionError("the database has ended this connection")
        if time.monotonic() - since_s > ASKED_AFTER_S:
            try:
                engine.dialect.do_ping(connection)
            except (engine.dialect.loaded_dbapi.Error, OSError) as problem:
                # Whatever ended it has ended the others that rest as well.
                raise sa.exc.InvalidatePoolError from problem


def asyncpg_url(url: str) -> sa.URL:
    """The URL for SQLAlchemy's asyncpg dialect; raises ``KnownError`` for anything but PostgreSQL."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise KnownError(
            "The database address cannot be read.",
            todo="Write it as postgresql://user:password@host:5432/name.",
        ) from None
    if parsed.drivername.split("+")[0] not in {"postgresql", "postgres"}:
        raise KnownError(
            f"Central runs on PostgreSQL, not on {parsed.drivername}.",
            todo="Give a postgresql:// address, or none to use the embedded one.",
        )
    return parsed.set(drivername="postgresql+asyncpg")
