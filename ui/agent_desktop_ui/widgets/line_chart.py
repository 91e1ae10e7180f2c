"""A chart over time: one line, one axis, a target, bars of volume below; or the same data as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.painted import Painted
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

_LEFT = 50
_BARS = 102
_DASH, _GAP = 6, 3


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One interval: its label, the value of the line (None where there is none) and the height of its bar."""

    label: str
    value: float | None = None
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows. ``low`` and ``high`` bound the axis; ``unit`` follows each number ("%")."""

    name: str
    points: tuple[ChartPoint, ...]
    low: float = 0.0
    high: float = 100.0
    step: float = 10.0
    unit: str = ""
    target: float | None = None
    target_words: str = ""
    line_title: str = ""
    bar_title: str = ""

    def number(self, value: float | None) -> str:
        """A value with its unit, as axis and table show it."""
        if value is None:
            return "–"
        shown = f"{value:.0f}" if value == round(value) else f"{value:.1f}"
        return f"{shown} {self.unit}" if self.unit else shown


class ChartPlot(Painted):
    """The drawing itself."""

    def __init__(self, data: ChartData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_data(self, data: ChartData) -> None:
        """Shows other data."""
        self._data = data
        self.setAccessibleName(data.name)
        self.setAccessibleDescription(
            "; ".join(f"{point.label}: {data.number(point.value)}" for point in data.points)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(theme().px(420), theme().px(300))

    def minimumSizeHint(self) -> QSize:
        """The smallest that can be read."""
        return QSize(theme().px(220), theme().px(160))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints axis, target, line and bars."""
        painter = QPainter(self)
        has_bars = any(point.bar is not None for point in self._data.points)
        below = theme().px(_BARS if has_bars else 22)
        plot = QRectF(
            theme().px(_LEFT), 12, self.width() - theme().px(_LEFT) - 16, self.height() - below - 12
        )
        if plot.width() < 20 or plot.height() < 20:
            return
        self._paint_axis(painter, plot)
        self._paint_target(painter, plot)
        self._paint_line(painter, plot)
        self._paint_feet(painter, plot, has_bars=has_bars)

    def _y(self, plot: QRectF, value: float) -> float:
        span = (self._data.high - self._data.low) or 1.0
        share = min(1.0, max(0.0, (value - self._data.low) / span))
        return plot.bottom() - share * plot.height()

    def _x(self, plot: QRectF, place: int) -> float:
        return plot.left() + (place + 0.5) * plot.width() / max(1, len(self._data.points))

    def _paint_axis(self, painter: QPainter, plot: QRectF) -> None:
        data = self._data
        count = min(20, max(1, int((data.high - data.low) / (data.step or 1.0) + 1e-9)))
        # Numbers that would touch are left out with their lines.
        stride = max(1, -(-theme().px(20) * count // max(1, round(plot.height()))))
        for tick in range(0, count + 1, stride):
            value = data.high - tick * data.step
            y = round(self._y(plot, value))
            painter.fillRect(round(plot.left()), y, round(plot.width()), 1, theme().colour(Token.LINE))
            place = QRect(0, y - 9, round(plot.left()) - 8, 18)
            paint.words(painter, place, data.number(value), Role.LABEL, Token.TEXT3, paint.RIGHT)

    def _paint_target(self, painter: QPainter, plot: QRectF) -> None:
        if self._data.target is None:
            return
        y = round(self._y(plot, self._data.target))
        pen = QPen(theme().colour(Token.WARN), 1)
        pen.setDashPattern([_DASH, _GAP])
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.left(), y + 0.5), QPointF(plot.right(), y + 0.5))
        words = self._data.target_words or self.tr("target {value}").format(
            value=self._data.number(self._data.target)
        )
        place = QRect(round(plot.left()) + 5, y + 1, round(plot.width() / 2), 18)
        paint.words(painter, place, words, Role.LABEL, Token.WARN)

    def _paint_line(self, painter: QPainter, plot: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme().colour(Token.ACCENT_TX)
        run: list[QPointF] = []
        dots: list[QPointF] = []
        for place, point in enumerate([*self._data.points, ChartPoint("")]):
            if point.value is not None:
                run.append(QPointF(self._x(plot, place), self._y(plot, point.value)))
                continue
            # A gap in the data is a gap in the line: nothing is invented between.
            if len(run) > 1:
                painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPolyline(QPolygonF(run))
            dots += run
            run = []
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for dot in dots:
            painter.drawEllipse(dot, 3.5, 3.5)
        painter.restore()

    def _paint_feet(self, painter: QPainter, plot: QRectF, *, has_bars: bool) -> None:
        data = self._data
        row = theme().px(18)
        base = self.height() - row - 8
        each = plot.width() / max(1, len(data.points))
        highest = max((point.bar or 0.0 for point in data.points), default=0.0) or 1.0
        if has_bars:
            place = QRect(0, base - theme().px(34), round(plot.left()) - 8, row)
            paint.words(painter, place, data.bar_title, Role.LABEL, Token.TEXT3, paint.RIGHT)
        # Labels that would touch are left out evenly.
        widest = max((paint.text_width(point.label, Role.LABEL) for point in data.points), default=1) + 8
        stride = max(1, -(-widest // max(1, int(each))))
        for place_no, point in enumerate(data.points):
            x = self._x(plot, place_no)
            cell = QRect(round(x - each * stride / 2), base, round(each * stride), row)
            if place_no % stride == 0:
                paint.words(painter, cell, point.label, Role.LABEL, Token.TEXT3, paint.CENTRE)
            if point.bar is None:
                continue
            height = round((point.bar / highest) * theme().px(34))
            width = max(3, round(each * 0.5))
            bar = QRect(round(x - width / 2), base - 4 - height, width, height)
            paint.area(painter, bar, fill=Token.EDGE, radius=2)
            number = QRect(cell.left(), bar.top() - row + 1, cell.width(), row)
            if place_no % stride == 0:
                paint.words(painter, number, data_number(point.bar), Role.LABEL, Token.TEXT2, paint.CENTRE)


def data_number(value: float) -> str:
    """A count as bars show it."""
    return f"{value:.0f}"


class LineChart(QWidget):
    """The chart, and its table view with the same data."""

    def __init__(self, data: ChartData | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data or ChartData("", ())
        self._plot = ChartPlot(self._data)
        columns = (
            Column("label", self.tr("Time"), is_strong=True, width=0),
            Column("value", self.tr("Value"), is_number=True, width=130),
            Column("bar", self.tr("Volume"), is_number=True, width=130),
        )
        self._table = DataTable(self.tr("The chart as a table"), columns, is_compact=True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._plot)
        self._stack.addWidget(self._table)
        self.show_data(self._data)

    def show_data(self, data: ChartData) -> None:
        """Shows other data in both views."""
        self._data = data
        self._plot.show_data(data)
        self._table.show_rows(_rows(data))

    def set_table_shown(self, *, shown: bool) -> None:
        """Changes between the drawing and the table."""
        self._stack.setCurrentIndex(int(shown))


def _rows(data: ChartData) -> Sequence[TableRow]:
    return [
        TableRow(
            str(place),
            (
                point.label,
                Cell(data.number(point.value), point.value),
                Cell("–" if point.bar is None else data_number(point.bar), point.bar),
            ),
        )
        for place, point in enumerate(data.points)
    ]
