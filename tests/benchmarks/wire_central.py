"""Central in a process of its own on a copy of a world, following a real exchange, with people to answer its calls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.app import create_app
from agent_desktop.central.loop import run_in_loop
from agent_desktop.central.serve import run
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.demo.cast import demo_logins, site
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.runtime import paths
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.store.engines import central_engine
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.benchmarks import worlds
from tests.benchmarks.central_process import _look, tell

QUEUE = "support10"
WRAP_UP_S = 0.5


def extension(number: int) -> str:
    """The extension of the person of this number: four to a room, rooms from 10."""
    return f"1{10 + number // 4}{1 + number % 4}"


def main() -> int:
    """Serve until told to stop; 0 after a clean stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret", required=True)
    words = parser.parse_args()
    set_up_logging(level="info", program="central", directory=paths.log_dir(), screen_level="error")
    try:
        with worlds.fresh_copy(words.store, words.customers, lambda said: tell(progress=said)) as (
            url,
            facts,
        ):
            return run_in_loop(_serve(url, facts, words))
    except KnownError as error:
        tell(problem=f"{error.what} {error.todo}")
        return 1


async def _serve(url: str, facts: dict[str, float], words: argparse.Namespace) -> int:
    await _add_people(url, words.people)
    callers, counts = await _look(url)
    home = site()
    table = {"port": words.port, "username": "agent-desktop", "secret": words.secret, "phone_control": True}
    settings = CentralSettings(
        database_url=url,
        site=Site(name=home["name"], time_zone=home["time_zone"], region=home["region"]),
        plugins={"asterisk": {**table, "region": home["region"]}},
        floor=FloorRules(wrap_up=WrapUpRule(limit_s=WRAP_UP_S)),
    )

    def listening(base: str) -> None:
        tell(listening=base, password=worlds.PASSWORD, callers=callers, world={**facts, "rows": counts})

    await run(create_app(settings), "127.0.0.1", 0, listening)
    return 0


async def _add_people(url: str, people: int) -> None:
    """As many as are asked for, made after the demo's agent, all in the one queue the exchange has for them."""
    engine = central_engine(url, pool_size=1)
    async with engine.begin() as connection:
        asked = sa.select(agent).where(agent.c.login == demo_logins()["agent"])
        like: dict[str, Any] = dict((await connection.execute(asked)).mappings().one())
        keys = await connection.execute(sa.select(account).where(account.c.agent_id == like["id"]))
        key = dict(keys.mappings().one())
        first = like["queues"][0]
        await connection.execute(sa.update(queue).where(queue.c.id == first).values(name=QUEUE))
        for number in range(people):
            mine = {"id": new_id(), "login": f"person{number}", "name": f"Person {number}"}
            row = {**like, **mine, "extension": extension(number), "queues": [first]}
            await connection.execute(sa.insert(agent).values(row))
            await connection.execute(sa.insert(account).values({**key, "agent_id": mine["id"]}))
    await engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
