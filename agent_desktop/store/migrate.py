"""Bringing central's database to the schema of this release, by one process at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.errors import KnownError

_LOCK = 0x4167_6E74
"""The advisory lock that keeps two processes from migrating at once; any number that is always the same."""


async def migrate(engine: AsyncEngine) -> None:
    """Run every step that is missing, in one transaction; a second process waits and finds nothing to do.

    Raises ``KnownError`` for a database that a newer release has migrated: it is left as it is.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(is_migrated):
            return
        await connection.rollback()
        async with connection.begin():
            await connection.run_sync(_upgrade)


def is_migrated(connection: sa.Connection) -> bool:
    """Whether the database has exactly the schema of this release."""
    return revision_of(connection) == newest()


def revision_of(connection: sa.Connection) -> str | None:
    """The step a database is at; None for one that was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The last step this release knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(connection: sa.Connection, metadata: Iterable[sa.MetaData]) -> list[Any]:
    """How the database differs from the tables of ``metadata``; empty where the steps lead right there."""
    compare = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=compare)
    return list(autogenerate.compare_metadata(context, list(metadata)))  # type: ignore[arg-type]


def _upgrade(connection: sa.Connection) -> None:
    connection.execute(sa.text("SET LOCAL lock_timeout = '30s'"))
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as problem:
        raise KnownError(
            "This database was brought up to date by a newer release of Agent Desktop.",
            kept="It was left as it is.",
            todo="Install that release here too.",
        ) from problem


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "agent_desktop.store:migrations")
    return config
