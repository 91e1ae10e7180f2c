"""Past calls from a file: what is refused and why, and that the figures answer exactly from what is written."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.figures import as_json, as_table, figures
from agent_desktop.central.importing import import_calls, import_file
from agent_desktop.central.intake import rejects_beside
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features.calls.importing import facts_of, handling_of, read_call, visit_of
from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.features.calls.visits import project, rebuild_visits
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.sync.tables import sync_feed
from tests.support.central_tables import add_agent, add_queue, engine_on, run

HEADER = "call_id,queue,caller,agent,queued_at,answered_at,ended_at"
GOOD = [
    "c1,Support,+442079460958,margaret,2026-11-02T09:00:00+01:00,2026-11-02T08:00:10Z,2026-11-02T09:05:10+01:00",
    "c2,Support,,margaret,2026-11-02T09:01:00+01:00,2026-11-02T09:01:40+01:00,2026-11-02T09:02:40+01:00",
    "c3,Support,020 7946 0959,,2026-11-02T08:02:00Z,,2026-11-02T08:02:03Z",
    "c4,Support,020 7946 0960,,2026-11-02T08:03:00Z,,2026-11-02T08:04:00Z",
    "c5,Billing,anonymous,,2026-11-02T08:59:59.5Z,2026-11-02T09:00:00Z,2026-11-02T09:00:30Z",
]
UTC_ZONE = ZoneInfo("UTC")
CLOCK = HeldClock(datetime(2026, 11, 3, tzinfo=UTC))


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


def written(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "calls.csv"
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


async def stored(engine: AsyncEngine, table: sa.Table) -> int:
    return await run(engine, lambda c: c.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


async def test_the_figures_answer_exactly_from_imported_calls(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    report = await import_calls(central_url, written(tmp_path, *GOOD), clock=CLOCK)
    assert (report.read, report.accepted, report.rejected) == (5, 5, [])
    found = await figures(central_url, time_zone=UTC_ZONE)
    assert json.loads(as_json(found)) == {
        "offered": 5,
        "answered": 3,
        "abandoned": 2,
        "abandon_pct": 25.0,  # c3 gave up within 5 s: (2 - 1) of (5 - 1)
        "average_wait_s": (10 + 40 + 3 + 60 + 0.5) / 5,
        "asa_s": (10 + 40 + 0.5) / 3,
        "service_level_pct": 50.0,  # c1 and c5 of the four that count
        "aht_s": (300 + 60 + 30) / 3,
        "talk_s": (300 + 60 + 30) / 3,
    }
    one = await figures(central_url, time_zone=UTC_ZONE, queue="billing")
    assert (one.offered, one.service_level_pct, one.abandon_pct) == (1, 100.0, 0.0)
    all_abandons = await figures(
        central_url, time_zone=UTC_ZONE, queue="Support", short_abandon_s=0, service_level_s=40
    )
    assert (all_abandons.abandon_pct, all_abandons.service_level_pct) == (50.0, 50.0)
    assert "Abandon %" in as_table(found)


async def test_an_empty_store_has_no_percentages(engine: AsyncEngine, central_url: str) -> None:
    found = json.loads(as_json(await figures(central_url, time_zone=UTC_ZONE)))
    assert list(found) == [
        *("offered", "answered", "abandoned", "abandon_pct", "average_wait_s"),
        *("asa_s", "service_level_pct", "aht_s", "talk_s"),
    ]
    assert [found[key] for key in found] == [0, 0, 0, None, None, None, None, None, None]


async def test_bounds_are_half_open_and_handling_is_booked_where_it_ended(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    """c5 enters the queue half a second before nine and is over after it."""
    await import_calls(central_url, written(tmp_path, *GOOD), clock=CLOCK)
    before = await figures(
        central_url, time_zone=UTC_ZONE, since="2026-11-02T08:59:59.5", until="2026-11-02T09:00"
    )
    assert (before.offered, before.answered, before.handled, before.aht_s) == (1, 1, 0, None)
    after = await figures(central_url, time_zone=UTC_ZONE, since="2026-11-02T09:00", until="2026-11-03")
    assert (after.offered, after.handled, after.aht_s) == (0, 1, 30.0)
    up_to = await figures(central_url, time_zone=UTC_ZONE, until="2026-11-02T08:59:59.5")
    assert up_to.offered == 4


async def test_a_day_is_the_sites_own_also_when_the_clocks_change(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    """On 25 October 2026 Berlin's day has 25 hours, from 22:00 to 23:00 UTC."""
    rows = [
        f"d{n},Support,,,{at},,{at}"
        for n, at in enumerate(
            [
                "2026-10-24T21:59:59Z",
                "2026-10-24T22:00:00Z",
                "2026-10-24T22:30:00Z",
                "2026-10-25T22:59:59Z",
                "2026-10-25T23:00:00Z",
            ]
        )
    ]
    await import_calls(central_url, written(tmp_path, *rows), clock=CLOCK)
    day: dict[str, Any] = {"since": "2026-10-25", "until": "2026-10-26"}
    assert (await figures(central_url, time_zone=ZoneInfo("Europe/Berlin"), **day)).offered == 3
    assert (await figures(central_url, time_zone=UTC_ZONE, **day)).offered == 2
    exact: dict[str, Any] = {"since": "2026-10-25T00:00+02:00", "until": "2026-10-26T00:00+01:00"}
    assert (await figures(central_url, time_zone=UTC_ZONE, **exact)).offered == 3


