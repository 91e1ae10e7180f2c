"""The one line that may change the conversation."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted

_ICONS = {
    Tone.WARN: "triangle-alert",
    Tone.BAD: "circle-alert",
    Tone.OK: "circle-check",
    Tone.INFO: "info",
    Tone.ACCENT: "info",
    Tone.NEUTRAL: "info",
}


class AlertLine(Painted):
    """One line with an icon; without words it takes no room. What does not fit is in the tool tip."""

    def __init__(self, text: str = "", tone: Tone = Tone.WARN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_alert(text, tone)

    def show_alert(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Shows an alert in place of the last one; an empty text hides the line."""
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(300), theme().px(HEIGHT.alert))

    def minimumSizeHint(self) -> QSize:
        """One line, shortened."""
        return QSize(theme().px(80), theme().px(HEIGHT.alert))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the area, the icon and the words."""
        painter = QPainter(self)
        rect = self.rect()
        paint.area(painter, rect, fill=self._tone.ground)
        inner = rect.adjusted(10, 0, -10, 0)
        width = paint.icon(painter, _ICONS[self._tone], self._tone.ink, inner.left(), rect.center().y() + 1)
        paint.words(painter, inner.adjusted(width + 8, 0, 0, 0), self._text, Role.BUTTON, self._tone.ink)


def tone_icon(tone: Tone) -> str:
    """The icon that goes with words of ``tone``."""
    return _ICONS[tone]
