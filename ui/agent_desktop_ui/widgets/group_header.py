"""The heading of a group of rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted


def paint_group_header(
    painter: QPainter, rect: QRect, title: str, left: int = 14, ground: Token = Token.SUNKEN
) -> None:
    """Paints a group's title over a quiet ground."""
    painter.fillRect(rect, theme().colour(ground))
    paint.words(painter, rect.adjusted(left, 0, -8, 0), title, Role.META_STRONG, Token.TEXT3)


class GroupHeader(Painted):
    """A group's title as a part of its own, for lists that are built from parts."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(160), theme().px(HEIGHT.group_header))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the title."""
        paint_group_header(QPainter(self), self.rect(), self._title)
