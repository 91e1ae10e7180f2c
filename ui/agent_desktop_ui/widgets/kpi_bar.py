"""The floor's figures along the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.kpi_tile import KpiFigure, KpiTile
from agent_desktop_ui.widgets.painted import Painted


class LiveMark(Painted):
    """A dot and the words that say whether the figures are live."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._tone = Tone.OK
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_live(self, words: str, tone: Tone = Tone.OK) -> None:
        """Shows "Live 12:41", or what is the matter."""
        if (words, tone) != (self._words, self._tone):
            self._words, self._tone = words, tone
            self.setAccessibleName(words)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Dot and words."""
        return QSize(paint.text_width(self._words, Role.META) + 20, theme().px(HEIGHT.kpi_bar) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints dot and words."""
        painter = QPainter(self)
        if not self._words:
            return
        inner = self.rect()
        width = paint.words(painter, inner, self._words, Role.META, Token.TEXT2, paint.RIGHT)
        token = Token.TEXT3 if self._tone is Tone.NEUTRAL else self._tone.fill
        paint.dot(painter, QPointF(inner.right() - width - 12, self.height() / 2), 7, token)


class KpiBarView(Surface):
    """Figures in a row; trends are left out first, then the last figures, when the window is narrow."""

    figure_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_top=True, parent=parent)
        self._tiles: list[KpiTile] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self.live = LiveMark()
        self.voicemail = Chip()
        self.voicemail.setObjectName("voicemail")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(0)
        row.addLayout(self._row)
        row.addStretch(1)
        row.addWidget(self.voicemail)
        row.addSpacing(12)
        row.addWidget(self.live)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: tuple[KpiFigure, ...]) -> None:
        """Shows these figures, most needed first; tiles are kept, so the keyboard stays where it is."""
        while len(self._tiles) < len(figures):
            tile = KpiTile(figures[len(self._tiles)])
            tile.opened.connect(self.figure_opened)
            self._tiles.append(tile)
            self._row.addWidget(tile)
        for position, tile in enumerate(self._tiles):
            if position < len(figures):
                tile.show_figure(figures[position])
        for tile in self._tiles[len(figures) :]:
            tile.hide()
            tile.deleteLater()
        del self._tiles[len(figures) :]
        self._fit()

    def sizeHint(self) -> QSize:
        """The full width it is given, at its fixed height."""
        return QSize(theme().px(900), theme().px(HEIGHT.kpi_bar))

    def minimumSizeHint(self) -> QSize:
        """The bar gives way."""
        return QSize(200, theme().px(HEIGHT.kpi_bar))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.live.sizeHint().width() - 20
        shows_trend = self.width() >= 1300 * theme().factor
        for tile in self._tiles:
            tile.set_shows_trend(shows_trend)
        for tile in self._tiles:
            room -= tile.sizeHint().width()
            tile.setVisible(room >= 0)
