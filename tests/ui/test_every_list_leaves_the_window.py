"""Every list of every room and layer is copied, exported and printed, by its menu and by the same keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QWidget

import agent_desktop_ui
from agent_desktop_ui.calls.my_calls import MyCallsLayer
from agent_desktop_ui.scripts.slash_list import SlashList
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_sheet import Sheet
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

MADE_BY_QT = re.compile(r"(?<=[ (])Q(?:List|Table|Tree)(?:View|Widget)(?=[(,)\n])")
MAY = {"widgets/flow_list.py", "widgets/data_table.py", "scripts/slash_list.py", "theme/stylesheet.py"}
"""Where lists are made and coloured; the slash list completes what is typed and shows no records."""


def lists_in(window: QWidget) -> list[QAbstractItemView]:
    return [
        view
        for view in window.findChildren(QAbstractItemView)
        if view.isVisible()
        and not isinstance(view, QHeaderView | SlashList)
        and not any(isinstance(above, QComboBox) for above in _above(view))
    ]


def _above(widget: QWidget) -> list[QWidget]:
    found, above = [], widget.parentWidget()
    while above is not None:
        found.append(above)
        above = above.parentWidget()
    return found


def test_no_list_is_made_but_of_the_kinds_that_leave_the_window() -> None:
    root = Path(agent_desktop_ui.__file__).parent
    strays = [
        (path.relative_to(root).as_posix(), name)
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).as_posix() not in MAY
        for name in sorted(set(MADE_BY_QT.findall(path.read_text("utf-8"))))
    ]
    assert strays == [], (
        "derive it from FlowList or DataTable, so that it can be copied, exported and printed"
    )


async def every_list(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Use every list in view by its menu and its keys; answers what they are called."""
    asked: list[str] = []
    monkeypatch.setattr(ListOutput, "ask_path", lambda _self, name, _then: asked.append(name))
    monkeypatch.setattr(ListOutput, "ask_printer", lambda _self, _printer, _then: asked.append("printer"))
    lists = lists_in(stage.window)
    assert lists
    for view in lists:
        name = view.accessibleName()
        sheets: list[Sheet] = []
        output = view.output  # type: ignore[attr-defined]
        assert isinstance(output, ListOutput), name
        actions = {action.objectName() for action in view.list_menu().actions()}  # type: ignore[attr-defined]
        assert {"list:copy", "list:export", "list:print"} <= actions, name
        view.gather(False, sheets.append)  # type: ignore[attr-defined]
        await stage.until(lambda sheets=sheets: sheets)
        assert sheets[0].name == name != ""
        assert all(column.title for column in sheets[0].columns), name
        if view.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        asked.clear()
        view.setFocus()
        stage.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        stage.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert asked[:1] == ["printer"], name
        assert asked[1].endswith(".csv"), name
        stage.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() or not sheets[0].rows
    return {view.accessibleName() for view in lists}


async def test_those_of_the_desk_and_of_its_layers(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.screen.show_customer("customer-margaret")
    await stage.settle()
    assert {"Work queue"} < await every_list(stage, monkeypatch)
    for open_layer in (
        lambda: stage.frame.open_layer(MyCallsLayer(stage.frame.context)),
        stage.frame.open_blocked,
        lambda: stage.frame.open_figure("abandoned"),
    ):
        open_layer()
        await stage.settle()
        await every_list(stage, monkeypatch)
        stage.frame.close_top()


class TestTheOtherRooms:
    @pytest.fixture
    def floor(self) -> RoomsDesk:
        return RoomsDesk()

    @pytest.mark.parametrize("desk_role", ["supervisor", "sales", "field"])
    async def test_those_of_every_room(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        for room in stage.frame.rooms():
            if room.key in {"tickets", "knowledge"}:
                continue  # The tickets have their own test over real ones, and articles are no list of rows.
            stage.frame.go_to(room.key)
            await stage.settle(0.3)
            assert await every_list(stage, monkeypatch), room.key
