"""The one clock of the window: everything that counts seconds hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from agent_desktop.core.clock import Clock


class Heartbeat(QObject):
    """Tells the time once a second, and once a minute; no view has a timer of its own for that."""

    beat = Signal()
    """Once a second, for those who ask the clock themselves."""

    second = Signal(object)
    """The time now (UTC, aware)."""

    minute = Signal(object)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._minute = clock.now().minute
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tell)
        self._timer.start()

    def tell(self) -> None:
        """Tell the time now."""
        now = self._clock.now()
        self.second.emit(now)
        self.beat.emit()
        if now.minute != self._minute:
            self._minute = now.minute
            self.minute.emit(now)

    def stop(self) -> None:
        """End it."""
        self._timer.stop()
