"""The rows of a table: plain values, sorted in a Python list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.paint import ChipData

CELL_ROLE = int(Qt.ItemDataRole.UserRole)
"""Answers the ``Cell``."""

_Index = QModelIndex | QPersistentModelIndex
_SPOKEN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; numbers stand right. ``width`` is in pixels at 100 %, 0 takes what the others leave."""

    key: str
    title: str
    is_number: bool = False
    is_strong: bool = False
    width: int = 110
    is_sortable: bool = True
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one field shows; ``order`` sorts it where the text does not, ``bar`` is a share from 0 to 1."""

    text: str
    order: float | str | None = None
    tone: Tone = Tone.NEUTRAL
    is_chip: bool = False
    bar: float | None = None
    icon: str = ""

    def chip(self) -> ChipData:
        """The cell as a chip."""
        return ChipData(self.text, self.tone)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: one cell for every column, in the columns' order; plain text may stand for a cell.

    One that ``is_title`` says in its first cell what the rows after it have in common; nobody can choose it.
    """

    row_id: str
    cells: tuple[Cell | str, ...]
    spoken: str = ""
    is_title: bool = False

    def cell(self, column: int) -> Cell:
        """The cell of a column; an empty one where the row is short."""
        if column >= len(self.cells):
            return Cell("")
        cell = self.cells[column]
        return cell if isinstance(cell, Cell) else Cell(cell)


def order_of(cell: Cell) -> tuple[int, float, str]:
    """What a cell sorts by: numbers before words, words without regard to case, empty cells last."""
    order = cell.text if cell.order is None else cell.order
    if isinstance(order, (int, float)):
        return (0, float(order), "")
    return (2 if order in {"", "–"} else 1, 0.0, order.casefold())


class TableModel(QAbstractTableModel):
    """Holds rows and their order; sorting is one pass over a list and one reset."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = tuple(columns)
        self._rows: Sequence[TableRow] = []
        self._sort_column = -1
        self._is_descending = False

    def rows(self) -> Sequence[TableRow]:
        """The rows in the order shown. Not to be changed."""
        return self._rows

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Replaces all rows; they are put in the order the person chose, or left in their own."""
        if [row.row_id for row in rows] == [row.row_id for row in self._rows] and self._sort_column < 0:
            # The same rows with other values keep selection and scroll without any care.
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self._put_in_order()
        self.endResetModel()

    def sort_by(self, column: int, *, is_descending: bool) -> None:
        """Sorts by a column; -1 leaves the rows as they come."""
        self.beginResetModel()
        self._sort_column, self._is_descending = column, is_descending
        self._put_in_order()
        self.endResetModel()

    def row_of(self, row_id: str) -> int:
        """Where a row is; -1 when it is not there."""
        return next((place for place, row in enumerate(self._rows) if row.row_id == row_id), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """The rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """The columns, also hidden ones."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """The cell for painting; its words for a screen reader, the row's own words with the first column."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == CELL_ROLE:
            return row.cell(index.column())
        if role in _SPOKEN_ROLES:
            if role != _DISPLAY and index.column() == 0 and row.spoken:
                return row.spoken
            return row.cell(index.column()).text
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen, titles cannot."""
        if not 0 <= index.row() < len(self._rows) or self._rows[index.row()].is_title:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The titles of the columns, over numbers at the right."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return column.title
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _put_in_order(self) -> None:
        column = self._sort_column
        if 0 <= column < len(self.columns):
            self._rows = sorted(
                self._rows, key=lambda row: order_of(row.cell(column)), reverse=self._is_descending
            )
