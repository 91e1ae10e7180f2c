"""The person at the desk, at the right end of the call bar: their avatar, which opens the choice of state."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.avatar import Avatar
from agent_desktop_ui.widgets.button import Button


class Parting(QWidget):
    """A hairline across the bar that parts the person from the controls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(19)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the hairline."""
        QPainter(self).fillRect(2, 0, 1, self.height(), theme().colour(Token.LINE))


class SelfButton(Button):
    """The person's own avatar, which opens the choice of state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._avatar = Avatar(size=32)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._avatar)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._avatar.setToolTip("")

    def show_person(self, name: str, presence: Tone, words: str) -> None:
        """Shows the person and their state."""
        self._avatar.show_person(name, presence, words)
        self._avatar.setToolTip("")
        spoken = f"{name}, {words}" if words else name
        self.setAccessibleName(self.tr("My state: {person}").format(person=spoken))
        self.setToolTip(self.tr("{person}. My state (F4)").format(person=spoken))

    def sizeHint(self) -> QSize:
        """The avatar."""
        side = theme().px(32)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The avatar paints itself; the ring says where the keyboard is."""
        if self.hasFocus():
            paint.focus_ring(QPainter(self), self.rect(), radius=self.width() // 2)
