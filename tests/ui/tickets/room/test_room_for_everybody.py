"""The room of tickets without a mouse and for a screen reader, and its lists out of the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from agent_desktop_ui.shell.actions import KEYMAP
from agent_desktop_ui.tickets.list_screen import TicketsScreen
from tests.ui.conftest import Stage
from tests.ui.test_accessibility import controls_in, name_of
from tests.ui.test_every_list_leaves_the_window import every_list
from tests.ui.tickets.room.conftest import listed, room


def bulk(screen: TicketsScreen) -> None:
    screen.table.setFocus()
    screen.table.selectAll()
    screen.change()


VIEWS: dict[str, Callable[[TicketsScreen], object]] = {
    "list": lambda screen: None,
    "promises": lambda screen: screen.choose_view("promises"),
    "bulk": bulk,
    "filter": lambda screen: screen.choose_filter(),
    "save": lambda screen: screen.save_view(),
}


async def test_every_control_has_a_name_is_reached_by_keyboard_and_says_why_it_is_off(stage: Stage) -> None:
    screen = await room(stage, "team")
    for name, begin in VIEWS.items():
        begin(screen)
        await stage.settle(0.3)
        controls = controls_in(stage.window)
        assert [type(w).__name__ for w in controls if not name_of(w).strip()] == [], name
        assert [
            name_of(w) for w in controls if w.isEnabled() and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ] == [], name
        assert [name_of(w) for w in controls if not w.isEnabled() and not w.toolTip()] == [], name
        stage.frame.layers.close_top()
        if name == "promises":
            screen.choose_view("team")


async def test_tab_walks_every_control_and_comes_back(stage: Stage) -> None:
    screen = await room(stage, "team")
    screen.take_keyboard()
    screen.table.selectRow(1)
    start = stage.focus_of()
    seen: list[QWidget] = []
    for _step in range(120):
        stage.press(Qt.Key.Key_Tab)
        focus = stage.focus_of()
        assert focus is not None
        seen.append(focus)
        if focus is start:
            break
    assert seen[-1] is start
    assert [
        name_of(w)
        for w in controls_in(stage.window)
        if w.isEnabled() and screen.isAncestorOf(w) and w not in seen and w.focusProxy() is None
    ] == []


async def test_its_lists_leave_the_window(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = await room(stage, "team")
    assert await every_list(stage, monkeypatch) == {"Views", "Tickets"}
    screen.choose_view("promises")
    await listed(stage, screen)
    assert await every_list(stage, monkeypatch) == {"Views", "Promises due"}


def test_no_two_actions_have_one_key() -> None:
    keys = [QKeySequence(row.key).toString() for row in KEYMAP]
    assert len(keys) == len(set(keys))
