"""A list leaves the window as text, as a file no spreadsheet computes, and on paper, in the person's own locale."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_paper import Printing
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn, as_csv, as_text, harmless
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

GERMAN, ENGLISH = QLocale("de_DE"), QLocale("en_GB")
COLUMNS = (
    Column("who", "Who", width=0),
    Column("sum", "Sum", is_number=True, width=90),
    Column("note", "Note", width=120, is_hidden=True),
)
NAMES = ("Margaret Okafor", "عطل في الغلاية", "お湯が出ない", '=HYPERLINK("http://x")', 'O\'Brien; "Bob"')


def table(qtbot: QtBot, count: int) -> DataTable:
    made = DataTable("People, today", COLUMNS)
    qtbot.addWidget(made)
    rows = [TableRow(str(n), (NAMES[n % 5], Cell(f"-{n},50", -float(n)), "secret")) for n in range(count)]
    made.show_rows(rows)
    made.resize(500, 300)
    made.show()
    return made


@pytest.mark.parametrize(
    "field",
    [
        "=1+1",
        "+44 20 7946 0142",
        "-cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        " =1+1",
        "＝1+1",
        "−=1",
        "\r\n=1",
    ],
)
def test_what_begins_like_a_formula_is_defused(field: str) -> None:
    lines = list(csv.reader([as_csv([(field,)], ENGLISH)]))
    if field != "−=1":
        assert lines[0][0].startswith("'") or lines[0][0] == field
        assert harmless(field, ENGLISH) == "'" + field


@pytest.mark.parametrize("field", ["-12.50", "-1,234.5", "12", "Okafor", "", "a=b"])
def test_what_is_none_is_left_as_it_is(field: str) -> None:
    assert harmless(field, ENGLISH) == field


def test_numbers_below_zero_are_numbers_in_the_locale_they_are_written_in() -> None:
    assert harmless("-1.234,50", GERMAN) == "-1.234,50"
    assert as_csv([("a", "-1,5")], GERMAN) == "a;-1,5\r\n"
    assert as_csv([("a", "1,5")], ENGLISH) == 'a,"1,5"\r\n'


def test_text_keeps_one_line_a_row() -> None:
    sheet = Sheet("x", (SheetColumn("A"), SheetColumn("B")), [("one\ttwo", "three\nfour"), ("Title",)])
    assert as_text(sheet) == "A\tB\none two\tthree four\nTitle"


@pytest.mark.parametrize("count", [0, 1, 10_000])
def test_a_table_is_written_whole_in_the_columns_that_are_shown(
    qtbot: QtBot, tmp_path: Path, count: int
) -> None:
    made = table(qtbot, count)
    path = tmp_path / "people.csv"
    path.write_text("what stood there before")
    with qtbot.waitSignal(made.output.finished, timeout=20_000):
        made.output.write(str(path))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";" if QLocale().decimalPoint() == "," else ","))
    assert lines[0] == ["Who", "Sum"]
    assert len(lines) == count + 1
    assert [line[0] for line in lines[1:6]] == [
        "'" + name if name.startswith("=") else name for name in NAMES[:count]
    ]
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_changed(qtbot: QtBot, tmp_path: Path) -> None:
    made = table(qtbot, 3)
    told: list[Any] = []
    made.output.told.connect(lambda words, is_bad: told.append((words, is_bad)))
    with qtbot.waitSignal(made.output.finished, timeout=5_000):
        made.output.write(str(tmp_path / "not there" / "people.csv"))
    assert told[0][1]
    assert "No such file" in told[0][0]


@pytest.mark.parametrize("count", [0, 1, 200])
def test_a_table_is_printed_page_by_page_in_any_script(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    made = table(qtbot, count)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if count == 1 else Qt.LayoutDirection.LeftToRight)
    printed: list[Any] = []
    for name in ("_line", "_fields"):
        paint = getattr(Printing, name)
        monkeypatch.setattr(
            Printing,
            name,
            lambda self, top, words, do=paint, **how: (printed.append(words), do(self, top, words, **how)),
        )
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "people.pdf"
    printer.setOutputFileName(str(path))
    with qtbot.waitSignal(made.output.finished, timeout=20_000):
        made.output.print_to(printer)
    pages = len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))
    assert (pages > 2) == (count == 200)
    assert [words for words in printed if isinstance(words, str) and words.startswith("Page")] == [
        f"Page {page + 1} of {pages}" for page in range(pages)
    ]
    assert printed.count(("Who", "Sum")) == pages, "the titles stand on every page"
    rows = [words for words in printed if isinstance(words, tuple) and words != ("Who", "Sum")]
    assert rows == [(NAMES[n % 5], f"-{n},50") for n in range(count)]


def test_the_keys_are_the_same_everywhere(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ListOutput, "ask_path", lambda _self, name, _then: asked.append(name))
    monkeypatch.setattr(ListOutput, "ask_printer", lambda _self, _printer, _then: asked.append("printer"))
    queue = QueueList("Work queue")
    qtbot.addWidget(queue)
    queue.show_rows([QueueRow("1", QueueGroup.NOW, "phone", "No hot water", "Margaret", "48213", "Overdue")])
    for view in (table(qtbot, 3), queue):
        asked.clear()
        view.show()
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(view, Qt.Key.Key_P, control)
        QTest.keyClick(view, Qt.Key.Key_S, control | Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(view, Qt.Key.Key_C, control)
        assert asked[0] == "printer"
        assert asked[1].endswith(".csv")
        menu = view.list_menu()
        names = [action.objectName() for action in menu.actions()]
        assert [name for name in names if name.startswith("list:")] == [
            "list:copy",
            "list:copy_all",
            "list:export",
            "list:print",
        ]
    assert QGuiApplication.clipboard().text().splitlines()[1:] == [
        "Now",
        "No hot water\tMargaret\t48213\tOverdue",
    ]
