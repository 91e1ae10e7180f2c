"""Central's database for one process: the site's own, or the embedded one started for as long as it is needed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime import paths
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate

log = logging.getLogger(__name__)


def embedded_dir() -> Path:
    """Where the embedded database is kept."""
    return paths.data_dir() / "database"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[str]:
    """The address of central's database, reachable and migrated.

    Without one in the settings the embedded PostgreSQL is started, or joined where it runs, and given
    back at the end. Raises ``KnownError`` where the database cannot be used.
    """
    async with reached(settings) as url:
        engine = central_engine(url, pool_size=1)
        try:
            await migrate(engine)
        except (sa.exc.SQLAlchemyError, OSError) as problem:
            raise unreachable(problem) from problem
        finally:
            await engine.dispose()
        yield url


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[str]:
    """The address of central's database as it is, migrated or not."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = await asyncio.to_thread(EmbeddedPostgres.start, embedded_dir())
    try:
        await asyncio.to_thread(server.create_database)
        yield server.database_url()
    finally:
        await asyncio.to_thread(server.stop)


def unreachable(problem: Exception) -> KnownError:
    """What to tell a person when the database does not answer; no address, since it holds a password."""
    reason = type(getattr(problem, "orig", None) or problem).__name__
    # The error itself is shown; a warning as well would say it twice on the screen.
    log.info("the database cannot be used: %s", reason)
    return KnownError(
        f"The database cannot be used ({reason}).",
        kept="Nothing was changed.",
        todo="Check its address and that it runs; `agent-desktop central doctor` says more.",
    )
