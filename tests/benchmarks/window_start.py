"""The start of the real window as it is measured inside, and the eye that other measurements share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from agent_desktop_ui.customers.desk_screen import DeskScreen
from tests.benchmarks.painted import Painted

if TYPE_CHECKING:
    from agent_desktop_ui.app import DeskApp

Tell = Callable[..., None]
Orders = asyncio.Queue[dict[str, Any] | None]
PATIENCE_S = 10.0


def desk_screen(app: DeskApp) -> DeskScreen:
    desk = app.window.desk
    assert desk is not None
    screen = desk.screen_shown()
    assert isinstance(screen, DeskScreen)
    return screen


class Eye:
    """The latest moment each watched part was painted, and a way to wait for the next."""

    def __init__(self, app: DeskApp) -> None:
        self.screen = desk_screen(app)
        self.at: dict[str, int] = {}
        self._waiting: dict[str, asyncio.Future[int]] = {}
        self.painted = Painted(app.window, self._told)
        self.painted.watch("queue", self.screen.queue.queue_list().viewport())
        self.painted.watch("note", self.screen.panel.note_bar.note.field())

    def next(self, name: str) -> asyncio.Future[int]:
        """The moment at which ``name`` is painted for the first time after this call."""
        return self._waiting.setdefault(name, asyncio.get_running_loop().create_future())

    def _told(self, names: set[str], at: int) -> None:
        for name in names:
            self.at[name] = at
            waiting = self._waiting.pop(name, None)
            if waiting is not None:
                waiting.set_result(at)


async def start(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Usable: the queue's rows are painted, and a letter typed into the note is on the screen."""
    eye = Eye(app)
    queue = eye.screen.queue.queue_list()
    field = eye.screen.panel.note_bar.note.field()
    if queue.queue_model().shown_count():
        waiting = eye.next("queue")
        queue.viewport().update()
        queue_ns = await asyncio.wait_for(waiting, PATIENCE_S)
    else:
        queue_ns = time.monotonic_ns()
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    waiting = eye.next("note")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = QKeyEvent(kind, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "n")
        QApplication.postEvent(field, key)
    note_ns = await asyncio.wait_for(waiting, PATIENCE_S)
    cpu_s = time.process_time()
    # Asked only now: by the time it is imported, the window is usable.
    import psutil

    rss_mb = psutil.Process().memory_info().rss / 2**20
    tell(
        usable_ns=note_ns,
        queue_ns=queue_ns,
        cpu_s=cpu_s,
        rss_mb=rss_mb,
        typed=field.toPlainText(),
        rows=queue.queue_model().shown_count(),
    )
    field.clear()
