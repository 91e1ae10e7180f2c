"""Tabs: real ones, so that they are read and walked as tabs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets import paint

_PAD = 8
_GAP = 4


class Tabs(QTabBar):
    """A row of tabs, each a word and a count; ``currentChanged`` says which one is chosen."""

    def __init__(self, name: str, titles: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: list[str] = []
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        for title in titles:
            self.add(title)

    def add(self, title: str, count: int | None = None) -> int:
        """Adds a tab at the end and answers its position."""
        self._titles.append(title)
        position = self.addTab(title)
        self.set_count(position, count)
        return position

    def set_count(self, position: int, count: int | None) -> None:
        """Shows how many things wait behind a tab; None shows no number."""
        title = self._titles[position]
        text = title if count is None else f"{title} {count:n}"
        if text != self.tabText(position):
            self.setTabText(position, text)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """Room for the tab as it looks when chosen, so that choosing moves nothing."""
        width = paint.text_width(self.tabText(index), Role.STRONG) + 2 * _PAD + _GAP
        return QSize(width, theme().px(36))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """A tab is never cut."""
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """One tab; the others are reached by scrolling."""
        return QSize(theme().px(80), theme().px(36))

    def changeEvent(self, event: QEvent) -> None:
        """Measures the tabs anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.count():
            # Setting a text is the one public way to make the bar lay its tabs out again.
            self.setTabText(0, self.tabText(0))
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints words, the mark under the chosen tab and the focus ring."""
        painter = QPainter(self)
        under = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else None
        for index in range(self.count()):
            full = self.tabRect(index)
            rect = QRect(full.left(), full.top(), full.width() - _GAP, full.height())
            is_chosen = index == self.currentIndex()
            if under is not None and full.contains(under) and not is_chosen:
                paint.area(painter, rect.adjusted(0, 3, 0, -5), fill=Token.HOVER)
            role = Role.STRONG if is_chosen else Role.BUTTON
            ink = Token.ACCENT_TX if is_chosen else Token.TEXT2
            if not self.isTabEnabled(index):
                ink = Token.TEXT3
            paint.words(painter, rect.adjusted(_PAD, 0, 0, 0), self.tabText(index), role, ink)
            if is_chosen:
                painter.fillRect(
                    rect.left(), rect.bottom() - 1, rect.width(), 2, theme().colour(Token.ACCENT)
                )
                if self.hasFocus():
                    paint.focus_ring(painter, rect.adjusted(0, 2, 0, -4))
