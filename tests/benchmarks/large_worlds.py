"""Large sites that are kept between runs: built once by seed and size, in the PostgreSQL of the benchmarks."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from tests.benchmarks import large_site, worlds
from tests.benchmarks.processes import say

SEED = 11
_HERE = Path(__file__).parent
_PACKAGE = Path(large_site.__file__).parents[2] / "agent_desktop"
_MADE_BY = (
    *(_HERE / f"large_{part}.py" for part in ("contacts", "customers", "names", "rows", "site")),
    *_PACKAGE.glob("store/migrations/versions/*.py"),
    _PACKAGE / "store" / "search_keys.py",
    _PACKAGE / "features" / "customers" / "__init__.py",
)


@contextmanager
def copied(
    server: EmbeddedPostgres, customers: int, interactions: int, tickets: int, seed: int = SEED
) -> Iterator[str]:
    """The address of a copy of such a site, for whoever writes to it; dropped after."""
    with kept(customers, interactions, tickets, seed):
        name = _name(customers, interactions, tickets, seed)
        copy = f"{name}_run{os.getpid()}"
        server.create_database(copy, template=name)
        try:
            yield server.database_url(copy)
        finally:
            server.drop_database(copy)


@contextmanager
def kept(customers: int, interactions: int, tickets: int, seed: int = SEED) -> Iterator[str]:
    """The address of a database with such a site; whoever writes to it makes a copy of their own first."""
    name = _name(customers, interactions, tickets, seed)
    with EmbeddedPostgres.start(worlds.store_folder(), settings=worlds.POSTGRES_SETTINGS) as server:
        if not server.has_database(name):
            _drop_outdated(server, f"large_{seed}_{customers}_{interactions}_{tickets}")
            began = time.monotonic()
            unfinished = f"{name}_new"
            server.drop_database(unfinished)
            server.create_database(unfinished)
            asyncio.run(_build(server.database_url(unfinished), customers, interactions, tickets, seed))
            server.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
            say(f"    built {customers:,} customers in {time.monotonic() - began:.0f} s")
        yield server.database_url(name)


async def _build(url: str, customers: int, interactions: int, tickets: int, seed: int) -> None:
    engine = central_engine(url, pool_size=2)
    try:
        await migrate(engine)
        await large_site.fill(engine, customers, interactions, tickets, seed)
    finally:
        await engine.dispose()


def database_of(url: str) -> str:
    """The name of the database at an address."""
    return urlsplit(url).path.lstrip("/")


def _name(customers: int, interactions: int, tickets: int, seed: int) -> str:
    return f"large_{seed}_{customers}_{interactions}_{tickets}_{_fingerprint()}"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_MADE_BY):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _drop_outdated(server: EmbeddedPostgres, beginning: str) -> None:
    pattern = beginning.replace("_", "\\_") + "\\_%"
    for name in server.execute(
        f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'"
    ).splitlines():
        server.drop_database(name)
