"""Ctrl Enter in a layer: it belongs to the form that is open, and not to the note under it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class SubmitKey(QObject):
    """Calls ``then`` for Ctrl Enter pressed anywhere within a part of the window, before any shortcut of the desk."""

    def __init__(self, part: QWidget, then: Callable[[], None]) -> None:
        super().__init__(part)
        self._then = then
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that no field has used come up to the part."""
        is_key = event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
        if not is_key or not isinstance(event, QKeyEvent) or not _is_submit(event):
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._then()
        return True


def _is_submit(event: QKeyEvent) -> bool:
    keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    return event.key() in keys and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
