"""A day as one strip: each stretch in the tone of its state, to scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop.features.workforce.agent_time import Segment
from agent_desktop_ui import formats
from agent_desktop_ui.floor.state_words import state_words
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted

_INKS = {
    Tone.OK: Token.OK,
    Tone.WARN: Token.WARN,
    Tone.BAD: Token.BAD,
    Tone.INFO: Token.INFO,
    Tone.ACCENT: Token.ACCENT,
    Tone.NEUTRAL: Token.EDGE,
}
_BAR = 18


class DayStrip(Painted):
    """The segments of a day from left to right; the table beside it says the same in words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Shows a day, given in order and without gaps."""
        self._segments = tuple(segments)
        self.update()

    def sizeHint(self) -> QSize:
        """A bar and a line of times."""
        return QSize(400, theme().px(_BAR + 22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the stretches to scale, and the times at both ends."""
        painter = QPainter(self)
        bar = QRect(0, 2, self.width(), theme().px(_BAR))
        paint.area(painter, bar, fill=Token.SUNKEN, edge=Token.LINE, radius=4)
        if not self._segments:
            return
        begin, end = self._segments[0].since, self._segments[-1].until
        whole_s = max(1.0, (end - begin).total_seconds())
        for segment in self._segments:
            if segment.state == "offline":
                continue
            left = round((segment.since - begin).total_seconds() / whole_s * bar.width())
            right = round((segment.until - begin).total_seconds() / whole_s * bar.width())
            tone = state_words(segment.state)[1]
            painter.fillRect(
                QRect(left, bar.top() + 1, max(1, right - left), bar.height() - 2),
                theme().colour(_INKS[tone]),
            )
        line = QRect(0, bar.bottom() + 4, self.width(), theme().px(16))
        paint.words(painter, line, formats.clock(begin), Role.LABEL, Token.TEXT3)
        paint.words(painter, line, formats.clock(end), Role.LABEL, Token.TEXT3, paint.RIGHT)
