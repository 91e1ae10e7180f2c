"""The words to say: the largest running text in the window."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import Label, Paragraph


class ScriptCard(QWidget):
    """A card with a short heading ("Say") and the text under it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Label(self.tr("Say"), Role.LABEL_STRONG, Token.ACCENT_TX)
        self._text = Paragraph(text, Role.SCRIPT, Token.TEXT)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 16, 11)
        column.setSpacing(2)
        column.addWidget(self._heading)
        column.addWidget(self._text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str, heading: str = "") -> None:
        """Shows what to say, or under another heading what to do."""
        self._heading.setText(heading or self.tr("Say"))
        self._text.setText(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card."""
        paint.area(QPainter(self), self.rect(), fill=Token.ACCENT_BG, radius=RADIUS.card)
