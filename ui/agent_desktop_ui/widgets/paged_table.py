"""A table of a hundred thousand rows whose pages come as they are looked at, and that keeps still under the hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.list_sheet import Sheet
from agent_desktop_ui.widgets.paged_model import PAGE, PagedModel
from agent_desktop_ui.widgets.stillness import Stillness
from agent_desktop_ui.widgets.table_model import Column


class PagedTable(DataTable):
    """Rows are sorted elsewhere and come by pages; several can be chosen.

    ``stillness`` says when rows must not move, and tells when they may.
    """

    chosen_changed = Signal()
    """Other rows are selected."""

    def __init__(self, name: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        self._paged = PagedModel(columns)
        self._gatherer: Callable[[bool, Callable[[Sheet], None]], None] | None = None
        super().__init__(name, columns, sorts_itself=False, model=self._paged, parent=parent)
        self._paged.setParent(self)
        self.stillness = Stillness(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.chosen_changed.emit())

    def paged_model(self) -> PagedModel:
        """The model behind the table."""
        return self._paged

    def gather_with(self, gatherer: Callable[[bool, Callable[[Sheet], None]], None]) -> None:
        """Let somebody else gather the rows to be taken out, since they are not all here."""
        self._gatherer = gatherer

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hands over the table as it is taken out of the window, once all of it has come."""
        if self._gatherer is not None:
            self._gatherer(is_selected_only, then)
        else:
            super().gather(is_selected_only, then)

    def chosen_numbers(self) -> list[tuple[int, int]]:
        """The selected rows as stretches of numbers, the end of each not among them."""
        found: list[tuple[int, int]] = []
        selection = self.selectionModel().selection()
        spans = sorted((selection.at(at).top(), selection.at(at).bottom()) for at in range(selection.count()))
        for top, bottom in spans:
            for place in range(top, bottom + 1):
                number = self._paged.number_at(place)
                if number < 0:
                    continue
                if found and found[-1][1] == number:
                    found[-1] = (found[-1][0], number + 1)
                elif not found or found[-1][1] < number:
                    found.append((number, number + 1))
        return found

    def chosen_count(self) -> int:
        """How many rows are selected."""
        return sum(end - start for start, end in self.chosen_numbers())

    def visible_pages(self) -> list[int]:
        """The pages that are looked at."""
        if not self._paged.count:
            return []
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = self._paged.length - 1 if last < 0 else last
        numbers = [max(0, self._paged.number_at(place)) for place in (first, min(first + 1, last), last)]
        return sorted({number // PAGE for number in numbers})

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has left: no row looks pointed at."""
        super().leaveEvent(event)
        self.viewport().update()
