"""Nothing takes the keyboard, and nothing that is open is replaced, unless the person at the desk asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desktop.telephony.actions import Answer, Hold
from tests.support.desk_floor import DEV, MARGARET
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


async def test_a_ringing_call_takes_no_focus_and_no_keystroke(stage: Stage) -> None:
    stage.press(Qt.Key.Key_L, CTRL)
    field = stage.focus_of()
    assert field is stage.screen.queue.filter_box()
    stage.type("inv")
    stage.floor.ring()
    await stage.until(lambda: stage.screen.panel.header.customer().name == MARGARET.name)
    assert stage.focus_of() is field
    stage.type("oice \r")
    assert stage.screen.queue.filter_box().text() == "invoice "
    assert stage.floor.acted == [], "typing answered the call"


async def test_a_second_call_waits_as_a_card_and_leaves_the_note_alone(stage: Stage) -> None:
    floor = stage.floor
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_N, CTRL)
    stage.type("first ")
    floor.ring("call-2", DEV)
    await stage.until(stage.screen.queue.incoming.isVisible)
    stage.type("second \r")
    assert stage.screen.panel.note_bar.note.text() == "first second \n"
    assert stage.screen.panel.header.customer().name == MARGARET.name
    assert floor.acted == []


async def test_f2_holds_the_first_call_and_answers_the_second(stage: Stage) -> None:
    floor = stage.floor
    floor.connect(floor.ring())
    await stage.settle()
    floor.ring("call-2", DEV)
    await stage.until(stage.screen.queue.incoming.isVisible)
    stage.press(Qt.Key.Key_F2)
    await stage.until(lambda: len(floor.acted) == 2)
    assert [(type(a), a.call_id) for a in floor.acted] == [(Hold, "call-1"), (Answer, "call-2")]


async def test_an_open_edit_is_not_replaced_by_a_ringing_call(stage: Stage) -> None:
    stage.screen.show_customer(DEV.customer_id)
    await stage.until(lambda: stage.screen.panel.header.customer().name == DEV.name)
    stage.type("remember this")
    stage.floor.ring()
    await stage.until(stage.screen.queue.incoming.isVisible)
    assert stage.screen.panel.header.customer().name == DEV.name
    assert stage.screen.panel.note_bar.note.text() == "remember this"


async def test_each_call_has_its_own_note_and_the_old_one_stays_reachable(stage: Stage) -> None:
    floor = stage.floor
    first = floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_N, CTRL)
    stage.type("about hot water")
    second = floor.ring("call-2", DEV)
    await stage.settle()
    floor.hold(first)
    floor.connect(second)
    await stage.until(lambda: stage.screen.panel.header.customer().name == DEV.name)
    assert stage.screen.panel.note_bar.note.text() == ""
    await stage.until(lambda: floor.drafts["contact:contact-call-1"]["note"] == "about hot water")
    stage.press(Qt.Key.Key_F3)
    await stage.until(lambda: stage.screen.panel.note_bar.note.text() == "about hot water")


async def test_closing_a_layer_gives_the_caret_back(stage: Stage) -> None:
    stage.press(Qt.Key.Key_N, CTRL)
    stage.type("abc")
    field = stage.screen.panel.note_bar.note.field()
    cursor = field.textCursor()
    cursor.setPosition(1)
    field.setTextCursor(cursor)
    for key, modifier in ((Qt.Key.Key_K, CTRL), (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)):
        stage.press(key, modifier)
        await stage.settle(0.05)
        assert stage.focus_of() is not field
        stage.press(Qt.Key.Key_Escape)
        await stage.settle(0.05)
        assert stage.focus_of() is field
        assert field.textCursor().position() == 1


async def test_f6_goes_round_the_panels_and_back(stage: Stage) -> None:
    screen = stage.screen
    screen.show_customer(MARGARET.customer_id)
    await stage.settle()
    panels = [screen.queue, screen.panel, screen.panel.note_bar, screen.right]
    stage.press(Qt.Key.Key_L, CTRL)
    seen = []
    for _turn in range(4):
        focus = QApplication.focusWidget()
        seen += [n for n, panel in enumerate(panels) if focus is not None and panel.isAncestorOf(focus)][-1:]
        stage.press(Qt.Key.Key_F6)
    assert seen == [0, 1, 2, 3]
    stage.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert screen.right.isAncestorOf(focus)


@pytest.mark.parametrize("desk_size", [(1024, 640)])
async def test_f6_opens_the_drawers_of_a_small_window(stage: Stage) -> None:
    screen = stage.screen
    assert not screen.right.isVisible()
    assert not screen.queue.isVisible()
    for _turn in range(6):
        stage.press(Qt.Key.Key_F6)
        if screen.right.isVisible():
            break
    focus = QApplication.focusWidget()
    assert focus is not None
    assert screen.right.isAncestorOf(focus)
    stage.press(Qt.Key.Key_Escape)
    assert not screen.right.isVisible()
