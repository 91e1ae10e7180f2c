"""The checklist of a ticket: lines to tick, and a field for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.detail_commands import AddCheckItem, TickCheckItem
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


class ChecklistPage(QWidget):
    """Enter on a line ticks it or takes the tick away; Enter in the field adds a line."""

    counted = Signal(int)
    """How many are still to be done."""

    def __init__(self, deeds: TicketDeeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._facts: TicketFacts | None = None
        self.list = QueueList(self.tr("Checklist of the ticket"))
        self.list.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("To be done"), QueueGroup.LATER: self.tr("Done")}
        )
        self._empty = EmptyState(self.tr("No checklist"), self.tr("Add the first line below."))
        self._new = TextField(self.tr("Add a line"), placeholder=self.tr("What is to be done; Enter adds it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self._new)
        self.list.hide()
        self.list.row_opened.connect(self._tick)
        self._new.entered.connect(self._add)

    def show_facts(self, facts: TicketFacts) -> None:
        """Show another state of the ticket."""
        self._facts = facts
        items = facts.details.checklist
        rows = [
            QueueRow(
                item.item_id,
                QueueGroup.LATER if item.is_done else QueueGroup.NOW,
                "circle-check" if item.is_done else "list-checks",
                item.text,
                facts.name_of(item.done_by),
                "",
                self.tr("Done") if item.is_done else "",
                Tone.OK if item.is_done else Tone.NEUTRAL,
                Tone.OK if item.is_done else Tone.NEUTRAL,
                spoken=", ".join((item.text, self.tr("done") if item.is_done else self.tr("to be done"))),
            )
            for item in items
        ]
        self.list.show_rows(rows, at_once=True)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.counted.emit(sum(not item.is_done for item in items))

    def _tick(self, item_id: str) -> None:
        items = self._facts.details.checklist if self._facts is not None else []
        item = next((one for one in items if one.item_id == item_id), None)
        if item is not None:
            self._deeds.do(TickCheckItem(item_id=item_id, is_done=not item.is_done, **self._deeds.at()))

    def _add(self) -> None:
        text = self._new.text().strip()
        if text:
            self._deeds.do(
                AddCheckItem(item_id=new_id(), text=text, **self._deeds.at()),
                then=lambda: self._new.set_text(""),
            )
