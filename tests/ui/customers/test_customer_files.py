"""Customers come in from a file and go out into one by way of the window, with a real central behind it."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt

from agent_desktop.central import intake
from agent_desktop.sync.messages import Person, SignIn
from agent_desktop.workstation.customer_files import CustomerFiles
from agent_desktop.workstation.transport import Transport
from agent_desktop_ui import formats
from agent_desktop_ui.customers.export_layer import ExportLayer
from agent_desktop_ui.customers.import_job import ImportJob, Step
from agent_desktop_ui.customers.import_layer import ImportLayer
from agent_desktop_ui.shell.layers import Layer
from tests.central.serving.conftest import PASSWORD, filled_template, filled_url
from tests.support.central_apart import CentralApart
from tests.support.desk_floor import FloorDesk
from tests.ui.conftest import Stage

__all__ = ["filled_template", "filled_url"]
LEAD = Person("agent-aisha", "aisha", "Aisha Khan", ["supervisor"], ["q-heating"], "203")
CTRL = Qt.KeyboardModifier.ControlModifier
HEADER = "Nr,Kunde,Telefon,Schuhgröße\n"
WITHIN_S = 60.0


class FilesDesk(FloorDesk):
    """A lead's desk whose files go to a central of the test's own."""

    files: CustomerFiles


@pytest.fixture
def floor(filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FilesDesk]:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "central"))
    monkeypatch.setattr(intake, "BATCH_ROWS", 100)
    central = CentralApart(filled_url, [])
    made = FilesDesk(LEAD)
    made.files = CustomerFiles(Transport(central.url))
    yield made
    central.stop()


@pytest_asyncio.fixture
async def desk(stage: Stage, floor: FilesDesk) -> AsyncIterator[Stage]:
    transport = floor.files._transport
    await transport.sign_in(SignIn("aisha", PASSWORD, "desk", "0.1.0"))
    yield stage
    await transport.close()


def kunden(folder: Path, rows: int = 6, *, bad: tuple[int, ...] = ()) -> Path:
    path = folder / "kunden.csv"
    lines = [f"{n},{'' if n in bad else f'مريم Reed {n}'},020 7946 0142,39\n" for n in range(rows)]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


async def opened(desk: Stage, words: str) -> Any:
    desk.press(Qt.Key.Key_K, CTRL)
    desk.type(words)
    await desk.settle(0.05)
    desk.press(Qt.Key.Key_Return)
    await desk.until(lambda: isinstance(desk.frame.layers.top_layer(), Layer))
    return desk.frame.layers.top_layer()


async def looked_at(desk: Stage, layer: ImportLayer, path: Path) -> ImportJob:
    job = layer._job
    job.choose(path)
    await still(desk, job)
    return job


async def still(desk: Stage, job: ImportJob) -> None:
    await desk.until(lambda: job.step is Step.NOTHING, WITHIN_S)


def told(desk: Stage) -> list[str]:
    return [entry.text for entry in desk.frame.notices._kept.entries]


def cells(table: Any, place: int) -> list[str]:
    return [row.cell(place).text for row in table.table_model().rows()]


async def take_as(desk: Stage, layer: ImportLayer, row: int, field: str) -> None:
    """As by keyboard: the arrows choose the column of the file, Enter goes to what it is taken as."""
    layer.columns.setFocus()
    desk.press(Qt.Key.Key_Home, CTRL)
    for _ in range(row):
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    assert desk.focus_of() is layer.field.box()
    layer.field.box().setCurrentIndex(layer.field.box().findData(field))
    layer.field.box().activated.emit(layer.field.box().currentIndex())
    await desk.until(lambda: layer._job.fields[row] == field and layer._job.step is Step.NOTHING, WITHIN_S)


async def test_a_file_comes_in_as_its_columns_are_said_to_be(desk: Stage, tmp_path: Path) -> None:
    layer = await opened(desk, "import customers")
    assert isinstance(layer, ImportLayer)
    assert desk.focus_of() is layer.choose
    assert layer.write.toolTip() == "Choose a file first."
    path = kunden(tmp_path, bad=(4,))
    job = await looked_at(desk, layer, path)
    assert cells(layer.columns, 0) == ["Nr", "Kunde", "Telefon", "Schuhgröße"]
    assert set(cells(layer.columns, 2)) == {"left out"}
    await take_as(desk, layer, 0, "external_id")
    await take_as(desk, layer, 1, "name")
    await take_as(desk, layer, 3, "phone")
    await take_as(desk, layer, 2, "phone")
    assert cells(layer.columns, 2) == ["Number elsewhere", "Name", "Number: other", "left out"]
    assert cells(layer.rows, 1)[:2] == ["مريم Reed 0", "مريم Reed 1"]
    assert cells(layer.rows, 2)[0] == "+442079460142"
    assert cells(layer.rows, 1)[4] == "Refused"

    layer.check.click()
    await still(desk, job)
    assert layer.told.text() == "6 rows read: 5 would be written, 1 refused. Nothing was written."
    assert layer.refused.isVisible()
    assert [cells(layer.refused, n) for n in (1, 2)] == [["Name"], ["The customer has no name."]]
    layer.write.click()
    await still(desk, job)
    assert layer.told.text() == "6 rows read, 1 refused. Nothing was written."
    layer.skip.click()
    layer.write.click()
    await still(desk, job)
    assert layer.told.text().startswith(
        "5 customers written of 6 rows; 1 refused and kept in kunden.rejects.csv."
    )
    assert told(desk)[0] == layer.told.text()
    with (tmp_path / "kunden.rejects.csv").open(encoding="utf-8", newline="") as stream:
        assert [(row["Nr"], row["reason"]) for row in csv.DictReader(stream)] == [
            ("4", "The customer has no name.")
        ]
    desk.press(Qt.Key.Key_Escape)
    again = await opened(desk, "import customers")
    assert again._job is not job
    job = await looked_at(desk, again, path)
    assert again.told.text() == "The columns are taken as they were the last time."
    assert job.fields == ["external_id", "name", "phone", ""]


async def test_what_is_stopped_goes_on_and_closing_the_layer_stops_nothing(
    desk: Stage, floor: FilesDesk, tmp_path: Path
) -> None:
    layer = await opened(desk, "import customers")
    job = await looked_at(desk, layer, kunden(tmp_path, 1_000))
    job.fields = ["external_id", "name", "", ""]
    job.is_skipping_bad = True
    layer.write.click()
    await desk.until(lambda: job.rows, WITHIN_S)
    assert layer.stop.isVisible()
    layer.stop.click()
    assert "Stopped." in layer.told.text()
    assert layer.write.text() == "Go on"
    layer.write.click()
    assert job.is_busy
    layer.closed.emit()
    desk.press(Qt.Key.Key_N, CTRL)
    await still(desk, job)
    assert job.done is not None
    assert 0 < job.done.accepted < 1_000, "what was written before it was stopped is not written again"
    assert any(words.startswith(f"{job.done.accepted} customers written") for words in told(desk))
    out = tmp_path / "all.csv"
    export = await opened(desk, "export all")
    assert isinstance(export, ExportLayer)
    export.kind.set_value("csv")
    export.write(out)
    await desk.until(lambda: export._task is None, WITHIN_S)
    assert export.told.text() == f"{formats.count(1_000)} customers are in all.csv."
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1_001


async def test_a_broken_file_and_a_central_that_is_away_are_told_of(
    desk: Stage, floor: FilesDesk, tmp_path: Path
) -> None:
    layer = await opened(desk, "import customers")
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 no archive")
    await looked_at(desk, layer, path)
    assert "broken.xlsx cannot be read as a workbook" in layer.state.accessibleName()
    assert layer.write.toolTip() == "The file cannot be read so."
    await looked_at(desk, layer, kunden(tmp_path))
    await take_as(desk, layer, 1, "name")
    floor.files._transport.base_url = "http://127.0.0.1:1"
    await floor.files._transport.close()
    layer.write.click()
    await still(desk, layer._job)
    assert layer.state.accessibleName() == (
        "Central cannot be reached. What is written of the file stays. Go on with it once central answers again."
    )
    assert (layer.write.text(), layer.write.isEnabled()) == ("Go on", True)
    floor.lose_line()
    assert layer.choose.toolTip() == "Central reads the file, and cannot be reached now."
    assert not any(
        part.isEnabled() for part in (layer.choose, layer.check, layer.write, layer.encoding.box())
    )


async def test_a_file_of_five_hundred_columns_and_one_of_none(desk: Stage, tmp_path: Path) -> None:
    layer = await opened(desk, "import customers")
    wide = tmp_path / "wide.csv"
    titles = ["name", *(f"Column {n}" for n in range(499))]
    wide.write_text(",".join(titles) + "\n" + ",".join(["Ann Reed"] * 500) + "\n")
    job = await looked_at(desk, layer, wide)
    assert layer.columns.table_model().rowCount() == 500
    assert job.fields.count("name") == 1
    assert cells(layer.rows, 1) == ["Ann Reed"]
    cards = tmp_path / "cards.vcf"
    cards.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ann Reed\nEND:VCARD\n")
    await looked_at(desk, layer, cards)
    assert not layer.columns.isVisible()
    assert cells(layer.rows, 1) == ["Ann Reed"]


class TestNoLead:
    @pytest.fixture
    def floor(self) -> FloorDesk:
        return FloorDesk()

    async def test_an_agent_is_offered_neither(self, stage: Stage) -> None:
        titles = [entry.title for entry in stage.frame.palette_layer._commands()]
        assert not [title for title in titles if "Import" in title or "Export" in title]
