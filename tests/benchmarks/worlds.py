"""Worlds to measure in: built once by COPY, kept in a PostgreSQL of the benchmarks' own, copied for each run."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

import agent_desktop
from agent_desktop.central.passwords import Passwords
from agent_desktop.demo.load import load
from agent_desktop.demo.world import World
from agent_desktop.features import house
from agent_desktop.runtime import paths
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate

SEED = 7
PASSWORD = "bench-desk"
POSTGRES_SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min"}
_PACKAGE = Path(agent_desktop.__file__).parent

Progress = Callable[[str], None]


def store_folder() -> Path:
    """Where the worlds are kept between runs."""
    return paths.cache_dir() / "benchmarks" / "postgres"


def fingerprint() -> str:
    """Changes with the schema and with what builds a world, so that an old one is not taken for a new one."""
    digest = hashlib.sha256()
    files = [*_PACKAGE.glob("store/migrations/versions/*.py"), *_PACKAGE.glob("demo/*.py")]
    files += paths.resources().glob("demo/*.json")
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def name_of(customers: int) -> str:
    """The database of a world: by seed, size and how it is made."""
    return f"bench_{SEED}_{customers}_{fingerprint()}"


@contextmanager
def fresh_copy(store: Path, customers: int, progress: Progress) -> Iterator[tuple[str, dict[str, float]]]:
    """The address of a copy of the world with so many customers, and what it took to get it; dropped after."""
    facts: dict[str, float] = {}
    with EmbeddedPostgres.start(store, settings=POSTGRES_SETTINGS) as server:
        name = name_of(customers)
        if not server.has_database(name):
            _drop_outdated(server, customers)
            began = time.monotonic()
            _build(server, name, customers, progress)
            facts["built_in_s"] = round(time.monotonic() - began, 1)
        facts["size_mb"] = round(int(server.execute(f"SELECT pg_database_size('{name}')")) / 2**20)
        copy = f"{name}_run"
        server.drop_database(copy)
        began = time.monotonic()
        server.create_database(copy, template=name)
        facts["copied_in_s"] = round(time.monotonic() - began, 1)
        try:
            yield server.database_url(copy), facts
        finally:
            server.drop_database(copy)


def _build(server: EmbeddedPostgres, name: str, customers: int, progress: Progress) -> None:
    """Build under another name and rename at the end: an interrupted build is never taken for a world."""
    unfinished = f"{name}_new"
    server.drop_database(unfinished)
    server.create_database(unfinished)
    asyncio.run(_load(server.database_url(unfinished), customers, progress))
    server.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")


async def _load(url: str, customers: int, progress: Progress) -> None:
    engine = central_engine(url, pool_size=2)
    told = time.monotonic()

    def loaded(rows: int) -> None:
        nonlocal told
        if time.monotonic() - told > 10:
            told = time.monotonic()
            progress(f"building {customers:,} customers: {rows:,} records")

    try:
        await migrate(engine)
        world = World(SEED, customers, datetime.now(UTC))
        counts = await load(engine, house(), world, await Passwords().hash(PASSWORD), loaded)
        progress(f"built {customers:,} customers: {sum(counts.values()):,} rows")
        async with engine.connect() as connection:
            vacuum = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await vacuum.execute(sa.text("VACUUM ANALYZE"))
    finally:
        await engine.dispose()


def _drop_outdated(server: EmbeddedPostgres, customers: int) -> None:
    found = server.execute(
        f"SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_{SEED}\\_{customers}\\_%'"
    )
    for name in found.splitlines():
        server.drop_database(name)
