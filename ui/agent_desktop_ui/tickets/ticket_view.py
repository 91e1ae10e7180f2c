"""One ticket: what it is about, whose it is, how it stands, what was written and promised, and room to write more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_desktop.features.correspondence.commands import SendAgain
from agent_desktop.features.tickets.commands import (
    AssignTicket,
    ChangeTicket,
    ClaimTicket,
    MarkTicketRead,
    SetTicketState,
)
from agent_desktop.features.tickets.model import LEVELS, OPEN_STATES, PRIORITIES
from agent_desktop_ui import formats
from agent_desktop_ui.own_work.standing_line import StandingLine
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.checklist_page import ChecklistPage
from agent_desktop_ui.tickets.company_line import CompanyLine
from agent_desktop_ui.tickets.conversation import NoteLayer, note_events
from agent_desktop_ui.tickets.deeds import TicketDeeds
from agent_desktop_ui.tickets.details_page import DetailsPage
from agent_desktop_ui.tickets.files_page import FilesPage
from agent_desktop_ui.tickets.history_page import HistoryPage
from agent_desktop_ui.tickets.links_page import LinksPage
from agent_desktop_ui.tickets.macro_layer import MacroLayer
from agent_desktop_ui.tickets.promises_page import PromisesPage
from agent_desktop_ui.tickets.rating_line import RatingLine
from agent_desktop_ui.tickets.reply_box import ReplyBox
from agent_desktop_ui.tickets.state_layer import ASKS, EscalateLayer, StateLayer, states_from
from agent_desktop_ui.tickets.ticket_facts import TicketFacts, load_facts
from agent_desktop_ui.tickets.words import (
    channel_words,
    level_words,
    number_words,
    priority_words,
    state_tone,
    state_words,
)
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.chip import ChipRow
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.tabs import Tabs
from agent_desktop_ui.widgets.timeline import Timeline, TimelineEvent

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.tickets.read_models import TicketView
    from agent_desktop_ui.shell.screen import DeskContext

NOBODY = "-"
NOTES, PROMISES, DETAILS, CHECKLIST, LINKS, FILES, HISTORY = range(7)
AGAIN_AFTER_MS = 40
_SLA = {"warned": Tone.WARN, "breached": Tone.BAD}
LOW_BELOW = 300
"""Under this height, in pixels at 100 %, the line of meta gives way to the notes."""

TIGHT_BELOW = 250
"""Under this height there is no room for state, priority and owner and for the reply's buttons at once."""

_TOUCHED = ("rating", "ticket_note", "promise", "ticket_link", "ticket_attachment", "ticket_category")


