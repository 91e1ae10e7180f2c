"""What is not needed any more goes on Qt's thread, whoever makes the object that is one too many."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from agent_desktop_ui.garbage import OLD, OLDER, YOUNG, GarbageOnThisThread


@pytest.fixture
def collected_on() -> Iterator[list[int]]:
    """The threads on which the collector has run meanwhile."""
    threads: list[int] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def in_a_circle() -> QObject:
    """As a closed layer is: nobody knows it but what it knows."""
    layer = QObject()
    layer.timer = QTimer(layer)  # type: ignore[attr-defined]
    layer.timer.start(60_000)  # type: ignore[attr-defined]
    layer.itself = layer  # type: ignore[attr-defined]
    return layer


def hold_many(kept: list[Any]) -> None:
    kept.extend([] for _ in range(YOUNG * 3))


def test_another_thread_collects_nothing_however_much_it_makes(
    qapp: QApplication, collected_on: list[int]
) -> None:
    was_on = gc.isenabled()
    keeper = GarbageOnThisThread()
    gone: list[bool] = []
    layer = in_a_circle()
    layer.destroyed.connect(lambda: gone.append(threading.current_thread() is threading.main_thread()))
    del layer
    kept: list[Any] = []
    thread = threading.Thread(target=hold_many, args=(kept,), daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert collected_on == []
    assert gone == []
    assert gc.get_count()[0] > YOUNG
    keeper.look()
    assert set(collected_on) == {threading.get_ident()}
    keeper.stop()
    assert gone == [True]
    assert gc.isenabled()
    if not was_on:
        gc.disable()


def test_what_stayed_is_looked_through_in_its_turn(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_on = gc.isenabled()
    keeper = GarbageOnThisThread()
    done: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: done.append(generation))
    for counts in ((YOUNG, 0, 0), (YOUNG + 1, 0, 0), (0, OLDER + 1, 0), (0, 0, OLD + 1)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        keeper.look()
    assert done == [0, 1, 2]
    keeper.stop()
    if not was_on:
        gc.disable()
