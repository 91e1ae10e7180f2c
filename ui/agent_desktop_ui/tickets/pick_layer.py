"""One out of many, found by typing: a category, a colleague, another ticket, a macro."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.features.tickets.detail_views import CategoryView

SEARCH_PAUSE_MS = 150
NONE = "-"
"""The row that stands for nothing of all this."""


class PickLayer(Layer):
    """A box and a list under it: arrow down leads into the list, Enter takes the row, or the first one.

    With ``search`` the rows come from whoever is asked for a text; without, those given are filtered here.
    """

    picked = Signal(str)

    def __init__(
        self,
        title: str,
        rows: Sequence[QueueRow] = (),
        *,
        placeholder: str = "",
        heading: str = "",
        empty: str = "",
        search: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__("", width=520, height=460)
        self.set_title(title)
        self._ask = search
        self.box = SearchBox(placeholder or self.tr("Type to find"), title)
        self.list = QueueList(title)
        self.list.queue_model().set_titles({QueueGroup.NOW: heading or self.tr("To choose from")})
        self._empty = EmptyState(empty or self.tr("Nothing found"), self.tr("Try fewer or other words."))
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._typed)
        self.box.textChanged.connect(lambda _text: self._pause.start())
        self.box.left_down.connect(self._into_list)
        self.box.returnPressed.connect(self._take_first)
        self.list.row_opened.connect(self._take)
        self.body().addWidget(self.box)
        self.body().addWidget(self._empty, 1)
        self.body().addWidget(self.list, 1)
        self.show_rows(rows)

    def first_focus(self) -> QWidget:
        """The box."""
        return self.box

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        """Offer these."""
        self.list.show_rows(rows, at_once=True)
        self._say_empty()

    def _say_empty(self) -> None:
        count = self.list.queue_model().rowCount()
        self.list.setVisible(bool(count))
        self._empty.setVisible(not count)

    def _typed(self) -> None:
        if self._ask is not None:
            self._ask(self.box.text().strip())
        else:
            self.list.set_filter(self.box.text())
            self._say_empty()

    def _into_list(self) -> None:
        self._settle()
        self.list.setFocus()
        if not self.list.chosen_row() and (row := self._first()):
            self.list.choose_row(row)

    def _take_first(self) -> None:
        self._settle()
        if row := self._first():
            self._take(row)

    def _settle(self) -> None:
        if self._pause.isActive() and self._ask is None:
            self._pause.stop()
            self._typed()

    def _first(self) -> str:
        model = self.list.queue_model()
        for place in range(model.rowCount()):
            row = model.row_at(model.index(place, 0))
            if row is not None:
                return row.row_id
        return ""

    def _take(self, row_id: str) -> None:
        self.closed.emit()
        self.picked.emit(row_id)


def category_rows(categories: Sequence[CategoryView], none: str) -> list[QueueRow]:
    """The categories that are still used, in the order of the tree, and the choice of none."""
    rows = [QueueRow(NONE, QueueGroup.NOW, "x", none)]
    return rows + [
        QueueRow(
            one.category_id,
            QueueGroup.NOW,
            "table",
            one.path[-1],
            " › ".join(one.path[:-1]),
            spoken=" › ".join(one.path),
        )
        for one in categories
        if one.is_active
    ]
