"""What is measured of many customers, at the smallest size: every figure is there, of what it should be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.features.tickets.model import is_ticket_number
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from tests.benchmarks import central_queue, import_rate, large_site, stored_duplicates, whole_customer
from tests.benchmarks.large_contacts import whose

SIZE = (400, 1_200, 200)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The sites of these tests are built once, in a place that the database's own account may pass through to."""
    with (
        tempfile.TemporaryDirectory(prefix="agent-desktop-bench-") as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("AGENT_DESKTOP_HOME", place)
        yield Path(place)


async def test_a_large_site_has_everything_that_was_asked_for(database_url: str) -> None:
    engine = central_engine(database_url, pool_size=1)
    try:
        await migrate(engine)
        await large_site.fill(engine, *SIZE, seed=3)
        async with engine.connect() as connection:

            async def one(statement: str) -> Any:
                return (await connection.execute(sa.text(statement))).scalar()

            assert await one("SELECT count(*) FROM customer") == SIZE[0]
            assert await one("SELECT count(*) FROM interaction") == SIZE[1]
            assert await one("SELECT count(*) FROM ticket") == SIZE[2]
            for table in ("interaction", "ticket", "ticket_note", "visit"):
                everybody = f"SELECT count(*) FROM {table} WHERE customer_id NOT IN (SELECT id FROM customer)"
                assert await one(everybody) == 0
            assert is_ticket_number(await one("SELECT max(number) FROM ticket"))
            # The next number that central lends is one that no ticket has.
            assert await one("SELECT lent * 50 FROM ticket_block") >= SIZE[2]
            assert (
                await one("SELECT count(DISTINCT entity_id) FROM search_key WHERE entity = 'ticket'")
                == SIZE[2]
            )
    finally:
        await engine.dispose()


def test_few_customers_have_many_contacts_and_all_are_customers() -> None:
    shares = [whose(n / 1_000, 500) for n in range(1_000)]
    assert set(shares) <= set(range(500))
    assert shares.count(0) > 10 * shares.count(400) > 0


def test_a_customer_is_opened_at_central_and_from_a_replica(home: Path) -> None:
    found = whole_customer.measure(home / "customer", sizes=[SIZE], opened=5)
    assert set(found["sizes"]) == {"400"}
    for figures in found["sizes"].values():
        assert all(figures[name]["n"] >= 5 for name in ("bundle", "asked", "desk_opens", "replica"))
    assert set(found["growth"]) == {"bundle", "asked", "desk_opens", "replica"}


def test_the_list_of_tickets_is_asked_of_central(home: Path) -> None:
    found = central_queue.measure(sizes=[SIZE], asked=3)
    figures = found["tickets"][str(SIZE[2])]
    assert figures["team"]["rows"] == central_queue.PAGE
    assert figures["common_word"]["n"] == 3
    assert set(found["growth"]) == set(figures)


def test_an_import_is_measured_in_rows_and_memory(home: Path) -> None:
    found = import_rate.measure(home / "import", sizes=(20, 200))
    assert found["rows"]["200"]["accepted"] + found["rows"]["200"]["rejected"] == 200
    assert found["rows"]["200"]["most_rss_mb"] > 0
    assert found["memory_growth"] > 0


def test_the_look_for_duplicates_finds_those_who_were_doubled(home: Path) -> None:
    found = stored_duplicates.measure(home / "stored", sizes=[SIZE])
    figures = found["rows"][str(SIZE[0] + SIZE[0] // 20)]
    assert figures["doubled"] == 20
    assert figures["pairs"] >= 10
