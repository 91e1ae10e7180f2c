"""Rows that offer something to read or to send: articles and quick answers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button


class KnowledgeRow(Button):
    """An article: its title as a link, and under it why it is offered and how old it is."""

    def __init__(self, title: str = "", meta: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._meta = meta
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_article(title, meta)

    def show_article(self, title: str, meta: str) -> None:
        """Shows another article."""
        self._meta = meta
        self.set_label(title)
        self.setAccessibleName(f"{title}, {meta}" if meta else title)
        self.setToolTip(title)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme().px(200), theme().px(50))

    def minimumSizeHint(self) -> QSize:
        """Two lines, shortened."""
        return QSize(theme().px(80), theme().px(50))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints title, meta and the line below."""
        painter = QPainter(self)
        rect = self.rect()
        if self.underMouse() or self.isDown():
            painter.fillRect(rect, theme().colour(Token.HOVER))
        px = theme().px
        first = QRect(0, px(8), rect.width(), px(18))
        paint.words(painter, first, self.text(), Role.BUTTON, Token.ACCENT_TX)
        paint.words(painter, first.translated(0, px(17)), self._meta, Role.META, Token.TEXT3)
        paint.line_below(painter, rect)
        if self.hasFocus():
            paint.focus_ring(painter, rect, radius=4)


class SnippetRow(Button):
    """A quick answer: the word that brings it ("/sameday") and what it says."""

    def __init__(self, word: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(word, parent=parent)
        self._meaning = text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_snippet(word, text)

    def show_snippet(self, word: str, text: str) -> None:
        """Shows another quick answer."""
        self._meaning = text
        self.set_label(word)
        self.setAccessibleName(f"{word}, {text}")
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme().px(200), theme().px(HEIGHT.snippet))

    def minimumSizeHint(self) -> QSize:
        """One line, shortened."""
        return QSize(theme().px(80), theme().px(HEIGHT.snippet))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the word and what it stands for."""
        painter = QPainter(self)
        rect = self.rect()
        is_lit = self.underMouse() or self.isDown()
        paint.area(painter, rect, fill=Token.HOVER if is_lit else Token.SUNKEN, edge=Token.LINE)
        inner = rect.adjusted(11, 0, -10, 0)
        width = paint.words(painter, inner, self.text(), Role.META_STRONG, Token.ACCENT_TX)
        paint.words(painter, inner.adjusted(width + 9, 0, 0, 0), self._meaning, Role.META, Token.TEXT2)
        if self.hasFocus():
            paint.focus_ring(painter, rect)


class PlainRow(Button):
    """A thing of the glance column: what it is, and under it a line of meta."""

    def __init__(self, title: str = "", meta: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._meta = meta
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title}, {meta}" if meta else title)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme().px(160), theme().px(39))

    def minimumSizeHint(self) -> QSize:
        """Two lines, shortened."""
        return QSize(theme().px(80), theme().px(39))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints title and meta."""
        painter = QPainter(self)
        rect = self.rect()
        if self.underMouse() or self.isDown():
            paint.area(painter, rect.adjusted(-4, 0, 0, -2), fill=Token.HOVER, radius=4)
        first = QRect(0, 0, rect.width(), theme().px(18))
        paint.words(painter, first, self.text(), Role.BUTTON, Token.TEXT)
        paint.words(painter, first.translated(0, theme().px(17)), self._meta, Role.META, Token.TEXT3)
        if self.hasFocus():
            paint.focus_ring(painter, rect, radius=4)
