"""Lists made of cards copy, export and print as the others do, those that will be made too."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import agent_desktop_ui
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.notices import NoticeEntry, NoticesLayer
from agent_desktop_ui.widgets.list_button import ListButton
from agent_desktop_ui.widgets.list_output import ListOutput

UI = Path(agent_desktop_ui.__file__).parent
NO_LIST = {
    "scripts/slash_list.py": "what is offered at the caret while one types, gone with the next letter",
    "customers/tags_form.py": "a form",
    "tickets/rules_screen.py": "the form of one rule; the rules are a table",
    "tickets/service_screen.py": "the forms of one calendar and one target; both kinds are in a table",
    "tickets/complaint_layer.py": "the form of one complaint; the others of its lot are a table",
    "tickets/details_page.py": "the fields of one ticket",
    "widgets/script_view.py": "one step of a script",
    "widgets/glance_column.py": "the first few of lists that stand whole in the tabs",
}
"""Files that scroll, or offer, something that is no list, and what it is."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(UI.rglob("*.py")):
        yield path.relative_to(UI).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def test_whatever_scrolls_is_a_list_with_output_or_said_to_be_none() -> None:
    scrolling = {name for name, tree in sources() if "QScrollArea" in names_in(tree)}
    assert {"shell/notices.py", "own_work/outbox_layer.py"} <= scrolling
    for name, tree in sources():
        if name in scrolling:
            has_output = bool({"offer_list", "ListButton"} & names_in(tree))
            assert has_output != (name in NO_LIST), name


def notices(count: int) -> NoticesLayer:
    now = datetime(2026, 11, 17, 12, 41, tzinfo=UTC)
    texts = ("Not accepted: it was closed.", "لم يصل الطرد بعد", "=1+1", "佐藤 健")
    entries = [
        NoticeEntry(now - timedelta(minutes=n), texts[n % 4], detail="my words" * (n % 2))
        for n in range(count)
    ]
    return NoticesLayer(entries, now)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(ListOutput, "ask_path", lambda _self, name, _then: found.append(name))
    monkeypatch.setattr(ListOutput, "ask_printer", lambda _self, _printer, _then: found.append("printer"))
    return found


def test_cards_have_the_keys_of_every_list(qtbot: QtBot, asked: list[str]) -> None:
    layer = notices(4)
    qtbot.addWidget(layer)
    layer.show()
    target = layer.first_focus()
    QTest.keyClick(target, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "When\tWhat\tYour text"
    assert [line.split("\t")[1] for line in lines[1:]] == [
        "Not accepted: it was closed.", "لم يصل الطرد بعد", "=1+1", "佐藤 健"
    ]  # fmt: skip
    QTest.keyClick(
        target, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    QTest.keyClick(target, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [name[:13] for name in asked] == ["Notifications", "printer"]


def test_cards_offer_it_with_a_button_in_their_head(qtbot: QtBot) -> None:
    layer = notices(2)
    qtbot.addWidget(layer)
    (button,) = layer.findChildren(ListButton)
    assert button.accessibleName() == "Copy, export, print"
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert [one.objectName() for one in button.menu_of_list().actions()] == [
        "list:copy", "list:copy_all", "list:export", "list:print"
    ]  # fmt: skip
    empty = notices(0)
    qtbot.addWidget(empty)
    assert not empty.findChildren(ListButton)


def test_cards_are_written_as_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    layer = notices(3)
    qtbot.addWidget(layer)
    output = layer.findChildren(ListButton)[0].output
    path = tmp_path / "notices.csv"
    with qtbot.waitSignal(output.finished, timeout=20_000):
        output.write(str(path))
    separator = ";" if QLocale().decimalPoint() == "," else ","
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=separator))
    assert [row[1] for row in rows] == ["What", "Not accepted: it was closed.", "لم يصل الطرد بعد", "'=1+1"]


def test_a_layer_without_a_list_leaves_the_keys_alone(qtbot: QtBot, asked: list[str]) -> None:
    layer: Any = Layer("A question")
    qtbot.addWidget(layer)
    outer = QWidget()
    qtbot.addWidget(outer)
    QTest.keyClick(layer, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert not asked
