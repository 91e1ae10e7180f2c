"""The work queue as the agent sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList
from agent_desktop_ui.widgets.group_header import paint_group_header
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.queue_model import ENTRY_ROLE, QueueModel, QueueRow
from agent_desktop_ui.widgets.stillness import Stillness

NARROW_BELOW = 290
"""Under this width, in pixels at 100 %, rows leave out the ticket number."""

COLLAPSED_BELOW = 120
"""Under this width a row is its icon alone: the queue of the smallest window."""

_ICON_LEFT = 16
_TEXT_LEFT = 40
_RIGHT = 12


class QueueDelegate(QStyledItemDelegate):
    """Paints rows and titles; a row takes two lines whatever it contains."""

    is_narrow = False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one entry of a ``QueueModel``."""
        rect = QRect(option.rect)
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, QueueRow):
            state = option.state
            self._paint_row(
                painter,
                rect,
                entry,
                is_selected=bool(state & QStyle.StateFlag.State_Selected),
                is_under=bool(state & QStyle.StateFlag.State_MouseOver),
            )
            if state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, rect.adjusted(1, 1, -1, -1), radius=4)
        else:
            paint_group_header(painter, rect, str(entry or ""))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The fixed height of a row or a title."""
        is_row = isinstance(index.data(ENTRY_ROLE), QueueRow)
        return QSize(
            QRect(option.rect).width(), theme().px(HEIGHT.queue_row if is_row else HEIGHT.group_header)
        )

    def _paint_row(
        self, painter: QPainter, rect: QRect, row: QueueRow, *, is_selected: bool, is_under: bool
    ) -> None:
        px = theme().px
        if rect.width() < px(COLLAPSED_BELOW):
            self._paint_collapsed(painter, rect, row, is_selected=is_selected)
            return
        if is_selected:
            painter.fillRect(rect, theme().colour(Token.ACCENT_BG))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().colour(Token.ACCENT))
        elif is_under:
            painter.fillRect(rect, theme().colour(Token.HOVER))
        left = rect.left() + px(_TEXT_LEFT)
        painter.fillRect(left, rect.bottom(), rect.right() - left + 1, 1, theme().colour(Token.LINE))
        line = px(18)
        first = QRect(left, rect.top() + px(8), rect.right() - px(_RIGHT) - left, line)
        second = first.translated(0, px(19))
        icon_ink = Token.TEXT2 if row.icon_tone is Tone.NEUTRAL else row.icon_tone.ink
        paint.icon(painter, row.icon, icon_ink, rect.left() + px(_ICON_LEFT), first.center().y() + 2, 14)
        paint.words(painter, first, row.subject, Role.STRONG if row.is_unread else Role.BODY, Token.TEXT)
        second.setRight(second.right() - self._paint_deadline(painter, second, row))
        who = row.who if self.is_narrow or not row.number else f"{row.who}  ·  {row.number}"
        paint.words(painter, second, who, Role.META, Token.TEXT3)

    @staticmethod
    def _paint_collapsed(painter: QPainter, rect: QRect, row: QueueRow, *, is_selected: bool) -> None:
        """Paints the icon alone, with a mark in the tone of the deadline; the tool tip tells the rest."""
        if is_selected:
            painter.fillRect(rect, theme().colour(Token.ACCENT_BG))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().colour(Token.ACCENT))
        paint.line_below(painter, rect)
        urgent = row.deadline_tone is not Tone.NEUTRAL
        ink = row.deadline_tone.ink if urgent else Token.TEXT2
        left = rect.center().x() - theme().px(8)
        paint.icon(painter, row.icon, ink, left, rect.center().y(), 16)
        if urgent:
            mark = {Tone.BAD: "circle-alert", Tone.WARN: "clock"}.get(row.deadline_tone, "")
            if mark:
                paint.icon(painter, mark, ink, left + theme().px(10), rect.center().y() - theme().px(12), 12)

    @staticmethod
    def _paint_deadline(painter: QPainter, line: QRect, row: QueueRow) -> int:
        """Paints the deadline at the right end of ``line``; answers the room it took, gap included."""
        if not row.deadline:
            return 0
        if row.deadline_tone is Tone.NEUTRAL:
            return paint.words(painter, line, row.deadline, Role.META, Token.TEXT3, paint.RIGHT) + 8
        chip = ChipData(row.deadline, row.deadline_tone)
        width = min(paint.chip_width(chip, is_small=True), line.width() // 2 + 20)
        height = paint.chip_height(is_small=True)
        place = QRect(line.right() - width + 1, line.center().y() - height // 2 + 1, width, height)
        paint.paint_chip(painter, place, chip, is_small=True)
        return width + 8


class QueueList(FlowList):
    """The queue: rows update in place at once; their order changes only when nobody is looking for a row.

    ``show_rows`` may be called as often as the world changes. While the pointer or the keyboard is in the
    list, and for two seconds after, known rows take new values where they are and everything else waits.
    """

    row_chosen = Signal(str)
    """The row that the person selected, by pointer or keyboard."""

    row_opened = Signal(str)
    """The row that the person opened with Enter or a double click."""

    changes_held = Signal(int)
    """How many rows wait to come, go or move until the list is left."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._model = QueueModel(self)
        self._delegate = QueueDelegate(self)
        self._held: list[QueueRow] | None = None
        self._is_restoring = False
        self._stillness = Stillness(self)
        self._stillness.over.connect(self._apply_held)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.activated.connect(self._opened)

    def queue_model(self) -> QueueModel:
        """The model behind the list."""
        return self._model

    def show_rows(self, rows: Sequence[QueueRow], *, at_once: bool = False) -> None:
        """Shows the queue as it is now; ``at_once`` re-sorts even under the person's hands."""
        if not at_once and self._model.rows() and self._stillness.is_kept():
            self._update_in_place(rows)
            return
        self._held = None
        self._stillness.end()
        self._replace(rows)
        self.changes_held.emit(0)

    def update_row(self, row: QueueRow) -> None:
        """Shows new values of one row where it is."""
        self._model.update_row(row)

    def set_filter(self, text: str) -> None:
        """Keeps the rows with every word of ``text``; a selected row stays selected while shown."""
        chosen = self.chosen_row()
        self._model.set_filter(text)
        self._restore(chosen, 0)

    def choose_row(self, row_id: str) -> None:
        """Selects a row and brings it into sight; an unknown id clears the selection."""
        index = self._model.index_of(row_id)
        self._is_restoring = True
        self.setCurrentIndex(index)
        self._is_restoring = False

    def chosen_row(self) -> str:
        """The id of the selected row; empty when there is none."""
        row = self._model.row_at(self.currentIndex())
        return row.row_id if row else ""

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hands over the rows as columns, each group under its title."""
        columns = (
            SheetColumn(self.tr("What"), width=0),
            SheetColumn(self.tr("Who"), width=180),
            SheetColumn(self.tr("Number"), width=90),
            SheetColumn(self.tr("Deadline"), width=110),
        )
        chosen = self.chosen_row()
        rows = [
            (entry,) if isinstance(entry, str) else (entry.subject, entry.who, entry.number, entry.deadline)
            for entry in self._model.entries()
            if not is_selected_only or (isinstance(entry, QueueRow) and entry.row_id == chosen)
        ]
        then(Sheet(self.accessibleName(), columns, rows))

    def row_heights(self) -> list[int]:
        """Two heights, no measuring."""
        row, title = theme().px(HEIGHT.queue_row), theme().px(HEIGHT.group_header)
        heights = [row] * self._model.rowCount()
        for place in self._model.title_places():
            heights[place] = title
        return heights

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has left: no row looks pointed at."""
        super().leaveEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leaves the number out where the list is narrow."""
        self._delegate.is_narrow = self.width() < theme().px(NARROW_BELOW)
        super().paintEvent(event)

    def _apply_held(self) -> None:
        if self._held is not None:
            self.show_rows(self._held)

    def _update_in_place(self, rows: Sequence[QueueRow]) -> None:
        known = {row.row_id: row for row in self._model.rows()}
        for row in rows:
            if row.row_id in known and known[row.row_id] != row:
                self._model.update_row(row)
        now = [row.row_id for row in self._model.rows()]
        new = [row.row_id for row in sorted(rows, key=lambda row: row.group)]
        self._held = list(rows) if now != new else None
        self.changes_held.emit(len(set(now) ^ set(new)) or int(now != new))

    def _replace(self, rows: Sequence[QueueRow]) -> None:
        chosen, scroll = self.chosen_row(), self.verticalOffset()
        self._model.set_rows(rows)
        self._restore(chosen, scroll)

    def _restore(self, chosen: str, scroll: int) -> None:
        self.doItemsLayout()
        index = self._model.index_of(chosen)
        self._is_restoring = True
        self.setAutoScroll(False)
        if index.isValid():
            self.setCurrentIndex(index)
        self.setAutoScroll(True)
        self._is_restoring = False
        self.verticalScrollBar().setValue(scroll)

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self._model.row_at(current)
        if row is not None and not self._is_restoring:
            self.row_chosen.emit(row.row_id)

    def _opened(self, index: QModelIndex) -> None:
        row = self._model.row_at(index)
        if row is not None:
            self.row_opened.emit(row.row_id)
