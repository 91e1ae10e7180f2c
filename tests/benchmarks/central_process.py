"""Central in a process of its own on a copy of a world, with the connector that exchanges post their calls to."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.app import create_app
from agent_desktop.central.loop import run_in_loop
from agent_desktop.central.serve import run
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.errors import KnownError
from agent_desktop.demo.cast import demo_logins, site
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.runtime import paths
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.store.engines import central_engine
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.benchmarks import worlds

CALLERS = 400


def main() -> int:
    """Serve until told to stop; 0 after a clean stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True)
    words = parser.parse_args()
    set_up_logging(level="info", program="central", directory=paths.log_dir(), screen_level="error")
    try:
        with worlds.fresh_copy(words.store, words.customers, _progress) as (url, facts):
            return run_in_loop(_serve(url, facts))
    except KnownError as error:
        tell(problem=f"{error.what} {error.todo}")
        return 1


def _progress(words: str) -> None:
    tell(progress=words)


async def _serve(url: str, facts: dict[str, float]) -> int:
    token = secrets.token_urlsafe(24)
    home = site()
    callers, counts = await _look(url)
    settings = CentralSettings(
        database_url=url,
        site=Site(name=home["name"], time_zone=home["time_zone"], region=home["region"]),
        plugins={"cti_webhook": {"tokens": [token], "region": home["region"]}},
        floor=FloorRules(wrap_up=WrapUpRule(mode="mandatory")),
    )
    await run(
        create_app(settings),
        "127.0.0.1",
        0,
        lambda base: tell(
            listening=base,
            token=token,
            login=demo_logins()["agent"],
            password=worlds.PASSWORD,
            callers=callers,
            world={**facts, "rows": counts},
        ),
    )
    return 0


async def _look(url: str) -> tuple[list[list[str]], dict[str, int]]:
    """Random customers, each with a number that is theirs alone, and how much there is of everything."""
    phone = customer_phone
    owners = sa.select(sa.func.count(sa.distinct(phone.c.customer_id))).where(
        phone.c.e164 == sa.bindparam("number")
    )
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(
                sa.select(phone.c.e164, phone.c.customer_id, customer.c.name)
                .join(customer, customer.c.id == phone.c.customer_id)
                .order_by(sa.func.md5(sa.cast(phone.c.id, sa.Text) + str(worlds.SEED)))
                .limit(CALLERS)
            )
            callers: list[list[str]] = []
            numbers: set[str] = set()
            for number, customer_id, name in found:
                alone = await connection.execute(owners, {"number": number})
                if alone.scalar_one() == 1 and customer_id not in numbers:
                    numbers.add(customer_id)
                    callers.append([number, customer_id, name])
            counts: dict[str, int] = {}
            for table in (
                "customer",
                "customer_phone",
                "interaction",
                "ticket",
                "order",
                "visit",
                "sync_feed",
            ):
                rows = await connection.execute(sa.text(f'SELECT count(*) FROM "{table}"'))
                counts[table] = int(rows.scalar_one())
            return callers, counts
    finally:
        await engine.dispose()


def tell(**what: Any) -> None:
    """One line to whoever measures."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
