"""One ticket: what it is about, whose it is, how it stands, what was written, and room to write more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    AssignTicket,
    ChangeTicket,
    ClaimTicket,
    MarkTicketRead,
    SetTicketState,
)
from agent_desktop.features.tickets.model import MOVES, PRIORITIES
from agent_desktop.features.tickets.read_models import Ticket, TicketView
from agent_desktop.features.workforce.read_models import People, PersonCard
from agent_desktop_ui import formats
from agent_desktop_ui.own_work.standing_line import StandingLine
from agent_desktop_ui.own_work.standing_words import standing_chip
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.words import number_words, priority_words, state_tone, state_words
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.chip import ChipRow
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.timeline import Timeline, TimelineEvent

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.command import Command
    from agent_desktop.sync.outbox import Standing
    from agent_desktop_ui.shell.screen import DeskContext

NOBODY = "-"


class TicketPage(QWidget):
    """A tab of the customer panel. Every change is a command at once; a note is kept while it is typed."""

    shown = Signal(object)
    """The ``TicketView`` that is shown now."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._ticket_id = ""
        self._view: TicketView | None = None
        self._people: list[PersonCard] = []
        self._standings: dict[tuple[str, str], Standing] = {}
        self._subject = ElidedLabel("", Role.HEADING)
        self._chips = ChipRow()
        self._meta = ElidedLabel("", Role.META, Token.TEXT3)
        self.standing = StandingLine(context)
        self._state = ComboField(self.tr("State"))
        self._priority = ComboField(self.tr("Priority"))
        self._owner = ComboField(self.tr("Owner"))
        self._claim = Button(self.tr("Take it"), kind=ButtonKind.PRIMARY, icon="user-plus", is_low=True)
        self._notes = Timeline(self.tr("Notes of the ticket"))
        self._note = QPlainTextEdit()
        self._note.setAccessibleName(self.tr("Add a note to the ticket"))
        self._note.setPlaceholderText(self.tr("Add a note"))
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(theme().px(56))
        self._public = ComboField(self.tr("Seen by"))
        self._public.set_options((("own", self.tr("Us only")), ("all", self.tr("The customer too"))))
        self._public.set_value("own")
        self._add = Button(self.tr("Add note"), icon="plus", is_low=True)
        self._empty = EmptyState(
            self.tr("No ticket open"), self.tr("Choose one in the queue or under Tickets.")
        )
        self._body = QWidget()
        self._pause = QTimer(self, singleShot=True, interval=800)
        self._pause.timeout.connect(self._keep)
        self._lay_out()
        self._state.chosen.connect(self._set_state)
        self._priority.chosen.connect(self._set_priority)
        self._owner.chosen.connect(self._set_owner)
        self._claim.clicked.connect(self._take)
        self._add.clicked.connect(self._write)
        self._note.textChanged.connect(self._pause.start)
        context.bridge.changed.connect(self._changed)
        context.bridge.outbox_changed.connect(self._work_moved)
        self._body.hide()

    @property
    def ticket_id(self) -> str:
        """The ticket that is shown; empty when there is none."""
        return self._ticket_id

    @property
    def view(self) -> TicketView | None:
        """What is known of it."""
        return self._view

    def has_unsaved(self) -> bool:
        """Whether a note is being written here: it stands in view and was not added."""
        return self._note.isVisible() and bool(self._note.toPlainText().strip())

    def open_ticket(self, ticket_id: str) -> None:
        """Show a ticket; what was typed about another stays with that one."""
        if ticket_id != self._ticket_id:
            self._keep()
            self._ticket_id, self._view = ticket_id, None
            self._note.blockSignals(True)
            self._note.setPlainText("")
            self._note.blockSignals(False)
            if ticket_id:
                self._context.bridge.run(self._kept_note(ticket_id))
        self.standing.follow("ticket", ticket_id)
        if ticket_id:
            self._ask()
        else:
            self._body.hide()
            self._empty.show()

    def _ask(self) -> None:
        self._context.bridge.run(self._fetch(self._ticket_id), self._show)

    async def _fetch(self, ticket_id: str) -> TicketView | None:
        desk = self._context.workstation
        if not self._people:
            self._people = await desk.read(People())
        found = await desk.read(Ticket(ticket_id=ticket_id))
        if found is None:
            found = await desk.ask(Ticket(ticket_id=ticket_id))
        if found is not None:
            records = [("ticket_note", note.note_id) for note in found.notes]
            self._standings = await desk.outbox_desk.standings_of(records)
        return found

    def _show(self, view: TicketView | None) -> None:
        if view is None:
            self._empty.show_words(self.tr("This ticket is not here"), self.tr("It may have been removed."))
            self._body.hide()
            self._empty.show()
            return
        if view.row.ticket_id != self._ticket_id:
            return
        self._view = view
        row, now = view.row, self._context.workstation.clock.now()
        self._subject.setText(f"{number_words(row.number)}  {row.subject}")
        words, tone, _group = formats.deadline(row.due_at, now)
        chips = [ChipData(state_words(row.state), state_tone(row.state))]
        if words and row.state in {"new", "open", "on_hold"}:
            chips.append(ChipData(words, tone))
        self._chips.show_chips(tuple(chips))
        made = self.tr("Made {when}").format(when=formats.moment(row.created_at, now))
        parts = (view.queue_name, view.topic, view.order_number, made)
        self._meta.setText("  ·  ".join(part for part in parts if part))
        allowed = MOVES[row.state]
        states = [row.state, *(s for s in ("open", "pending", "on_hold", "solved", "closed") if s in allowed)]
        self._state.set_options(tuple((s, state_words(s)) for s in states))
        self._state.set_value(row.state)
        self._priority.set_options(tuple((p, priority_words(p)) for p in PRIORITIES))
        self._priority.set_value(row.priority)
        owners = [(NOBODY, self.tr("Nobody")), *((p.agent_id, p.name) for p in self._people)]
        self._owner.set_options(tuple(owners))
        self._owner.set_value(row.owner_id or NOBODY)
        self._claim.setVisible(row.owner_id is None)
        self._show_notes(view)
        self._empty.hide()
        self._body.show()
        self._mark_read(view)
        self.shown.emit(view)

    def _show_notes(self, view: TicketView) -> None:
        now = self._context.workstation.clock.now()
        events = [
            TimelineEvent(
                note.note_id,
                formats.day_title(note.written_at, now),
                "message-square-text" if note.is_public else "sticky-note",
                note.author or view.row.customer_name or self.tr("Customer"),
                self.tr("seen by the customer") if note.is_public else "",
                formats.event_time(note.written_at, now),
                note.text,
                Tone.ACCENT if note.is_public else Tone.INFO,
                standing_chip(self._standings.get(("ticket_note", note.note_id)), now),
            )
            for note in reversed(view.notes)
        ]
        self._notes.show_events(events, keeps_place=True)

    def _changed(self, changes: Changes) -> None:
        is_touched = changes.touches_record("ticket", self._ticket_id) or changes.touches("ticket_note")
        if self._ticket_id and is_touched:
            self._ask()

    def _work_moved(self, _counts: object) -> None:
        if self._ticket_id and self.isVisible():
            self._ask()

    # -- commands --------------------------------------------------------------------------------------

    def _do(self, command: Command) -> None:
        self._context.bridge.run(self._context.workstation.do(command), failed=self._failed)

    def _failed(self, problem: object) -> None:
        self._context.bridge.problem.emit(problem)
        self._ask()

    def _mark_read(self, view: TicketView) -> None:
        person = self._context.workstation.person
        if view.row.is_unread and person is not None and view.row.owner_id == person.agent_id:
            self._do(
                MarkTicketRead(made_at=self._context.workstation.clock.now(), ticket_id=view.row.ticket_id)
            )

    def _set_state(self, state: str) -> None:
        made_at = self._context.workstation.clock.now()
        if self._view is not None and state != self._view.row.state:
            self._do(SetTicketState(made_at=made_at, ticket_id=self._ticket_id, state=state))

    def _set_priority(self, priority: str) -> None:
        made_at = self._context.workstation.clock.now()
        self._do(ChangeTicket(made_at=made_at, ticket_id=self._ticket_id, priority=priority))

    def _set_owner(self, owner: str) -> None:
        made_at = self._context.workstation.clock.now()
        owner_id = None if owner == NOBODY else owner
        self._do(AssignTicket(made_at=made_at, ticket_id=self._ticket_id, owner_id=owner_id))

    def _take(self) -> None:
        made_at = self._context.workstation.clock.now()
        self._do(ClaimTicket(made_at=made_at, ticket_id=self._ticket_id))

    def _write(self) -> None:
        text = self._note.toPlainText().strip()
        if not text:
            self._note.setFocus()
            return
        note = AddTicketNote(
            made_at=self._context.workstation.clock.now(),
            note_id=new_id(),
            ticket_id=self._ticket_id,
            text=text,
            is_public=self._public.value() == "all",
        )
        self._context.bridge.run(self._add_note(note), failed=self._failed)

    async def _add_note(self, note: AddTicketNote) -> None:
        await self._context.workstation.do(note)
        await self._context.workstation.drop_draft(f"ticket:{note.ticket_id}")
        if self._ticket_id == note.ticket_id and self._note.toPlainText().strip() == note.text:
            self._note.blockSignals(True)
            self._note.setPlainText("")
            self._note.blockSignals(False)

    # -- what is typed ---------------------------------------------------------------------------------

    def _keep(self) -> None:
        self._pause.stop()
        if self._ticket_id:
            desk, text = self._context.workstation, self._note.toPlainText()
            key = f"ticket:{self._ticket_id}"
            self._context.bridge.run(desk.save_draft(key, {"text": text}) if text else desk.drop_draft(key))

    async def _kept_note(self, ticket_id: str) -> None:
        kept = await self._context.workstation.load_drafts(f"ticket:{ticket_id}")
        text = str(kept.get(f"ticket:{ticket_id}", {}).get("text", ""))
        if text and ticket_id == self._ticket_id and not self._note.toPlainText():
            self._note.blockSignals(True)
            self._note.setPlainText(text)
            self._note.blockSignals(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._subject)
        head.addWidget(self._chips)
        head.addStretch(1)
        head.addWidget(self._claim)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for field in (self._state, self._priority, self._owner):
            fields.addWidget(field)
        fields.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._public)
        foot.addStretch(1)
        foot.addWidget(self._add)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(20, 12, 20, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._meta)
        column.addWidget(self.standing)
        column.addLayout(fields)
        column.addWidget(self._notes, 1)
        column.addWidget(self._note)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._empty)
        whole.addWidget(self._body)
