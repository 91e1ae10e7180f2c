"""The keys of tickets and contacts: a new one, a complaint, macros, writing, and how the customer liked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.complaint_layer import ComplaintLayer
from agent_desktop_ui.tickets.new_ticket import NewTicketLayer

if TYPE_CHECKING:
    from agent_desktop_ui.customers.customer_desk import CustomerDesk
    from agent_desktop_ui.shell.screen import DeskContext


class TicketKeys(QObject):
    """Answers these keys while the first screen is shown, and says what is missing where one cannot be done."""

    def __init__(self, context: DeskContext, screen: QWidget, customer_desk: CustomerDesk) -> None:
        super().__init__(screen)
        self._context, self._screen, self._customer_desk = context, screen, customer_desk
        for name, done in (
            ("new_ticket", self._new_ticket),
            ("complaint", self._complaint),
            ("macros", self._macros),
            ("reply", self._reply),
            ("contact", self._contact),
        ):
            context.actions.named(name).triggered.connect(done)

    def _new_ticket(self) -> None:
        if self._screen.isVisible():
            view = self._customer_desk.view
            who = (view.customer_id, view.name) if view is not None else (None, "")
            self._context.desk.open_layer(NewTicketLayer(self._context, *who))

    def _complaint(self) -> None:
        view = self._customer_desk.view
        if not self._screen.isVisible():
            return
        if view is None:
            self._say(self.tr("Whose complaint is it? Open the customer first."))
            return
        self._context.desk.open_layer(ComplaintLayer(self._context, view.customer_id, view.name))

    def _macros(self) -> None:
        ticket = self._customer_desk.ticket
        if not self._screen.isVisible():
            return
        if ticket.view is None:
            self._say(self.tr("A macro needs a ticket. Open one first."))
            return
        self._customer_desk.show_ticket(ticket.ticket_id)
        ticket.open_macros()

    def _reply(self) -> None:
        ticket = self._customer_desk.ticket
        if not self._screen.isVisible():
            return
        if ticket.view is None:
            self._say(self.tr("There is no ticket open to write on."))
            return
        self._customer_desk.show_ticket(ticket.ticket_id)
        ticket.write()

    def _contact(self) -> None:
        desk = self._customer_desk
        if self._screen.isVisible() and not desk.open_contact(desk.timeline.chosen()):
            self._say(self.tr("Choose a contact in the timeline first."))

    def _say(self, words: str) -> None:
        self._context.desk.notice(words, Tone.WARN)
