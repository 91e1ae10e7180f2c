"""Avatars: initials in a disc, with a dot that tells the person's state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted


def initials_of(name: str) -> str:
    """The first letters of the first and the last word of ``name``; empty for a name without letters."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = words[:1] if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in ends)


class Avatar(Painted):
    """The initials of ``name`` in a disc of ``size`` pixels; ``presence`` adds a dot of that tone."""

    def __init__(self, name: str = "", *, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._name = name
        self._initials = initials_of(name)
        self._presence: Tone | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_person(self, name: str, presence: Tone | None = None, presence_word: str = "") -> None:
        """Shows another person; ``presence_word`` says the state for the accessible name and the tip."""
        self._name = name
        self._initials = initials_of(name)
        self._presence = presence
        spoken = f"{name}, {presence_word}" if presence_word else name
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """The disc."""
        side = theme().px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints disc, letters and dot."""
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_avatar(painter, QRect(0, 0, side, side), self._initials, self._presence)


def paint_avatar(painter: QPainter, rect: QRect, initials: str, presence: Tone | None = None) -> None:
    """Paints an avatar that fills ``rect``."""
    paint.area(painter, rect, fill=Token.ACCENT_BG, radius=rect.width() // 2)
    role = Role.HEADING if rect.width() >= theme().px(38) else Role.META_STRONG
    paint.words(painter, rect, initials, role, Token.ACCENT_TX, paint.CENTRE)
    if presence is not None:
        centre = QPointF(rect.right() - 4.5, rect.bottom() - 4.5)
        paint.dot(painter, centre, 12, Token.SURFACE)
        paint.dot(painter, centre, 8.5, Token.TEXT3 if presence is Tone.NEUTRAL else presence.fill)
