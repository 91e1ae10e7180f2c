"""Bringing central's database to the schema of this release, by one process at a time, beside those that serve.

Steps *expand*: they add tables, and columns that may be left out, so that the release before goes on working
on the new schema while its instances are replaced one by one. A step that takes something away is marked
``is_contract = True`` in its file; only releases that know it may use the database from then on. What is true of
a database stands in it, in ``schema_mark``, so that an older release can tell.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.errors import KnownError
from agent_desktop.store.schema import central_metadata

log = logging.getLogger(__name__)

_LOCK = 0x4167_6E74
"""The advisory lock that keeps two processes from migrating at once; any number that is always the same."""

LOCK_TIMEOUT_S = 2.0
"""A step waits for a table at most so long, since everybody who writes to it waits behind the step."""

STATEMENT_TIMEOUT_S = 60.0
TRIES = 60
_PAUSE_S = 0.5
_LOCK_NOT_AVAILABLE = "55P03"

schema_mark = sa.Table(
    "schema_mark",
    central_metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # always 1
    sa.Column("revision", sa.Text, nullable=False),
    sa.Column(
        "works_from", sa.Text, nullable=False
    ),  # the oldest release, by its newest step, that may go on
)


async def migrate(engine: AsyncEngine) -> None:
    """Run every step that is missing, in one transaction; a second process waits and finds nothing to do.

    A table that is in use is tried again for a while, with pauses in which its writers go on. Raises
    ``KnownError`` where it stays in use, and for a database that a newer release has migrated beyond what
    this one can use: it is left as it is.
    """
    for attempt in range(1, TRIES + 1):
        try:
            async with engine.connect() as connection:
                if await connection.run_sync(is_migrated):
                    return
                await connection.rollback()
                async with connection.begin():
                    await connection.run_sync(_upgrade)
        except sa.exc.DBAPIError as problem:
            if getattr(problem.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            log.info("the database is in use, its migration waits (%d)", attempt)
            await asyncio.sleep(_PAUSE_S * random.uniform(0.5, 1.5))  # noqa: S311 - only spreads retries
        else:
            return
    raise KnownError(
        "The database could not be brought up to date: its tables were in use all the time.",
        kept="It was left as it is.",
        todo="Look for a long transaction, such as a backup or an import, and try again after it.",
    )


def is_migrated(connection: sa.Connection) -> bool:
    """Whether this release can use the database: its own schema, or a newer one that only added to it."""
    revision, ours = revision_of(connection), newest()
    return revision == ours or (ours is not None and _works_from(connection, revision) <= ours)


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


def steps() -> list[tuple[str, bool]]:
    """Every step from the first to the newest, with whether it is a contract step."""
    script = ScriptDirectory.from_config(_config())
    found = [
        (one.revision, bool(getattr(one.module, "is_contract", False))) for one in script.walk_revisions()
    ]
    return found[::-1]


def works_from() -> str:
    """The oldest release, named by its newest step, that can use the schema of this one."""
    known = steps()
    contracts = [revision for revision, is_contract in known if is_contract]
    return contracts[-1] if contracts else known[0][0]


def _works_from(connection: sa.Connection, revision: str | None) -> str:
    """What the database says of itself; a name above all steps where it does not, or of an earlier revision."""
    unknown = "~"
    if revision is None or not sa.inspect(connection).has_table(schema_mark.name):
        return unknown
    mark = connection.execute(sa.select(schema_mark.c.revision, schema_mark.c.works_from)).first()
    if mark is None or mark.revision != revision or revision <= (newest() or ""):
        return unknown
    return str(mark.works_from)


def _upgrade(connection: sa.Connection) -> None:
    connection.execute(sa.text(f"SET LOCAL lock_timeout = {int(LOCK_TIMEOUT_S * 1000)}"))
    connection.execute(sa.text(f"SET LOCAL statement_timeout = {int(STATEMENT_TIMEOUT_S * 1000)}"))
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if is_migrated(connection):
        return
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
    mark = {"revision": newest(), "works_from": works_from()}
    connection.execute(
        insert(schema_mark).values(id=1, **mark).on_conflict_do_update(index_elements=["id"], set_=mark)
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "agent_desktop.store:migrations")
    return config
