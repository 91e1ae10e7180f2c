"""The table of all queues says what each queue's own figures say, and what the KPI bar says of the day."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from agent_desktop.central.figures import as_table_by_queue, figures, figures_by_queue, print_figures
from agent_desktop.central.queue_log import import_queue_log
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features.kpi.queries import kpi_view
from agent_desktop.features.kpi.read_models import Figures
from agent_desktop.store.work import SqlRead
from tests.support.central_tables import add_queue, engine_on, run

UTC_ZONE = ZoneInfo("UTC")
REAL = Path(__file__).parents[1] / "data" / "queue_log" / "asterisk-22.txt"
EVENING = datetime(2026, 11, 22, 22, tzinfo=UTC)
DAY: dict[str, Any] = {"since": "2026-11-22", "until": "2026-11-23"}


@pytest.fixture
async def url(central_url: str) -> str:
    """A store with the calls of a real log, and a queue that had none."""
    async with engine_on(central_url) as engine:
        await run(engine, lambda connection: add_queue(connection, "Quiet", position=99))
        await run(engine, lambda connection: add_queue(connection, "Closed", position=98, is_active=False))
    await import_queue_log(central_url, [REAL], region="DE", clock=HeldClock(EVENING))
    return central_url


async def printed(url: str, **options: Any) -> str:
    said: list[str] = []
    await print_figures(url, time_zone=UTC_ZONE, out=said.append, **options)
    return "".join(said)


async def test_each_row_is_its_queues_own_and_the_last_the_sites(url: str) -> None:
    rows = await figures_by_queue(url, time_zone=UTC_ZONE, **DAY)
    names = [row.queue for row in rows]
    assert sorted(name for name in names if name) == [
        *("Quiet", "autopause", "ringall", "sales", "skill", "support"),
    ]
    assert names[-1] is None
    for row in rows:
        assert row.figures == await figures(url, time_zone=UTC_ZONE, queue=row.queue, **DAY)
    for row in rows:
        f = row.figures
        assert f.offered == f.answered + f.abandoned + f.followed_up + f.flowed_out + f.waiting
    assert sum(row.figures.handled for row in rows[:-1]) == rows[-1].figures.handled > 0


async def test_the_table_says_what_the_kpi_bar_says_of_the_same_day(url: str) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    async with engine_on(url) as engine:
        bar = await run(
            engine,
            lambda connection: kpi_view(
                SqlRead(connection, is_whole=True), EVENING, midnight, waiting=0, oldest_at=None
            ),
        )
    rows = await figures_by_queue(url, time_zone=UTC_ZONE, **DAY)
    assert rows[-1].figures == bar.figures
    assert bar.figures.offered > 40


async def test_csv_and_json_hold_every_figure_unrounded_and_leave_the_undefined_out(url: str) -> None:
    rows = await figures_by_queue(url, time_zone=UTC_ZONE, **DAY)
    read = list(csv.DictReader(io.StringIO(await printed(url, by_queue=True, form="csv", **DAY))))
    assert [row["queue"] for row in read] == [row.queue or "" for row in rows]
    for shown, row in zip(read, rows, strict=True):
        for key in Figures.__struct_fields__:
            value = getattr(row.figures, key)
            assert shown[key] == ("" if value is None else str(value))
    answer = json.loads(await printed(url, by_queue=True, form="json", **DAY))
    assert msgspec.convert(answer["all"], Figures) == rows[-1].figures
    assert [queue.pop("queue") for queue in answer["queues"]] == [row.queue for row in rows[:-1]]
    assert [msgspec.convert(queue, Figures) for queue in answer["queues"]] == [r.figures for r in rows[:-1]]
    quiet = next(row for row in read if row["queue"] == "Quiet")
    assert (quiet["offered"], quiet["abandon_pct"], quiet["aht_s"]) == ("0", "", "")
    (one,) = csv.DictReader(io.StringIO(await printed(url, queue="support", form="csv", **DAY)))
    assert one == next(row for row in read if row["queue"] == "support")


async def test_the_table_for_people_lines_up(url: str) -> None:
    text = await printed(url, by_queue=True, **DAY)
    lines = text.splitlines()
    assert lines[0].split()[:3] == ["Queue", "Offered", "Answered"]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert lines[-1].startswith("All queues")
    assert set(lines[-2]) == {"-"}
    assert text == as_table_by_queue(await figures_by_queue(url, time_zone=UTC_ZONE, **DAY))
    quiet = next(line for line in lines if line.startswith("Quiet"))
    assert "–" in quiet


async def test_thresholds_and_bounds_are_those_of_one_queue(url: str) -> None:
    every = await figures_by_queue(url, time_zone=UTC_ZONE, short_abandon_s=0, service_level_s=3, **DAY)
    own = await figures_by_queue(url, time_zone=UTC_ZONE, **DAY)
    assert every[-1].figures.abandon_pct != own[-1].figures.abandon_pct
    assert every[-1].figures.service_level_pct != own[-1].figures.service_level_pct
    none = await figures_by_queue(url, time_zone=UTC_ZONE, since="2026-11-23", until="2026-11-24")
    assert [(row.queue, row.figures.offered) for row in none] == [("Quiet", 0), (None, 0)]
    for bad in (
        {"since": "yesterday"},
        {"since": "2026-11-23", "until": "2026-11-22"},
        {"short_abandon_s": -1.0},
    ):
        with pytest.raises(KnownError):
            await figures_by_queue(url, time_zone=UTC_ZONE, **bad)


async def test_an_empty_store_has_a_table_of_the_site_alone(central_url: str) -> None:
    rows = await figures_by_queue(central_url, time_zone=UTC_ZONE)
    assert [(row.queue, row.figures.offered, row.figures.asa_s) for row in rows] == [(None, 0, None)]
    assert as_table_by_queue(rows).splitlines()[-1].startswith("All queues")


async def test_a_call_of_two_queues_counts_in_both_and_once_for_the_site(
    central_url: str, tmp_path: Path
) -> None:
    start = EVENING - timedelta(hours=6)

    def line(seconds: int, *cells: object) -> str:
        return "|".join([f"{start.timestamp() + seconds:.0f}", "1.1", *map(str, cells)])

    path = tmp_path / "queue_log"
    path.write_text(
        "\n".join(
            [
                line(0, "support", "NONE", "ENTERQUEUE", "", "", 1),
                line(30, "support", "NONE", "EXITWITHTIMEOUT", 1, 1, 30),
                line(30, "sales", "NONE", "ENTERQUEUE", "", "", 1),
                line(40, "sales", "Ada", "CONNECT", 10, "1.2", 3),
                line(100, "sales", "Ada", "COMPLETECALLER", 10, 60, 1),
                "",
            ]
        )
    )
    await import_queue_log(central_url, [path], clock=HeldClock(EVENING))
    rows = {row.queue: row.figures for row in await figures_by_queue(central_url, time_zone=UTC_ZONE)}
    counted = {name: (f.offered, f.answered, f.flowed_out, f.asa_s) for name, f in rows.items()}
    assert counted == {"support": (1, 0, 1, None), "sales": (1, 1, 0, 10.0), None: (1, 1, 0, 40.0)}
