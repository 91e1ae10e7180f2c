"""What stands where there is nothing, not yet, or not any more: each with what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import Label

LOADING_AFTER_MS = 300


class EmptyState(QWidget):
    """Two lines in the middle of the room, and a button where there is something to do."""

    action_pressed = Signal()

    def __init__(
        self, title: str = "", todo: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label("", Role.STRONG, Token.TEXT2)
        self._todo = Label("", Role.BODY, Token.TEXT3)
        self._todo.setWordWrap(True)
        self._action = Button("")
        self._action.clicked.connect(self.action_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(6)
        column.addStretch(2)
        for label in (self._title, self._todo):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(6)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.show_words(title, todo, action)

    def show_words(self, title: str, todo: str = "", action: str = "") -> None:
        """Says what there is, what to do next, and offers to do it when ``action`` names it."""
        self._title.setText(title)
        self._todo.setText(todo)
        self._todo.setVisible(bool(todo))
        self._action.set_label(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(" ".join(part for part in (title, todo) if part))


class LoadingState(EmptyState):
    """Says that something is being fetched, but only after 300 ms: what is quick never flickers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._late = QTimer(self, singleShot=True, interval=LOADING_AFTER_MS)
        self._late.timeout.connect(self.show)
        self.hide()

    def begin(self, title: str = "") -> None:
        """Something has been asked for."""
        self.show_words(title or self.tr("Loading…"))
        self._late.start()

    def end(self) -> None:
        """It has come."""
        self._late.stop()
        self.hide()
