"""The middle of the call list: who is called and why, what is known of them, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.customers.read_models import CustomerView, TimelineEvent
from agent_desktop.features.outbound.model import CALLBACK_PROMISED
from agent_desktop_ui.customers.header_words import header_of
from agent_desktop_ui.customers.timeline_words import shown_event
from agent_desktop_ui.outbound.callback_fields import CallbackFields
from agent_desktop_ui.outbound.lead_in_hand import LeadInHand
from agent_desktop_ui.outbound.words import disposition_options, disposition_words
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.customer_header import CustomerHeader, CustomerHeaderView
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.note_bar import NoteBarView
from agent_desktop_ui.widgets.timeline import Timeline


class LeadSheet(Surface):
    """Shows one lead, or says how to take one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, parent=parent)
        self.header = CustomerHeaderView()
        self._why = Label("", Role.BODY, Token.TEXT2)
        self._why.setWordWrap(True)
        self._tries = Label("", Role.META, Token.TEXT3)
        self.dial_button = Button(
            self.tr("Dial"), kind=ButtonKind.PRIMARY, icon="phone-outgoing", key=self.tr("Shift F2")
        )
        self.release_button = Button(self.tr("Give back"), icon="undo-2")
        self.timeline = Timeline(self.tr("History"))
        self.note_bar = NoteBarView()
        self.disposition = self.note_bar.add_choice(self.tr("Outcome"))
        self.callback = CallbackFields()
        self._nobody = EmptyState(
            self.tr("No lead in hand"), self.tr("“Next lead” takes the one whose turn it is.")
        )
        self._parts = QWidget()
        self._lay_out()
        self.disposition.set_options(disposition_options(), empty=self.tr("choose one"))
        self.disposition.chosen.connect(lambda _key: self._outcome_chosen())

    def show_lead(self, lead: LeadInHand | None, region: str) -> None:
        """Show another lead with an empty note, or with None that nobody is in hand."""
        self._nobody.setVisible(lead is None)
        self._parts.setVisible(lead is not None)
        self.note_bar.note.set_note("")
        self.note_bar.note.set_saved("")
        self.disposition.set_value("")
        self.disposition.set_failed("")
        self.callback.hide()
        self.timeline.show_events([])
        if lead is None:
            return
        self.header.show_customer(CustomerHeader(lead.name))
        number = display(lead.number, region)
        self._why.setText("  ·  ".join(part for part in (lead.reason, number) if part))
        tries = {0: self.tr("Not called yet"), 1: self.tr("Called once: {last}")}.get(
            lead.attempts, self.tr("Called {n} times, the last: {last}")
        )
        self._tries.setText(tries.format(n=lead.attempts, last=disposition_words(lead.last_disposition)))

    def show_customer(self, view: CustomerView, events: list[TimelineEvent], now: datetime) -> None:
        """Show what is known of the lead in hand."""
        self.header.show_customer(replace(header_of(view, now, can_dial=""), actions=()))
        self.timeline.show_events([shown_event(event, now) for event in events], keeps_place=True)

    def ask_for_outcome(self) -> None:
        """Mark that the outcome is owed, and go there."""
        self.disposition.set_failed(self.tr("Say what came of it first."))
        self.disposition.box().setFocus()

    def is_callback(self) -> bool:
        """Whether the outcome chosen is a promised callback."""
        return self.disposition.value() == CALLBACK_PROMISED

    def propose_callback(self, now: datetime) -> None:
        """Show when to call back, where that is the outcome."""
        if self.is_callback() and self.callback.isHidden():
            self.callback.propose(now)
        self.callback.setVisible(self.is_callback())

    def _outcome_chosen(self) -> None:
        self.disposition.set_failed("")

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._why)
        words.addWidget(self._tries)
        about = Surface(Token.SURFACE, line_bottom=True)
        row = QHBoxLayout(about)
        row.setContentsMargins(20, 0, 20, 12)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.release_button)
        row.addWidget(self.dial_button)
        column = QVBoxLayout(self._parts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(about)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.note_bar)
        column.addWidget(self.callback)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._nobody, 1)
        outer.addWidget(self._parts, 1)