async def test_an_unknown_queue_is_told_with_those_there_are(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await import_calls(central_url, written(tmp_path, *GOOD), clock=CLOCK)
    with pytest.raises(KnownError, match=r"no queue called Sales.*Support, Billing"):
        await figures(central_url, time_zone=UTC_ZONE, queue="Sales")


@pytest.mark.parametrize("bad", [{"since": "yesterday"}, {"since": "2026-11-03", "until": "2026-11-02"}])
async def test_bounds_that_cannot_be_used_are_refused(
    engine: AsyncEngine, central_url: str, bad: dict[str, Any]
) -> None:
    with pytest.raises(KnownError):
        await figures(central_url, time_zone=UTC_ZONE, **bad)
    with pytest.raises(KnownError):
        await figures(central_url, time_zone=UTC_ZONE, short_abandon_s=-1)


A, B, C = "2026-11-02T09:00:00Z", "2026-11-02T09:00:10Z", "2026-11-02T09:05:00Z"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (f",Support,,m,{A},{B},{C}", "call_id"),
        (f"x,,,m,{A},{B},{C}", "queue"),
        (f"x,Support,not a number,m,{A},{B},{C}", "caller"),
        (f"x,Support,12345678901234567890,m,{A},{B},{C}", "caller"),
        (f"x,Support,,m,,{B},{C}", "queued_at"),
        (f"x,Support,,m,2026-11-02T09:00:00,{B},{C}", "queued_at"),
        (f"x,Support,,m,2026-11-02,{B},{C}", "queued_at"),
        (f"x,Support,,m,soon,{B},{C}", "queued_at"),
        (f"x,Support,,m,0001-01-01T00:00:00+02:00,{B},{C}", "queued_at"),
        (f"x,Support,,m,{A},later,{C}", "answered_at"),
        (f"x,Support,,m,{B},{A},{C}", "answered_at"),
        (f"x,Support,,m,{A},{B},", "ended_at"),
        (f"x,Support,,m,{A},{C},{B}", "ended_at"),
        (f"x,Support,,,{B},,{A}", "ended_at"),
        (f"x,Support,,m,{A},{B}", ""),
        (f"x,Support,,m,{A},{B},{C},more", ""),
        (f"c1,Support,,m,{A},{B},{C}", "call_id"),
    ],
)
async def test_a_bad_row_is_refused_with_line_and_field_and_nothing_is_written(
    engine: AsyncEngine, central_url: str, tmp_path: Path, row: str, field: str
) -> None:
    report = await import_calls(central_url, written(tmp_path, *GOOD, row), clock=CLOCK)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(7, field)]
    assert report.rejected[0].reason
    assert (report.read, report.accepted) == (6, 0)
    for table in (call_fact, queue_visit, call_handling, queue, agent, sync_feed):
        assert await stored(engine, table) == 0


