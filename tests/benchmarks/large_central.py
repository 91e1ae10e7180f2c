"""Central in a process of its own on a copy of a large site, with people of it signed in."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from agent_desktop.central.app import create_app
from agent_desktop.central.loop import run_in_loop
from agent_desktop.central.serve import run
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.runtime import paths
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from tests.benchmarks import large_worlds, worlds
from tests.benchmarks.large_contacts import QUEUES, agent_id, queue_id, queues_of
from tests.benchmarks.small_central import ROOM, begin_obeying, tell
from tests.benchmarks.small_site import signed_in

PEOPLE = 2
"""So many are signed in: the first leads and has every queue, the second is an agent with two."""
CALLERS_LISTED = 1_000


def main() -> int:
    """Serve until the input closes; 0 after a clean stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--interactions", type=int, required=True)
    parser.add_argument("--tickets", type=int, required=True)
    words = parser.parse_args()
    set_up_logging(level="warning", program="central", directory=paths.log_dir(), screen_level="error")
    store = worlds.store_folder()
    with (
        EmbeddedPostgres.start(store, settings=worlds.POSTGRES_SETTINGS) as server,
        large_worlds.copied(server, words.customers, words.interactions, words.tickets) as url,
    ):
        return run_in_loop(_serve(server, url))


async def _serve(server: EmbeddedPostgres, url: str) -> int:
    seed, now = large_worlds.SEED, datetime.now(UTC)
    engine = central_engine(url, pool_size=1)
    async with engine.begin() as connection:
        tokens = [await signed_in(connection, agent_id(seed, n), "", now) for n in range(PEOPLE)]
    await engine.dispose()
    settings = CentralSettings(
        database_url=url,
        site=Site(name="Bench"),
        access_token_s=86_400.0,
        caller_index_size=CALLERS_LISTED,
        # The look for duplicates is measured by itself.
        duplicates_at_hour=(now.hour + 12) % 24,
        **ROOM,
    )
    app = create_app(settings, connectors=[])
    begin_obeying(app, server)
    site = {
        "tokens": tokens,
        "people": [agent_id(seed, n) for n in range(PEOPLE)],
        "queues": [queue_id(seed, n) for n in range(QUEUES)],
        "queues_of": [queues_of(seed, n) for n in range(PEOPLE)],
    }
    await run(app, "127.0.0.1", 0, lambda base: tell(listening=base, **site))
    return 0


if __name__ == "__main__":
    sys.exit(main())
