"""The rows of a table that is longer than anybody reads: only the pages that are looked at are here."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from PySide6.QtCore import QObject, Signal

from agent_desktop_ui.widgets.table_model import Cell, Column, TableModel, TableRow

PAGE = 200
"""Rows of one page."""

MOST_PAGES = 60
"""Pages kept at most; those looked at longest ago go first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One group of rows under a title; without a title the rows stand alone."""

    key: str
    title: str
    count: int


class _Rows(Sequence[TableRow]):
    """The rows as if all were here: one that is not yet is empty, and its page is asked for."""

    def __init__(self, model: PagedModel) -> None:
        self._model = model

    def __len__(self) -> int:
        return self._model.length

    @overload
    def __getitem__(self, place: int) -> TableRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[TableRow]: ...
    def __getitem__(self, place: int | slice) -> TableRow | list[TableRow]:
        if isinstance(place, slice):
            return [self._model.row_at(one) for one in range(*place.indices(len(self)))]
        return self._model.row_at(place if place >= 0 else len(self) + place)

    def __iter__(self) -> Iterator[TableRow]:
        return (self._model.row_at(place) for place in range(len(self)))


class PagedModel(TableModel):
    """Knows how long the table is and where its titles stand, and holds the pages that were asked for.

    A *place* counts titles and rows; a *number* counts rows alone, from 0, and decides on which page a row is.
    A page may hold records instead of rows: ``make`` makes a row of one when it is looked at, and ``key`` says its
    id, so that a page that comes while somebody scrolls costs next to nothing.
    """

    page_wanted = Signal(int)
    """Rows of this page are looked at and are not here."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows = _Rows(self)
        self._stretches: list[Stretch] = []
        self._title_places: list[int] = []
        self._titles: list[TableRow] = []
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._places: dict[str, int] | None = None
        self.make: Callable[[Any], TableRow] = lambda row: row
        self.key: Callable[[Any], str] = lambda row: row.row_id
        self._empty = TableRow(
            "", tuple(Cell("…") if place < 2 else Cell("") for place in range(len(columns)))
        )
        self.length = 0
        self.count = 0

    def lay_out(self, stretches: Sequence[Stretch], pages: dict[int, list[Any]]) -> None:
        """Begin anew with these groups, and the pages that are known already."""
        self.beginResetModel()
        self._stretches = [one for one in stretches if one.count]
        self._title_places, self._titles = [], []
        place = 0
        for one in self._stretches:
            if one.title:
                self._title_places.append(place)
                self._titles.append(TableRow("", (Cell(one.title),), is_title=True))
                place += 1
            place += one.count
        self.length = place
        self.count = place - len(self._titles)
        self._pages = OrderedDict(sorted(pages.items()))
        self._places = None
        self.endResetModel()

    def stretches(self) -> list[Stretch]:
        """The groups as they are shown."""
        return self._stretches

    def put_page(self, page: int, rows: list[Any]) -> None:
        """A page has come."""
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        self._places = None
        first = self.place_of(page * PAGE)
        last = self.place_of(min(self.count, (page + 1) * PAGE) - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def has_page(self, page: int) -> bool:
        """Whether the rows of a page are here."""
        return page in self._pages

    def held(self, page: int) -> list[Any]:
        """What a page holds, as it was put there; nothing where it is not here. Not to be changed."""
        return self._pages.get(page, [])

    def put_rows(self, rows: dict[str, Any]) -> None:
        """Show new values of rows where they are."""
        for page, known in self._pages.items():
            for at, row in enumerate(known):
                new = rows.get(row.row_id if isinstance(row, TableRow) else self.key(row))
                if new is not None and new != row:
                    known[at] = new
                    place = self.place_of(page * PAGE + at)
                    self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def place_of(self, number: int) -> int:
        """Where the row of this number stands, titles counted."""
        place = number
        for title in self._title_places:
            if title > place:
                break
            place += 1
        return place

    def number_at(self, place: int) -> int:
        """The number of the row at a place; -1 for a title."""
        before = bisect_right(self._title_places, place)
        if before and self._title_places[before - 1] == place:
            return -1
        return place - before

    def row_at(self, place: int) -> TableRow:
        """The title or row at a place; an empty one while its page is on its way."""
        if not 0 <= place < self.length:
            raise IndexError(place)
        before = bisect_right(self._title_places, place)
        if before and self._title_places[before - 1] == place:
            return self._titles[before - 1]
        page, at = divmod(place - before, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self.page_wanted.emit(page)
            return self._empty
        if at >= len(rows):
            return self._empty
        row = rows[at]
        if not isinstance(row, TableRow):
            row = rows[at] = self.make(row)
        return row

    def row_of(self, row_id: str) -> int:
        """Where a row that is here stands; -1 where it is not here."""
        if self._places is None:
            self._places = {
                row.row_id if isinstance(row, TableRow) else self.key(row): self.place_of(page * PAGE + at)
                for page, rows in self._pages.items()
                for at, row in enumerate(rows)
            }
        return self._places.get(row_id, -1)

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """A short table that is all here."""
        pages = {start // PAGE: list(rows[start : start + PAGE]) for start in range(0, len(rows), PAGE)}
        self.lay_out([Stretch("", "", len(rows))], pages)

    def sort_by(self, column: int, *, is_descending: bool) -> None:
        """Does nothing: whoever fills the pages sorts them."""
