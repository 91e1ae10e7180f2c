"""The first room: the queue at the left, the customer in the middle, what to say at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.interactions.read_models import ContactView
from agent_desktop.workstation.ticket_numbers import keep_some
from agent_desktop_ui.calls.caller_words import caller_number
from agent_desktop_ui.calls.incoming import WaitingCalls
from agent_desktop_ui.calls.log_sheet import LogSheet
from agent_desktop_ui.calls.other_calls import OtherCalls
from agent_desktop_ui.customers.caller import CallerView
from agent_desktop_ui.customers.customer_desk import CustomerDesk
from agent_desktop_ui.customers.forms import CreateCustomerLayer, LinkCustomerLayer
from agent_desktop_ui.customers.note import NoteDesk
from agent_desktop_ui.customers.panes import Panes
from agent_desktop_ui.customers.tab_list import TICKET, TIMELINE
from agent_desktop_ui.knowledge.reader import KnowledgePage
from agent_desktop_ui.scripts.answers import AnswersPage, filled
from agent_desktop_ui.scripts.script_desk import ScriptDesk
from agent_desktop_ui.scripts.slash_list import SlashList
from agent_desktop_ui.shell.screen import Screen
from agent_desktop_ui.tickets.queue import QueueDesk
from agent_desktop_ui.tickets.ticket_keys import TicketKeys
from agent_desktop_ui.widgets.customer_panel import CustomerPanelView
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_column import QueueColumnView
from agent_desktop_ui.widgets.right_panel import RightPanelView

if TYPE_CHECKING:
    from agent_desktop.features.customers.read_models import CustomerView
    from agent_desktop.features.scripts.read_models import AnswerView
    from agent_desktop.features.tickets.read_models import TicketView
    from agent_desktop.workstation.contacts import ContactInHand, DeskContacts
    from agent_desktop.workstation.synchroniser import Link
    from agent_desktop_ui.shell.screen import DeskContext

SCRIPT, ANSWERS, KNOWLEDGE = range(3)
SCRIPT_STEP = "script step"


class DeskScreen(Screen):
    """Composes the three panes; what happens in one reaches the others here and nowhere else."""

    ready = Signal()
    """The queue is painted and the note takes keys."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self.queue = QueueColumnView((self.tr("Mine"), self.tr("Team"), self.tr("Calls")))
        self.panel = CustomerPanelView()
        self.right = RightPanelView()
        self.panes = Panes(self.queue, self.panel, self.right, context.settings, self)
        self.queue_desk = QueueDesk(context, self.queue)
        self.customer_desk = CustomerDesk(context, self.panel)
        self.note_desk = NoteDesk(context, self.panel.note_bar)
        self.script_desk = ScriptDesk(context, self.right)
        self.waiting = WaitingCalls(context, self.queue, self.panes)
        self.other_calls = OtherCalls(context, self.queue)
        self.answers_page = AnswersPage(context)
        self.knowledge_page = KnowledgePage(context)
        self.right.add_page(self.tr("Answers"), self.answers_page)
        self.right.add_page(self.tr("Knowledge"), self.knowledge_page)
        self.slash = SlashList(self.panel.note_bar.note.field(), self)
        self.reply_slash = SlashList(self.customer_desk.ticket.reply.field, self)
        self.caller = CallerView(context.actions.key("confirm_caller"))
        self._asks_who = ""
        self.nobody = EmptyState()
        self._contact_id = ""
        self.log_sheet = LogSheet(context)
        self.ticket_keys = TicketKeys(context, self, self.customer_desk)
        self._in_place = self._take_places()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panes)
        self._connect()
        self._show_place("nobody")

    @property
    def title(self) -> str:
        """Its name."""
        return self.tr("Calls and tickets")

    def activate(self) -> None:
        """Ask for the queue; and what a call needs, once."""
        self.queue_desk.ask()
        if not self.answers_page.answers():
            self.answers_page.ask()
            self.knowledge_page.ask()
            self.script_desk.offer(None, None)
            self.context.bridge.run(self.note_desk.restore())
            self.context.bridge.link_changed.connect(self._link_changed)
        self._take_contacts(self.context.contacts.state)

    def panels(self) -> list[QWidget]:
        """Queue, customer, note, right panel."""
        return [self.queue, self.panel, self.panel.note_bar, self.right]

    def open_panel(self, panel: QWidget) -> bool:
        """On a small window queue and right panel are drawers that F6 opens."""
        self.panes.show_drawer(panel)
        return panel.isVisible()

    def has_unsaved(self) -> bool:
        """Whether a note without a call, or one of a ticket, is not saved yet."""
        return self.note_desk.has_unsaved() or self.customer_desk.ticket.has_unsaved()

    def take_keyboard(self) -> None:
        """The note takes keys from the first moment on."""
        self.panel.note_bar.note.field().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_top(self) -> bool:
        """Esc: the slash list, an article, a drawer."""
        focus = QApplication.focusWidget()
        if self.knowledge_page.is_reading() and focus is not None and self.right.isAncestorOf(focus):
            self.knowledge_page.leave_article()
            return True
        return self.panes.hide_drawers()

    def number_at_hand(self) -> str:
        """Whom the chosen row of the queue was promised a callback."""
        return self.queue_desk.number_at_hand()

    def reset_layout(self) -> None:
        """The panes back to their usual widths."""
        self.panes.reset()

    async def close_down(self) -> None:
        """Keep the note, and what is being written on a ticket."""
        await self.note_desk.close_down()
        await self.customer_desk.ticket.reply.close_down()

    # -- what others ask -------------------------------------------------------------------------------

    def show_customer(self, customer_id: str) -> None:
        """Put a customer on screen; a call in hand goes on and keeps its note."""
        self._show_place("customer")
        self.customer_desk.open_customer(customer_id)

    def show_ticket(self, ticket_id: str) -> None:
        """Put a ticket and its customer on screen."""
        self._show_place("customer")
        self.customer_desk.show_ticket(ticket_id)
        self.queue.queue_list().choose_row(ticket_id)

    def log_contact(self) -> None:
        """Log a contact by hand: its sheet opens over the customer, and the number takes the keys."""
        self.context.bridge.run(self.context.contacts.log_by_hand(), lambda _id: self._to_number())

    def show_article(self, article_id: str) -> None:
        """Open an article at the right."""
        self.panes.show_drawer(self.right)
        self.right.tabs.setCurrentIndex(KNOWLEDGE)
        self.knowledge_page.open_article(article_id)

    def use_answer(self, text: str) -> None:
        """Put a standard answer into the note at the caret."""
        field = self.panel.note_bar.note.field()
        field.insertPlainText(self._filled(text))
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def customer_command(self) -> tuple[str, Callable[[], None]] | None:
        """What the palette offers to do with the customer on screen."""
        return self.customer_desk.keep_command()

    # -- inside ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        actions, note = self.context.actions, self.panel.note_bar.note
        actions.named("filter").triggered.connect(self._to_filter)
        for name, answer in (
            ("find_in_timeline", self.customer_desk.timeline.find),
            ("timeline_kinds", self.customer_desk.timeline.choose_kinds),
            ("go_to_date", self.customer_desk.timeline.ask_date),
        ):
            actions.named(name).triggered.connect(lambda _=False, answer=answer: self._in_timeline(answer))
        actions.named("note").triggered.connect(
            lambda: note.field().setFocus(Qt.FocusReason.ShortcutFocusReason)
        )
        actions.named("save_note").triggered.connect(self._finish)
        for place in range(9):
            actions.named(f"tab_{place + 1}").triggered.connect(lambda _=False, p=place: self._to_tab(p))
        self.queue_desk.ticket_chosen.connect(self._open_ticket)
        self.queue_desk.contact_chosen.connect(self._open_contact)
        self.queue_desk.customer_chosen.connect(self.show_customer)
        self.queue_desk.first_shown.connect(self.ready)
        self.customer_desk.opened.connect(self._opened)
        self.customer_desk.ticket.shown.connect(self._ticket_shown)
        self.panel.tabs.currentChanged.connect(lambda _page: self._tell_place())
        self.note_desk.topic_changed.connect(lambda _topic: self._offer_script())
        self.script_desk.moved.connect(self.note_desk.set_script)
        self.script_desk.payment_step.connect(
            lambda is_payment: self.context.desk.hold_recording(SCRIPT_STEP, holds=is_payment)
        )
        self.right.script.knowledge_opened.connect(self.show_article)
        self.right.script.snippet_used.connect(self._use_word)
        self.answers_page.used.connect(self.use_answer)
        self.answers_page.loaded.connect(self._answers_loaded)
        self.knowledge_page.quoted.connect(self.use_answer)
        for slash, field in (
            (self.slash, note.field()),
            (self.reply_slash, self.customer_desk.ticket.reply.field),
        ):
            slash.chosen.connect(lambda text, field=field: field.replace_snippet(self._filled(text)))
        note.link_opened.connect(lambda: self.panel.tabs.setCurrentIndex(TICKET))
        actions.named("confirm_caller").triggered.connect(self._confirm_caller)
        actions.named("identity").triggered.connect(self.customer_desk.contact_line.open_check)
        self.caller.chosen.connect(self._confirm)
        self.caller.said.connect(self._told_of_themselves)
        self.customer_desk.contact_line.somebody_else.connect(self._ask_who)
        self.caller.create_asked.connect(self.create_customer)
        self.caller.link_asked.connect(self.link_customer)
        self.log_sheet.customer_asked.connect(self.link_customer)
        self.log_sheet.done_typing.connect(lambda: note.field().setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.nobody.action_pressed.connect(actions.named("log_contact").trigger)
        self.context.bridge.contacts_changed.connect(self._take_contacts)
        self.context.bridge.link_changed.connect(self._say_nobody)
        self._say_nobody(self.context.workstation.link)

    def _say_nobody(self, link: Link) -> None:
        """What stands where no customer is open; without central it says honestly that calls are not shown."""
        if link.state == "offline":
            key = self.context.actions.key("log_contact")
            self.nobody.show_words(
                self.tr("Calls are not shown"),
                self.tr(
                    "The exchange is not heard while central is out of reach. Log contacts with {key}."
                ).format(key=key),
                self.tr("Log a contact"),
            )
        else:
            self.nobody.show_words(
                self.tr("No customer open"),
                self.tr("Choose a ticket at the left, or search with Ctrl K. A call shows its caller here."),
            )

    def _take_contacts(self, state: DeskContacts) -> None:
        """Rule 3 of focus: the desk decides what is current; here it is only shown, and nothing is focused."""
        current = state.current
        contact_id = current.contact_id if current is not None else ""
        is_new = contact_id != self._contact_id
        self._contact_id = contact_id
        if current is None:
            if is_new:
                self.script_desk.close()
                if self.caller.isVisibleTo(self.panel):
                    self._show_place("customer" if self.customer_desk.customer_id else "nobody")
            return
        if current.customer_id is not None and self._asks_who == contact_id:
            self.caller.show_contact(current)
        elif current.customer_id is not None:
            is_shown = self.customer_desk.customer_id == current.customer_id
            if is_new or self.caller.isVisibleTo(self.panel):
                self._show_place("customer")
                if not is_shown or is_new:
                    self.customer_desk.open_customer(current.customer_id)
        elif is_new or self.caller.isVisibleTo(self.panel):
            self._asks_who = ""
            self.customer_desk.close()
            self.caller.show_contact(current)
            self._show_place("caller")
        if is_new:
            self._begin_script(current)
        self._tell_place()

    def _begin_script(self, contact: ContactInHand) -> None:
        self.script_desk.close()
        if contact.draft.script_id:
            self.script_desk.open_script(contact.draft.script_id, contact.draft.script_path)
        self._offer_script()

    def _offer_script(self) -> None:
        current = self.context.contacts.state.current
        queue_id = current.call.queue_id if current is not None and current.call is not None else None
        ticket = self.customer_desk.ticket.view
        topic = self.note_desk.draft.topic or (ticket.topic if ticket is not None else None)
        self.script_desk.offer(queue_id, topic)

    def _confirm_caller(self) -> None:
        """One key: the first of those who are offered, or the one who is on screen."""
        if not self.isVisible():
            return
        if not self.caller.isVisible():
            self.customer_desk.contact_line.confirm_shown()
        elif self.caller.candidates():
            self._confirm(self.caller.candidates()[0].customer_id)

    def _confirm(self, customer_id: str) -> None:
        self._asks_who = ""
        self.customer_desk.confirming.confirm(customer_id)
        current = self.context.contacts.state.current
        if current is not None and current.customer_id == customer_id:
            self.show_customer(customer_id)

    def _ask_who(self) -> None:
        """It is somebody else than the number brought up: everybody it reaches is offered."""
        current = self.context.contacts.state.current
        if current is not None:
            self._asks_who = current.contact_id
            self.caller.show_contact(current)
            self._show_place("caller")
            self.caller.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _told_of_themselves(self, said: str) -> None:
        """What the caller says of themselves weighs among those the number reaches, and brings others."""
        current = self.context.contacts.state.current
        if current is None:
            return
        desk, call = self.context.workstation, current.call
        heard = call.view.caller if call is not None and call.view.direction != "out" else None
        query = MatchCaller(
            number=heard,
            region=desk.region,
            as_of=desk.clock.now(),
            name_said=said or None,
            customer_number=said or None,
        )
        self.context.bridge.run(desk.ask(query), lambda match: self.caller.show_told(said, match))

    def _chose_customer(self, customer_id: str) -> None:
        self._asks_who = ""
        self.context.bridge.run(self.context.contacts.choose(customer_id))

    def create_customer(self) -> None:
        """A form with the caller's number in it."""
        current = self.context.contacts.state.current
        layer = CreateCustomerLayer(self.context, caller_number(current) if current else "")
        layer.created.connect(self._made_or_linked)
        layer.known.connect(self._is_known)
        self.context.desk.open_layer(layer)

    def link_customer(self) -> None:
        """A search for whose call it is."""
        current = self.context.contacts.state.current
        match = current.match if current is not None else None
        is_public = match is None or match.kind == "public"
        layer = LinkCustomerLayer(self.context, caller_number(current) if current and is_public else "")
        layer.linked.connect(self._made_or_linked)
        self.context.desk.open_layer(layer)

    def _is_known(self, customer_id: str) -> None:
        """They were on record already: the call is theirs, and the number is learnt."""
        if self.context.contacts.state.current is not None:
            self._confirm(customer_id)
        else:
            self.show_customer(customer_id)

    def _made_or_linked(self, customer_id: str) -> None:
        if self.context.contacts.state.current is not None:
            self._chose_customer(customer_id)
        else:
            self.show_customer(customer_id)

    def _open_ticket(self, ticket_id: str) -> None:
        self._show_place("customer")
        self.customer_desk.show_ticket(ticket_id)

    def _ticket_shown(self, view: TicketView) -> None:
        customer_id = view.row.customer_id
        if customer_id and customer_id != self.customer_desk.customer_id:
            self.customer_desk.open_customer(customer_id)
            self.panel.tabs.setCurrentIndex(TICKET)
        self._tell_place()
        self._offer_script()

    def _open_contact(self, contact: ContactView) -> None:
        if contact.customer_id:
            self.show_customer(contact.customer_id)

    def _opened(self, view: CustomerView) -> None:
        self.script_desk.set_customer(view)
        self._tell_place()

    def _to_number(self) -> None:
        if self.log_sheet.isVisible():
            self.log_sheet.number.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell_place(self) -> None:
        view, ticket = self.customer_desk.view, self.customer_desk.ticket.view
        customer = (view.customer_id, view.name) if view is not None else None
        open_ticket = (ticket.row.ticket_id, ticket.row.number) if ticket is not None else None
        if ticket is not None and customer is not None and ticket.row.customer_id != customer[0]:
            open_ticket = None
        self.note_desk.show_place(customer, open_ticket)

    def _link_changed(self, link: Link) -> None:
        if link.state == "online":
            self.context.bridge.run(keep_some(self.context.workstation), failed=lambda _problem: None)

    def _to_filter(self) -> None:
        self.panes.show_drawer(self.queue)
        self.queue.filter_box().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.queue.filter_box().selectAll()

    def _to_tab(self, place: int) -> None:
        if self.isVisible() and place < self.panel.tabs.count():
            self.panel.tabs.setCurrentIndex(place)

    def _in_timeline(self, answer: Callable[[], None]) -> None:
        """The timeline's own keys lead to it first."""
        if self.isVisible() and self.customer_desk.customer_id and self.panel.tabs.isVisible():
            self.panel.tabs.setCurrentIndex(TIMELINE)
            answer()

    def _finish(self) -> None:
        if self.isVisible():
            self.log_sheet.keep_typed()
            self.note_desk.finish()

    def _answers_loaded(self, answers: list[AnswerView]) -> None:
        for slash in (self.slash, self.reply_slash):
            slash.set_answers(answers)
        self.script_desk.show_snippets(answers)

    def _use_word(self, word: str) -> None:
        answer = next((a for a in self.answers_page.answers() if a.shortcut.lstrip("/") == word[1:]), None)
        if answer is not None:
            self.use_answer(answer.text)

    def _filled(self, text: str) -> str:
        person = self.context.workstation.person
        ticket = self.customer_desk.ticket.view
        number = str(ticket.row.number) if ticket is not None and ticket.row.number > 0 else ""
        return filled(text, self.customer_desk.view, person.name if person else "", number)

    def _take_places(self) -> dict[str, list[QWidget]]:
        """The parts of the panel that make way for the caller, or for nobody."""
        layout = self.panel.layout()
        parts: list[QWidget] = []
        if isinstance(layout, QVBoxLayout):
            items = [layout.itemAt(place) for place in range(layout.count())]
            found = [item.widget() for item in items if item is not None]
            parts = [part for part in found if part is not None and part is not self.panel.note_bar]
            layout.insertWidget(0, self.caller, 1)
            layout.insertWidget(0, self.nobody, 1)
            layout.insertWidget(0, self.log_sheet)
        return {"customer": parts, "caller": [self.caller], "nobody": [self.nobody]}

    def _show_place(self, name: str) -> None:
        for key, parts in self._in_place.items():
            for part in parts:
                part.setVisible(key == name)
