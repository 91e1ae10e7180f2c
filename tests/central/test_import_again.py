"""An import is tried before it is made, is stopped and goes on, and remembers which column held what."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central import intake
from agent_desktop.central.import_preview import preview_customers
from agent_desktop.central.importing import import_customers, import_file
from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.tables import customer
from tests.support.central_tables import engine_on, run

GERMAN = "Nr,Kunde,Schuhgröße\n17,Ann Reed,39\n18,Bo Ek,44\n"


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_ROWS", 4)


def many(folder: Path, *, bad: frozenset[int] = frozenset()) -> Path:
    path = folder / "many.csv"
    rows = [f"A-{n},{'' if n in bad else f'Ann Reed{n}'}\n" for n in range(10)]
    path.write_text("external_id,name\n" + "".join(rows))
    return path


async def ids(engine: AsyncEngine) -> list[str]:
    found = await run(engine, lambda c: c.execute(sa.select(customer.c.external_id)).scalars().all())
    return sorted(str(one) for one in found)


class StopAfter:
    """Asks to stop when it has been asked ``times`` times."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0


async def test_an_import_that_was_stopped_goes_on_where_it_ended(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = many(tmp_path)
    # Three batches are checked first and the file is refused as a whole where it is bad; then they are written.
    with pytest.raises(KnownError, match="stopped") as stopped:
        await import_customers(central_url, path, resume=True, should_stop=StopAfter(3))
    assert stopped.value.kept == "4 of the first 4 rows are written; go on with --resume."
    assert await ids(engine) == ["A-0", "A-1", "A-2", "A-3"]
    report = await import_customers(central_url, path, resume=True)
    assert (report.read, report.accepted, report.rejected) == (6, 6, [])
    assert await ids(engine) == [f"A-{n}" for n in range(10)]
    with pytest.raises(KnownError, match="in already"):
        await import_customers(central_url, path, resume=True)


async def test_without_resume_a_stop_leaves_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    seen: list[int] = []
    with pytest.raises(KnownError, match="stopped") as stopped:
        await import_customers(central_url, many(tmp_path), should_stop=StopAfter(2), progress=seen.append)
    assert stopped.value.kept == "Nothing was written."
    assert seen == [4, 8, 10]
    assert await ids(engine) == []


async def test_a_bad_row_keeps_all_parts_out_unless_it_is_to_be_left_out(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path, rejects = many(tmp_path, bad=frozenset({1, 9})), tmp_path / "rejects.csv"
    report = await import_customers(central_url, path, resume=True)
    assert (report.read, report.accepted, [bad.row for bad in report.rejected]) == (10, 0, [3, 11])
    assert await ids(engine) == []
    with pytest.raises(KnownError, match="stopped"):
        await import_customers(
            central_url, path, resume=True, skip_bad=True, rejects_path=rejects, should_stop=StopAfter(0)
        )
    report = await import_customers(central_url, path, resume=True, skip_bad=True, rejects_path=rejects)
    assert (report.read, report.accepted, len(report.rejected)) == (6, 5, 1)
    assert len(await ids(engine)) == 8
    assert [row["line"] for row in read_rejects(rejects)] == ["3", "11"]


def read_rejects(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


async def test_a_mapping_is_remembered_for_such_a_header(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "kunden.csv"
    path.write_text(GERMAN, encoding="utf-8")
    mapping = {"external_id": "Nr", "name": "Kunde"}
    assert (await import_customers(central_url, path, mapping=mapping, dry_run=True)).accepted == 2
    refused = await import_customers(central_url, path)
    assert {bad.row for bad in refused.rejected} == {1}  # A dry run leaves nothing behind, no mapping either.
    assert (await import_customers(central_url, path, mapping=mapping)).accepted == 2
    path.write_text(GERMAN.replace("17", "19").replace("18", "20"), encoding="utf-8")
    told: list[str] = []
    assert (await import_customers(central_url, path, note=told.append)).accepted == 2
    assert told == ["The columns are taken as the last time: external_id=Nr, name=Kunde."]
    assert await ids(engine) == ["17", "18", "19", "20"]


async def test_a_preview_shows_columns_and_rows_and_writes_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "kunden.csv"
    path.write_text(GERMAN + "21,,\n", encoding="utf-8")
    told: list[str] = []
    mapping = {"external_id": "Nr", "name": "Kunde"}
    await preview_customers(central_url, path, region="GB", mapping=mapping, out=told.append)
    text = "".join(told)
    assert "Nr -> external_id\nKunde -> name\n" in text
    assert "Schuhgröße -> left out" in text
    assert "line 2: Ann Reed: " in text
    assert "line 4: refused: name: The customer has no name." in text
    assert await ids(engine) == []


async def test_only_customers_come_part_by_part(central_url: str, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="part by part"):
        await import_file(
            central_url, kind="calls", file=many(tmp_path), region="GB", is_resuming=True, out=print
        )
