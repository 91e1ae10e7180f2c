"""The facts about a customer that matter on a call, in the order they are used."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted

_SMALLEST_GAP = 32


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; the tone is neutral unless the value asks for something."""

    label: str
    value: str
    tone: Tone = Tone.NEUTRAL


class FactStrip(Painted):
    """Facts in columns spread over the width; when it is narrow the last ones are left out."""

    def __init__(self, name: str, facts: tuple[Fact, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._facts = facts
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_facts(facts)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Shows these facts, most useful first."""
        self._facts = facts
        self.setAccessibleName(self._name)
        self.setAccessibleDescription("; ".join(f"{fact.label}: {fact.value}" for fact in facts))
        self.update()

    def shown_count(self) -> int:
        """How many facts fit at the present width."""
        widths = self._widths()
        count = len(widths)
        while count > 1 and sum(widths[:count]) + _SMALLEST_GAP * (count - 1) > self.width():
            count -= 1
        return count

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme().px(360), theme().px(34))

    def minimumSizeHint(self) -> QSize:
        """Two lines of one fact."""
        return QSize(theme().px(100), theme().px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the columns."""
        if not self._facts:
            return
        painter = QPainter(self)
        widths = self._widths()
        count = self.shown_count()
        hidden = count < len(self._facts)
        gaps = count if hidden else max(1, count - 1)
        gap = max(_SMALLEST_GAP, (self.width() - sum(widths[:count])) / gaps)
        x = 0.0
        half = self.height() // 2
        for fact, width in zip(self._facts[:count], widths, strict=False):
            room = min(width, self.width() - int(x))
            paint.words(painter, QRect(round(x), 0, room, half), fact.label, Role.LABEL, Token.TEXT3)
            ink = Token.TEXT if fact.tone is Tone.NEUTRAL else fact.tone.ink
            paint.words(painter, QRect(round(x), half, room, half), fact.value, Role.STRONG, ink)
            x += width + gap

    def _widths(self) -> list[int]:
        return [
            1 + max(paint.text_width(fact.label, Role.LABEL), paint.text_width(fact.value, Role.STRONG))
            for fact in self._facts
        ]
