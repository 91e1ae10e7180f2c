"""A word that leads somewhere, and is a button to keyboard and screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint


class Link(QPushButton):
    """Accent words without an outline; underlined under the pointer, ringed with the keyboard."""

    def __init__(self, words: str, role: Role = Role.LINK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Shows other words."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the words, high enough to be hit."""
        return QSize(paint.text_width(self.text(), self._role) + 4, theme().px(HEIGHT.pointer_target))

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(min(self.sizeHint().width(), theme().px(60)), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the link as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the words."""
        painter = QPainter(self)
        ink = Token.ACCENT_TX if self.isEnabled() else Token.TEXT3
        rect = self.rect().adjusted(3, 0, -1, 0)
        width = paint.words(painter, rect, self.text(), self._role, ink)
        if self.underMouse() and self.isEnabled():
            y = rect.center().y() + theme().metrics(self._role).ascent() // 2 + 1
            painter.fillRect(rect.left(), y, width, 1, theme().colour(ink))
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), radius=4)
