"""Engines for the two stores: SQLite for a replica, PostgreSQL for central."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from agent_desktop.core.errors import KnownError
from agent_desktop.store.rows import json_text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


def replica_engine(path: Path, *, is_reader: bool = False) -> sa.Engine:
    """An engine with one connection to a replica file; a writer takes its lock when it begins.

    Give a replica one writer and one reader, each used by one thread of its own.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=sa.pool.StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10.0, "isolation_level": None},
        json_serializer=json_text,
        json_deserializer=msgspec.json.decode,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
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


def central_engine(url: str, *, pool_size: int = 10, **options: Any) -> AsyncEngine:
    """An engine for central's PostgreSQL; ``postgresql://`` and ``postgres://`` mean asyncpg."""
    # It brings the whole object-relational mapper with it: a fifth of what a desk imports, and it needs none.
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(
        asyncpg_url(url),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        json_serializer=json_text,
        json_deserializer=msgspec.json.decode,
        **options,
    )


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
