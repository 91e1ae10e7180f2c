"""One customer who may be calling: who, the reasons to believe it, and the key that says it is them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop.features.calls.read_models import DOUBTS, Candidate
from agent_desktop_ui.calls.caller_words import reason_words
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.paint import ChipData

_HEIGHT = 52


class CandidateButton(Button):
    """Two lines and a number; ``key`` is shown on the first alone."""

    def __init__(
        self, number: int, candidate: Candidate, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(candidate.name, parent=parent)
        self.candidate = candidate
        self._number, self._hint = number, key
        self._why = reason_words(candidate)
        chips = []
        if candidate.open_tickets:
            chips.append(ChipData(self.tr("%n open tickets", "", candidate.open_tickets)))
        if not DOUBTS.isdisjoint(candidate.reasons):
            chips.append(ChipData(self.tr("Maybe"), Tone.WARN))
        self._chips = tuple(chips)
        words = "  ·  ".join(part for part in (candidate.name, candidate.detail, self._why) if part)
        self.set_label(words)
        self.setAccessibleName(f"{number}, {words}")
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme().px(300), theme().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Two lines, shortened."""
        return QSize(theme().px(160), theme().px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints outline, number, who and why."""
        painter, rect, px = QPainter(self), self.rect(), theme().px
        fill = Token.ACCENT_BG if self.isDown() else Token.HOVER if self.underMouse() else Token.SURFACE
        paint.area(painter, rect, fill=fill, edge=Token.LINE)
        side = px(20)
        box = QRect(px(10), (rect.height() - side) // 2, side, side)
        paint.area(painter, box, edge=Token.EDGE, radius=RADIUS.chip)
        paint.words(painter, box, str(self._number), Role.LABEL_STRONG, Token.TEXT2, paint.CENTRE)
        left, right = box.right() + px(12), rect.right() - px(12)
        first = QRect(left, px(7), right - left, px(19))
        if self._hint:
            taken = paint.words(painter, first, self._hint, Role.LABEL, Token.TEXT3, paint.RIGHT)
            first.setRight(first.right() - taken - px(10))
        height = paint.chip_height(is_small=True)
        for chip in reversed(self._chips):
            width = paint.chip_width(chip, is_small=True)
            if first.width() - width < px(120):
                break
            place = QRect(first.right() - width + 1, first.center().y() - height // 2 + 1, width, height)
            paint.paint_chip(painter, place, chip, is_small=True)
            first.setRight(place.left() - px(8))
        taken = paint.words(painter, first, self.candidate.name, Role.STRONG, Token.TEXT)
        detail = first.adjusted(taken + px(10), 0, 0, 0)
        if self.candidate.detail and detail.width() > px(40):
            paint.words(painter, detail, self.candidate.detail, Role.META, Token.TEXT2)
        second = QRect(left, px(27), right - left, px(18))
        paint.words(painter, second, self._why, Role.META, Token.TEXT3)
        if self.hasFocus():
            paint.focus_ring(painter, rect)
