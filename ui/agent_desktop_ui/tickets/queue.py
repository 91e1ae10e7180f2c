"""The work queue at work: my tickets, the team's, my calls, and the call that waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from agent_desktop.features.interactions.read_models import ContactView, MyContacts
from agent_desktop.features.tickets.promises import PromisesDue, PromiseView
from agent_desktop.features.tickets.read_models import CountWorkQueue, QueueCounts, TicketRow, WorkQueue
from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.tickets.rows import InHand, contact_row, promise_row, ticket_row, ticket_rows
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QMenu

    from agent_desktop.core.changes import Changes
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.queue_column import QueueColumnView

MINE, TEAM, CALLS = 0, 1, 2
SLICE = 4_000
"""Rows made at a stretch, about 10 ms, before the window gets its turn."""

AGAIN_AFTER_MS = 60
"""Changes that come close together are one reason to ask again, not many."""


class QueueDesk(QObject):
    """Asks for the rows, keeps them in step with changes and with the clock, and tells what was chosen."""

    ticket_chosen = Signal(str)
    contact_chosen = Signal(object)  # ContactView
    customer_chosen = Signal(str)
    first_shown = Signal()
    """The first rows are there: part of being usable after a start."""

    def __init__(self, context: DeskContext, column: QueueColumnView) -> None:
        super().__init__(column)
        self._context = context
        self._column = column
        self._tickets: dict[str, TicketRow] = {}
        self._contacts: dict[str, ContactView] = {}
        self._promises: dict[str, PromiseView] = {}
        self._tab = MINE
        self._asked = 0
        self._in_hand: InHand | None = None
        self._is_first = True
        self._is_turned = True
        self._call_count: int | None = None
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.ask)
        column.tab_changed.connect(self._turn)
        column.row_chosen.connect(self._choose)
        column.row_opened.connect(self._choose)
        column.queue_list().menu_asked.connect(self._add_to_menu)
        context.bridge.changed.connect(self._changed)
        context.bridge.contacts_changed.connect(lambda _state: self._show_in_hand())
        context.heartbeat.minute.connect(self._minute)

    def ask(self) -> None:
        """Ask for the rows of the chosen tab and the counts of all."""
        self._asked += 1
        self._context.bridge.run(self._fetch(self._asked, self._tab))

    def is_asking(self) -> bool:
        """Whether the first rows are still to come."""
        return self._is_first

    def number_at_hand(self) -> str:
        """Whom Shift F2 calls back: whoever the chosen row was promised to, while the keyboard is in the queue."""
        listed = self._column.queue_list()
        promise = self._promises.get(listed.chosen_row()) if listed.hasFocus() else None
        return (promise.number or "") if promise is not None else ""

    async def _fetch(self, asked: int, tab: int) -> None:
        desk = self._context.workstation
        person = desk.person
        if person is None:
            return
        counting = asyncio.ensure_future(
            desk.read(CountWorkQueue(agent_id=person.agent_id, queues=person.queues))
        )
        try:
            if tab == CALLS:
                contacts = await desk.read(MyContacts(agent_id=person.agent_id))
                rows = [contact_row(contact, desk.clock.now()) for contact in contacts]
                if asked == self._asked:
                    self._contacts = {contact.interaction_id: contact for contact in contacts}
            else:
                view = "mine" if tab == MINE else "team"
                tickets = await desk.read(
                    WorkQueue(view=view, agent_id=person.agent_id, queues=person.queues)
                )
                promises = await self._due(person.agent_id) if tab == MINE else []
                now, region = desk.clock.now(), desk.region
                rows = [promise_row(promise, now, region) for promise in promises]
                rows += await self._rows(self._in_order(tickets))
                if asked == self._asked:
                    self._promises = {promise.promise_id: promise for promise in promises}
                    self._tickets = {ticket.ticket_id: ticket for ticket in tickets}
        finally:
            counts = await counting
        if asked == self._asked:
            self._show(rows, counts)

    async def _due(self, agent_id: str) -> list[PromiseView]:
        """What was promised for today or is late: it stands among one's own tickets, the callbacks to be rung there."""
        now = self._context.workstation.clock.now()
        until = formats.day_bounds(now).today_until
        return await self._context.workstation.read(PromisesDue(agent_id=agent_id, as_of=now, until=until))

    def _in_order(self, tickets: list[TicketRow]) -> list[TicketRow]:
        """By deadline as they come, but first those of whoever is on the line."""
        if self._in_hand is None:
            return tickets
        customer_id = self._in_hand.customer_id
        return sorted(tickets, key=lambda ticket: ticket.customer_id != customer_id)

    async def _rows(self, tickets: list[TicketRow]) -> list[QueueRow]:
        now, rows = self._context.workstation.clock.now(), list[QueueRow]()
        for start in range(0, len(tickets), SLICE):
            rows += ticket_rows(tickets[start : start + SLICE], now, self._in_hand)
            if len(tickets) > SLICE:
                await asyncio.sleep(0)
        return rows

    def _show(self, rows: list[QueueRow], counts: QueueCounts) -> None:
        titles: dict[QueueGroup, str] = {}
        if self._tab == CALLS:
            titles = {
                QueueGroup.NOW: self.tr("Today"),
                QueueGroup.THIS_WEEK: self.tr("Last 7 days"),
                QueueGroup.LATER: self.tr("Earlier"),
            }
        self._column.queue_list().queue_model().set_titles(titles)
        self._column.show_rows(rows, at_once=self._is_turned)
        self._is_turned = False
        calls = len(self._contacts) if self._tab == CALLS else None
        old = self._call_count if calls is None else calls
        self._call_count = old
        self._column.set_counts((counts.mine, counts.team, old))
        if self._is_first:
            self._is_first = False
            self.first_shown.emit()

    def _turn(self, tab: int) -> None:
        self._tab = tab
        self._is_turned = True
        self.ask()

    def _choose(self, row_id: str) -> None:
        if self._tab == CALLS:
            contact = self._contacts.get(row_id)
            if contact is not None:
                self.contact_chosen.emit(contact)
        elif (promise := self._promises.get(row_id)) is not None:
            if promise.ticket_id:
                self.ticket_chosen.emit(promise.ticket_id)
            elif promise.customer_id:
                self.customer_chosen.emit(promise.customer_id)
        else:
            self.ticket_chosen.emit(row_id)

    def _add_to_menu(self, menu: QMenu) -> None:
        promise = self._promises.get(self._column.queue_list().chosen_row())
        if promise is None or not promise.number:
            return
        number, customer_id = promise.number, promise.customer_id
        call = QAction(theme().icon("phone-outgoing", Token.TEXT2), self.tr("Call back"), menu)
        call.setObjectName("promise:call")
        call.triggered.connect(
            lambda: self._context.desk.dial(number, purpose="callback", customer_id=customer_id)
        )
        menu.addAction(call)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("ticket", "customer", "interaction", "promise"):
            self._again.start()

    def _show_in_hand(self) -> None:
        """Rows of the customer on the line say so; only those rows are shown anew."""
        current = self._context.contacts.state.current
        found: InHand | None = None
        if current is not None and current.customer_id and current.phase != "ringing":
            words, tone = {
                "held": (self.tr("On hold"), Tone.WARN),
                "wrap_up": (self.tr("Wrap-up"), Tone.INFO),
                "dialling": (self.tr("Dialling"), Tone.OK),
                "by_hand": (self.tr("Logging"), Tone.OK),
            }.get(current.phase, (self.tr("On call"), Tone.OK))
            found = InHand(current.customer_id, words, tone)
        if found == self._in_hand:
            return
        touched = {entry.customer_id for entry in (found, self._in_hand) if entry is not None}
        self._in_hand = found
        if self._tab != CALLS and any(t.customer_id in touched for t in self._tickets.values()):
            self._again.start()

    def _minute(self, now: datetime) -> None:
        """Deadlines that are near read differently each minute."""
        if self._tab == CALLS or self._is_first:
            return
        model = self._column.queue_list().queue_model()
        shown = {row.row_id: row for row in model.rows()}
        moved = False
        for promise in self._promises.values():
            row = promise_row(promise, now, self._context.workstation.region)
            if row.row_id in shown and shown[row.row_id] != row:
                self._column.queue_list().update_row(row)
        for ticket in self._tickets.values():
            if ticket.due_at is None or (ticket.due_at - now).total_seconds() > 86_400:
                continue
            row = ticket_row(ticket, now, self._in_hand)
            before = shown.get(row.row_id)
            if before is not None and before != row:
                moved = moved or before.group is not row.group
                self._column.queue_list().update_row(row)
        if moved:
            self._again.start()
