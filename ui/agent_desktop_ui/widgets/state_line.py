"""The line on top of the call bar: the state, readable from the corner of an eye."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Token, Tone
from agent_desktop_ui.widgets.painted import Painted


class StateLine(Painted):
    """Three pixels in the tone of the state; the chip beside it says the same in words."""

    def __init__(self, tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setFixedHeight(HEIGHT.state_line)

    def show_tone(self, tone: Tone) -> None:
        """Changes the colour."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fills the line."""
        token = Token.TEXT2 if self._tone is Tone.NEUTRAL else self._tone.fill
        QPainter(self).fillRect(self.rect(), theme().colour(token))
