"""The customer on screen: asked for from this desk first, then brought up to date from central."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.commerce.read_models import Holdings, HoldingsView
from agent_desktop.features.customers.read_models import (
    CallerEntry,
    Customer,
    CustomerView,
    KnownCaller,
    Timeline,
)
from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.features.tickets.read_models import CustomerTickets, TicketRow
from agent_desktop_ui import formats
from agent_desktop_ui.customers.commerce_tab import CommercePage
from agent_desktop_ui.customers.commerce_words import contract_item, product_item
from agent_desktop_ui.customers.confirming import Confirming
from agent_desktop_ui.customers.contact_layer import ContactLayer, contact_of
from agent_desktop_ui.customers.contact_line import ContactLine
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.customers.header_words import header_of, header_of_absent, keep_words
from agent_desktop_ui.customers.private_page import PrivatePage
from agent_desktop_ui.customers.record_page import RecordPage
from agent_desktop_ui.customers.tab_list import ORDERS, PRIVATE, RECORD, TICKET, TICKETS, TIMELINE, VISITS
from agent_desktop_ui.customers.timeline_desk import TimelineDesk
from agent_desktop_ui.customers.timeline_words import shown_event
from agent_desktop_ui.own_work.standing_line import StandingLine
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.new_ticket import NewTicketLayer
from agent_desktop_ui.tickets.rows import ticket_row
from agent_desktop_ui.tickets.ticket_view import TicketPage
from agent_desktop_ui.tickets.words import number_words, state_words
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.glance_column import GlanceItem, GlanceSection
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.timeline import Timeline as TimelineList

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.read_models import TimelineEvent
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.customer_panel import CustomerPanelView

AGAIN_AFTER_MS = 50
GLANCED_AT = 8
"""Things of one kind in the glance column; the tabs hold them all."""


class CustomerDesk(QObject):
    """Fills the customer panel; knows nothing of calls or notes."""

    opened = Signal(object)
    """The ``CustomerView`` that has come on screen or was brought up to date."""

    def __init__(self, context: DeskContext, panel: CustomerPanelView) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        self.customer_id = ""
        self.view: CustomerView | None = None
        self._tickets: list[TicketRow] = []
        self._holdings: HoldingsView | None = None
        self.timeline = TimelineDesk(context, panel)
        self.tickets = QueueList(self.tr("Tickets of the customer"))
        self.commerce = CommercePage(context)
        self.visits = TimelineList(self.tr("Visits"))
        self.ticket = TicketPage(context)
        self.standing = StandingLine(context, left=20)
        self.confirming = Confirming(context, self)
        self.contact_line = ContactLine(context, self.confirming)
        panel.add_line(self.contact_line)
        panel.add_line(self.standing)
        self.contact_line.identity_changed.connect(self._identity_said)
        self._empty = {
            page: EmptyState(title)
            for page, title in (
                (TICKETS, self.tr("No tickets yet")),
                (VISITS, self.tr("No visits yet")),
            )
        }
        self.record = RecordPage(context)
        self.private = PrivatePage(context)
        pages: dict[int, tuple[str, QWidget]] = {
            TICKETS: (self.tr("Tickets"), self._page(self.tickets, TICKETS)),
            RECORD: (self.tr("Record"), self.record),
            ORDERS: (self.tr("Orders and products"), self.commerce),
            VISITS: (self.tr("Visits"), self._page(self.visits, VISITS)),
            TICKET: (self.tr("Ticket"), self.ticket),
            PRIVATE: (self.tr("Private"), self.private),
        }
        for page in sorted(pages):
            panel.add_page(*pages[page])
        self._kept: frozenset[str] = frozenset()
        context.bridge.kept_changed.connect(self._kept_changed)
        context.bridge.run(self._ask_kept())
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.refresh)
        self.tickets.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("Open"), QueueGroup.LATER: self.tr("Solved and closed")}
        )
        self.tickets.row_chosen.connect(self.show_ticket)
        self.timeline.event_opened.connect(self._open_event)
        self.commerce.ticket_asked.connect(self.show_ticket)
        panel.glance.item_opened.connect(self._open_glance)
        panel.header.action_pressed.connect(self._act)
        panel.tab_changed.connect(self._turned)
        context.bridge.changed.connect(self._changed)
        context.bridge.outbox_changed.connect(self._work_moved)

    # -- opening ---------------------------------------------------------------------------------------

    def open_customer(self, customer_id: str, *, is_fresh: bool = False) -> None:
        """Show a customer from this desk; then, unless ``is_fresh``, bring everything of theirs here."""
        is_other = customer_id != self.customer_id
        self.customer_id = customer_id
        if is_other:
            self.view, self._tickets, self._holdings = None, [], None
            self.timeline.close()
            self.commerce.close_customer()
            self._panel.tabs.setCurrentIndex(TIMELINE)
            self.private.show_customer(customer_id)
            self.record.show_customer(customer_id)
            if self.ticket.view is None or self.ticket.view.row.customer_id != customer_id:
                self.ticket.open_ticket("")
        self.standing.follow("customer", customer_id, "customers")
        self._context.bridge.run(self._open(customer_id, is_fresh=is_fresh))

    def edit(self) -> None:
        """Open the form of the customer on screen."""
        if self.view is not None:
            layer = EditCustomerLayer(self._context, self.view.customer_id, self.view.name)
            self._context.desk.open_layer(layer)

    def merge(self) -> None:
        """Search the other record of the customer on screen, and lay both side by side."""
        self._panel.tabs.setCurrentIndex(RECORD)
        self.record.open_merge()

    def close(self) -> None:
        """Nobody is on screen."""
        self.contact_line.show_customer("", "")
        self.customer_id, self.view = "", None
        self.private.show_customer("")
        self.record.show_customer("")
        self.standing.follow("customer", "")
        self.timeline.close()
        self.commerce.close_customer()
        self._tickets, self._holdings = [], None

    def refresh(self) -> None:
        """Ask this desk again for what is shown."""
        if self.customer_id:
            self._context.bridge.run(self._load(self.customer_id))

    def show_ticket(self, ticket_id: str) -> None:
        """Open a ticket in its tab."""
        self.ticket.open_ticket(ticket_id)
        self._panel.tabs.setCurrentIndex(TICKET)

    async def _open(self, customer_id: str, *, is_fresh: bool) -> None:
        await self._load(customer_id)
        if is_fresh and self.view is not None:
            return
        try:
            is_here = await self._context.workstation.open_customer(customer_id)
        except KnownError as problem:
            if customer_id == self.customer_id and self.view is None:
                self._context.bridge.problem.emit(problem)
            return
        if is_here:
            await self._load(customer_id)
        elif customer_id == self.customer_id and self.view is None:
            known = await self._context.workstation.read(CallerEntry(customer_id=customer_id))
            if customer_id == self.customer_id:
                self._show_absent(known)

    async def _load(self, customer_id: str) -> None:
        desk = self._context.workstation
        now = desk.clock.now()
        view = await desk.read(Customer(customer_id=customer_id, as_of=now))
        if customer_id != self.customer_id or view is None:
            return
        self._show_header(view)
        await self.timeline.load(customer_id, view.name)
        if customer_id == self.customer_id:
            await self._load_rest(customer_id)

    async def _load_rest(self, customer_id: str) -> None:
        desk = self._context.workstation
        tickets = await desk.read(CustomerTickets(customer_id=customer_id))
        holdings = await desk.read(Holdings(customer_id=customer_id))
        visits = await desk.read(Timeline(customer_id=customer_id, kinds=["visit"]))
        if customer_id != self.customer_id:
            return
        self._tickets, self._holdings = tickets, holdings
        now = desk.clock.now()
        rows = [_of_state(ticket_row(ticket, now), ticket) for ticket in tickets]
        self.tickets.show_rows(rows, at_once=True)
        self.visits.show_events([shown_event(e, now) for e in visits], keeps_place=True)
        for page, count in ((TICKETS, len(tickets)), (VISITS, len(visits))):
            self._panel.tabs.set_count(page, count or None)
            self._empty[page].setVisible(not count)
        self._panel.tabs.set_count(ORDERS, self.commerce.show_holdings(customer_id, holdings) or None)
        self._show_glance()

    # -- showing ---------------------------------------------------------------------------------------

    def _show_header(self, view: CustomerView) -> None:
        self.view = view
        self.contact_line.show_customer(view.customer_id, view.name)
        able = self._context.workstation.live.capabilities
        can_dial = "" if "dial" in able else self.tr("This exchange does not let the desk dial.")
        header = header_of(
            view,
            self._context.workstation.clock.now(),
            can_dial=can_dial,
            is_kept=view.customer_id in self._kept,
            identity=self.contact_line.identity,
        )
        self._panel.header.show_customer(header)
        self.opened.emit(view)

    def _identity_said(self, _identity: str) -> None:
        if self.view is not None:
            self._show_header(self.view)

    def _show_absent(self, known: KnownCaller | None) -> None:
        """All there is of a customer whose record is not here, so that nobody else's stays on screen."""
        self._panel.header.show_customer(header_of_absent(known))
        self.timeline.show_nothing()
        self._panel.glance.show_sections(())
        self.tickets.show_rows([], at_once=True)
        self.visits.show_events([])
        self.commerce.close_customer()
        for page in (TICKETS, ORDERS, VISITS):
            self._panel.tabs.set_count(page, None)
        for empty in self._empty.values():
            empty.setVisible(True)

    # -- kept offline ----------------------------------------------------------------------------------

    def keep_command(self) -> tuple[str, Callable[[], None]] | None:
        """What to do with the customer on screen about being offline: its words, and how; None without one."""
        view = self.view
        if view is None:
            return None
        return keep_words(is_kept=view.customer_id in self._kept), self._keep

    def _keep(self) -> None:
        view = self.view
        if view is None:
            return
        copies, name = self._context.workstation.copies, view.name
        if view.customer_id in self._kept:
            words = self.tr("{name} is no longer kept offline.").format(name=name)
            work = copies.let_go(view.customer_id)
        else:
            words = self.tr("{name} is kept on this desk, up to date, until you let them go.").format(
                name=name
            )
            work = copies.keep(view.customer_id, name)
        self._context.bridge.run(work, lambda _none: self._context.desk.notice(words, Tone.OK))

    async def _ask_kept(self) -> None:
        kept = await self._context.workstation.copies.kept()
        self._kept_changed(frozenset(one.customer_id for one in kept))

    def _kept_changed(self, kept: frozenset[str]) -> None:
        self._kept = kept
        if self.view is not None:
            self._show_header(self.view)

    def _show_glance(self) -> None:
        view, holdings = self.view, self._holdings
        if view is None:
            return
        tickets = tuple(
            GlanceItem(
                f"ticket:{t.ticket_id}", f"{number_words(t.number)}  {t.subject}", self._ticket_meta(t)
            )
            for t in self._tickets
            if t.state in OPEN_STATES
        )
        phones = tuple(
            GlanceItem(
                f"phone:{phone.e164}",
                phone.e164 + (f" ext. {phone.extension}" if phone.extension else ""),
                "  ·  ".join(
                    part
                    for part in (
                        phone.label,
                        self.tr("preferred") if phone.is_preferred else "",
                        self.tr("verified") if phone.is_verified else "",
                    )
                    if part
                ),
            )
            for phone in view.phones
        )
        today = formats.local(self._context.workstation.clock.now()).date()
        products = holdings.products if holdings is not None else []
        contracts = holdings.contracts if holdings is not None else []
        in_use = [product_item(one, today) for one in products if one.state == "in_use"]
        agreed = [contract_item(one, today) for one in contracts if one.state == "active"]
        sections = (
            GlanceSection(self.tr("Open tickets"), tickets[:GLANCED_AT]),
            GlanceSection(self.tr("Equipment"), tuple(in_use[:GLANCED_AT])),
            GlanceSection(self.tr("Contract"), tuple(agreed[:GLANCED_AT])),
            GlanceSection(self.tr("Numbers"), phones[:GLANCED_AT]),
        )
        self._panel.glance.show_sections(tuple(section for section in sections if section.items))

    def _ticket_meta(self, ticket: TicketRow) -> str:
        words, _tone, _group = formats.deadline(ticket.due_at, self._context.workstation.clock.now())
        return "  ·  ".join(part for part in (state_words(ticket.state), words) if part)

    # -- what is pressed -------------------------------------------------------------------------------

    def _turned(self, page: int) -> None:
        if page == TICKET and not self.ticket.ticket_id and self._tickets:
            self.ticket.open_ticket(self._tickets[0].ticket_id)

    def _open_event(self, event: TimelineEvent) -> None:
        """A ticket, or what belongs to one, opens it; an order shows its lines, a contact what was noted."""
        if event.ticket_id is not None:
            self.show_ticket(event.ticket_id)
        elif event.kind == "order" and event.record_id:
            self.commerce.open_order(event.record_id)
        else:
            self.open_contact(event)

    def open_contact(self, event: TimelineEvent | None) -> bool:
        """Show a contact in full, with how the customer liked it; whether the event is one."""
        if event is None or not contact_of(event):
            return False
        self._context.desk.open_layer(ContactLayer(self._context, event, self.show_ticket))
        return True

    def _open_glance(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        if kind == "ticket":
            self.show_ticket(rest)
        elif kind == "phone":
            self._context.desk.dial(rest, customer_id=self.customer_id or None)
        else:
            self._panel.tabs.setCurrentIndex(ORDERS)

    def _act(self, key: str) -> None:
        view = self.view
        if view is None:
            return
        if key == "keep":
            self._keep()
        elif key == "edit":
            self.edit()
        elif key == "merge":
            self.merge()
        elif key == "ticket":
            self._context.desk.open_layer(NewTicketLayer(self._context, view.customer_id, view.name))
        elif key == "email" and view.email:
            QDesktopServices.openUrl(QUrl(f"mailto:{view.email}"))
        elif view.phones:
            phone = next((p for p in view.phones if p.is_preferred), view.phones[0])
            if key == "call":
                self._context.desk.dial(phone.e164, customer_id=view.customer_id)
            else:
                QGuiApplication.clipboard().setText(phone.e164)
                self._context.desk.notice(self.tr("Number copied."), Tone.OK)

    def _changed(self, changes: Changes) -> None:
        if self.customer_id and (changes.is_everything or self.customer_id in changes.customers):
            self._again.start()

    def _work_moved(self, _counts: object) -> None:
        if self.customer_id:
            self._again.start()

    def _page(self, inner: QWidget, page: int) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty[page])
        column.addWidget(inner, 1)
        self._empty[page].setMaximumHeight(160)
        return whole


def _of_state(row: QueueRow, ticket: TicketRow) -> QueueRow:
    """A ticket's row among the customer's own: grouped by whether it is open, with its state."""
    is_open = ticket.state in OPEN_STATES
    return replace(
        row,
        group=QueueGroup.NOW if is_open else QueueGroup.LATER,
        who=state_words(ticket.state),
        deadline=row.deadline if is_open else "",
        spoken="",
    )
