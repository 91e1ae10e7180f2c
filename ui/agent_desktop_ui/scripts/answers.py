"""Standard answers: found by typing, filled with what is known of the customer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop.features.scripts.read_models import Answers, AnswerView
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.read_models import CustomerView
    from agent_desktop_ui.shell.screen import DeskContext

_PLACE = re.compile(r"\{([a-z_.]+)\}")
SEARCH_PAUSE_MS = 80


def filled(text: str, customer: CustomerView | None, agent: str, ticket: str = "", name: str = "") -> str:
    """An answer with its placeholders filled; one that is not known stays as it is, to be seen.

    ``name`` is what somebody is called who is no customer yet; a customer's own name goes before it.
    """
    known: dict[str, str] = {"agent.name": agent, "agent.first_name": agent.split(" ", maxsplit=1)[0]}
    if ticket:
        known["ticket.number"] = ticket
    if customer is not None:
        known |= {"customer.email": customer.email or "", "customer.address": customer.address or ""}
    called = customer.name if customer is not None else name
    if called:
        known |= {
            "customer.name": called,
            "customer.first_name": called.split(" ")[0],
            "customer.last_name": called.rpartition(" ")[2],
        }
    return _PLACE.sub(lambda found: known.get(found.group(1)) or found.group(0), text)


class AnswersPage(QWidget):
    """A filter over the answers; Enter or a click puts one into the note."""

    used = Signal(str)
    """The text of the answer, placeholders not yet filled."""

    loaded = Signal(list)
    """All answers, for the slash list and the palette."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._answers: dict[str, AnswerView] = {}
        self._search = SearchBox(self.tr("Filter answers"), self.tr("Filter answers"))
        self._list = QueueList(self.tr("Standard answers"))
        self._list.queue_model().set_titles({QueueGroup.NOW: self.tr("Enter puts it into the note")})
        self._empty = EmptyState(self.tr("No answers"), self.tr("Nothing fits these words."))
        self._empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        box = QVBoxLayout()
        box.setContentsMargins(16, 0, 16, 2)
        box.addWidget(self._search)
        column.addLayout(box)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._filter)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._search.left_down.connect(self._list.setFocus)
        self._search.returnPressed.connect(self._use_first)
        self._list.row_opened.connect(self._use)
        context.bridge.changed.connect(self._changed)

    def ask(self) -> None:
        """Ask for all answers; they are few."""
        self._context.bridge.run(self._context.workstation.read(Answers()), self._take)

    def answers(self) -> list[AnswerView]:
        """All answers."""
        return list(self._answers.values())

    def _take(self, answers: list[AnswerView]) -> None:
        self._answers = {answer.answer_id: answer for answer in answers}
        self._filter()
        self.loaded.emit(answers)

    def _filter(self) -> None:
        needle = self._search.text().casefold().strip()
        rows = [
            QueueRow(
                answer.answer_id,
                QueueGroup.NOW,
                "message-square-text",
                answer.title,
                " ".join(answer.text.split())[:120],
                f"/{answer.shortcut.lstrip('/')}",
            )
            for answer in self._answers.values()
            if needle in f"{answer.shortcut} {answer.title} {answer.text}".casefold()
        ]
        self._list.show_rows(rows, at_once=True)
        self._empty.setVisible(not rows)
        self._list.setVisible(bool(rows))

    def _use_first(self) -> None:
        rows = self._list.queue_model().rows()
        if rows:
            self._use(rows[0].row_id)

    def _use(self, answer_id: str) -> None:
        answer = self._answers.get(answer_id)
        if answer is not None:
            self.used.emit(answer.text)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("answer"):
            self.ask()