async def test_skipping_bad_rows_writes_the_good_and_puts_the_bad_beside(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path, GOOD[0], f'x,"Sup\nport",,m,{A},never,{C}', "", GOOD[1], GOOD[0], f"y,Support,{A}"
    )
    report = await import_calls(central_url, path, skip_bad=True, clock=CLOCK)
    assert (report.read, report.accepted) == (5, 2)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(3, "answered_at"), (7, "call_id"), (8, "")]
    assert await stored(engine, queue_visit) == 2
    beside = tmp_path / "calls.rejects.csv"
    with beside.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == [*HEADER.split(","), "line", "field", "reason"]
    assert rows[1][:2] == ["x", "Sup\nport"]
    assert [row[7:9] for row in rows[1:]] == [["3", "answered_at"], ["7", "call_id"], ["8", ""]]


async def test_rejects_put_right_can_be_imported_as_they_are(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, GOOD[0], f"x,Support,,m,{A},never,{C}")
    await import_calls(central_url, path, skip_bad=True, rejects_path=tmp_path / "bad.csv", clock=CLOCK)
    bad = tmp_path / "bad.csv"
    bad.write_text(bad.read_text().replace("never", B))
    again = await import_calls(central_url, bad, clock=CLOCK)
    assert (again.accepted, again.rejected) == (1, [])


async def test_a_call_is_imported_once(engine: AsyncEngine, central_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, *GOOD)
    await import_calls(central_url, path, clock=CLOCK)
    again = await import_calls(central_url, path, clock=CLOCK)
    assert (again.accepted, {bad.field for bad in again.rejected}) == (0, {"call_id"})
    assert [bad.row for bad in again.rejected] == [2, 3, 4, 5, 6]
    assert (await figures(central_url, time_zone=UTC_ZONE)).offered == 5


async def test_a_dry_run_says_what_would_be_and_writes_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, *GOOD, f"x,Support,,m,{A},never,{C}")
    report = await import_calls(central_url, path, dry_run=True, skip_bad=True, clock=CLOCK)
    assert (report.read, report.accepted, len(report.rejected)) == (6, 5, 1)
    assert await stored(engine, call_fact) == 0
    assert not rejects_beside(path).exists()


async def test_columns_in_any_order_with_semicolons_and_a_byte_order_mark(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        f"{C};m;Zürich;{A};x;{B};;anything",
        header="Ended At;agent;Queue;queued_at;call_id;answered_at;caller;remark",
        encoding="utf-8-sig",
    )
    report = await import_calls(central_url, path, clock=CLOCK)
    assert report.accepted == 1
    assert (await figures(central_url, time_zone=UTC_ZONE, queue="zürich")).asa_s == 10.0


async def test_a_missing_column_refuses_the_file(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "x", header="call_id,queue,queued_at")
    report = await import_calls(central_url, path, skip_bad=True, clock=CLOCK)
    assert (report.read, report.accepted) == (0, 0)
    assert [(bad.row, bad.field) for bad in report.rejected] == [
        (1, "agent"),
        (1, "answered_at"),
        (1, "caller"),
        (1, "ended_at"),
    ]
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert (await import_calls(central_url, empty, clock=CLOCK)).rejected[0].row == 1


async def test_bytes_that_are_no_text_refuse_their_row_only(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, GOOD[0])
    path.write_bytes(
        path.read_bytes() + f"x,Z\xfcrich,,m,{A},{B},{C}\ny\0,S,,m,{A},{B},{C}\n".encode("latin-1")
    )
    report = await import_calls(central_url, path, skip_bad=True, clock=CLOCK)
    assert (report.accepted, [(bad.row, bad.field) for bad in report.rejected]) == (
        1,
        [(3, "queue"), (4, "call_id")],
    )


