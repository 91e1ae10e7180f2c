"""The middle of the window: the customer's header, tabs over what is known, and the note below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import BREADTH, Token
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.customer_header import CustomerHeaderView
from agent_desktop_ui.widgets.glance_column import GlanceColumnView
from agent_desktop_ui.widgets.note_bar import NoteBarView
from agent_desktop_ui.widgets.tabs import Tabs
from agent_desktop_ui.widgets.timeline import Timeline

LOW_BELOW = 640
"""Under this height, in pixels at 100 %, the note shows two lines instead of three."""

WIDE_FROM = 960
"""From this width, in pixels at 100 %, the glance column stands beside the timeline."""


class CustomerPanelView(Surface):
    """Header, tabs with their pages, and the note. The first page is the timeline, with the glance column."""

    tab_changed = Signal(int)

    def __init__(self, first_tab: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, parent=parent)
        self.header = CustomerHeaderView()
        self._under_header = QWidget()
        self._lines = QVBoxLayout(self._under_header)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.tabs = Tabs(self.tr("Customer"))
        self.timeline = Timeline(self.tr("Timeline"))
        self.timeline_head = QVBoxLayout()
        """The room over the timeline, for what searches in it."""
        self.glance = GlanceColumnView()
        self.note_bar = NoteBarView()
        self._pages = QStackedWidget()
        # Pages scroll by themselves; the header and the note never give way to a tall one.
        self._pages.setMinimumHeight(32)
        self.tabs.currentChanged.connect(self._turn)

        first = QWidget()
        row = QHBoxLayout(first)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.timeline_head.setContentsMargins(0, 0, 0, 0)
        self.timeline_head.setSpacing(0)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addLayout(self.timeline_head)
        beside.addWidget(self.timeline, 1)
        row.addLayout(beside, 1)
        row.addWidget(self.glance)
        strip = Surface(Token.SURFACE, line_bottom=True)
        over = QHBoxLayout(strip)
        over.setContentsMargins(16, 0, 12, 0)
        over.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._under_header)
        column.addWidget(strip)
        column.addWidget(self._pages, 1)
        column.addWidget(self.note_bar)
        self.add_page(first_tab or self.tr("Timeline"), first)

    def add_page(self, title: str, page: QWidget, count: int | None = None) -> int:
        """Adds a tab and what it shows; answers its position."""
        self._pages.addWidget(page)
        return self.tabs.add(title, count)

    def add_line(self, line: QWidget) -> None:
        """Adds a quiet line under the header; while it is hidden it takes no room."""
        self._lines.addWidget(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows the glance column where there is room."""
        super().resizeEvent(event)
        self.glance.setVisible(self.width() >= WIDE_FROM * theme().factor)
        self.glance.setFixedWidth(theme().px(BREADTH.glance))
        self.note_bar.set_note_lines(2 if self.height() < LOW_BELOW * theme().factor else 3)

    def _turn(self, position: int) -> None:
        self._pages.setCurrentIndex(position)
        self.tab_changed.emit(position)
