"""Who changed what of a ticket, newest first: asked of central when it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop.features.tickets.detail_views import HistoryEntry, TicketHistory
from agent_desktop_ui.tickets.conversation import NoteLayer
from agent_desktop_ui.tickets.history_words import history_events
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.timeline import Timeline, TimelineEvent

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

MOST = 10_000


class HistoryPage(QWidget):
    """The chronicle of the ticket, its links, files and promises; without central it says so."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._facts: TicketFacts | None = None
        self.list = Timeline(self.tr("History of the ticket"))
        self._empty = EmptyState(self.tr("One moment…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        self.list.hide()
        self.list.event_opened.connect(self._open)

    def show_facts(self, facts: TicketFacts) -> None:
        """The ticket changed, or is another one: ask again where somebody looks."""
        if self._facts is not None and self._facts.view.row.ticket_id != facts.view.row.ticket_id:
            self.list.show_events([])
            self.list.hide()
            self._empty.show()
        self._facts = facts
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """Ask central for everything that was ever changed."""
        facts = self._facts
        if facts is None:
            return
        ticket_id = facts.view.row.ticket_id
        query = TicketHistory(ticket_id=ticket_id, limit=MOST)
        self._context.bridge.run(
            self._context.workstation.ask(query), lambda found: self._show(ticket_id, found), self._failed
        )

    def _show(self, ticket_id: str, entries: list[HistoryEntry]) -> None:
        facts = self._facts
        if facts is None or facts.view.row.ticket_id != ticket_id:
            return
        events = history_events(entries, facts, self._context.workstation.clock.now())
        self.list.show_events(events, keeps_place=self.list.isVisible())
        self.list.setVisible(bool(events))
        self._empty.setVisible(not events)
        if not events:
            self._empty.show_words(self.tr("Nothing was changed yet"))

    def _failed(self, problem: KnownError) -> None:
        if not self.list.isVisible():
            self._empty.show_words(problem.what, problem.todo)
            self._empty.show()

    def _open(self, event_id: str) -> None:
        for entry in self.list.timeline_model().entries():
            if isinstance(entry, TimelineEvent) and entry.event_id == event_id:
                self._context.desk.open_layer(NoteLayer(entry))
