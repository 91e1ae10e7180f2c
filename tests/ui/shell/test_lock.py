"""A locked window shows nothing of anybody, lets calls through, and gives everything back as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.telephony.actions import Answer
from agent_desktop_ui.shell.lock import DeskLock, LockView
from tests.support.desk_floor import DEV, MARGARET
from tests.support.window_runner import words_of
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def lock(stage: Stage) -> Iterator[DeskLock]:
    stage.floor.site["lock_after_s"] = 600.0
    made = DeskLock(stage.window, stage.frame, stage.floor.clock.monotonic_s)
    yield made
    made.stop()


def view_of(stage: Stage) -> LockView:
    return stage.window.findChild(LockView)


async def unlock(stage: Stage, lock: DeskLock, password: str) -> None:
    view_of(stage)._password.set_text(password)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: not lock.is_locked or view_of(stage)._unlock.isEnabled())


async def test_nothing_of_anybody_can_be_read(stage: Stage, lock: DeskLock) -> None:
    stage.floor.ring()
    await stage.until(lambda: stage.screen.panel.header.customer().name == MARGARET.name)
    stage.frame.notice("Margaret Okafor called twice")
    stage.frame.open_settings()
    lock.lock()
    await stage.settle()
    shown = words_of(stage.window)
    assert not [word for word in shown if "Margaret" in word or "7946" in word or "48213" in word]
    seen = [w for w in stage.window.findChildren(QWidget) if w.isVisible()]
    assert all(view_of(stage) is w or view_of(stage).isAncestorOf(w) for w in seen)
    assert "Locked" in shown


async def test_a_call_rings_without_its_caller_and_can_be_answered(stage: Stage, lock: DeskLock) -> None:
    lock.lock()
    call = stage.floor.ring()
    await stage.until(view_of(stage)._call.isVisible)
    assert "A call is ringing" in words_of(stage.window)
    assert not any("Margaret" in word for word in words_of(stage.window))
    stage.type("se")
    assert view_of(stage)._password.text() == "se", "a call takes no keyboard from the password"
    stage.press(Qt.Key.Key_F2)
    await stage.until(lambda: stage.floor.acted)
    assert [type(action) for action in stage.floor.acted] == [Answer]
    stage.floor.connect(call)
    await stage.until(lambda: not view_of(stage)._answer.isVisible())
    assert any("On a call" in word for word in words_of(stage.window))


async def test_a_screen_reader_hears_no_caller_either(
    stage: Stage, lock: DeskLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hear(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            heard.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    call = stage.floor.ring()
    await stage.until(lambda: any("Margaret" in words for words in heard))
    stage.floor.hang_up(call)
    await stage.settle()
    heard.clear()
    lock.lock()
    stage.floor.ring("call-2")
    await stage.until(lambda: "A call is ringing" in heard)
    await stage.settle()
    assert not [words for words in heard if "Margaret" in words or "7946" in words]


async def test_no_other_key_reaches_the_desk(stage: Stage, lock: DeskLock) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    lock.lock()
    for key in (Qt.Key.Key_F12, Qt.Key.Key_F7, Qt.Key.Key_F9, Qt.Key.Key_F4, Qt.Key.Key_F1):
        stage.press(key)
    stage.press(Qt.Key.Key_K, CTRL)
    await stage.settle()
    assert stage.floor.acted == []
    assert not stage.frame.palette_layer.box().isVisibleTo(stage.frame)
    assert stage.frame.layers.top_layer() is None


async def test_the_right_password_brings_everything_back(stage: Stage, lock: DeskLock) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: stage.screen.panel.header.customer().name == MARGARET.name)
    stage.press(Qt.Key.Key_N, CTRL)
    stage.type("E-42 since")
    field = stage.focus_of()
    stage.press(Qt.Key.Key_L, CTRL | ALT)
    assert lock.is_locked
    assert isinstance(stage.focus_of(), QWidget)
    assert stage.focus_of() is view_of(stage)._password.edit()
    await unlock(stage, lock, "not it at all")
    assert lock.is_locked
    assert "That is not your password." in words_of(stage.window)
    await unlock(stage, lock, "correct horse battery")
    assert not lock.is_locked
    assert stage.focus_of() is field
    stage.type(" Tuesday")
    assert stage.screen.panel.note_bar.note.field().toPlainText() == "E-42 since Tuesday"


async def test_idle_for_the_sites_time_locks_and_a_key_does_not(stage: Stage, lock: DeskLock) -> None:
    stage.floor.clock.advance(599)
    lock.look()
    assert not lock.is_locked
    stage.press(Qt.Key.Key_Shift)
    stage.floor.clock.advance(599)
    lock.look()
    assert not lock.is_locked
    stage.floor.clock.advance(2)
    lock.look()
    assert lock.is_locked


async def test_who_is_on_the_telephone_is_not_idle(stage: Stage, lock: DeskLock) -> None:
    call = stage.floor.connect(stage.floor.ring(who=DEV))
    await stage.settle()
    stage.floor.clock.advance(3_600)
    lock.look()
    assert not lock.is_locked
    stage.floor.hang_up(call)
    await stage.settle()
    stage.floor.clock.advance(601)
    lock.look()
    assert lock.is_locked, "wrap-up is desk work like any other"


async def test_a_site_that_locks_never_does_not(stage: Stage) -> None:
    lock = DeskLock(stage.window, stage.frame, stage.floor.clock.monotonic_s)
    stage.floor.clock.advance(1_000_000)
    lock.look()
    assert not lock.is_locked
    lock.stop()


async def test_trying_on_and_on_costs_waits(stage: Stage, lock: DeskLock) -> None:
    lock.lock()
    for _ in range(5):
        await unlock(stage, lock, "guess")
        if not view_of(stage)._unlock.isEnabled():
            break
    view_of(stage)._password.set_text("guess")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "Wait" in view_of(stage)._state.text())
    assert not view_of(stage)._unlock.isEnabled()
    await stage.until(view_of(stage)._unlock.isEnabled)


async def test_what_cannot_be_told_is_said(stage: Stage, lock: DeskLock) -> None:
    stage.floor.access.trouble = KnownError("Central cannot be reached.", todo="Try again later.")
    lock.lock()
    await unlock(stage, lock, "correct horse battery")
    assert lock.is_locked
    assert "Try again later." in view_of(stage)._state.text()


async def test_every_word_of_the_lock_has_a_label(stage: Stage, lock: DeskLock) -> None:
    lock.lock()
    assert QApplication.focusWidget() is not None
    labels = [label.text() for label in view_of(stage).findChildren(QLabel) if label.isVisible()]
    assert "Password" in labels


async def test_signing_out_from_the_lock_during_a_call_takes_two_presses_and_names_nobody(
    stage: Stage, lock: DeskLock
) -> None:
    left: list[bool] = []
    stage.frame.sign_out_agreed.connect(lambda: left.append(True))
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    lock.lock()
    view_of(stage)._out.click()
    said = [word for word in words_of(stage.window) if "call or its wrap-up is not over" in word]
    assert said
    assert "Press “Sign out” again" in said[0]
    assert not any("Margaret" in word for word in words_of(stage.window))
    assert left == []
    view_of(stage)._out.click()
    assert left == [True]


async def test_signing_out_from_the_lock_of_an_idle_desk_asks_nothing(stage: Stage, lock: DeskLock) -> None:
    left: list[bool] = []
    stage.frame.sign_out_agreed.connect(lambda: left.append(True))
    lock.lock()
    view_of(stage)._out.click()
    assert left == [True]


async def test_closing_the_locked_window_during_a_call_takes_two_tries(stage: Stage, lock: DeskLock) -> None:
    closed: list[bool] = []
    stage.window.close_agreed.connect(lambda: closed.append(True))
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    lock.lock()
    stage.window.close()
    assert any("Close the window again" in word for word in words_of(stage.window))
    assert closed == []
    stage.window.close()
    await stage.until(lambda: closed == [True])
