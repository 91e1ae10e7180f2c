"""The steps of a script as segments: those done, the present one, those to come."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted

_GAP = 4


class StepSegments(Painted):
    """``current`` counts from 1; a click or the left arrow asks for a step that was reached before."""

    step_asked = Signal(int)
    """The step, counted from 1, that the person wants to see again."""

    def __init__(self, current: int = 1, total: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = current
        self._total = total
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(current, total)

    def show_steps(self, current: int, total: int) -> None:
        """Shows how far the script has come."""
        self._total = max(1, total)
        self._current = min(max(0, current), self._total)
        words = self.tr("Step {current} of {total}").format(current=self._current, total=self._total)
        self.setAccessibleName(words)
        self.setToolTip(self.tr("{step}. Left arrow goes back.").format(step=words))
        self.update()

    def sizeHint(self) -> QSize:
        """A thin line in a target that can be hit."""
        return QSize(theme().px(200), 16)

    def minimumSizeHint(self) -> QSize:
        """A thin line."""
        return QSize(theme().px(60), 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The left arrow asks for the step before."""
        if event.key() == Qt.Key.Key_Left and self._current > 1:
            self.step_asked.emit(self._current - 1)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a step that was reached asks for it."""
        step = 1 + int(event.position().x() * self._total / max(1, self.width()))
        if step < self._current:
            self.step_asked.emit(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the segments."""
        painter = QPainter(self)
        width = (self.width() - _GAP * (self._total - 1)) / self._total
        top = (self.height() - 4) // 2
        for step in range(self._total):
            left = round(step * (width + _GAP))
            right = round(step * (width + _GAP) + width)
            token = Token.ACCENT if step < self._current else Token.LINE
            paint.area(painter, QRect(left, top, max(2, right - left), 4), fill=token, radius=2)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), radius=4)
