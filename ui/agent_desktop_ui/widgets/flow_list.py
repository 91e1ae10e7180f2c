"""A list of rows of known heights that stays quick with a hundred thousand of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn

_Index = QModelIndex | QPersistentModelIndex


class FlowList(QListView):
    """A list view that does its own arithmetic.

    Qt's own list asks the delegate for the size of every row whenever the model is reset, which takes
    longer than a person waits when there are 100,000. Here a subclass answers all heights at once,
    positions are a running sum, and only the rows in sight are ever painted. Everything else (selection,
    keyboard, what a screen reader hears) is the ordinary item view.
    """

    menu_asked = Signal(object)
    """A menu of the list is about to open: a screen puts its own actions into this ``QMenu``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tops = array("q", [0])
        self.output = ListOutput(self, self.gather)
        """Copies, exports and prints the list."""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def row_heights(self) -> list[int]:
        """The height of every row in pixels, in order; answered quickly and without measuring words."""
        raise NotImplementedError

    def settle(self, first: int, last: int) -> bool:  # noqa: ARG002 - for subclasses
        """Called before these rows are painted; true when a height turned out otherwise."""
        return False

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hands over the list as it is taken out of the window: here what each row says, in one column."""
        model, chosen = self.model(), self.selectionModel()
        places = range(model.rowCount())
        indices = [self._index(row) for row in places]
        if is_selected_only:
            indices = [index for index in indices if chosen.isSelected(index)]
        rows = [(str(index.data() or ""),) for index in indices]
        then(Sheet(self.accessibleName(), (SheetColumn(self.accessibleName(), width=0),), rows))

    def list_menu(self) -> QMenu:
        """A menu of what can be done with the list; whoever opens it may put more on top."""
        menu = QMenu(self)
        self.menu_asked.emit(menu)
        if menu.actions():
            menu.addSeparator()
        self.output.add_to(menu)
        return menu

    def event(self, event: QEvent) -> bool:
        """Keeps the list's own keys from shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and self.output.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies, exports, prints; every other key walks."""
        if not self.output.takes(event):
            super().keyPressEvent(event)

    def total_height(self) -> int:
        """The height of all rows."""
        return self._tops[-1]

    def rows_in(self, top: int, bottom: int) -> range:
        """The rows that touch the pixels from ``top`` to ``bottom``, counted from the first row's top."""
        count = len(self._tops) - 1
        if count == 0:
            return range(0)
        first = min(count - 1, max(0, bisect_right(self._tops, top) - 1))
        last = min(count - 1, max(0, bisect_right(self._tops, bottom) - 1))
        return range(first, last + 1)

    def doItemsLayout(self) -> None:  # noqa: N802 - Qt's name
        """Adds the heights up."""
        self._add_up()
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """Tells the scroll bar how much there is."""
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(theme().px(18))
        bar.setRange(0, max(0, self.total_height() - page))

    def visualRect(self, index: _Index) -> QRect:  # noqa: N802 - Qt's name
        """Where a row is on the viewport."""
        row = index.row()
        if not index.isValid() or row >= len(self._tops) - 1:
            return QRect()
        top = self._tops[row]
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), self._tops[row + 1] - top)

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        """The row under ``point``."""
        y = point.y() + self.verticalOffset()
        if not 0 <= y < self.total_height():
            return QModelIndex()
        return self._index(bisect_right(self._tops, y) - 1)

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Brings a row into sight by the shortest way, or as ``hint`` asks."""
        row = index.row()
        if not index.isValid() or row >= len(self._tops) - 1:
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._tops[row], self._tops[row + 1]
        if row > 0 and not self._index(row - 1).flags() & Qt.ItemFlag.ItemIsSelectable:
            # The first row of a group comes with its title, which no key could bring into sight alone.
            top = self._tops[row - 1]
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue((top + bottom - page) // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or top < bar.value():
            bar.setValue(top)
        elif hint == QAbstractItemView.ScrollHint.PositionAtBottom or bottom > bar.value() + page:
            bar.setValue(bottom - page)

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's name
        """How far the list is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's name
        """Rows are as wide as the list."""
        return 0

    def isIndexHidden(self, _index: _Index) -> bool:  # noqa: N802 - Qt's name
        """No row is hidden: what is filtered away is not in the model."""
        return False

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The row that a key leads to; titles of groups are passed over."""
        count = len(self._tops) - 1
        if count == 0:
            return QModelIndex()
        current = self.currentIndex().row()
        move = QAbstractItemView.CursorAction
        if action == move.MoveHome:
            return self._selectable(0, 1)
        if action == move.MoveEnd:
            return self._selectable(count - 1, -1)
        if current < 0:
            return self._selectable(0, 1)
        if action in {move.MoveUp, move.MovePrevious, move.MoveLeft}:
            return self._selectable(current - 1, -1)
        if action in {move.MoveDown, move.MoveNext, move.MoveRight}:
            return self._selectable(current + 1, 1)
        page = self.viewport().height() if action == move.MovePageDown else -self.viewport().height()
        goal = max(0, min(self.total_height() - 1, self._tops[current] + page))
        row = bisect_right(self._tops, goal) - 1
        return self._selectable(row, 1 if page > 0 else -1)

    def setSelection(  # noqa: N802 - Qt's name
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Selects the rows under ``rect``."""
        offset = self.verticalOffset()
        rows = self.rows_in(rect.top() + offset, rect.bottom() + offset)
        model = self.model()
        selection = QItemSelection()
        if rows and rect.bottom() + offset < self.total_height():
            selection.select(model.index(rows[0], 0), model.index(rows[-1], 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 - Qt's name
        """The part of the viewport that the selected rows cover."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802 - Qt's name
        """Does nothing: letters are for the filter, and walking 100,000 rows for one would stall the desk."""

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the scroll range right."""
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows in sight."""
        offset = self.verticalOffset()
        dirty = event.rect()
        rows = self.rows_in(dirty.top() + offset, dirty.bottom() + offset)
        if rows and self.settle(rows[0], rows[-1]):
            self._add_up()
            self.updateGeometries()
            offset = self.verticalOffset()
            rows = self.rows_in(dirty.top() + offset, dirty.bottom() + offset)
            self.viewport().update()
        if self.model() is None:
            return
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state
        delegate = self.itemDelegate()
        selected, current = self.selectionModel(), self.currentIndex().row()
        under = (
            self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else None
        )
        flag = QStyle.StateFlag
        for row in rows:
            index = self._index(row)
            state = plain & ~(flag.State_MouseOver | flag.State_HasFocus | flag.State_Selected)
            if selected.isSelected(index):
                state |= flag.State_Selected
            if under is not None and under.row() == row:
                state |= flag.State_MouseOver
            if row == current and self.hasFocus():
                state |= flag.State_HasFocus
            option.state = state
            option.rect = self.visualRect(index)
            delegate.paint(painter, option, index)

    def _add_up(self) -> None:
        self._tops = array("q", accumulate(self.row_heights(), initial=0))

    def _index(self, row: int) -> QModelIndex:
        return self.model().index(row, 0)

    def _selectable(self, row: int, step: int) -> QModelIndex:
        count = len(self._tops) - 1
        while 0 <= row < count:
            index = self._index(row)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                return index
            row += step
        return self.currentIndex()
