"""Garbage is collected on Qt's thread alone: found by another, a widget would be destroyed there, and crash."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1_000

YOUNG, OLDER, OLD = 50_000, 20, 20
"""So many new objects are looked through at once, and so often the younger ones before those that stayed.

Python's own 700 cost a tenth of the start, and pauses during calls.
"""


class GarbageOnThisThread(QObject):
    """Python's collector is off, and runs here when there is something to collect; ``stop`` gives it back.

    Python collects on whichever thread makes the object that is one too many. A closed layer goes in a circle
    with what it listens to, so the replica's writer or the connection's thread would end its timers and pixmaps.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.set_threshold(YOUNG, OLDER, OLD)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect as far as is due, as Python itself would."""
        young, older, old = gc.get_count()
        if old > OLD:
            gc.collect(2)
        elif older > OLDER:
            gc.collect(1)
        elif young > YOUNG:
            gc.collect(0)

    def stop(self) -> None:
        """Collect what there is, here, and let Python collect by itself again."""
        self._timer.stop()
        gc.collect()
        gc.enable()
