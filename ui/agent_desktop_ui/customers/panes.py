"""The three panes of the desk side by side: usual widths by window size, kept when changed, drawers when small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import BREADTH, Token
from agent_desktop_ui.widgets.button import ButtonKind, IconButton
from agent_desktop_ui.widgets.card import Surface

if TYPE_CHECKING:
    from agent_desktop_ui.shell.desk_settings import DeskSettings

RAIL = BREADTH.rail
DRAWERS_BELOW, MEDIUM_FROM, LARGE_FROM = 1180, 1400, 1700
"""Window widths at 100 % text size; the panes are the rail narrower."""

SNAP = 14
STRIP = 56
SMALLEST_CUSTOMER = 420


class Panes(QWidget):
    """Queue, customer and right panel. Under 1180 the outer two are drawers over the customer."""

    drawers_changed = Signal(bool)

    def __init__(
        self, queue: QWidget, customer: QWidget, right: QWidget, settings: DeskSettings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._queue, self._customer, self._right = queue, customer, right
        self._settings = settings
        self.has_drawers = False
        self._size = ""
        self._is_applying = False
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for pane in (queue, customer, right):
            self._splitter.addWidget(pane)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 0)
        for place in (1, 2):
            self._splitter.handle(place).setAccessibleName(self.tr("Width of the panel"))
        queue.setMinimumWidth(200)
        customer.setMinimumWidth(SMALLEST_CUSTOMER)
        right.setMinimumWidth(240)
        self.left_strip = Surface(Token.SURFACE, line_right=True)
        self.right_strip = Surface(Token.SURFACE, line_left=True)
        self.open_queue = IconButton("list-checks", self.tr("Show the queue"), kind=ButtonKind.QUIET)
        self.ringing = IconButton("phone-incoming", self.tr("A call rings"))
        self.open_right = IconButton("panel-right", self.tr("Show script and answers"), kind=ButtonKind.QUIET)
        self.ringing.hide()
        for strip, buttons in (
            (self.left_strip, (self.open_queue, self.ringing)),
            (self.right_strip, (self.open_right,)),
        ):
            column = QVBoxLayout(strip)
            column.setContentsMargins(8, 10, 8, 10)
            for button in buttons:
                column.addWidget(button)
            column.addStretch(1)
            strip.setFixedWidth(STRIP)
            strip.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left_strip)
        row.addWidget(self._splitter, 1)
        row.addWidget(self.right_strip)
        self._keep = QTimer(self, singleShot=True, interval=300)
        self._keep.timeout.connect(self._remember)
        self._splitter.splitterMoved.connect(self._moved)
        self.open_queue.clicked.connect(lambda: self.show_drawer(self._queue))
        self.ringing.clicked.connect(lambda: self.show_drawer(self._queue))
        self.open_right.clicked.connect(lambda: self.show_drawer(self._right))
        theme().changed.connect(self._fit)

    def usual(self) -> tuple[int, int]:
        """The usual widths of queue and right panel at the present window size."""
        px = theme().px
        if self._size == "large":
            return px(BREADTH.queue_wide), px(BREADTH.right_wide)
        if self._size == "medium":
            return px(BREADTH.queue), px(BREADTH.right)
        return px(BREADTH.queue_narrow), px(BREADTH.right_narrow)

    def reset(self) -> None:
        """Back to the usual widths, at every size."""
        self._settings.remember(panes_small=None, panes_medium=None, panes_large=None)
        self._apply()

    def show_drawer(self, pane: QWidget) -> None:
        """Bring a drawer in; nothing where there are none."""
        if not self.has_drawers or pane is self._customer:
            return
        for other in (self._queue, self._right):
            other.setVisible(other is pane)
        pane.raise_()
        self._place_drawers()

    def hide_drawers(self) -> bool:
        """Put drawers away; False when none was open."""
        was_open = self.has_drawers and (self._queue.isVisible() or self._right.isVisible())
        if self.has_drawers:
            self._queue.hide()
            self._right.hide()
        return was_open

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chooses the widths that go with the new size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = (self.width() + RAIL) / theme().factor
        size = "large" if width >= LARGE_FROM else "medium" if width >= MEDIUM_FROM else "small"
        wants_drawers = width < DRAWERS_BELOW
        if wants_drawers is not self.has_drawers:
            self._set_drawers(has_drawers=wants_drawers)
        if size != self._size or not self._keep.isActive():
            self._size = size
            self._apply()
        self._place_drawers()

    def _set_drawers(self, *, has_drawers: bool) -> None:
        self.has_drawers = has_drawers
        self.left_strip.setVisible(has_drawers)
        self.right_strip.setVisible(has_drawers)
        if has_drawers:
            for pane in (self._queue, self._right):
                pane.setParent(self)
                pane.hide()
        else:
            self._splitter.insertWidget(0, self._queue)
            self._splitter.addWidget(self._right)
            self._queue.show()
            self._right.show()
        self.drawers_changed.emit(has_drawers)

    def _apply(self) -> None:
        if self.has_drawers or self._splitter.count() < 3:
            return
        kept = self._settings.numbers(f"panes_{self._size}")
        queue, right = (kept[0], kept[1]) if len(kept) == 2 else self.usual()
        self._is_applying = True
        self._splitter.setSizes([queue, max(SMALLEST_CUSTOMER, self.width() - queue - right - 2), right])
        self._is_applying = False

    def _moved(self, _place: int, handle: int) -> None:
        sizes, usual = self._splitter.sizes(), self.usual()
        width = sizes[0] if handle == 1 else sizes[2]
        wanted = usual[0] if handle == 1 else usual[1]
        if not self._is_applying and width != wanted and abs(width - wanted) <= SNAP:
            self._is_applying = True
            if handle == 1:
                sizes[1] += sizes[0] - wanted
                sizes[0] = wanted
            else:
                sizes[1] += sizes[2] - wanted
                sizes[2] = wanted
            self._splitter.setSizes(sizes)
            self._is_applying = False
        self._keep.start()

    def _remember(self) -> None:
        sizes = self._splitter.sizes()
        if len(sizes) == 3:
            self._settings.remember(**{f"panes_{self._size}": [sizes[0], sizes[2]]})

    def _place_drawers(self) -> None:
        if not self.has_drawers:
            return
        queue, right = theme().px(BREADTH.queue), theme().px(BREADTH.right)
        self._queue.setGeometry(STRIP, 0, min(queue, self.width() - 2 * STRIP), self.height())
        width = min(right, self.width() - 2 * STRIP)
        self._right.setGeometry(self.width() - STRIP - width, 0, width, self.height())