class TicketPage(QWidget):
    """A tab of the customer panel. Every change is a command at once; what is typed is kept."""

    shown = Signal(object)
    """The ``TicketView`` that is shown now."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._ticket_id = ""
        self._facts: TicketFacts | None = None
        self._asked = 0
        self._is_writing = False
        self._deeds = TicketDeeds(context, self)
        self._subject = ElidedLabel("", Role.HEADING)
        self._chips = ChipRow()
        self._meta = ElidedLabel("", Role.META, Token.TEXT3)
        self.standing = StandingLine(context)
        self.company = CompanyLine(context)
        self.rating = RatingLine(context, self._deeds)
        self._state = ComboField(self.tr("State"), opens_list=True)
        self._priority = ComboField(self.tr("Priority"), opens_list=True)
        self._owner = ComboField(self.tr("Owner"), keeps_case=True, opens_list=True)
        self._claim = Button(self.tr("Take it"), kind=ButtonKind.PRIMARY, icon="user-plus", is_low=True)
        self._hand_over = Button(self.tr("Hand over"), icon="forward", is_low=True)
        self._macro = Button(self.tr("Macros"), icon="zap", key=context.actions.key("macros"), is_low=True)
        self._macro.set_compact(shows_key=False)
        self.tabs = Tabs(self.tr("The ticket"))
        self._pages = QStackedWidget()
        self._notes = Timeline(self.tr("Notes of the ticket"))
        self.reply = ReplyBox(context)
        self.promises = PromisesPage(self._deeds)
        self.details = DetailsPage(self._deeds)
        self.checklist = ChecklistPage(self._deeds)
        self.links = LinksPage(self._deeds)
        self.files = FilesPage(self._deeds)
        self.history = HistoryPage(context)
        self._empty = EmptyState(
            self.tr("No ticket open"), self.tr("Choose one in the queue or under Tickets.")
        )
        self._body = QWidget()
        self._fields = QWidget()
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        self._lay_out()
        self._connect()
        self._body.hide()

    @property
    def ticket_id(self) -> str:
        """The ticket that is shown; empty when there is none."""
        return self._ticket_id

    @property
    def view(self) -> TicketView | None:
        """What is known of it."""
        return self._facts.view if self._facts is not None else None

    def has_unsaved(self) -> bool:
        """Whether a note is being written here: it stands in view and was not added."""
        return self.reply.has_unsaved()

    def open_ticket(self, ticket_id: str) -> None:
        """Show a ticket; what was typed about another stays with that one."""
        if ticket_id != self._ticket_id:
            self.reply.open_ticket(ticket_id)
            self._ticket_id = self._deeds.ticket_id = ticket_id
            self._facts = None
            self.tabs.setCurrentIndex(NOTES)
        self.standing.follow("ticket", ticket_id)
        self._follow()
        if ticket_id:
            self._ask()
        else:
            self._body.hide()
            self._empty.show()

    def open_macros(self) -> None:
        """The macros, with what the chosen one would do here."""
        if self._facts is not None:
            layer = MacroLayer(self._deeds, self._facts)
            self._context.desk.open_layer(layer)

    def write(self) -> None:
        """Give the keyboard to the field."""
        self.tabs.setCurrentIndex(NOTES)
        self.reply.write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low page keeps its room for what was written."""
        super().resizeEvent(event)
        is_low = self.height() < LOW_BELOW * theme().factor
        self._meta.setVisible(not is_low)
        self.reply.set_low(is_low=is_low)
        self.rating.set_low(is_low=is_low)
        self._make_room()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        # What lies over the page, a layer or an open list, leaves it as it is: the keyboard comes back there.
        if now is not None and self.isAncestorOf(now):
            self._is_writing = self.reply.isAncestorOf(now)
            self._make_room()

    def _make_room(self) -> None:
        """In the smallest window the reply's buttons are there for whoever writes, the fields for whoever reads.

        The other pages have all the room there is.
        """
        is_tight = self.height() < TIGHT_BELOW * theme().factor
        is_reading = self.tabs.currentIndex() == NOTES and not self._is_writing
        self._fields.setVisible(not is_tight or is_reading)
        self.reply.show_buttons(is_shown=not is_tight or self._is_writing)
        layout = self._body.layout()
        if layout is not None:
            layout.setContentsMargins(20, 4 if is_tight else 10, 20, 4 if is_tight else 8)
            layout.setSpacing(4 if is_tight else 6)

    def showEvent(self, event: QShowEvent) -> None:
        """In view: others may know."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of view."""
        self.company.leave()
        super().hideEvent(event)

    # -- asking and showing ----------------------------------------------------------------------------

    def _follow(self) -> None:
        if self.isVisible():
            self.company.follow(self._ticket_id)

    def _ask(self) -> None:
        if not self._ticket_id:
            return
        self._asked += 1
        asked = self._asked
        self._context.bridge.run(
            load_facts(self._context.workstation, self._ticket_id), lambda found: self._show(asked, found)
        )

    def _show(self, asked: int, facts: TicketFacts | None) -> None:
        if asked != self._asked:
            return
        if facts is None:
            self._empty.show_words(self.tr("This ticket is not here"), self.tr("It may have been removed."))
            self._body.hide()
            self._empty.show()
            return
        if facts.view.row.ticket_id != self._ticket_id:
            return
        self._facts = facts
        self._show_head(facts)
        self._show_fields(facts)
        now = self._context.workstation.clock.now()
        self._notes.show_events(note_events(facts, now), keeps_place=True)
        self.reply.show_facts(facts)
        self.rating.show_facts(facts)
        for page in (self.promises, self.details, self.checklist, self.links, self.files, self.history):
            page.show_facts(facts)
        self._empty.hide()
        self._body.show()
        self._mark_read(facts.view)
        self.shown.emit(facts.view)

    def _show_head(self, facts: TicketFacts) -> None:
        row, details, now = facts.view.row, facts.details, self._context.workstation.clock.now()
        self._subject.setText(f"{number_words(row.number)}  {row.subject}")
        chips = [ChipData(state_words(details.state), state_tone(details.state))]
        words, tone, _group = formats.deadline(row.due_at, now)
        if words and row.state in OPEN_STATES:
            chips.append(ChipData(words, tone))
        if details.sla_state in _SLA:
            late = self.tr("Target missed") if details.sla_state == "breached" else self.tr("Target near")
            chips.append(ChipData(late, _SLA[details.sla_state], "clock"))
        if details.hold_until is not None:
            until = formats.moment(details.hold_until, now)
            chips.append(ChipData(self.tr("until {when}").format(when=until), Tone.WARN))
        if details.level != LEVELS[0]:
            chips.append(ChipData(level_words(details.level), Tone.INFO))
        self._chips.show_chips(tuple(chips))
        parts = (
            row.customer_name or self.tr("No customer"),
            details.organisation,
            channel_words(row.channel),
            facts.view.queue_name,
            " › ".join(details.category) or facts.view.topic,
            facts.view.order_number,
            ", ".join(f"#{tag}" for tag in details.tags),
            self.tr("Made {when}").format(when=formats.moment(row.created_at, now)),
        )
        self._meta.setText("  ·  ".join(part for part in parts if part))

    def _show_fields(self, facts: TicketFacts) -> None:
        row, state = facts.view.row, facts.details.state
        self._state.set_options(tuple((one, state_words(one)) for one in states_from(state)))
        self._state.set_value(state)
        self._priority.set_options(tuple((p, priority_words(p)) for p in PRIORITIES))
        self._priority.set_value(row.priority)
        owners = [(NOBODY, self.tr("Nobody")), *((p.agent_id, p.name) for p in facts.people)]
        self._owner.set_options(tuple(owners))
        self._owner.set_value(row.owner_id or NOBODY)
        self._claim.setVisible(row.owner_id is None)
        is_over = row.state not in OPEN_STATES
        self._hand_over.setVisible(not is_over)

    def _changed(self, changes: Changes) -> None:
        touched = changes.touches_record("ticket", self._ticket_id) or changes.touches(*_TOUCHED)
        if self._ticket_id and touched:
            self._again.start()

    def _work_moved(self, _counts: object) -> None:
        if self._ticket_id and self.isVisible():
            self._again.start()

    def _open_note(self, note_id: str) -> None:
        for entry in self._notes.timeline_model().entries():
            if isinstance(entry, TimelineEvent) and entry.event_id == note_id:
                again = partial(self._send_again, note_id) if note_id in self._undelivered() else None
                self._context.desk.open_layer(NoteLayer(entry, again))

    def _undelivered(self) -> set[str]:
        """The replies that failed or came back."""
        notes = self._facts.view.notes if self._facts is not None else []
        return {note.note_id for note in notes if note.delivery in {"failed", "bounced"}}

    def _send_again(self, note_id: str) -> None:
        self._deeds.do(SendAgain(made_at=self._context.workstation.clock.now(), note_id=note_id))

    # -- deeds -----------------------------------------------------------------------------------------

    def _mark_read(self, view: TicketView) -> None:
        if view.row.is_unread and view.row.owner_id == self._context.workstation.actor.agent_id:
            self._deeds.do(MarkTicketRead(**self._deeds.at()))

    def _set_state(self, state: str) -> None:
        facts = self._facts
        if facts is None or (state == facts.details.state and state != "on_hold"):
            return
        if state in ASKS:
            self._state.set_value(facts.details.state)
            self._context.desk.open_layer(StateLayer(self._deeds, state))
            return
        self._deeds.do(SetTicketState(state=state, **self._deeds.at()))

    def _set_owner(self, owner: str) -> None:
        owner_id = None if owner == NOBODY else owner
        self._deeds.do(AssignTicket(owner_id=owner_id, **self._deeds.at()))

    def _escalate(self) -> None:
        if self._facts is not None:
            self._context.desk.open_layer(EscalateLayer(self._deeds, self._facts))

    def _turn(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._make_room()
        if page == HISTORY:
            self.history.ask()

    def _connect(self) -> None:
        self._state.chosen.connect(self._set_state)
        self._priority.chosen.connect(
            lambda priority: self._deeds.do(ChangeTicket(priority=priority, **self._deeds.at()))
        )
        self._owner.chosen.connect(self._set_owner)
        self._claim.clicked.connect(lambda: self._deeds.do(ClaimTicket(**self._deeds.at())))
        self._hand_over.clicked.connect(self._escalate)
        self._macro.clicked.connect(self.open_macros)
        self._deeds.failed.connect(self._ask)
        self._notes.event_opened.connect(self._open_note)
        self.reply.typed.connect(self.company.write)
        self.reply.stopped.connect(self.company.stop)
        self.tabs.currentChanged.connect(self._turn)
        for page, part in (
            (PROMISES, self.promises),
            (CHECKLIST, self.checklist),
            (LINKS, self.links),
            (FILES, self.files),
        ):
            part.counted.connect(lambda n, page=page: self.tabs.set_count(page, n or None))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._context.bridge.changed.connect(self._changed)
        self._context.bridge.outbox_changed.connect(self._work_moved)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._subject)
        head.addWidget(self._chips)
        head.addStretch(1)
        head.addWidget(self._claim)
        fields = QHBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(8)
        for field in (self._state, self._priority, self._owner):
            fields.addWidget(field)
        fields.addStretch(1)
        fields.addWidget(self._hand_over)
        fields.addWidget(self._macro)
        first = QWidget()
        talk = QVBoxLayout(first)
        talk.setContentsMargins(0, 0, 0, 0)
        talk.setSpacing(6)
        # What was written gives way before what is being written is cut.
        self._notes.setMinimumHeight(theme().px(20))
        talk.addWidget(self._notes, 1)
        talk.addWidget(self.reply)
        for title, page in (
            (self.tr("Notes"), first),
            (self.tr("Promises"), self.promises),
            (self.tr("Details"), self.details),
            (self.tr("Checklist"), self.checklist),
            (self.tr("Links"), self.links),
            (self.tr("Files"), self.files),
            (self.tr("History"), self.history),
        ):
            self.tabs.add(title)
            self._pages.addWidget(page)
        # Pages scroll by themselves; none makes the window taller than the screen.
        self._pages.setMinimumHeight(32)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(20, 10, 20, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._meta)
        column.addWidget(self.standing)
        column.addWidget(self.company)
        column.addWidget(self.rating)
        column.addWidget(self._fields)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._empty)
        whole.addWidget(self._body)
