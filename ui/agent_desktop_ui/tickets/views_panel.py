"""The views of the ticket list: the site's own, one's saved ones, those of the team, each with its count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList
from agent_desktop_ui.widgets.group_header import paint_group_header

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view; an empty ``key`` is the title over the ones after it."""

    key: str
    title: str
    icon: str = ""
    count: int | None = None
    tip: str = ""

    def words(self) -> str:
        """The entry as it is spoken."""
        return self.title if self.count is None else f"{self.title}, {formats.count(self.count)}"


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[ViewEntry] = []

    def show_entries(self, entries: Sequence[ViewEntry]) -> None:
        is_same = [one.key for one in entries] == [one.key for one in self.entries]
        if is_same:
            self.entries = list(entries)
            if entries:
                self.dataChanged.emit(self.index(0, 0), self.index(len(entries) - 1, 0))
            return
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not 0 <= index.row() < len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return entry.tip or entry.title
        return entry.words() if role in _SPOKEN else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not 0 <= index.row() < len(self.entries) or not self.entries[index.row()].key:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect, entry = QRect(option.rect), index.data(ENTRY_ROLE)
        if not isinstance(entry, ViewEntry):
            return
        if not entry.key:
            paint_group_header(painter, rect, entry.title, ground=Token.SURFACE)
            return
        state, px = option.state, theme().px
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(rect, theme().colour(Token.ACCENT_BG))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme().colour(Token.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme().colour(Token.HOVER))
        ink = Token.ACCENT_TX if is_chosen else Token.TEXT2
        paint.icon(painter, entry.icon, ink, rect.left() + px(16), rect.center().y() + 1, 16)
        inner = rect.adjusted(px(42), 0, -px(14), 0)
        if entry.count is not None:
            shown = formats.count(entry.count)
            width = paint.words(painter, inner, shown, Role.BUTTON, Token.TEXT3, paint.RIGHT)
            inner.setRight(inner.right() - width - 8)
        role = Role.STRONG if is_chosen else Role.BODY
        paint.words(painter, inner, entry.title, role, Token.TEXT)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect.adjusted(1, 1, -1, -1), radius=4)

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(QRect(option.rect).width(), theme().px(HEIGHT.table_row))


class ViewsPanel(FlowList):
    """A list of views; walking through it chooses, as tabs do."""

    view_chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._model = _Entries(self)
        self._is_quiet = False
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(self._current_changed)

    def show_entries(self, entries: Sequence[ViewEntry]) -> None:
        """Shows these views; the chosen one stays chosen where it is still there."""
        chosen = self.chosen()
        self._model.show_entries(entries)
        self.doItemsLayout()
        self.choose(chosen)

    def entries(self) -> list[ViewEntry]:
        """What is shown."""
        return self._model.entries

    def chosen(self) -> str:
        """The key of the chosen view."""
        entry = self.currentIndex().data(ENTRY_ROLE) if self.currentIndex().isValid() else None
        return entry.key if isinstance(entry, ViewEntry) else ""

    def choose(self, key: str) -> None:
        """Marks a view without telling it as the person's choice."""
        place = next((at for at, one in enumerate(self._model.entries) if one.key == key and key), -1)
        self._is_quiet = True
        self.setCurrentIndex(self._model.index(place, 0) if place >= 0 else QModelIndex())
        self._is_quiet = False

    def row_heights(self) -> list[int]:
        """Two heights, no measuring."""
        row, title = theme().px(HEIGHT.table_row), theme().px(HEIGHT.group_header)
        return [row if one.key else title for one in self._model.entries]

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        entry = current.data(ENTRY_ROLE) if current.isValid() else None
        if isinstance(entry, ViewEntry) and entry.key and not self._is_quiet:
            self.view_chosen.emit(entry.key)
