"""A field to filter or search by typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets import paint


class SearchBox(QLineEdit):
    """A one-line field with an icon, a placeholder and its key; Escape clears it, and then is nobody's.

    ``name`` is spoken, for a placeholder is no accessible name.
    """

    left_down = Signal()
    """Arrow down was pressed: the person wants to go on into the list below."""

    def __init__(
        self,
        placeholder: str,
        name: str,
        *,
        icon: str = "search",
        key: str = "",
        is_compact: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._key = key
        self.setProperty("compact", is_compact)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({key})" if key else name)
        self._measure()

    def event(self, event: QEvent) -> bool:
        """Escape is this field's own while there is something to clear, and the window's else."""
        is_override = event.type() == QEvent.Type.ShortcutOverride and bool(self.text())
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears; arrow down leaves into the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Makes room for the icon at the new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the field and, over it, the icon and the key."""
        super().paintEvent(event)
        painter = QPainter(self)
        paint.icon(painter, self._icon, Token.TEXT2, theme().px(9), self.height() // 2, 14)
        if self._key and not self.text():
            rect = QRect(0, 0, self.width() - 10, self.height())
            paint.words(painter, rect, self._key, Role.LABEL, Token.TEXT3, paint.RIGHT)

    def _measure(self) -> None:
        self.setTextMargins(theme().px(24), 0, 0, 0)
