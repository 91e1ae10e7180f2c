"""A claim that holds or does not, as a box with a tick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, RADIUS, Role, Token
from agent_desktop_ui.widgets import paint

_BOX, _GAP = 16, 8


class CheckBox(QCheckBox):
    """Qt's check box in the colours of the theme: its own draws no outline on dark ground."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Box and words, high enough to be hit."""
        width = theme().px(_BOX) + _GAP + paint.text_width(self.text(), Role.BODY) + 6
        return QSize(width, theme().px(HEIGHT.pointer_target))

    def minimumSizeHint(self) -> QSize:
        """Box and a few letters."""
        return QSize(min(self.sizeHint().width(), theme().px(90)), self.sizeHint().height())

    def hitButton(self, place: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Box and words are one target."""
        return self.rect().contains(place)

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints box, tick and words."""
        painter = QPainter(self)
        side = theme().px(_BOX)
        box = QRect(2, (self.height() - side) // 2, side, side)
        is_on = self.isChecked()
        fill = Token.ACCENT if is_on else Token.SURFACE
        if not self.isEnabled():
            fill = Token.SUNKEN
        paint.area(painter, box, fill=fill, edge=Token.ACCENT if is_on else Token.EDGE, radius=RADIUS.chip)
        if is_on:
            ink = Token.ON_ACCENT if self.isEnabled() else Token.TEXT3
            paint.icon(painter, "check", ink, box.left() + (side - 12) // 2, box.center().y() + 1, 12)
        words = self.rect().adjusted(box.right() + 1 + _GAP, 0, 0, 0)
        ink = Token.TEXT if self.isEnabled() else Token.TEXT3
        paint.words(painter, words, self.text(), Role.BODY, ink)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(0, 0, -1, -1), radius=4)
