"""One figure of the floor: in the bar at the bottom, or large on the wallboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted
from agent_desktop_ui.widgets.sparkline import paint_sparkline

_PAD = 18
_SPARK = 54


@dataclass(frozen=True, slots=True)
class KpiFigure:
    """A figure as shown; ``trend`` is the last two hours, oldest first, ``age`` marks it stale ("40 s")."""

    key: str
    label: str
    value: str
    is_past_limit: bool = False
    limit: str = ""
    """The target or limit in words, "limit 1:30": a tool tip in the bar, a line on the wallboard."""
    trend: tuple[float, ...] = ()
    trend_tone: Tone = Tone.ACCENT
    age: str = ""

    def words(self) -> str:
        """The figure in spoken words."""
        return ", ".join(part for part in (f"{self.label}: {self.value}", self.limit, self.age) if part)


class _Figure(Painted):
    """What both sizes share: a figure that can be opened to see the calls behind it."""

    opened = Signal(str)
    """The key of the figure, when the person wants to see what is behind it."""

    def __init__(self, figure: KpiFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_figure(figure)

    def figure(self) -> KpiFigure:
        """What is shown."""
        return self._figure

    def show_figure(self, figure: KpiFigure) -> None:
        """Shows a new value."""
        is_wider = len(figure.value) != len(self._figure.value) or figure.age != self._figure.age
        self._figure = figure
        self.setAccessibleName(figure.words())
        self.setToolTip(figure.limit)
        if is_wider:
            self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open what is behind the figure."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self._figure.key)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens what is behind the figure."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._figure.key)

    def value_ink(self) -> Token:
        """Warn past the limit, dim when stale."""
        if self._figure.age:
            return Token.TEXT3
        return Token.WARN if self._figure.is_past_limit else Token.TEXT

    def trend_ink(self, *, is_large: bool = False) -> Token:
        """Dim when stale; the tone of words where the line stands alone on a large card."""
        if self._figure.age:
            return Token.TEXT3
        return self._figure.trend_tone.ink if is_large else self._figure.trend_tone.fill


class KpiTile(_Figure):
    """Label, value and trend in one line of the bar."""

    def __init__(self, figure: KpiFigure, parent: QWidget | None = None) -> None:
        self._shows_trend = True
        super().__init__(figure, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_shows_trend(self, shows: bool) -> None:
        """Leaves the trend out where the window is small."""
        if shows != self._shows_trend:
            self._shows_trend = shows
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        figure = self._figure
        width = paint.text_width(figure.label, Role.META) + 7 + paint.text_width(figure.value, Role.STRONG)
        width += 2 * _PAD - 2
        if figure.is_past_limit:
            width += theme().px(16) + 7
        if figure.age:
            width += paint.text_width(figure.age, Role.LABEL) + 6
        if figure.trend and self._shows_trend:
            width += theme().px(_SPARK) + 8
        return QSize(width, theme().px(HEIGHT.kpi_bar) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the tile and the hairline after it."""
        painter = QPainter(self)
        figure, rect = self._figure, self.rect()
        if self.underMouse():
            painter.fillRect(rect, theme().colour(Token.HOVER))
        painter.fillRect(rect.right(), 0, 1, rect.height(), theme().colour(Token.LINE))
        inner = rect.adjusted(_PAD - 1, 0, -4, 0)
        width = paint.words(painter, inner, figure.label, Role.META, Token.TEXT3)
        inner.setLeft(inner.left() + width + 7)
        middle = rect.center().y() + 1
        if figure.is_past_limit:
            ink = self.value_ink()
            inner.setLeft(
                inner.left() + paint.icon(painter, "triangle-alert", ink, inner.left(), middle, 14) + 5
            )
        width = paint.words(painter, inner, figure.value, Role.STRONG, self.value_ink())
        inner.setLeft(inner.left() + width + 6)
        if figure.age:
            width = paint.words(painter, inner, figure.age, Role.LABEL, Token.TEXT3)
            inner.setLeft(inner.left() + width + 6)
        if figure.trend and self._shows_trend:
            height = theme().px(20)
            place = QRectF(inner.left() + 2, middle - height / 2 - 1, theme().px(_SPARK), height)
            paint_sparkline(painter, place, figure.trend, self.trend_ink())
        if self.hasFocus():
            paint.focus_ring(painter, rect.adjusted(1, 1, -2, -1), radius=4)


class FigureCard(_Figure):
    """The same figure as a card of the wallboard; ``size`` is the figure's height in pixels, 38 to 96."""

    def __init__(self, figure: KpiFigure, *, size: int = 38, parent: QWidget | None = None) -> None:
        self._size = size
        super().__init__(figure, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Three lines and their padding."""
        height = theme().metrics(Role.FIGURE, self._size).height() + theme().px(65)
        return QSize(theme().px(200), height)

    def minimumSizeHint(self) -> QSize:
        """The same height, and room for a short figure."""
        return QSize(theme().px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        figure, rect, px = self._figure, self.rect(), theme().px
        is_past = figure.is_past_limit and not figure.age
        ground = Token.WARN_BG if is_past else Token.SURFACE
        paint.area(painter, rect, fill=ground, edge=Token.WARN if is_past else Token.LINE, radius=RADIUS.card)
        inner = rect.adjusted(17, px(13), -14, -px(11))
        head = QRect(inner.left(), inner.top(), inner.width(), px(18))
        label_width = paint.text_width(figure.label, Role.BUTTON)
        label = QRect(head)
        if is_past:
            paint.icon(painter, "triangle-alert", Token.WARN, inner.right() - px(15), head.center().y(), 16)
            label.setRight(inner.right() - px(20))
        elif figure.trend and (room := min(px(70), head.width() - label_width - px(8))) >= px(36):
            # The words come first: a narrow card has a shorter line, a very narrow one none.
            place = QRectF(inner.right() - room, head.top() - 2, room, px(24))
            paint_sparkline(painter, place, figure.trend, self.trend_ink(is_large=True))
            label.setRight(round(place.left()) - px(4))
        paint.words(painter, label, figure.label, Role.BUTTON, Token.TEXT2)
        foot = QRect(inner.left(), inner.bottom() - px(16), inner.width(), px(18))
        meta = " · ".join(part for part in (figure.limit, figure.age) if part)
        paint.words(painter, foot, meta, Role.META, Token.TEXT2 if is_past else Token.TEXT3)
        font = theme().font(Role.FIGURE, self._size)
        wide = QFontMetrics(font).horizontalAdvance(figure.value)
        if wide > inner.width():
            font = theme().font(Role.FIGURE, max(18, self._size * inner.width() // wide))
        painter.setFont(font)
        painter.setPen(theme().colour(self.value_ink()))
        middle = QRect(inner.left(), head.bottom(), inner.width(), foot.top() - head.bottom())
        painter.drawText(middle, int(paint.LEFT | Qt.TextFlag.TextSingleLine), figure.value)
        if self.hasFocus():
            paint.focus_ring(painter, rect, radius=RADIUS.card)
