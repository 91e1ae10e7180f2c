"""A numbered answer of the customer, chosen by pointer or by Alt and its number."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button


class ChoiceButton(Button):
    """One choice; ``number`` counts from 1, and the first nine can be chosen by Alt and the number."""

    def __init__(
        self, number: int, words: str, *, is_chosen: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, is_checkable=True, parent=parent)
        self._number = number
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_choice(number, words, is_chosen=is_chosen)

    def show_choice(self, number: int, words: str, *, is_chosen: bool = False) -> None:
        """Shows another choice; ``is_chosen`` marks the answer given before."""
        self._number = number
        self.set_label(words)
        self.setChecked(is_chosen)
        self.setShortcut(QKeySequence(f"Alt+{number}") if number <= 9 else QKeySequence())
        self.setAccessibleName(f"{number}, {words}")

    def nextCheckState(self) -> None:
        """Pressing tells; only ``show_choice`` marks."""

    def hasHeightForWidth(self) -> bool:
        """Long answers take a second line."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the words at ``width``."""
        more = len(self._lines(width)) - 1
        return theme().px(HEIGHT.button) + more * theme().line_pitch(Role.BUTTON)

    def sizeHint(self) -> QSize:
        """One line."""
        width = paint.text_width(self.text(), Role.BUTTON) + theme().px(50)
        return QSize(width, theme().px(HEIGHT.button))

    def _lines(self, width: int) -> list[str]:
        return paint.wrap(paint.one_line(self.text()), Role.BUTTON, max(1, width - 26 - theme().px(20)), 3)

    def minimumSizeHint(self) -> QSize:
        """One line, shortened."""
        return QSize(theme().px(100), theme().px(HEIGHT.button))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the outline, the number in its box, and the words."""
        painter = QPainter(self)
        rect = self.rect()
        fill, edge = Token.SURFACE, Token.LINE
        if self.isChecked() or self.isDown():
            fill, edge = Token.ACCENT_BG, Token.ACCENT_TX
        elif not self.isEnabled():
            fill = Token.SUNKEN
        elif self.underMouse():
            fill = Token.HOVER
        paint.area(painter, rect, fill=fill, edge=edge)
        side = theme().px(20)
        box = QRect(9, (rect.height() - side) // 2, side, side)
        paint.area(painter, box, edge=Token.EDGE, radius=RADIUS.chip)
        paint.words(painter, box, str(self._number), Role.LABEL_STRONG, Token.TEXT2, paint.CENTRE)
        ink = Token.TEXT if self.isEnabled() else Token.TEXT3
        lines = self._lines(self.width())
        place = rect.adjusted(9 + side + 9, 0, -8, 0)
        place.setTop((rect.height() - len(lines) * theme().line_pitch(Role.BUTTON)) // 2)
        paint.lines(painter, place, lines, Role.BUTTON, ink)
        if self.hasFocus():
            paint.focus_ring(painter, rect)
