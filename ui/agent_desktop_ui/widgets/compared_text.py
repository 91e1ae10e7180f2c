"""A text beside another: the words that differ are marked, by their ground and a line under them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted

MOST_WORDS = 600
"""Longer texts are compared and shown up to here; the rest is told to be there."""

_PAD = 9


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a break of the line, and whether the other text has it not."""

    text: str
    differs: bool = False


def compared(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """The words of two texts, those that the other one has not marked."""
    mine, theirs = _words(one), _words(other)
    marks = difflib.SequenceMatcher(a=mine, b=theirs, autojunk=False)
    mine_differ, theirs_differ = set(range(len(mine))), set(range(len(theirs)))
    for block in marks.get_matching_blocks():
        mine_differ -= set(range(block.a, block.a + block.size))
        theirs_differ -= set(range(block.b, block.b + block.size))
    return (
        [Piece(word, n in mine_differ and word != "\n") for n, word in enumerate(mine)],
        [Piece(word, n in theirs_differ and word != "\n") for n, word in enumerate(theirs)],
    )


class ComparedText(Painted):
    """One of two texts in a box of its own, with its title."""

    def __init__(
        self, title: str, remark: str, pieces: list[Piece], tone: Tone, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._remark, self._tone = title, remark, tone
        self._pieces = pieces
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = " ".join(piece.text for piece in pieces if piece.text != "\n")
        self.setAccessibleName(f"{title}: {words}")
        different = ", ".join(piece.text for piece in pieces if piece.differs)
        self.setAccessibleDescription(
            self.tr("Different: {words}").format(words=different) if different else ""
        )

    def hasHeightForWidth(self) -> bool:
        """More lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The title, and every line of the text."""
        return self._flow(width)[1]

    def sizeHint(self) -> QSize:
        """A comfortable width."""
        width = theme().px(320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A word or two."""
        return QSize(theme().px(120), theme().px(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints box, title and words."""
        painter = QPainter(self)
        paint.area(painter, self.rect(), fill=Token.SUNKEN, edge=Token.LINE, radius=RADIUS.control)
        head = QRect(_PAD, _PAD - 2, self.width() - 2 * _PAD, theme().line_pitch(Role.META))
        taken = paint.words(painter, head, self._title, Role.META_STRONG, Token.TEXT2)
        paint.words(painter, head.adjusted(taken + 8, 0, 0, 0), self._remark, Role.META, Token.TEXT3)
        placed, _height = self._flow(self.width())
        for rect, piece in placed:
            if piece.differs:
                mark = rect.adjusted(-2, 1, 2, -1)
                paint.area(painter, mark, fill=self._tone.ground, radius=3)
                painter.fillRect(mark.left(), mark.bottom(), mark.width(), 1, theme().colour(self._tone.ink))
            ink = self._tone.ink if piece.differs else Token.TEXT
            paint.words(painter, rect, piece.text, Role.BODY, ink)

    def _flow(self, width: int) -> tuple[list[tuple[QRect, Piece]], int]:
        """Where every word stands at a width, and the height of all."""
        pitch, space = theme().line_pitch(Role.BODY), paint.text_width(" ", Role.BODY)
        left, right = _PAD, max(_PAD + 40, width - _PAD)
        x, y = left, _PAD + theme().line_pitch(Role.META) + 4
        placed = []
        for piece in self._pieces[:MOST_WORDS]:
            if piece.text == "\n":
                x, y = left, y + pitch
                continue
            wide = min(paint.text_width(piece.text, Role.BODY) + 1, right - left)
            if x > left and x + wide > right:
                x, y = left, y + pitch
            placed.append((QRect(x, y, wide, pitch), piece))
            x += wide + space
        return placed, y + pitch + _PAD


def _words(text: str) -> list[str]:
    return re.findall(r"\n|[^\s]+", text)[: MOST_WORDS + 1]
