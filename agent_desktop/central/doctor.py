"""The doctor: what a central needs, checked one by one, each with what to do where it is missing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.plugged import load_plugins
from agent_desktop.central.store import embedded_dir, reached
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.runtime import paths
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import is_migrated, newest, revision_of
from agent_desktop.sync.tables import sync_head

OLDEST_POSTGRES = 15
LEAST_FREE_BYTES = 1_000_000_000
MOST_CLOCK_DIFFERENCE_S = 2.0


class Check(msgspec.Struct, frozen=True):
    """What one check found; ``todo`` says what to do about a fault and is empty where all is well."""

    name: str
    found: str
    todo: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.todo


async def examine(settings: Settings) -> bool:
    """Print every check; answers whether all is well."""
    checks = await diagnose(settings)
    for check in checks:
        sys.stdout.write(f"{'ok   ' if check.is_ok else 'FAULT'}  {check.name}: {check.found}\n")
        if check.todo:
            sys.stdout.write(f"       {check.todo}\n")
    return all(check.is_ok for check in checks)


async def diagnose(settings: Settings, clock: Clock | None = None) -> list[Check]:
    """Every check in the order of docs/operations.md; a later one is left out where it stands on a fault."""
    clock = clock or SystemClock()
    checks = [check_disk(paths.data_dir())]
    checks += await _check_store(settings, clock)
    checks += _check_plugins(settings)
    checks += await _check_serving(settings)
    return checks


def check_disk(folder: Path, least: int = LEAST_FREE_BYTES) -> Check:
    """Whether the disk of the data folder has room, and the folder may be written."""
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free at {folder}"
    if free < least:
        return Check("disk", found, f"Make room: at least {least / 1e9:.0f} GB should be free.")
    try:
        probe = folder / ".doctor"
        probe.write_text("x")
        probe.unlink()
    except OSError as problem:
        return Check(
            "disk", f"{folder} cannot be written ({problem.strerror})", "Give the service the right to."
        )
    return Check("disk", found)


async def _check_store(settings: Settings, clock: Clock) -> list[Check]:
    if settings.database_url is None and not (embedded_dir() / "data" / "PG_VERSION").exists():
        return [
            Check(
                "database",
                f"there is none yet in {embedded_dir()}",
                "It is made by the first `agent-desktop central serve`; or name one with --database.",
            )
        ]
    checks: list[Check] = []
    try:
        async with _engine(settings) as engine:
            for check in (_check_version, _check_migrated, _check_feed, _check_people):
                checks.append(await check(engine))
                if not checks[-1].is_ok and check in {_check_version, _check_migrated}:
                    return checks
            checks.append(await check_clock(engine, clock))
    except KnownError as problem:
        checks.append(Check("database", problem.what, problem.todo or "See its log."))
    except (sa.exc.SQLAlchemyError, OSError, TimeoutError) as problem:
        reason = type(getattr(problem, "orig", None) or problem).__name__
        checks.append(
            Check(
                "database",
                f"it cannot be reached ({reason})",
                "Check that PostgreSQL runs, and the address, name and password in database_url.",
            )
        )
    return checks


async def _check_version(engine: AsyncEngine) -> Check:
    async with engine.connect() as connection:
        number = int((await connection.execute(sa.text("SHOW server_version_num"))).scalar_one())
    found = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    if number // 10_000 < OLDEST_POSTGRES:
        return Check("database", found, f"Use PostgreSQL {OLDEST_POSTGRES} or newer.")
    return Check("database", found)


async def _check_migrated(engine: AsyncEngine) -> Check:
    async with engine.connect() as connection:
        revision = await connection.run_sync(revision_of)
        can_use = revision is not None and await connection.run_sync(is_migrated)
    if revision is None:
        return Check("migrations", "the database is empty", "Run: agent-desktop central migrate")
    if can_use and revision != newest():
        return Check("migrations", f"at {revision}, which only adds to this release's {newest()}")
    if revision != newest():
        return Check(
            "migrations",
            f"the database is at {revision}, this release at {newest()}",
            "Run: agent-desktop central migrate (after a newer release: install that one here).",
        )
    return Check("migrations", f"at {revision}, the newest")


async def _check_feed(engine: AsyncEngine) -> Check:
    async with engine.connect() as connection:
        head = (await connection.execute(sa.select(sync_head.c.seq))).scalar()
    if head is None:
        return Check("feed", "it has no head", "Restore the database from a backup: its row is gone.")
    return Check("feed", f"at position {head}")


async def _check_people(engine: AsyncEngine) -> Check:
    async with engine.connect() as connection:
        people = (
            await connection.execute(
                sa.select(sa.func.count())
                .select_from(account.join(agent, agent.c.id == account.c.agent_id))
                .where(account.c.disabled_at.is_(None), agent.c.is_active)
            )
        ).scalar_one()
        queues = (await connection.execute(sa.select(sa.func.count()).where(queue.c.is_active))).scalar_one()
    if not people:
        return Check(
            "people", "nobody may sign in", "Add somebody: agent-desktop central user add LOGIN --name NAME"
        )
    return Check("people", f"{people} may sign in, {queues} queues")


async def check_clock(engine: AsyncEngine, clock: Clock) -> Check:
    """Whether this machine's clock and the database's agree; waits and tokens are wrong where they do not."""
    async with engine.connect() as connection:
        before = clock.now()
        theirs: datetime = (await connection.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
        after = clock.now()
    middle = before + (after - before) / 2
    difference_s = (theirs.astimezone(UTC) - middle).total_seconds()
    if abs(difference_s) > MOST_CLOCK_DIFFERENCE_S:
        return Check(
            "clock",
            f"the database's clock is {difference_s:+.1f} s from this machine's",
            "Let both keep time by NTP.",
        )
    return Check("clock", f"within {abs(difference_s):.2f} s of the database's")


def _check_plugins(settings: Settings) -> list[Check]:
    wanted = settings.plugins or {}
    if not wanted:
        return [Check("connectors", "none is configured, so no call arrives by itself")]
    plugged = load_plugins(wanted)
    try:
        used = {plugin.id for plugin in plugged.host.plugins}
        checks = [
            Check("connectors", f"{problem.plugin}: {problem.what}", "Correct or remove that plug-in.")
            for problem in plugged.host.problems
        ]
        known = used | {problem.plugin for problem in plugged.host.problems}
        checks += [
            Check("connectors", f"there is no plug-in {name}", f"Correct [plugins.{name}] in the settings.")
            for name in sorted(set(wanted) - known)
        ]
        return checks or [Check("connectors", f"configured: {', '.join(sorted(used))}")]
    finally:
        plugged.close()


async def _check_serving(settings: Settings) -> list[Check]:
    """What a central that serves at the configured address says of itself; none serving is no fault."""
    url = f"http://{settings.listen}/readyz"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = (await client.get(url)).json()
        states: dict[str, str] = answer["connectors"]
    except httpx.TransportError:
        return [Check("serving", f"no central serves at {settings.listen} just now")]
    except (ValueError, KeyError, TypeError):
        return [
            Check(
                "serving",
                f"something else answers at {settings.listen}",
                "Choose another address with listen.",
            )
        ]
    checks = [
        Check("serving", f"the connector {name} is down: {state}", "Check its exchange and its settings.")
        for name, state in states.items()
        if state != "up"
    ]
    if not answer.get("is_ready"):
        checks.append(
            Check("serving", f"central is not ready: database {answer.get('database')}", "See its log.")
        )
    return checks or [Check("serving", f"central answers at {settings.listen}, connectors up: {len(states)}")]


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    async with reached(settings) as url:
        engine = central_engine(url, pool_size=1, connect_args={"timeout": 10})
        try:
            yield engine
        finally:
            await engine.dispose()
