"""The soft shadow of floating layers; nothing else has one."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Token


def paint_shadow(painter: QPainter, rect: QRect, spread: int, radius: int = RADIUS.layer) -> None:
    """Paints a shadow around ``rect`` that fades over ``spread`` pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    colour = QColor(theme().colour(Token.SHADE))
    for ring in range(spread, 0, -1):
        colour.setAlpha(max(1, round((14 if theme().palette.is_dark else 7) * (1 - ring / (spread + 1)))))
        painter.setBrush(colour)
        painter.drawRoundedRect(rect.adjusted(-ring, -ring + 2, ring, ring + 2), radius + ring, radius + ring)
    painter.restore()
