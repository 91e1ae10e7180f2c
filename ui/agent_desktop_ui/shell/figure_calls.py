"""The calls behind a figure, so that a number can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from agent_desktop.features.kpi.read_models import CallsBehind, Visit
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT
from agent_desktop_ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

_Index = QModelIndex | QPersistentModelIndex


class FigureCallsLayer(Layer):
    """A table of calls: when, queue, caller, who answered, wait, talk, how it ended."""

    def __init__(self, title: str, context: DeskContext) -> None:
        super().__init__(title, width=820, height=520)
        self._context = context
        self._state = EmptyState(self.tr("Loading…"))
        self._model = _Calls(self)
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setAccessibleName(title)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setDefaultSectionSize(theme().px(HEIGHT.table_row_compact))
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.hide()
        self.body().addWidget(self._state, 1)
        self.body().addWidget(self._table, 1)

    def ask(self, query: CallsBehind) -> None:
        """Ask central for the calls."""
        self._context.bridge.run(self._fetch(query), self._show, self._fail)

    def first_focus(self) -> QWidget:
        """The table."""
        return self._table

    async def _fetch(self, query: CallsBehind) -> tuple[list[Visit], dict[str, str], datetime]:
        desk = self._context.workstation
        calls = await desk.ask(query)
        names = {person.agent_id: person.name for person in await desk.read(People())}
        names |= {queue.queue_id: queue.name for queue in await desk.read(Queues())}
        return calls, names, desk.clock.now()

    def _show(self, found: tuple[list[Visit], dict[str, str], datetime]) -> None:
        calls, names, now = found
        if not calls:
            self._state.show_words(self.tr("No calls"), self.tr("Nothing counts into this figure yet."))
            return
        self._model.show_calls(calls, names, now)
        self._state.hide()
        self._table.show()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, problem: KnownError) -> None:
        self._state.show_words(problem.what, problem.todo)


class _Calls(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, ...]] = []
        self._heads = (
            self.tr("Queued"),
            self.tr("Queue"),
            self.tr("Caller"),
            self.tr("Answered by"),
            self.tr("Wait"),
            self.tr("Talk"),
            self.tr("Outcome"),
        )
        self._outcomes = {
            "answered": self.tr("Answered"),
            "abandoned": self.tr("Abandoned"),
            "flowed_out": self.tr("Went elsewhere"),
            "followed_up": self.tr("Followed up"),
            "failed": self.tr("Failed"),
        }

    def show_calls(self, calls: list[Visit], names: dict[str, str], now: datetime) -> None:
        """Show these calls."""
        self.beginResetModel()
        self._rows = [
            (
                formats.moment(call.queued_at, now),
                names.get(call.queue_id or "", ""),
                call.caller or self.tr("Withheld"),
                names.get(call.agent_id or "", "–"),
                "–" if call.wait_s is None else formats.timer(call.wait_s),
                "–" if call.talk_s is None else formats.timer(call.talk_s),
                self._outcomes.get(call.outcome or "", self.tr("Waiting")),
            )
            for call in calls
        ]
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in {4, 5}:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None
