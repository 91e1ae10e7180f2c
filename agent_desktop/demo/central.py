"""The demo's central, as a process of its own: its database, its world, its exchange.

It tells its parent how far it is in JSON lines on standard output: ``progress`` while the world is built,
``listening`` once desks may sign in, or ``problem``.
"""

from __future__ import annotations

import argparse
import json
import secrets
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from agent_desktop.central.app import create_app
from agent_desktop.central.loop import run_in_loop
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.serve import run
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.demo.cast import choices, demo_logins, pauses, site
from agent_desktop.demo.deeds import carry_out
from agent_desktop.demo.good_zone import zone_for
from agent_desktop.demo.load import load
from agent_desktop.demo.twice import note_twins
from agent_desktop.demo.world import World
from agent_desktop.features import house
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.features.workforce.tables import agent
from agent_desktop.runtime import paths
from agent_desktop.runtime.crash import CrashLog
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.runtime.settings import load as load_settings
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from agent_desktop.telephony.floor_rules import FloorRules

PASSWORD = "demo-desk"  # noqa: S105 - of made-up people in a made-up world, reached from this machine only
_CALLERS = 400
_CONNECTOR = "simulator"
_LOAD = 1.15
"""A little busier than the simulator's own mean, so that the floor has something to show."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the demo was asked for."""

    customers: int
    seed: int
    speed: float
    is_scripted: bool


def main() -> int:
    """Run until told to stop; 0 after a clean stop, 1 with a problem told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--speed", type=float, required=True)
    parser.add_argument("--scripted", action="store_true")
    words = parser.parse_args()
    set_up_logging(
        level=load_settings().log_level,
        program="agent-desktop-demo-central",
        directory=paths.log_dir(),
        screen_level="error",
    )
    CrashLog(paths.state_dir() / "crashes", program="agent-desktop-demo-central").install()
    try:
        return run_in_loop(_run(Wish(words.customers, words.seed, words.speed, words.scripted)))
    except KnownError as error:
        _tell(problem=error.what, todo=error.todo)
        return 1


async def _run(wish: Wish) -> int:
    now = SystemClock().now()
    _tell(progress="Starting PostgreSQL…")
    with EmbeddedPostgres.start(paths.data_dir() / "postgres") as server:
        zone = zone_for(now, site()["time_zone"])
        # A world ends on the day it is made: tomorrow another one is built and this one goes.
        day = now.astimezone(ZoneInfo(zone))
        name = f"demo_{wish.customers}_{wish.seed}_{day:%Y%m%d}_{zone.replace('/', '_').lower()}"
        name = "".join(char if char.isalnum() else "_" for char in name)
        url = server.database_url(name)
        if not await _is_ready(server, name, url):
            server.drop_database(name)
            server.create_database(name)
            await _build(url, wish, now, zone)
        _drop_others(server, keep=name)
        token = secrets.token_urlsafe(24)
        settings = CentralSettings(
            database_url=url,
            site=_site(zone),
            floor=FloorRules(pauses=pauses()),
            plugins=await _plugins(url, wish, zone, token),
        )
        await run(
            create_app(settings),
            "127.0.0.1",
            _port(),
            lambda base: _tell(
                listening=base, password=PASSWORD, people=demo_logins(), simulator_token=token
            ),
        )
    return 0


def _site(zone: str) -> Site:
    told = site()
    return Site(
        name=told["name"],
        time_zone=zone,
        region=told["region"],
        currency=told["currency"],
        closes=told["closes"],
        topics=choices("topics"),
        dispositions=choices("dispositions"),
    )


def _port() -> int:
    """The port of the last time where it is free, so that a desk finds its copy and its drafts again."""
    kept = paths.state_dir() / "demo-port"
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(kept.read_text())))
        except (OSError, ValueError, OverflowError):
            trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    kept.write_text(str(port))
    return port


async def _build(url: str, wish: Wish, now: datetime, zone: str) -> None:
    world = World(wish.seed, wish.customers, now, time_zone=zone, has_belongings=True)
    engine = central_engine(url, pool_size=2)
    told = 0

    def progress(rows: int) -> None:
        nonlocal told
        if rows - told >= 50_000:
            told = rows
            _tell(progress=f"Building the demo world: {rows:,} records…")

    try:
        await migrate(engine)
        _tell(progress=f"Building the demo world: {wish.customers:,} customers…")
        registry = house()
        await load(engine, registry, world, await Passwords().hash(PASSWORD), progress)
        async with engine.begin() as connection:
            await connection.run_sync(carry_out, registry, world)
            await connection.run_sync(note_twins, world.calendar.at)
            await connection.execute(sa.text(f"COMMENT ON TABLE customer IS '{_READY}'"))
    finally:
        await engine.dispose()


_READY = "demo world complete"


async def _is_ready(server: EmbeddedPostgres, name: str, url: str) -> bool:
    """Whether the world is there whole: a build that was interrupted is begun anew."""
    if not server.has_database(name):
        return False
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(
                sa.text("SELECT obj_description(to_regclass('customer')) AS remark")
            )
            return bool(found.scalar() == _READY)
    finally:
        await engine.dispose()


def _drop_others(server: EmbeddedPostgres, keep: str) -> None:
    """Worlds of other days go, but for one that somebody is in."""
    unused = server.execute(
        "SELECT datname FROM pg_database d WHERE datname LIKE 'demo\\_%' AND NOT EXISTS"
        " (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)"
    )
    for name in unused.splitlines():
        if name != keep:
            server.drop_database(name)


async def _plugins(url: str, wish: Wish, zone: str, token: str) -> dict[str, dict[str, Any]]:
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            people = await connection.run_sync(_agents)
            numbers = await connection.run_sync(_numbers)
            shared = await connection.run_sync(_shared_numbers)
    finally:
        await engine.dispose()
    simulator: dict[str, Any] = {
        "seed": wish.seed,
        "speed": wish.speed,
        "load": 0.0 if wish.is_scripted else _LOAD,
        "timezone": zone,
        "token": token,
        "records": True,
        "numbers": numbers,
        "shared_numbers": shared,
        "virtual_agents": {
            login: name for login, name in people.items() if login not in demo_logins().values()
        },
    }
    return {_CONNECTOR: simulator, "cti_webhook": {"tokens": [token], "region": site()["region"]}}


def _agents(connection: sa.Connection) -> dict[str, str]:
    rows = connection.execute(sa.select(agent.c.login, agent.c.name, agent.c.roles).order_by(agent.c.login))
    return {row.login: row.name for row in rows if "agent" in row.roles}


def _numbers(connection: sa.Connection) -> list[str]:
    """Numbers of customers with something going on: these are the ones who call."""
    rows = connection.execute(
        sa.select(customer_phone.c.e164)
        .join(customer, customer.c.id == customer_phone.c.customer_id)
        .order_by(customer.c.alert.is_(None), customer.c.segment.is_(None), customer_phone.c.id)
        .limit(_CALLERS)
    )
    return list(dict.fromkeys(rows.scalars()))


def _shared_numbers(connection: sa.Connection) -> list[str]:
    rows = connection.execute(
        sa.select(customer_phone.c.e164)
        .group_by(customer_phone.c.e164)
        .having(sa.func.count(sa.distinct(customer_phone.c.customer_id)) > 1)
        .order_by(customer_phone.c.e164)
        .limit(40)
    )
    return list(rows.scalars())


def _tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
