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
    """One line with an icon, two where it is narrow; without words it takes no room."""

    def __init__(self, text: str = "", tone: Tone = Tone.WARN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = tone
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_alert(text, tone)

    def show_alert(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Shows an alert in place of the last one; an empty text hides the line."""
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """A narrow line takes a second one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """One line, or two where one cannot hold the words."""
        more = len(self._lines(width)) - 1
        return theme().px(HEIGHT.alert) + more * theme().line_pitch(Role.BUTTON)

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
        lines = self._lines(self.width())
        height = len(lines) * theme().line_pitch(Role.BUTTON)
        place = inner.adjusted(width + 8, 0, 0, 0)
        place.setTop(rect.top() + (rect.height() - height) // 2)
        paint.lines(painter, place, lines, Role.BUTTON, self._tone.ink)

    def _lines(self, width: int) -> list[str]:
        room = width - 28 - theme().px(16)
        return paint.wrap(paint.one_line(self._text), Role.BUTTON, max(1, room), 2)


def tone_icon(tone: Tone) -> str:
    """The icon that goes with words of ``tone``."""
    return _ICONS[tone]
