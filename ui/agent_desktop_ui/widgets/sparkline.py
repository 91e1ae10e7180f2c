"""The last two hours of a figure as a thin line, without an axis."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.widgets.painted import Painted


def paint_sparkline(painter: QPainter, rect: QRectF, values: Sequence[float], token: Token) -> None:
    """Paints ``values`` from left to right, the last one with a dot; fewer than two paint nothing."""
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    inner = rect.adjusted(2, 3, -4, -3)
    step = inner.width() / (len(values) - 1)
    flat = 0.5 if high == low else None
    points = [
        QPointF(
            inner.left() + position * step,
            inner.bottom() - (flat if flat is not None else (value - low) / span) * inner.height(),
        )
        for position, value in enumerate(values)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = theme().colour(token)
    painter.setPen(
        QPen(colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(points[-1], 2.5, 2.5)
    painter.restore()


class Sparkline(Painted):
    """A sparkline as a part of its own."""

    def __init__(
        self, values: Sequence[float] = (), tone: Tone = Tone.ACCENT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = tuple(values)
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float], tone: Tone = Tone.ACCENT) -> None:
        """Shows other values, oldest first."""
        self._values = tuple(values)
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """A small strip."""
        return QSize(theme().px(54), theme().px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the line."""
        paint_sparkline(QPainter(self), QRectF(self.rect()), self._values, self._tone.fill)
