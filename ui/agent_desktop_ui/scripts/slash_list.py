"""Typing "/" in the note opens the answers at the caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from agent_desktop_ui.theme.theme import theme

if TYPE_CHECKING:
    from agent_desktop.features.scripts.read_models import AnswerView
    from agent_desktop_ui.widgets.note_editor import NoteField

MOST_SHOWN = 6


class SlashList(QListWidget):
    """A child of the window, so that the caret never leaves the note; Up, Down, Enter and Esc are its keys."""

    chosen = Signal(str)

    def __init__(self, field: NoteField, over: QWidget) -> None:
        super().__init__(over)
        self._field = field
        self._answers: list[AnswerView] = []
        self.setAccessibleName(self.tr("Standard answers"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("floating", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()
        field.snippet_typed.connect(self._typed)
        field.snippet_left.connect(self.hide)
        field.installEventFilter(self)
        self.itemClicked.connect(self._take)

    def set_answers(self, answers: list[AnswerView]) -> None:
        """The answers to offer."""
        self._answers = answers

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list is open its keys are taken from the note; all others go on typing."""
        if watched is not self._field or not self.isVisible():
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            # Esc closes this list before the window hears of it.
            event.setAccepted(event.key() == Qt.Key.Key_Escape)
            return event.isAccepted()
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key == Qt.Key.Key_Escape:
            self.hide()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            if self.currentRow() < 0:
                return False
            self._take(self.currentItem())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % max(1, self.count()))
        else:
            return False
        return True

    def _typed(self, word: str, caret: QRect) -> None:
        needle = word[1:].casefold()
        found = [a for a in self._answers if a.shortcut.lstrip("/").casefold().startswith(needle)]
        found += [a for a in self._answers if a not in found and needle and needle in a.title.casefold()]
        if not found:
            self.hide()
            return
        self.clear()
        for answer in found[:MOST_SHOWN]:
            item = QListWidgetItem(f"/{answer.shortcut.lstrip('/')}   {answer.title}")
            item.setData(Qt.ItemDataRole.UserRole, answer.text)
            self.addItem(item)
        self.setCurrentRow(0)
        self._place(caret)
        self.show()
        self.raise_()

    def _place(self, caret: QRect) -> None:
        over = self.parentWidget()
        if over is None:
            return
        height = self.count() * max(self.sizeHintForRow(0), theme().px(24)) + 8
        width = theme().px(340)
        corner = self._field.viewport().mapTo(over, caret.topLeft())
        left = max(4, min(corner.x(), over.width() - width - 4))
        self.setGeometry(left, max(4, corner.y() - height - 4), width, height)

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
