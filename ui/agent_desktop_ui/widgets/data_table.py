"""Tables: sticky header, numbers at the right, a choice of columns, and copying as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.bar_cell import CELL_PAD, paint_cell
from agent_desktop_ui.widgets.empty_state import EmptyState, LoadingState
from agent_desktop_ui.widgets.group_header import paint_group_header
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn, as_text
from agent_desktop_ui.widgets.table_model import Column, TableModel, TableRow


class Plight(Enum):
    """Why a table shows no rows."""

    EMPTY = "empty"
    LOADING = "loading"
    FAILED = "failed"


class _Header(QHeaderView):
    """The titles, with a mark on the column that is sorted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sort_column = -1
        self.is_descending = False
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(40)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Paints one title."""
        model = self.model()
        painter.fillRect(rect, theme().colour(Token.SURFACE))
        paint.line_below(painter, rect)
        if not isinstance(model, TableModel) or section >= len(model.columns):
            return
        column = model.columns[section]
        inner = rect.adjusted(12, 0, -12, 0)
        align = paint.RIGHT if column.is_number else paint.LEFT
        is_sorted = section == self.sort_column
        if is_sorted:
            name = "arrow-down" if self.is_descending else "arrow-up"
            if column.is_number:
                left = inner.right() - theme().px(12) + 4
                inner.setRight(left - 3)
            else:
                left = inner.left() + min(paint.text_width(column.title, Role.BUTTON) + 4, inner.width() - 12)
                inner.setRight(left)
            paint.icon(painter, name, Token.TEXT2, left, rect.center().y() + 1, 12)
        ink = Token.TEXT if is_sorted else Token.TEXT3
        paint.words(painter, inner, column.title, Role.BUTTON, ink, align)


class DataTable(QTableView):
    """A table of ``TableRow``; rows are selected whole, and Enter or a double click opens one.

    A click on a title sorts in the table itself; with ``sorts_itself`` off it only tells ``sort_asked``, for
    rows that a query sorts.
    """

    row_opened = Signal(str)
    row_chosen = Signal(str)
    sort_asked = Signal(str, bool)
    """The key of the column, and whether descending."""
    retry_pressed = Signal()
    """The button under the failed or empty text."""
    menu_asked = Signal(object)
    """A menu of the table is about to open: a screen puts its own actions into this ``QMenu``."""
    columns_changed = Signal()
    """The person has put a column away, or taken one out again."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        is_compact: bool = False,
        sorts_itself: bool = True,
        model: TableModel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model or TableModel(columns, self)
        self.output = ListOutput(self, self.gather)
        """Copies, exports and prints the table."""
        self._header = _Header(self)
        self._is_compact = is_compact
        self._sorts_itself = sorts_itself
        self._hidden = {column.key for column in columns if column.is_hidden}
        self._empty = EmptyState(parent=self.viewport())
        self._loading = LoadingState(self.viewport())
        self._empty.hide()
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setHorizontalHeader(self._header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._open_columns)
        self._header.sectionClicked.connect(self._sort_clicked)
        self.activated.connect(self._opened)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self._empty.action_pressed.connect(self.retry_pressed)
        self._measure()

    def table_model(self) -> TableModel:
        """The model behind the table."""
        return self._model

    def show_rows(self, rows: Sequence[TableRow], *, empty: str = "", todo: str = "") -> None:
        """Shows rows; with none, says ``empty`` and what to do. Selection and scroll stay with their row."""
        chosen, scroll = self.chosen_row(), self.verticalScrollBar().value()
        self._loading.end()
        self._model.set_rows(rows)
        if rows:
            self._empty.hide()
            self._choose_quietly(chosen)
            self.verticalScrollBar().setValue(scroll)
        else:
            self.show_plight(Plight.EMPTY, empty or self.tr("Nothing here"), todo)

    def show_plight(self, plight: Plight, what: str = "", todo: str = "", action: str = "") -> None:
        """Says why there are no rows. Rows that are shown stay: nothing is drawn over data."""
        if plight is Plight.LOADING:
            self._empty.hide()
            if not self._model.rowCount():
                self._loading.begin(what)
            self._place()
            return
        self._loading.end()
        if plight is Plight.FAILED and self._model.rowCount():
            return
        self._empty.show_words(what, todo, action)
        self._empty.show()
        self._place()

    def hide_plight(self) -> None:
        """There are rows again."""
        self._loading.end()
        self._empty.hide()

    def chosen_row(self) -> str:
        """The id of the current row; empty when there is none."""
        row = self.currentIndex().row()
        rows = self._model.rows()
        return rows[row].row_id if 0 <= row < len(rows) else ""

    def sort_by(self, key: str, *, is_descending: bool = False) -> None:
        """Sorts by a column, as a click on its title does."""
        place = next((at for at, column in enumerate(self._model.columns) if column.key == key), -1)
        self._header.sort_column, self._header.is_descending = place, is_descending
        if self._sorts_itself:
            chosen = self.chosen_row()
            self._model.sort_by(place, is_descending=is_descending)
            self._choose_quietly(chosen)
        self._header.viewport().update()
        if place >= 0:
            self.sort_asked.emit(key, is_descending)

    def hidden_columns(self) -> frozenset[str]:
        """The keys of the columns that the person put away."""
        return frozenset(self._hidden)

    def set_hidden_columns(self, keys: frozenset[str]) -> None:
        """Puts columns away; the first one always stays."""
        self._hidden = set(keys)
        for place, column in enumerate(self._model.columns):
            self.setColumnHidden(place, place > 0 and column.key in self._hidden)
        self._measure()

    def shown_columns(self) -> list[int]:
        """The columns that are shown, from the first to the last as they stand."""
        shown = [place for place in range(len(self._model.columns)) if not self.isColumnHidden(place)]
        return sorted(shown, key=self._header.visualIndex)

    def selected_places(self) -> list[int]:
        """The places of the rows that are selected."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def sheet_of(self, rows: Sequence[TableRow]) -> Sheet:
        """Some rows as they are taken out of the window, in the columns that are shown."""
        shown = self.shown_columns()
        columns = [self._model.columns[place] for place in shown]
        return Sheet(
            self.accessibleName(),
            tuple(SheetColumn(one.title, is_number=one.is_number, width=one.width) for one in columns),
            [
                (row.cell(0).text,) if row.is_title else tuple(row.cell(place).text for place in shown)
                for row in rows
            ],
        )

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hands over the table as it is taken out of the window."""
        rows: Sequence[TableRow] = self._model.rows()
        if is_selected_only:
            rows = [rows[place] for place in self.selected_places()]
        then(self.sheet_of(rows))

    def selection_as_text(self) -> str:
        """The selected rows, or all when none is, as lines with tabs between the visible columns."""
        found: list[Sheet] = []
        self.gather(bool(self.selected_places()), found.append)
        return as_text(found[0]) if found else ""

    def list_menu(self) -> QMenu:
        """A menu of what can be done with the table; a screen's own actions stand first."""
        menu = QMenu(self)
        self.menu_asked.emit(menu)
        if menu.actions():
            menu.addSeparator()
        self.output.add_to(menu)
        menu.addMenu(self._columns_menu(menu))
        return menu

    def event(self, event: QEvent) -> bool:
        """Keeps the table's own keys from shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and self.output.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies, exports and prints; Enter opens; every other key walks."""
        if self.output.takes(event):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The row that a key leads to; titles of groups are passed over."""
        found = super().moveCursor(action, modifiers)
        rows, at = self._model.rows(), self.currentIndex().row()
        place = found.row()
        if not 0 <= place < len(rows) or not rows[place].is_title:
            return found
        # Upwards a title is left for the row above it, but the first title has none above.
        step = -1 if 0 <= place < at and place > 0 else 1
        return self._model.index(min(max(place + step, 0), len(rows) - 1), max(0, found.column()))

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802 - Qt's name
        """Does nothing: letters are for filters."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives what is left to the column that takes it."""
        super().resizeEvent(event)
        self._measure()
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Grows the rows with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the fields in sight straight from the rows; Qt's own way asks the style for each of them."""
        dirty = event.rect()
        first, last = self.rowAt(dirty.top()), self.rowAt(dirty.bottom())
        rows = self._model.rows()
        if first < 0 or not rows:
            return
        last = len(rows) - 1 if last < 0 else last
        columns = [
            (place, self.columnViewportPosition(place), self.columnWidth(place), column)
            for place, column in enumerate(self._model.columns)
            if not self.isColumnHidden(place)
        ]
        painter = QPainter(self.viewport())
        chosen, current = self.selectionModel(), self.currentIndex()
        under = (
            self.rowAt(self.viewport().mapFromGlobal(self.cursor().pos()).y()) if self.underMouse() else -1
        )
        for row in range(first, last + 1):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            full = QRect(0, top, self.viewport().width(), height)
            entry = rows[row]
            if entry.is_title:
                paint_group_header(painter, full, entry.cell(0).text)
                continue
            is_chosen = chosen.isRowSelected(row, QModelIndex())
            if is_chosen or row == under:
                painter.fillRect(full, theme().colour(Token.ACCENT_BG if is_chosen else Token.HOVER))
            paint.line_below(painter, full)
            for place, left, width, column in columns:
                if left + width > dirty.left() and left <= dirty.right():
                    rect = QRect(left + CELL_PAD, top, width - 2 * CELL_PAD, height - 1)
                    paint_cell(painter, rect, entry.cell(place), column)
            if row == current.row() and self.hasFocus():
                paint.focus_ring(painter, full.adjusted(1, 1, -1, -1), radius=4)

    def _measure(self) -> None:
        if self.model() is None:
            return
        height = theme().px(HEIGHT.table_row_compact if self._is_compact else HEIGHT.table_row)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self._header.setFixedHeight(theme().px(HEIGHT.table_row))
        columns = self._model.columns
        fixed = sum(
            theme().px(column.width)
            for place, column in enumerate(columns)
            if not self.isColumnHidden(place) and column.width
        )
        takers = [at for at, column in enumerate(columns) if not column.width and not self.isColumnHidden(at)]
        for place, column in enumerate(columns):
            if column.is_hidden and place > 0 and column.key in self._hidden:
                self.setColumnHidden(place, True)
            if column.width:
                self.setColumnWidth(place, theme().px(column.width))
        for place in takers:
            self.setColumnWidth(place, max(theme().px(90), (self.viewport().width() - fixed) // len(takers)))

    def _place(self) -> None:
        for state in (self._empty, self._loading):
            state.setGeometry(self.viewport().rect())

    def _choose_quietly(self, row_id: str) -> None:
        place = self._model.row_of(row_id) if row_id else -1
        if place >= 0 and self.currentIndex().row() != place:
            self.selectionModel().blockSignals(True)
            self.selectRow(place)
            self.selectionModel().blockSignals(False)
            self.viewport().update()

    def _sort_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        if column.is_sortable:
            again = self._header.sort_column == section
            self.sort_by(
                column.key, is_descending=not self._header.is_descending if again else column.is_number
            )

    def choose_columns(self, where: QPoint) -> None:
        """Opens the choice of columns at a place of the screen."""
        menu = self._columns_menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _open_columns(self, where: QPoint) -> None:
        menu = self._columns_menu(self)
        menu.addSeparator()
        self.output.add_to(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._header.mapToGlobal(where))

    def _columns_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(self.tr("Columns"), parent)
        for column in self._model.columns[1:]:
            entry = QAction(column.title, menu, checkable=True, checked=column.key not in self._hidden)
            entry.toggled.connect(lambda is_shown, key=column.key: self._show_column(key, is_shown=is_shown))
            menu.addAction(entry)
        return menu

    def _show_column(self, key: str, *, is_shown: bool) -> None:
        self.set_hidden_columns(frozenset(self._hidden - {key} if is_shown else self._hidden | {key}))
        self.columns_changed.emit()

    def _opened(self, index: QModelIndex) -> None:
        rows = self._model.rows()
        if 0 <= index.row() < len(rows) and rows[index.row()].row_id:
            self.row_opened.emit(rows[index.row()].row_id)

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        rows = self._model.rows()
        if 0 <= current.row() < len(rows) and rows[current.row()].row_id:
            self.row_chosen.emit(rows[current.row()].row_id)
