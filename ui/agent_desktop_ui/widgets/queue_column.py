"""The left column: tabs over the kinds of work, a filter, and the queue."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.incoming_card import IncomingCard
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.notice import ROOM_FOR_NOTICES
from agent_desktop_ui.widgets.queue_list import COLLAPSED_BELOW, QueueList
from agent_desktop_ui.widgets.queue_model import QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox
from agent_desktop_ui.widgets.tabs import Tabs

FILTER_PAUSE_MS = 60


class QueueColumnView(Surface):
    """Tabs, filter and list; an incoming call lies over the least urgent rows and moves nothing."""

    tab_changed = Signal(int)
    row_chosen = Signal(str)
    row_opened = Signal(str)

    def __init__(self, tabs: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_right=True, line_left=True, parent=parent)
        self.setProperty(ROOM_FOR_NOTICES, True)
        self._tabs = Tabs(self.tr("Queues"), tabs)
        self._filter = SearchBox(self.tr("Filter queue"), self.tr("Filter queue"), icon="funnel", key="")
        self._filter.setToolTip(self.tr("Filter queue (Ctrl L)"))
        self._held = Label("", Role.META, Token.TEXT3)
        self._held.setContentsMargins(15, 4, 8, 4)
        self._held.hide()
        self._list = QueueList(self.tr("Work queue"))
        self._empty = EmptyState(parent=self._list.viewport())
        self._empty.hide()
        self._pause = QTimer(self, singleShot=True, interval=FILTER_PAUSE_MS)
        self.incoming = IncomingCard(self)
        """The card of a call that rings while another is going on."""

        self._head = head = Surface(Token.SURFACE, line_bottom=True)
        above = QVBoxLayout(head)
        above.setContentsMargins(12, 6, 12, 10)
        above.setSpacing(9)
        above.addWidget(self._tabs)
        above.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._held)
        column.addWidget(self._list, 1)

        self._tabs.currentChanged.connect(self.tab_changed)
        self._filter.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._apply_filter)
        self._filter.left_down.connect(self._into_list)
        self._list.row_chosen.connect(self.row_chosen)
        self._list.row_opened.connect(self.row_opened)
        self._list.changes_held.connect(self._show_held)

    def tabs(self) -> Tabs:
        """The tabs, for counts and for Ctrl and a number."""
        return self._tabs

    def filter_box(self) -> SearchBox:
        """The filter, for Ctrl L."""
        return self._filter

    def queue_list(self) -> QueueList:
        """The list itself."""
        return self._list

    def show_rows(self, rows: Sequence[QueueRow], *, at_once: bool = False) -> None:
        """Shows the queue as it is now."""
        self._list.show_rows(rows, at_once=at_once)
        self._show_emptiness()

    def set_counts(self, counts: Sequence[int | None]) -> None:
        """Shows how much waits behind each tab."""
        for position, count in enumerate(counts):
            self._tabs.set_count(position, count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the incoming card at the bottom."""
        super().resizeEvent(event)
        self._head.setVisible(self.width() >= theme().px(COLLAPSED_BELOW))
        self.incoming.place()
        self._empty.setGeometry(self._list.viewport().rect())

    def _apply_filter(self) -> None:
        self._list.set_filter(self._filter.text())
        self._show_emptiness()

    def _into_list(self) -> None:
        self._list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self._list.chosen_row():
            self._list.selectionModel().clear()

    def _show_held(self, count: int) -> None:
        self._held.setVisible(count > 0)
        self._held.setText(self.tr("%n change(s) wait until you leave the list", "", count))

    def _show_emptiness(self) -> None:
        is_empty = self._list.queue_model().shown_count() == 0
        if is_empty and self._filter.text():
            self._empty.show_words(
                self.tr("Nothing matches"), self.tr("Clear the filter to see the whole queue.")
            )
        elif is_empty:
            self._empty.show_words(self.tr("Nothing waits"), self.tr("New work appears here by itself."))
        self._empty.setGeometry(self._list.viewport().rect())
        self._empty.setVisible(is_empty)
