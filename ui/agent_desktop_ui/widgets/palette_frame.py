"""The command palette's box: over the dimmed window, below the call bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.shadow import paint_shadow

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_WIDTH = 620
_ROW = 36
_MOST_ROWS = 9
_SPOKEN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing that can be done or opened: what it is called, what kind of thing it is, and its key."""

    key: str
    title: str
    kind: str = ""
    icon: str = ""
    shortcut: str = ""

    def words(self) -> str:
        """The entry in spoken words."""
        return ", ".join(part for part in (self.title, self.kind, self.shortcut) if part)


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[PaletteEntry] = []

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        self.beginResetModel()
        self.shown = list(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not 0 <= index.row() < len(self.shown):
            return None
        entry = self.shown[index.row()]
        if role == ENTRY_ROLE:
            return entry
        return entry.words() if role in _SPOKEN_ROLES else None


class _EntryDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, PaletteEntry):
            return
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            paint.area(painter, rect, fill=Token.ACCENT_BG)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.area(painter, rect, fill=Token.HOVER)
        inner = rect.adjusted(12, 0, -12, 0)
        width = paint.icon(
            painter, entry.icon or "chevron-right", Token.TEXT2, inner.left(), rect.center().y() + 1
        )
        inner.setLeft(inner.left() + width + 12)
        if entry.shortcut:
            width = paint.words(painter, inner, entry.shortcut, Role.LABEL, Token.TEXT3, paint.RIGHT)
            inner.setRight(inner.right() - width - 12)
        width = paint.words(painter, inner, entry.title, Role.STRONG, Token.TEXT)
        inner.setLeft(inner.left() + width + 10)
        paint.words(painter, inner, entry.kind, Role.META, Token.TEXT3)

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(QRect(option.rect).width(), theme().px(_ROW))


class _EntryList(FlowList):
    def row_heights(self) -> list[int]:
        return [theme().px(_ROW)] * self.model().rowCount()


class CommandPaletteFrame(QWidget):
    """A layer over its parent from ``top`` down. Opened, it takes the keyboard; closed, it gives it back.

    It knows no commands: ``query_changed`` asks, ``show_entries`` answers, ``entry_run`` tells the choice.
    """

    query_changed = Signal(str)
    entry_run = Signal(str)
    filter_asked = Signal()
    """Tab was pressed: the person wants another kind of thing."""
    closed = Signal()

    def __init__(self, parent: QWidget, *, top: int = 66) -> None:
        super().__init__(parent)
        self._top = top
        self._before: QWidget | None = None
        self._box = _Box(self)
        self._field = QLineEdit()
        self._field.setProperty("plain", True)
        self._field.setFont(theme().font(Role.SCRIPT))
        self._field.setMinimumHeight(38)
        self._field.setAccessibleName(self.tr("Search or command"))
        self._field.setPlaceholderText(self.tr("Search or command"))
        self._entries = _Entries(self)
        self._list = _EntryList(self.tr("Results"))
        self._list.setModel(self._entries)
        self._list.setItemDelegate(_EntryDelegate(self))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hints = Label("", Role.LABEL, Token.TEXT3)
        self._hints.setText(self.tr("↑ ↓  move      Enter  run      Tab  filter by type      Esc  close"))
        column = QVBoxLayout(self._box)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(7)
        edge = QHBoxLayout()
        edge.setContentsMargins(12, 0, 12, 0)
        edge.addWidget(self._field)
        column.addLayout(edge)
        column.addWidget(_Hairline())
        column.addWidget(self._list)
        column.addWidget(self._hints)
        self._field.textChanged.connect(self.query_changed)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._run)
        parent.installEventFilter(self)
        self.hide()

    def open(self, text: str = "") -> None:
        """Opens with ``text`` in the box and takes the keyboard."""
        self._before = QApplication.focusWidget()
        self._field.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_layer(self) -> None:
        """Closes and gives the keyboard back to where it was."""
        if self.isHidden():
            return
        before, self._before = self._before, None
        # Before the box hides: hiding would tab on, and a field that is tabbed into selects its text.
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.closed.emit()

    def set_top(self, top: int) -> None:
        """Where the dimming begins: the height of the call bar."""
        self._top = top
        self._place()

    def text(self) -> str:
        """What stands in the box."""
        return self._field.text()

    def show_entries(self, entries: Sequence[PaletteEntry], *, keeps: bool = False) -> None:
        """Shows what was found, best first; the first one is marked.

        What came later to the same words ``keeps`` the mark where the person has moved it to.
        """
        row = self._list.currentIndex().row()
        marked = self._entries.shown[row].key if keeps and 0 < row < len(self._entries.shown) else None
        self._entries.show_entries(entries)
        self._list.doItemsLayout()
        if entries:
            place = next((n for n, entry in enumerate(entries) if entry.key == marked), 0)
            self._list.setCurrentIndex(self._entries.index(place, 0))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the parent's size, and lets the box's keys walk the list."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and not self.isHidden():
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the box closes."""
        if not self._box.geometry().contains(event.position().toPoint()):
            self.close_layer()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dims what lies below."""
        veil = QColor(theme().colour(Token.BG if theme().palette.is_dark else Token.SHADE))
        veil.setAlpha(115 if theme().palette.is_dark else 70)
        QPainter(self).fillRect(self.rect(), veil)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_layer()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run(self._list.currentIndex())
        elif key == Qt.Key.Key_Tab:
            self.filter_asked.emit()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            QApplication.sendEvent(self._list, event)
        else:
            return False
        return True

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, PaletteEntry):
            self.close_layer()
            self.entry_run.emit(entry.key)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(0, self._top, parent.width(), max(0, parent.height() - self._top))
        rows = min(_MOST_ROWS, self._entries.rowCount())
        self._list.setFixedHeight(max(1, rows * theme().px(_ROW)))
        self._field.setFont(theme().font(Role.SCRIPT))
        width = min(theme().px(_WIDTH) + 24, parent.width() - 24)
        height = self._box.sizeHint().height()
        self._box.setGeometry((parent.width() - width) // 2, 18, width, min(height, self.height() - 24))


class _Box(QWidget):
    """The floating box with its shadow, which lies within its own margins."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect().adjusted(12, 12, -12, -12)
        paint_shadow(painter, rect, 10)
        paint.area(painter, rect, fill=Token.SURFACE, edge=Token.LINE, radius=RADIUS.layer)


class _Hairline(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour(Token.LINE))
