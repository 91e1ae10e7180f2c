"""The doctor: what a central needs, checked one by one, each with what to do where it is missing."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.doctor_check import Check, show
from agent_desktop.central.doctor_files import check_backup, check_certificate
from agent_desktop.central.doctor_mail import check_mail
from agent_desktop.central.plugged import load_plugins
from agent_desktop.central.store import embedded_dir, reached
from agent_desktop.central.tables import quarantined_command
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.runtime import paths
from agent_desktop.runtime.setting_values import Address
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import is_migrated, newest, revision_of
from agent_desktop.sync.tables import sync_head

OLDEST_POSTGRES = 15
LEAST_FREE_BYTES = 1_000_000_000
MOST_CLOCK_DIFFERENCE_S = 2.0


async def examine(settings: Settings) -> bool:
    """Print every check; answers whether all is well."""
    checks = await diagnose(settings)
    show(checks)
    return all(check.is_ok for check in checks)


async def diagnose(settings: Settings, clock: Clock | None = None) -> list[Check]:
    """Every check in the order of docs/operations.md; a later one is left out where it stands on a fault."""
    clock = clock or SystemClock()
    checks = [check_disk(paths.data_dir())]
    checks += check_certificate(settings, clock.now())
    checks += check_backup(settings, clock.now())
    checks += await _check_store(settings, clock)
    checks += _check_plugins(settings)
    checks += await _check_serving(settings)
    return checks


def unreadable(problem: KnownError) -> Check:
    """The check that fails where the settings cannot be read, a secret's place included: nothing else is looked at."""
    return Check("settings", problem.what, problem.todo or "Correct it; docs/settings.md lists them all.")


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
            checks += await _check_waiting(engine)
            checks += await _check_singletons(engine)
            checks += await check_mail(engine, settings, clock.now())
    except KnownError as problem:
        checks.append(Check("database", problem.what, problem.todo or "See its log."))
    except (sa.exc.SQLAlchemyError, OSError, TimeoutError) as problem:
        checks.append(_unreached(problem))
    return checks


def _unreached(problem: Exception) -> Check:
    orig = getattr(problem, "orig", None)
    reason = type(getattr(orig, "__cause__", None) or orig or problem).__name__
    if reason in {"InvalidPasswordError", "InvalidAuthorizationSpecificationError"}:
        return Check(
            "database",
            f"it does not take the name or the password ({reason})",
            "Correct them in database_url.",
        )
    if reason == "InvalidCatalogNameError":
        return Check(
            "database",
            f"the server runs, and has no database of that name ({reason})",
            "Correct database_url.",
        )
    return Check(
        "database",
        f"it cannot be reached ({reason})",
        "Check that PostgreSQL runs, and the address, name and password in database_url.",
    )


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
            "A newer release brought it up to date: install that release here."
            if revision > str(newest())
            else "Run: agent-desktop central migrate",
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


async def _check_waiting(engine: AsyncEngine) -> list[Check]:
    """Whether work of revoked devices waits for a decision."""
    held = quarantined_command.c
    async with engine.connect() as connection:
        count, devices, since = (
            await connection.execute(
                sa.select(
                    sa.func.count(), sa.func.count(held.client_id.distinct()), sa.func.min(held.taken_at)
                ).where(held.state == "held")
            )
        ).one()
    if count:
        return [
            Check(
                "quarantine",
                f"{count} commands of {devices} devices wait since {since:%Y-%m-%d %H:%M}",
                "Release or discard them: agent-desktop central device list",
            )
        ]
    return [Check("quarantine", "nothing waits")]


async def _check_singletons(engine: AsyncEngine) -> list[Check]:
    """Whether what one instance must own is owned, where this release has such: none serving is no fault."""
    try:
        ownerless: Any = getattr(import_module("agent_desktop.central.singleton"), "ownerless", None)
    except ImportError:
        ownerless = None
    if ownerless is None:
        return []
    async with engine.connect() as connection:
        names: list[str] = await connection.run_sync(ownerless)
    return [
        Check("singletons", f"no instance owns {name}", "See the instances' logs; start one again.")
        for name in names
    ] or [Check("singletons", "each has its owner")]


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


def _reached_at(settings: Settings) -> Address:
    """The address of this machine's central: one that takes connections from everywhere is asked from here."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, not bound
    return Address(everywhere.get(settings.listen.host, settings.listen.host), settings.listen.port)


def _own(settings: Settings) -> ssl.SSLContext | bool:
    """Trust in central's own certificate and no other, whatever name it is for."""
    if settings.tls_cert is None:
        return True
    try:
        context = ssl.create_default_context(cafile=settings.tls_cert)
    except (OSError, ssl.SSLError):
        return True
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


async def _check_serving(settings: Settings) -> list[Check]:
    """What a central that serves at the configured address says of itself; none serving is no fault."""
    url = f"{'https' if settings.tls_cert else 'http'}://{_reached_at(settings)}/readyz"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5, verify=_own(settings)) as client:
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