async def test_people_and_queues_are_found_without_regard_to_capitals_or_made_inactive(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    def known(connection: sa.Connection) -> tuple[str, str]:
        add_agent(connection, "twin.1", name="Sam Twin")
        add_agent(connection, "twin.2", name="Sam Twin")
        return add_queue(connection, "Support"), add_agent(connection, "mokafor", name="Margaret Okafor")

    queue_id, agent_id = await run(engine, known)
    times = f"{A},{B},{C}"
    path = written(
        tmp_path,
        f"1,SUPPORT,,MOKAFOR,{times}",
        f"2,support,,margaret okafor,{times}",
        f"3,Claims,,Zoë Ferreira,{times}",
        f"4,claims,,zoë ferreira,{times}",
        f"5,Claims,,,{times}",
    )
    assert (await import_calls(central_url, path, clock=CLOCK)).rejected == []

    def look(connection: sa.Connection) -> Any:
        visits = connection.execute(sa.select(queue_visit).order_by(queue_visit.c.call_id)).all()
        made = connection.execute(sa.select(agent).where(agent.c.name == "Zoë Ferreira")).one()
        claims = connection.execute(sa.select(queue).where(queue.c.name == "Claims")).one()
        feed = set(connection.execute(sa.select(sync_feed.c.scope, sync_feed.c.entity_id)).all())
        return visits, made, claims, feed

    visits, made, claims, feed = await run(engine, look)
    assert [(v.queue_id, v.agent_id) for v in visits] == [
        (queue_id, agent_id),
        (queue_id, agent_id),
        (claims.id, made.id),
        (claims.id, made.id),
        (claims.id, None),
    ]
    assert (made.login, made.is_active, claims.is_active) == ("zoe.ferreira", False, False)
    assert feed == {("org", made.id), ("org", claims.id)}
    twins = await import_calls(central_url, written(tmp_path, f"6,Support,,Sam Twin,{times}"), clock=CLOCK)
    assert [bad.field for bad in twins.rejected] == ["agent"]


async def test_what_is_written_is_what_the_facts_project_to(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await import_calls(central_url, written(tmp_path, *GOOD), clock=CLOCK)

    def snapshot(connection: sa.Connection) -> list[Any]:
        return [
            connection.execute(sa.select(table).order_by(table.c.call_id)).all()
            for table in (queue_visit, call_handling)
        ]

    before = await run(engine, snapshot)
    assert await run(engine, rebuild_visits) == 5
    assert await run(engine, snapshot) == before


def test_the_facts_of_a_row_project_to_its_visit_and_part() -> None:
    for line in GOOD:
        call = read_call(dict(zip(HEADER.split(","), line.split(","), strict=True)), "GB")
        part = handling_of(call)
        assert project(facts_of(call)) == ([visit_of(call)], [part] if part else [])


async def test_an_import_that_is_stopped_leaves_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    start = datetime(2026, 11, 2, tzinfo=UTC)
    rows = [
        f"n{n},Support,,m,{at.isoformat()},{at.isoformat()},{(at + timedelta(minutes=1)).isoformat()}"
        for n in range(6_000)
        for at in [start + timedelta(seconds=n)]
    ]
    seen: list[int] = []
    with pytest.raises(KnownError, match=r"stopped.*Nothing was written"):
        await import_calls(
            central_url,
            written(tmp_path, *rows),
            progress=seen.append,
            should_stop=lambda: bool(seen),
            clock=CLOCK,
        )
    assert seen == [5_000]
    assert await stored(engine, call_fact) == 0
    report = await import_calls(central_url, written(tmp_path, *rows), progress=seen.append, clock=CLOCK)
    assert (report.accepted, seen[1:]) == (6_000, [5_000, 6_000])
    assert (await figures(central_url, time_zone=UTC_ZONE)).talk_s == 60.0


async def test_the_command_lines_answer_is_exactly_the_report(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    said: list[str] = []
    path = written(tmp_path, GOOD[0], f"x,Support,,m,{A},{B},")
    arguments: dict[str, Any] = {"kind": "calls", "file": path, "region": "GB", "out": said.append}
    assert await import_file(central_url, is_json=True, **arguments)
    assert json.loads(said[-1]) == {
        "read": 2,
        "accepted": 0,
        "rejected": [{"row": 3, "field": "ended_at", "reason": "The value is missing."}],
    }
    assert await import_file(central_url, **arguments)
    assert "line 3: ended_at: The value is missing." in said[-1]
    assert "Nothing was written" in said[-1]
    assert not await import_file(central_url, is_skipping_bad=True, is_json=True, **arguments)
    assert json.loads(said[-1])["accepted"] == 1
    with pytest.raises(KnownError, match="csv"):
        await import_file(central_url, file_format="xlsx", **arguments)
    with pytest.raises(KnownError, match="csv"):
        await import_file(central_url, **{**arguments, "file": tmp_path / "calls.xlsx"})
    with pytest.raises(KnownError, match="cannot be read"):
        await import_file(central_url, **{**arguments, "file": tmp_path / "nowhere.csv"})
