"""A queue_log from a file: written once, grown logs add the rest, and bad input is refused with its reason."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central import queue_log_file
from agent_desktop.central.figures import figures
from agent_desktop.central.intake import rejects_beside
from agent_desktop.central.queue_log import QueueLogReport, import_file, import_queue_log
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features.calls.facts import facts_to_restore, record_facts
from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.features.calls.visits import rebuild_visits
from agent_desktop.features.kpi.queries import people_figures
from agent_desktop.features.kpi.read_models import AgentFigures, PeopleFigures
from agent_desktop.features.workforce.tables import agent, agent_state_fact, queue
from agent_desktop.store.work import SqlRead
from agent_desktop.telephony.facts import AgentStateFact, CallFact
from tests.support.central_tables import add_agent, add_queue, engine_on, run

UTC_ZONE = ZoneInfo("UTC")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CLOCK = HeldClock(datetime(2026, 11, 3, tzinfo=UTC))
REAL = Path(__file__).parents[1] / "data" / "queue_log" / "asterisk-22.txt"
AFTER_REAL = HeldClock(datetime(2026, 11, 24, tzinfo=UTC))


def line(seconds: float, *cells: object) -> str:
    return "|".join([f"{START.timestamp() + seconds:.0f}", *map(str, cells)])


def answered(call_id: str, at: float, *, agent: str = "PJSIP/1001", queue: str = "support") -> list[str]:
    """Waited 10 s, talked 60 s."""
    return [
        line(at, call_id, queue, "NONE", "ENTERQUEUE", "", "020 7946 0958", 1),
        line(at + 10, call_id, queue, agent, "CONNECT", 10, f"{call_id}9", 4),
        line(at + 70, call_id, queue, agent, "COMPLETECALLER", 10, 60, 1),
    ]


def abandoned(call_id: str, at: float, wait_s: int = 30) -> list[str]:
    return [
        line(at, call_id, "support", "NONE", "ENTERQUEUE", "", "", 1),
        line(at + wait_s, call_id, "support", "NONE", "ABANDON", 1, 1, wait_s),
    ]


def written(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    return path


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


async def taken(url: str, *paths: Path, **options: Any) -> QueueLogReport:
    return await import_queue_log(url, paths, **{"clock": CLOCK, **options})


async def stored(engine: AsyncEngine, table: sa.Table) -> int:
    return await run(engine, lambda c: c.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


async def test_a_sites_history_answers_the_figures_of_a_real_log(
    engine: AsyncEngine, central_url: str
) -> None:
    """Counted by hand from the lines: every ENTERQUEUE is offered, every CONNECT but one answered, and so on."""
    report = await taken(central_url, REAL, clock=AFTER_REAL, region="DE")
    texts = REAL.read_text().splitlines()
    entered, connects = (sum(f"|{kind}|" in text for text in texts) for kind in ("ENTERQUEUE", "CONNECT"))
    left = sum("|ABANDON|" in text for text in texts)
    assert report == QueueLogReport(len(texts), entered - 1, 0, 0, 0, [])  # One call was in two queues.
    total = {"offered": 0, "answered": 0, "abandoned": 0, "flowed_out": 0, "handled": 0}
    for name in ("support", "sales", "autopause", "ringall", "skill"):
        found = await figures(central_url, time_zone=UTC_ZONE, queue=name)
        total = {key: count + getattr(found, key) for key, count in total.items()}
    assert total == {
        "offered": entered,
        "answered": connects,
        "abandoned": left,
        "flowed_out": 1,
        "handled": connects,
    }
    site = await figures(central_url, time_zone=UTC_ZONE, short_abandon_s=0)
    assert (site.offered, site.abandoned, site.waiting) == (entered - 1, left, 0)
    assert site.abandon_pct == pytest.approx(100 * left / (entered - 1))


async def test_importing_again_adds_nothing_and_a_grown_log_adds_the_rest(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    begun = line(200, "1.3", "support", "NONE", "ENTERQUEUE", "", "", 1)
    path = written(tmp_path / "queue_log", *answered("1.1", 0), *abandoned("1.2", 100), begun)
    clock = HeldClock(START + timedelta(seconds=300))
    first = await taken(central_url, path, clock=clock)
    assert (first.accepted, first.known, first.open) == (2, 0, 1)
    facts = await stored(engine, call_fact)
    again = await taken(central_url, path, clock=clock)
    assert (again.accepted, again.known, again.open) == (0, 2, 1)
    assert await stored(engine, call_fact) == facts
    with path.open("a") as stream:
        stream.write(
            "\n".join([line(220, "1.3", "support", "NONE", "ABANDON", 1, 1, 20), *answered("1.4", 300), ""])
        )
    grown = await taken(central_url, path)
    assert (grown.accepted, grown.known, grown.open) == (2, 2, 0)
    found = await figures(central_url, time_zone=UTC_ZONE)
    assert (found.offered, found.answered, found.abandoned, found.waiting) == (4, 2, 2, 0)
    assert await stored(engine, queue_visit) == 4


async def test_what_is_written_is_what_the_facts_project_to(engine: AsyncEngine, central_url: str) -> None:
    await taken(central_url, REAL, clock=AFTER_REAL)

    def snapshot(connection: sa.Connection) -> list[Any]:
        return [
            connection.execute(sa.select(table).order_by(table.c.call_id, sa.text("3"))).all()
            for table in (queue_visit, call_handling)
        ]

    before = await run(engine, snapshot)
    assert await run(engine, rebuild_visits) == len({row.call_id for row in before[0]})
    assert await run(engine, snapshot) == before


async def test_rotated_and_compressed_files_are_one_log_in_whatever_order_they_are_named(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    """The call 1.2 begins in one file and ends in the next; the last is a copy that has grown since."""
    lines = [
        *answered("1.1", 0),
        *abandoned("1.2", 100),
        *answered("1.3", 200, queue="sales"),
        *abandoned("1.4", 400),
    ]
    oldest = tmp_path / "queue_log.2.gz"
    oldest.write_bytes(gzip.compress("\n".join([*lines[:4], ""]).encode()))
    middle = written(tmp_path / "queue_log.1", *lines[4:7])
    newest = written(tmp_path / "queue_log", *lines[4:])
    report = await taken(central_url, newest, oldest, middle, newest)
    assert (report.accepted, report.known, report.open, report.rejected) == (4, 0, 0, [])
    found = await figures(central_url, time_zone=UTC_ZONE)
    assert (found.offered, found.answered, found.abandoned) == (4, 2, 2)
    assert (found.average_wait_s, found.talk_s) == ((10 + 30 + 10 + 30) / 4, 60.0)


async def test_a_call_that_the_connector_told_is_not_counted_twice(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    live = CallFact(
        kind="call_queued", call_id="1.1", at=START, seq=1, queue="support", connector="asterisk",
        data={"queue": "support"},
    )  # fmt: skip
    await run(engine, lambda connection: record_facts(connection, [live]))
    report = await taken(central_url, written(tmp_path / "queue_log", *answered("1.1", 0)))
    assert (report.accepted, report.known) == (0, 1)
    assert await stored(engine, call_fact) == 1


async def test_history_is_nothing_a_live_floor_comes_back_with(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await taken(central_url, written(tmp_path / "queue_log", *answered("1.1", 0)))
    assert await run(engine, lambda c: facts_to_restore(c, START - timedelta(days=1))) == []


async def test_peoples_time_comes_in_once_and_their_live_state_stays_theirs(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    lines = [
        line(0, "X", "support", "ada", "ADDMEMBER", ""),
        *answered("1.1", 30, agent="ada"),
        line(200, "X", "support", "ada", "PAUSE", "lunch"),
        line(300, "X", "support", "ada", "REMOVEMEMBER", ""),
    ]
    path = written(tmp_path / "queue_log", *lines)
    live = AgentStateFact(agent="ada", state="available", at=START + timedelta(hours=1))

    def known(connection: sa.Connection) -> str:
        ada = add_agent(connection, "ada", extension="1001")
        record_facts(connection, [live])
        return ada

    ada = await run(engine, known)
    await taken(central_url, path)
    count = await stored(engine, agent_state_fact)
    await taken(central_url, path)
    assert await stored(engine, agent_state_fact) == count

    def look(connection: sa.Connection) -> AgentFigures:
        query = PeopleFigures(since=START, until=START + timedelta(minutes=30))
        found = people_figures(SqlRead(connection, is_whole=True), None, query)
        return next(one for one in found if one.agent_id == ada)

    found = await run(engine, look)
    assert found.seconds_by_state == {"available": 40 + 100, "talking": 60, "paused": 100}
    assert (found.signed_in_s, found.handled, found.occupancy_pct) == (300, 1, pytest.approx(30))
    (restored,) = await run(engine, lambda c: facts_to_restore(c, START - timedelta(days=1)))
    assert (restored.agent, restored.at) == ("ada", live.at)


async def test_people_are_known_by_member_name_telephone_or_as_the_map_says(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    def known(connection: sa.Connection) -> tuple[str, str, str]:
        ada = add_agent(connection, "ada", name="Ada Lindt", extension="1001")
        ben = add_agent(connection, "ben", name="Ben Okoro", extension="1002")
        return add_queue(connection, "Customer care"), ada, ben

    queue_id, ada, ben = await run(engine, known)
    members = [
        ("Ada Lindt", ada), ("ADA", ada), ("PJSIP/1001", ada), ("SIP/1001-0000002a", ada),
        ("Local/1002@from-queue/n", ben), ("Agent/1002", ben), ("1002", ben), ("benny", ben),
    ]  # fmt: skip
    lines = [
        text
        for n, (name, _) in enumerate(members)
        for text in answered(f"1.{n}", n * 100, agent=name, queue="4000")
    ]
    path = written(tmp_path / "queue_log", *lines, *answered("9.9", 2_000, agent="PJSIP/1099"))
    report = await taken(central_url, path, mapping={"4000": "Customer care", "benny": "ben"})
    assert report.rejected == []

    def look(connection: sa.Connection) -> Any:
        parts = connection.execute(sa.select(call_handling).order_by(call_handling.c.call_id)).all()
        made = connection.execute(sa.select(agent).where(agent.c.login == "1099")).one()
        support = connection.execute(sa.select(queue).where(queue.c.name == "support")).one()
        return parts, made, support

    parts, made, support = await run(engine, look)
    assert [part.agent_id for part in parts] == [*(person for _, person in members), made.id]
    assert {part.queue_id for part in parts[:-1]} == {queue_id}
    assert (made.is_active, support.is_active) == (False, False)


async def test_a_name_several_people_bear_is_refused_with_the_line_of_its_call(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    def known(connection: sa.Connection) -> None:
        add_agent(connection, "sam.a", name="Sam Same")
        add_agent(connection, "sam.b", name="Sam Same")

    await run(engine, known)
    path = written(tmp_path / "queue_log", *answered("1.1", 0), *answered("1.2", 100, agent="Sam Same"))
    report = await taken(central_url, path)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(4, "agent")]
    assert (report.accepted, await stored(engine, call_fact)) == (0, 0)
    assert (await taken(central_url, path, mapping={"sam_same": "sam.b"})).accepted == 2


async def test_one_bad_line_keeps_everything_out_unless_bad_lines_are_to_be_skipped(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "queue_log",
        *answered("1.1", 0),
        "17953383|1.2|support",
        "",
        line(90, "1.3", "support", "NONE", "ABANDON"),
        *abandoned("1.4", 100),
    )
    report = await taken(central_url, path)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(4, ""), (6, "details")]
    assert (report.read, report.accepted) == (7, 0)
    assert [await stored(engine, table) for table in (call_fact, queue_visit, agent, queue)] == [0, 0, 0, 0]
    skipping = await taken(central_url, path, skip_bad=True)
    assert (skipping.accepted, len(skipping.rejected)) == (2, 2)
    with (tmp_path / "queue_log.rejects.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[:2] for row in rows[1:]] == [["4", ""], ["6", "details"]]
    assert [row[3] for row in rows[1:]] == [
        "17953383|1.2|support",
        line(90, "1.3", "support", "NONE", "ABANDON"),
    ]


async def test_a_dry_run_says_what_would_be_and_writes_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "queue_log", *answered("1.1", 0), "garbage")
    report = await taken(central_url, path, dry_run=True, skip_bad=True)
    assert (report.accepted, len(report.rejected)) == (1, 1)
    assert [await stored(engine, table) for table in (call_fact, queue_visit, queue)] == [0, 0, 0]
    assert not rejects_beside(path).exists()


async def test_a_line_being_written_is_left_for_the_next_time(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "queue_log", *answered("1.1", 0), "179533", end="")
    report = await taken(central_url, path)
    assert (report.read, report.accepted, report.rejected) == (3, 1, [])


async def test_a_call_without_an_end_is_left_out_and_said(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    begun = line(0, "1.1", "support", "NONE", "ENTERQUEUE", "", "", 1)
    path = written(tmp_path / "queue_log", begun, *abandoned("1.2", 5))
    report = await taken(central_url, path, clock=HeldClock(START + timedelta(days=2)))
    assert (report.accepted, report.lost, report.open, report.rejected) == (1, 1, 0, [])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no whole line"),
        (b"x" * 10_000_000 + b"\n", "longer than"),
        (b"no log at all\n" * 50, "is no queue_log"),
        (b"\x00\x01\x02\n" * 50, "is no queue_log"),
        (gzip.compress(b"1795338294|1.1|support|NONE|ABANDON|1|1|1\n" * 5_000)[:-20], "cut off or damaged"),
        (gzip.compress(b"1795338294|1.1|support|NONE|ABANDON|1|1|1\n" * 5_000)[:40], "cut off or damaged"),
        (b"\x1f\x8b not compressed at all", "cut off or damaged"),
        (gzip.compress(b"x" * 10_000_000), "longer than"),
    ],
    ids=["empty", "one line of 10 MB", "text", "bytes", "cut", "cut early", "not gzip", "10 MB in 10 kB"],
)
async def test_what_is_no_log_is_said_in_one_sentence_and_nothing_is_written(
    engine: AsyncEngine, central_url: str, tmp_path: Path, body: bytes, says: str
) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(body)
    with pytest.raises(KnownError, match=says) as problem:
        await taken(central_url, path, skip_bad=True)
    assert "Nothing was written" in problem.value.kept
    assert await stored(engine, call_fact) == 0


async def test_a_file_that_is_not_there_or_in_another_encoding_is_said(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        await taken(central_url, tmp_path / "nowhere")
    with pytest.raises(KnownError, match="cannot be read"):
        await taken(central_url, tmp_path)
    path = tmp_path / "queue_log"
    path.write_bytes("\n".join([*answered("1.1", 0, queue="Zürich"), ""]).encode("latin-1"))
    report = await taken(central_url, path)
    assert {bad.reason for bad in report.rejected} == {"The line is not UTF-8."}
    with pytest.raises(KnownError, match="no encoding called"):
        await taken(central_url, path, encoding="klingon")
    with pytest.raises(KnownError, match="not in the encoding"):
        await taken(central_url, path, encoding="utf-8")
    assert (await taken(central_url, path, encoding="latin-1")).accepted == 1
    assert (await figures(central_url, time_zone=UTC_ZONE, queue="zürich")).asa_s == 10.0


async def test_so_many_bad_lines_that_they_would_have_to_be_held_end_the_import(
    engine: AsyncEngine, central_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_log_file, "MOST_REFUSED", 100)
    path = written(tmp_path / "queue_log", *answered("1.1", 0), *(["bad"] * 101))
    with pytest.raises(KnownError, match="More than 100"):
        await taken(central_url, path, skip_bad=True)
    assert await stored(engine, call_fact) == 0


async def test_times_of_day_are_of_the_zone_that_is_said(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "queue_log",
        "2026-11-02 10:00:00.120000|1.1|support|NONE|ENTERQUEUE|||1",
        "2026-11-02 10:00:30.120000|1.1|support|NONE|ABANDON|1|1|30",
    )
    await taken(central_url, path, time_zone=ZoneInfo("Europe/Berlin"))
    found = await figures(central_url, time_zone=UTC_ZONE, since="2026-11-02T09:00", until="2026-11-02T09:01")
    assert (found.abandoned, found.average_wait_s) == (1, 30.0)


async def test_an_import_that_is_stopped_leaves_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    lines = [text for n in range(1_700) for text in answered(f"1.{n}", n * 80)]
    path = written(tmp_path / "queue_log", *lines)
    seen: list[int] = []
    with pytest.raises(KnownError, match=r"stopped.*Nothing was written"):
        await taken(central_url, path, progress=seen.append, should_stop=lambda: bool(seen))
    assert (seen, await stored(engine, call_fact)) == ([5_000], 0)
    report = await taken(central_url, path, progress=seen.append, clock=HeldClock(START + timedelta(days=9)))
    assert (report.accepted, seen[1:]) == (1_700, [5_000, 5_100])
    found = await figures(central_url, time_zone=UTC_ZONE)
    assert (found.offered, found.asa_s, found.talk_s) == (1_700, 10.0, 60.0)


async def test_the_command_lines_answer(engine: AsyncEngine, central_url: str, tmp_path: Path) -> None:
    said: list[str] = []
    path = written(tmp_path / "queue_log", *answered("1.1", 0), "bad", *answered("1.2", 100))
    options: dict[str, Any] = {"files": [path], "region": "GB", "time_zone": UTC_ZONE, "out": said.append}
    assert await import_file(central_url, is_json=True, **options)
    report = json.loads(said[-1])
    assert list(report) == ["read", "accepted", "known", "open", "lost", "rejected"]
    assert (report["read"], report["accepted"], report["rejected"][0]["row"]) == (7, 0, 4)
    assert await import_file(central_url, **options)
    assert "line 4: The line has 1 of the five fields" in said[-1]
    assert "Nothing was written" in said[-1]
    assert not await import_file(central_url, is_skipping_bad=True, **options)
    assert "2 calls written" in said[-1]
    assert "queue_log.rejects.csv" in said[-1]
    assert not await import_file(central_url, is_skipping_bad=True, **options)
    assert "2 calls were on record already" in said[-1]
