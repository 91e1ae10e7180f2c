"""A surface that holds one subject, with its title."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel, Label


class Surface(QWidget):
    """A plain area of one token, with hairlines at the sides that ask for one."""

    def __init__(
        self,
        ground: Token = Token.SURFACE,
        *,
        line_right: bool = False,
        line_left: bool = False,
        line_top: bool = False,
        line_bottom: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._hairlines = (line_left, line_top, line_right, line_bottom)
        self.setContentsMargins(int(line_left), int(line_top), int(line_right), int(line_bottom))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills the area and draws its lines."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().colour(self._ground))
        line = theme().colour(Token.LINE)
        left, top, right, bottom = self._hairlines
        width, height = self.width(), self.height()
        if left:
            painter.fillRect(0, 0, 1, height, line)
        if top:
            painter.fillRect(0, 0, width, 1, line)
        if right:
            painter.fillRect(width - 1, 0, 1, height, line)
        if bottom:
            painter.fillRect(0, height - 1, width, 1, line)


class Card(QWidget):
    """A rounded surface with a title, a remark at its right, and a body to add parts to."""

    def __init__(self, title: str = "", remark: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, Role.HEADING)
        self._remark = ElidedLabel(remark, Role.META, Token.TEXT3)
        self._head = QWidget()
        self._row = row = QHBoxLayout(self._head)
        row.setContentsMargins(15, 13, 15, 5)
        row.setSpacing(12)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._remark)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self.set_title(title, remark)

    def set_title(self, title: str, remark: str = "") -> None:
        """Changes the title line; without words it takes no room."""
        self._title.setText(title)
        self._remark.setText(remark)
        self._head.setVisible(bool(title or remark))

    def body(self) -> QVBoxLayout:
        """The column to add parts to."""
        return self._column

    def add_to_head(self, part: QWidget) -> None:
        """Adds a control at the right of the title line."""
        self._row.addWidget(part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the surface."""
        paint.area(QPainter(self), self.rect(), fill=Token.SURFACE, edge=Token.LINE, radius=RADIUS.card)
