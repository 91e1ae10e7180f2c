"""The right panel: what to say, what to answer, what is known."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.script_view import ScriptView
from agent_desktop_ui.widgets.tabs import Tabs


class RightPanelView(Surface):
    """Tabs and their pages; the first page is the script."""

    tab_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_left=True, parent=parent)
        self.tabs = Tabs(self.tr("Help for this call"))
        self.script = ScriptView()
        self._pages = QStackedWidget()
        strip = Surface(Token.SURFACE, line_bottom=True)
        over = QHBoxLayout(strip)
        over.setContentsMargins(12, 1, 12, 0)
        over.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._pages, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.add_page(self.tr("Script"), self.script)

    def add_page(self, title: str, page: QWidget, count: int | None = None) -> int:
        """Adds a tab and what it shows; answers its position."""
        self._pages.addWidget(page)
        return self.tabs.add(title, count)

    def _turn(self, position: int) -> None:
        self._pages.setCurrentIndex(position)
        self.tab_changed.emit(position)
