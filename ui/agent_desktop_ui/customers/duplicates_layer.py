"""Who may be on record twice, as the nightly pass found them: compared, decided, or put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.features.customers.twins import LATER, TWO, DecideDuplicate, Duplicates
from agent_desktop_ui import formats
from agent_desktop_ui.customers.merge_layer import MergeLayer
from agent_desktop_ui.customers.record_words import reason_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.features.customers.twins import DuplicatePair
    from agent_desktop_ui.shell.screen import DeskContext

MOST_ASKED = 10_000
AGAIN_AFTER_MS = 120


class DuplicatesLayer(Layer):
    """The surest pairs first, those put off last. Enter compares, Delete says they are two."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=760, height=600)
        self.set_title(self.tr("On record twice?"))
        self._context = context
        self._pairs: dict[str, DuplicatePair] = {}
        self.filter = SearchBox(self.tr("Name, town, reason"), self.tr("Filter the pairs"), icon="funnel")
        self.list = QueueList(self.tr("Pairs"))
        self.list.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("To decide"), QueueGroup.LATER: self.tr("Put off")}
        )
        self.state = EmptyState()
        self.compare = Button(self.tr("Compare"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self.two = Button(self.tr("They are two"), key=self.tr("Del"))
        self.later = Button(self.tr("Later"), icon="clock")
        self.compare.clicked.connect(lambda: self._open(self.list.chosen_row()))
        self.two.clicked.connect(lambda: self._decide(TWO))
        self.later.clicked.connect(lambda: self._decide(LATER))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.two)
        foot.addWidget(self.later)
        foot.addStretch(1)
        foot.addWidget(self.compare)
        self.body().addWidget(self.filter)
        self.body().addWidget(self.list, 1)
        self.body().addWidget(self.state, 1)
        self.body().addLayout(foot)
        self.filter.textChanged.connect(self.list.set_filter)
        self.filter.left_down.connect(self.list.setFocus)
        self.list.row_opened.connect(self._open)
        self.list.row_chosen.connect(lambda _id: self._offer())
        self.list.installEventFilter(self)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        self._show([])
        self.state.show_words(self.tr("Loading…"))
        self._ask()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete in the list says that they are two."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Delete
            and self.two.isEnabled()
        ):
            self._decide(TWO)
            return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        query = Duplicates(limit=MOST_ASKED)
        self._context.bridge.run(self._context.workstation.ask(query), self._show, self._failed)

    def _show(self, pairs: list[DuplicatePair]) -> None:
        if not isValid(self):
            return
        place = self.list.currentIndex().row()
        self._pairs = {f"{pair.left_id} {pair.right_id}": pair for pair in pairs}
        self.list.show_rows([_row(key, pair) for key, pair in self._pairs.items()], at_once=True)
        self.state.show_words(
            self.tr("Nobody seems to be on record twice"), self.tr("The records are compared every night.")
        )
        self.list.setVisible(bool(pairs))
        self.filter.setVisible(bool(pairs))
        self.state.setVisible(not pairs)
        if pairs and not self.list.chosen_row():
            shown = [row for row in self.list.queue_model().entries() if isinstance(row, QueueRow)]
            self.list.choose_row(shown[min(max(0, place - 1), len(shown) - 1)].row_id if shown else "")
        self._offer()

    def _offer(self) -> None:
        reason = "" if self.list.chosen_row() else self.tr("Choose a pair first.")
        for button in (self.compare, self.two, self.later):
            button.set_disabled_reason(reason)

    def _open(self, key: str) -> None:
        pair = self._pairs.get(key)
        if pair is None:
            return
        layer = MergeLayer(self._context, pair.left_id, pair.right_id)
        layer.merged.connect(lambda _id: self._again.start())
        self._context.desk.open_layer(layer)

    def _decide(self, decision: str) -> None:
        pair = self._pairs.get(self.list.chosen_row())
        if pair is None:
            return
        desk = self._context.workstation
        command = DecideDuplicate(
            made_at=desk.clock.now(), left_id=pair.left_id, right_id=pair.right_id, decision=decision
        )
        self._context.bridge.run(desk.send(command), lambda _verdict: self._ask(), self._told)

    def _told(self, problem: KnownError) -> None:
        self._context.desk.notice(str(problem), Tone.BAD)

    def _failed(self, problem: KnownError) -> None:
        if not isValid(self):
            return
        self.list.hide()
        self.filter.hide()
        self.state.show_words(problem.what, problem.todo)
        self.state.show()
        self._offer()


def _row(key: str, pair: DuplicatePair) -> QueueRow:
    left = "  ·  ".join(part for part in (pair.left_name, pair.left_detail) if part)
    right = "  ·  ".join(part for part in (pair.right_name, pair.right_detail) if part)
    return QueueRow(
        key,
        QueueGroup.LATER if pair.is_put_off else QueueGroup.NOW,
        "copy",
        f"{left}   ↔   {right}",
        reason_words(pair.reasons),
        "",
        formats.share(pair.score * 100),
        Tone.WARN if not pair.is_put_off else Tone.NEUTRAL,
    )
