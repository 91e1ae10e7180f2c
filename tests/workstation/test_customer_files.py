"""Files of customers by way of the desk: central reads and writes them, and whoever leads a team may have it do so."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from agent_desktop.central import customer_files, intake
from agent_desktop.central.audit_tables import audit_log
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.features.customers.tables import customer
from agent_desktop.runtime import paths
from agent_desktop.workstation.transport import Unreachable

MAPPING = {"external_id": "Nr", "name": "Kunde", "-1": "Fax"}
WITHIN_S = 60.0


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "central"))
    monkeypatch.setattr(intake, "BATCH_ROWS", 4)
    return tmp_path


def kunden(folder: Path, *, rows: int = 10, bad: tuple[int, ...] = ()) -> Path:
    path = folder / "kunden.csv"
    lines = [f"{n},{'' if n in bad else 'Ann Reed'},x\n" for n in range(rows)]
    path.write_text("Nr,Kunde,Fax\n" + "".join(lines), encoding="utf-8")
    return path


async def ids(central: Any) -> list[str]:
    async with central.app.service.engine.connect() as connection:
        found = await connection.execute(sa.select(customer.c.external_id).order_by(customer.c.id))
        return sorted(str(one) for one in found.scalars())


async def lying_about(central: Any) -> list[str]:
    async with asyncio.timeout(WITHIN_S):
        while central.app.service.customer_files._under_way:  # noqa: ASYNC110 - a thread tells nobody
            await asyncio.sleep(0.01)
    return sorted(path.name for path in customer_files._folder().iterdir())


async def test_a_file_is_looked_at_checked_and_written(central, sit_down, own_folder):
    aisha = await sit_down("aisha")
    path, heard = kunden(own_folder), list[int]()
    strange = await aisha.files.preview(path)
    assert [(one.title, one.field, one.example) for one in strange.columns] == [
        ("Nr", "", "0"),
        ("Kunde", "", "Ann Reed"),
        ("Fax", "", "x"),
    ]
    assert strange.faults
    assert {"name", "email", "orders", "no_call"} <= set(strange.fields)
    known = await aisha.files.preview(path, mapping=MAPPING)
    assert [one.field for one in known.columns] == ["external_id", "name", ""]
    assert (known.rows[0].values["name"], known.rows[0].values["external_id"]) == ("Ann Reed", "0")
    done = await aisha.files.check(path, mapping=MAPPING, encoding="", progress=heard.append)
    assert (done.read, done.accepted, done.rejected, done.is_refused) == (10, 10, 0, False)
    assert heard == [4, 8, 10]
    assert await ids(central) == []
    done = await aisha.files.write(path, mapping=MAPPING, encoding="", rejects=None, progress=heard.append)
    assert (done.read, done.accepted) == (10, 10)
    assert len(await ids(central)) == 10
    again = await aisha.files.preview(path)
    assert again.is_remembered
    assert [one.field for one in again.columns] == ["external_id", "name", ""]
    assert await lying_about(central) == []
    async with central.app.service.engine.connect() as connection:
        told = await connection.execute(
            sa.select(audit_log.c.actor, audit_log.c.detail).where(
                audit_log.c.operation == "customers_imported"
            )
        )
        entries = told.all()
    assert {row.actor for row in entries} == {aisha.person.agent_id}
    assert sum(row.detail["customers"] for row in entries) == 10


async def test_a_file_that_is_stopped_goes_on_and_its_refused_rows_are_all_there(
    central, sit_down, own_folder
):
    aisha = await sit_down("aisha")
    path, rejects = kunden(own_folder, rows=40, bad=(1, 39)), own_folder / "left out.csv"
    begun = asyncio.Event()
    options: dict[str, Any] = {"mapping": MAPPING, "encoding": "", "rejects": rejects}
    first = asyncio.create_task(aisha.files.write(path, **options, progress=lambda _rows: begun.set()))
    async with asyncio.timeout(WITHIN_S):
        await begun.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert len(await lying_about(central)) == 1  # What was refused by then.
    written = await ids(central)
    assert 0 < len(written) < 38
    assert not rejects.exists()
    done = await aisha.files.write(path, **options, progress=lambda _rows: None)
    assert (done.accepted, done.is_refused) == (38 - len(written), False)
    assert len(await ids(central)) == 38
    with rejects.open(encoding="utf-8", newline="") as stream:
        assert [row["line"] for row in csv.DictReader(stream)] == ["3", "41"]
    assert await lying_about(central) == []
    with pytest.raises(Refused, match="in already"):
        await aisha.files.write(path, **options, progress=lambda _rows: None)


async def test_one_bad_row_refuses_the_file_unless_such_rows_are_left_out(central, sit_down, own_folder):
    aisha = await sit_down("aisha")
    path = kunden(own_folder, bad=(9,))
    done = await aisha.files.write(
        path, mapping=MAPPING, encoding="", rejects=None, progress=lambda _rows: None
    )
    assert (done.read, done.accepted, done.is_refused) == (10, 0, True)
    assert [(one.line, one.field) for one in done.first] == [(11, "name")]
    assert await ids(central) == []
    bomb = own_folder / "bomb.xlsx"
    bomb.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(KnownError, match=r"bomb\.xlsx cannot be read as a workbook"):
        await aisha.files.preview(bomb)
    assert await lying_about(central) == []


async def test_every_customer_goes_out_as_a_file_of_ones_own(central, sit_down, own_folder):
    aisha, out = await sit_down("aisha"), own_folder / "customers.xlsx"
    await aisha.files.write(
        kunden(own_folder), mapping=MAPPING, encoding="", rejects=None, progress=lambda _rows: None
    )
    assert await aisha.files.export(out, "xlsx", progress=lambda _rows: None) == 10
    assert out.stat().st_mode & 0o077 == 0
    sheet = openpyxl.load_workbook(out, read_only=True).worksheets[0]
    assert len(list(sheet.iter_rows(min_row=2))) == 10
    assert {path.name for path in own_folder.iterdir()} >= {"customers.xlsx", "kunden.csv"}
    assert not list(own_folder.glob(".*.part"))
    assert await lying_about(central) == []


async def test_nobody_but_a_lead_and_nothing_without_central(central, sit_down, own_folder):
    leila, aisha, path = await sit_down("leila"), await sit_down("aisha"), kunden(own_folder)
    with pytest.raises(Refused, match="roles do not allow"):
        await leila.files.preview(path)
    with pytest.raises(Refused, match="roles do not allow"):
        await leila.files.export(own_folder / "all.csv", "csv", progress=lambda _rows: None)
    with pytest.raises(KnownError, match="cannot be read"):
        await aisha.files.preview(own_folder / "nowhere.csv")
    await central.stop()
    with pytest.raises(Unreachable):
        await aisha.files.preview(path)
    assert not (own_folder / "all.csv").exists()
