"""Keeps a list still under the hand: nothing moves while somebody may be about to choose a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

STILL_AFTER_MS = 2000
"""So long after pointer and keyboard have left, rows still keep their places."""

_CAME = (QEvent.Type.Enter, QEvent.Type.FocusIn)
_LEFT = (QEvent.Type.Leave, QEvent.Type.FocusOut)


class Stillness(QObject):
    """Watches the pointer and the keyboard of one list; ends with it."""

    over = Signal()
    """Pointer and keyboard have been gone for two seconds: what waited may come."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._after = QTimer(self, singleShot=True, interval=STILL_AFTER_MS)
        self._after.timeout.connect(self.over)
        view.installEventFilter(self)

    def is_kept(self) -> bool:
        """Whether rows must stay where they are."""
        return self._is_touched() or self._after.isActive()

    def end(self) -> None:
        """What waited has come: nothing is to be told."""
        self._after.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Sees the pointer and the keyboard come and go; takes no event."""
        kind = event.type()
        if kind in _CAME:
            self._after.stop()
        elif kind in _LEFT and not self._is_touched():
            self._after.start()
        return False

    def _is_touched(self) -> bool:
        return self._view.underMouse() or self._view.hasFocus()
