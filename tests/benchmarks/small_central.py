"""Central in a process of its own on a small site, which tells what it used and sends frames when told to."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from agent_desktop.central.app import CentralApp, create_app
from agent_desktop.central.desk_stream import event
from agent_desktop.central.loop import run_in_loop
from agent_desktop.central.serve import run
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.features import house
from agent_desktop.runtime import paths
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.sync.epochs import epoch
from agent_desktop.sync.feed import head
from tests.benchmarks import small_site

SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min"}


def main() -> int:
    """Serve until the input closes; 0 after a clean stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--commit", choices=("on", "off"), default="on", help="synchronous_commit")
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--notes", type=int, default=0)
    parser.add_argument("--beside", action="store_true", help="serve the site that another one has filled")
    words = parser.parse_args()
    set_up_logging(level="warning", program="central", directory=paths.log_dir(), screen_level="error")
    settings = SETTINGS | {"synchronous_commit": words.commit}
    with EmbeddedPostgres.start(words.store, settings=settings) as server:
        server.create_database("bench")
        return run_in_loop(_serve(server, words))


async def _serve(server: EmbeddedPostgres, words: argparse.Namespace) -> int:
    url = server.database_url("bench")
    made: dict[str, Any] = {}
    if not words.beside:
        counts = {"people": words.people, "tickets": words.tickets, "notes": words.notes}
        made = await small_site.fill(url, house(), **counts)
    app = create_app(
        CentralSettings(database_url=url, site=Site(name="Bench"), access_token_s=86_400.0, **ROOM),
        connectors=[],
    )
    begin_obeying(app, server)
    position, life = await app.service.read(_position)
    made |= {"head": position, "epoch": life}
    await run(app, "127.0.0.1", 0, lambda base: tell(listening=base, password=small_site.PASSWORD, **made))
    return 0


def begin_obeying(app: CentralApp, server: EmbeddedPostgres) -> None:
    """Listen to whoever measures, in a thread of its own."""
    postmaster = int((server.directory / "data" / "postmaster.pid").read_text().splitlines()[0])
    loop = asyncio.get_running_loop()
    threading.Thread(target=obey, args=(app, loop, postmaster), daemon=True).start()


ROOM: dict[str, Any] = {
    "most_streams": 10_000,
    "requests_per_s": 100_000.0,
    "requests_burst": 100_000.0,
    "address_per_s": 100_000.0,
    "address_burst": 100_000.0,
}
"""Limits that are wider than usual, since one machine plays every desk here."""


def _position(connection: sa.Connection) -> tuple[int, str]:
    return head(connection), epoch(connection)


def obey(app: CentralApp, loop: asyncio.AbstractEventLoop, postmaster: int) -> None:
    """Do what whoever measures says, line by line, and end when they have nothing more to say."""
    for line in sys.stdin:
        order = json.loads(line)
        if "used" in order:
            tell(used=order["used"], **used(postmaster))
        if "frames" in order:
            asyncio.run_coroutine_threadsafe(_frames(app, **order["frames"]), loop)
    os.kill(os.getpid(), signal.SIGTERM)  # Whoever measured has gone, or is done.


async def _frames(app: CentralApp, count: int, per_s: float, size: int) -> None:
    """Tell every desk ``count`` frames of ``size`` bytes, each with the monotonic time it was told at."""
    filling = "x" * size
    for number in range(count):
        body = json.dumps({"n": number, "at_ns": time.monotonic_ns(), "filling": filling}).encode()
        frame = event("floor", body)
        for desk in app.service.hub.desks():
            desk.tell(frame)
        await asyncio.sleep(1 / per_s)
    await asyncio.sleep(1)
    tell(sent=count)


def used(postmaster: int) -> dict[str, float]:
    """Processor seconds of this process and of PostgreSQL so far, and resident megabytes of this process."""
    own = psutil.Process()
    times = own.cpu_times()
    database = psutil.Process(postmaster)
    seconds = 0.0
    for process in [database, *database.children()]:
        try:
            spent = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += spent.user + spent.system
    return {
        "central_s": times.user + times.system,
        "postgres_s": seconds,
        "central_mb": own.memory_info().rss / 2**20,
        "at_s": time.monotonic(),
    }


def tell(**what: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
