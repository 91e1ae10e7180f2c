"""The rows of a customer's record under their titles, painted and walked by keyboard; ten thousand are no more work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_desktop_ui.customers.record_rows import RecordGroup, RecordRow
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_ONE_LINE, _TWO_LINES = 34, 50
_LABEL_LEFT, _TEXT_LEFT, _NARROW = 44, 166, 430


class RecordModel(QAbstractListModel):
    """Titles and rows in one column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[RecordRow | str] = []
        self._places: dict[str, int] = {}

    def set_groups(self, groups: Sequence[RecordGroup]) -> None:
        """Shows other rows, in one reset."""
        self.beginResetModel()
        entries: list[RecordRow | str] = []
        for group in groups:
            entries.append(group.title if group.count is None else f"{group.title}  {group.count:n}")
            entries += group.rows
        self._entries = entries
        self._places = {
            entry.key: place for place, entry in enumerate(entries) if isinstance(entry, RecordRow)
        }
        self.endResetModel()

    def entries(self) -> list[RecordRow | str]:
        """What is shown, in order. Not to be changed."""
        return self._entries

    def index_of(self, key: str) -> QModelIndex:
        """Where a row is; invalid when it is not shown."""
        place = self._places.get(key)
        return QModelIndex() if place is None else self.index(place, 0)

    def row_at(self, index: _Index) -> RecordRow | None:
        """The row at ``index``; None for a title."""
        entry = self._entries[index.row()] if index.isValid() and index.row() < len(self._entries) else ""
        return entry if isinstance(entry, RecordRow) else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """Titles and rows together."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The entry for painting, its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ROW_ROLE:
            return entry
        if role in _SPOKEN:
            return entry if isinstance(entry, str) else entry.words()
        if role == int(Qt.ItemDataRole.ToolTipRole) and isinstance(entry, RecordRow):
            return entry.words()
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen, titles cannot."""
        if isinstance(self._entries[index.row()], str):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class _Delegate(QStyledItemDelegate):
    """Paints a label, the text with what is known of it below, and chips at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints one entry."""
        entry, rect = index.data(ROW_ROLE), QRect(option.rect)
        if isinstance(entry, RecordRow):
            state = option.state
            self._row(
                painter,
                rect,
                entry,
                is_selected=bool(state & QStyle.StateFlag.State_Selected),
                is_under=bool(state & QStyle.StateFlag.State_MouseOver),
            )
            if state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, rect.adjusted(1, 1, -1, -1), radius=4)
            return
        inner = rect.adjusted(theme().px(20), theme().px(8), -12, 0)
        paint.words(painter, inner, str(entry or ""), Role.META_STRONG, Token.TEXT3)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as the list says."""
        return QSize(QRect(option.rect).width(), row_height(index.data(ROW_ROLE)))

    @staticmethod
    def _row(painter: QPainter, rect: QRect, row: RecordRow, *, is_selected: bool, is_under: bool) -> None:
        px = theme().px
        if is_selected:
            painter.fillRect(rect, theme().colour(Token.ACCENT_BG))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().colour(Token.ACCENT))
        elif is_under:
            painter.fillRect(rect, theme().colour(Token.HOVER))
        is_narrow = rect.width() < px(_NARROW)
        left, right = rect.left() + px(_LABEL_LEFT), rect.right() - px(16)
        painter.fillRect(left, rect.bottom(), right - left + 1, 1, theme().colour(Token.LINE))
        first = QRect(left, rect.top() + px(7), right - left, px(20))
        paint.icon(painter, row.icon, Token.TEXT3, rect.left() + px(20), first.center().y() + 1, 14)
        text = QRect(first)
        if row.label and not is_narrow:
            label = QRect(left, first.top(), px(_TEXT_LEFT - _LABEL_LEFT - 8), first.height())
            paint.words(painter, label, row.label, Role.META, Token.TEXT3)
            text.setLeft(rect.left() + px(_TEXT_LEFT))
        words = f"{row.label}: {row.text}" if row.label and is_narrow else row.text
        ink = Token.TEXT3 if row.is_quiet else Token.TEXT
        if row.chips and not row.text:
            top = first.center().y() - paint.chip_height(is_small=True) // 2 + 1
            paint.paint_chips(painter, text.left(), top, right, row.chips)
        else:
            text.setRight(right - _paint_chips_right(painter, text, row))
            paint.words(painter, text, words, Role.BODY, ink)
        if row.meta:
            second = QRect(text.left(), first.bottom() + 1, right - text.left(), px(17))
            paint.words(painter, second, row.meta, Role.META, Token.TEXT3)


def _paint_chips_right(painter: QPainter, line: QRect, row: RecordRow) -> int:
    """Paints chips up to the right end of a line; answers the room they took."""
    height, right = paint.chip_height(is_small=True), line.right()
    for chip in reversed(row.chips):
        width = min(paint.chip_width(chip, is_small=True), line.width() // 2)
        place = QRect(right - width + 1, line.center().y() - height // 2 + 1, width, height)
        paint.paint_chip(painter, place, chip, is_small=True)
        right -= width + 6
    return line.right() - right + (4 if row.chips else 0)


def row_height(entry: object) -> int:
    """A title, a line, or a line with what is known of it below."""
    if not isinstance(entry, RecordRow):
        return theme().px(HEIGHT.group_header)
    return theme().px(_TWO_LINES if entry.meta else _ONE_LINE)


class RecordList(FlowList):
    """Arrows walk the rows; Enter, Delete and Insert do what the row is for."""

    row_chosen = Signal(object)
    """The ``RecordRow`` that has the bar now, or None."""

    done = Signal(str)
    """``open`` for Enter, ``remove`` for Delete, ``add`` for Insert, on the chosen row."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._model = RecordModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(
            lambda _now, _before: self.row_chosen.emit(self.chosen())
        )
        self.activated.connect(lambda _index: self.done.emit("open"))

    def show_groups(self, groups: Sequence[RecordGroup]) -> None:
        """Shows the record as it is now; the bar and the place in it stay."""
        chosen, scroll = self.chosen(), self.verticalOffset()
        place = self.currentIndex().row()
        self._model.set_groups(groups)
        self.doItemsLayout()
        index = self._model.index_of(chosen.key) if chosen is not None else QModelIndex()
        self.setAutoScroll(False)
        if not index.isValid() and chosen is not None:
            index = self._selectable(min(place, self._model.rowCount() - 1), 1)
        if index.isValid():
            self.setCurrentIndex(index)
        self.setAutoScroll(True)
        self.verticalScrollBar().setValue(scroll)
        self.row_chosen.emit(self.chosen())

    def chosen(self) -> RecordRow | None:
        """The row with the bar."""
        return self._model.row_at(self.currentIndex())

    def choose(self, key: str) -> bool:
        """Put the bar on a row; False where there is none."""
        index = self._model.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def record_model(self) -> RecordModel:
        """The model behind the list."""
        return self._model

    def row_heights(self) -> list[int]:
        """Three heights, no measuring."""
        title, one, two = theme().px(HEIGHT.group_header), theme().px(_ONE_LINE), theme().px(_TWO_LINES)
        return [
            (two if entry.meta else one) if isinstance(entry, RecordRow) else title
            for entry in self._model.entries()
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes away, Insert adds; Enter is the item view's own."""
        key = event.key()
        if key in {Qt.Key.Key_Delete, Qt.Key.Key_Insert}:
            self.done.emit("remove" if key == Qt.Key.Key_Delete else "add")
            return
        super().keyPressEvent(event)
