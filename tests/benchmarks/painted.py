"""Knows when things on screen have been painted, without a word about it in the program itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Painted(QObject):
    """Watches a window and some widgets in it; tells after each update which of them were painted.

    Qt paints what is due when it handles ``UpdateRequest`` on the window. That event is handled here, and
    when it is done the pixels are in the window's store: the moment is taken then.
    """

    def __init__(self, window: QWidget, told: Callable[[set[str], int], None]) -> None:
        super().__init__(window)
        self._window = window
        self._told = told
        self._names: dict[int, str] = {}
        self._now: set[str] = set()
        self._is_inside = False
        self.frames_ms: list[float] = []
        window.installEventFilter(self)

    def watch(self, name: str, widget: QWidget) -> None:
        """Tell of ``widget`` and everything in it under ``name``."""
        for part in (widget, *widget.findChildren(QWidget)):
            self._names[id(part)] = name
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Paint:
            name = self._names.get(id(watched))
            if name is not None:
                self._now.add(name)
        elif kind == QEvent.Type.UpdateRequest and watched is self._window and not self._is_inside:
            self._is_inside = True
            try:
                self._now = set()
                began = time.monotonic_ns()
                self._window.event(event)
                at = time.monotonic_ns()
                self.frames_ms.append((at - began) / 1e6)
            finally:
                self._is_inside = False
            if self._now:
                self._told(self._now, at)
            return True
        return False
