"""What a state asks for before a ticket takes it: until when it rests, or whom it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote, EscalateTicket, SetTicketState
from agent_desktop.features.tickets.model import LEVELS, NAMED_STATES, may_become
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.ask_layer import AskLayer
from agent_desktop_ui.tickets.due import DueField
from agent_desktop_ui.tickets.words import level_words, state_words
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

ASKS = frozenset({"on_hold", "pending_third_party"})
"""States that need more than to be chosen."""


def states_from(now: str) -> list[str]:
    """The state a ticket is in, and those it may go to, in the order people think of them."""
    return [now, *(state for state in NAMED_STATES if state not in {now, "new"} and may_become(now, state))]


class StateLayer(AskLayer):
    """On hold: until when, or until somebody says so. Waiting for others: for whom."""

    def __init__(self, deeds: TicketDeeds, state: str) -> None:
        super().__init__(deeds, state_words(state), width=460)
        self._state = state
        self._until = DueField(self.tr("Until"), deeds.context.workstation.clock.now)
        self._who = TextField(self.tr("For whom, and for what"))
        if state == "on_hold":
            words = self.tr("It comes back by itself then. Without a time it rests until somebody opens it.")
        else:
            words = self.tr("The clock of its deadline pauses while others are waited for.")
        asked = self._until if state == "on_hold" else self._who
        self.body().addWidget(asked)
        self.body().addWidget(Paragraph(words, Role.META, Token.TEXT3))
        self.finish(self.tr("Set it"), asked)

    def first_focus(self) -> QWidget:
        """What is asked."""
        return self._until if self._state == "on_hold" else self._who

    def commands(self) -> list[Command]:
        """The state, and for others a note that says for whom."""
        if self._state == "on_hold":
            until = self._until.moment()
            if until is None and self._until.text().strip():
                self._until.fail()
                return []
            return [SetTicketState(state=self._state, hold_until=until, **self.deeds.at())]
        who = self._who.text().strip()
        if not who:
            self._who.set_error(self.tr("Say whom it waits for, so that others know whom to ask."))
            self._who.setFocus()
            return []
        note = self.tr("Waiting for {who}").format(who=who)
        return [
            SetTicketState(state=self._state, **self.deeds.at()),
            AddTicketNote(note_id=new_id(), text=note, **self.deeds.at()),
        ]


class EscalateLayer(AskLayer):
    """Hand a ticket to another level: which, in which queue, and a note for whoever takes over."""

    def __init__(self, deeds: TicketDeeds, facts: TicketFacts) -> None:
        super().__init__(deeds, "")
        self.set_title(self.tr("Hand over to another level"))
        others = [level for level in LEVELS if level != facts.details.level]
        self._level = ComboField(self.tr("To"))
        self._level.set_options(tuple((level, level_words(level)) for level in others))
        now = LEVELS.index(facts.details.level) if facts.details.level in LEVELS else 0
        self._level.set_value(LEVELS[now + 1] if now + 1 < len(LEVELS) else others[-1])
        self._queue = ComboField(self.tr("Queue"), keeps_case=True)
        self._queue.set_options(tuple((queue.queue_id, queue.name) for queue in facts.queues))
        self._queue.set_value(facts.view.row.queue_id)
        self._queue_id = facts.view.row.queue_id
        self._note = TextField(self.tr("What was done, and what is asked for"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._level)
        row.addWidget(self._queue)
        row.addStretch(1)
        self.body().addWidget(self._note)
        self.body().addLayout(row)
        self.finish(self.tr("Hand over"), self._note)

    def first_focus(self) -> QWidget:
        """The note."""
        return self._note

    def commands(self) -> list[Command]:
        """The hand-over, once it has a note."""
        note = self._note.text().strip()
        if not note:
            self._note.set_error(self.tr("Whoever takes over needs to know what was done and what is asked."))
            self._note.setFocus()
            return []
        queue_id = self._queue.value()
        return [
            EscalateTicket(
                level=self._level.value(),
                note_id=new_id(),
                note=note,
                queue_id=queue_id if queue_id != self._queue_id else None,
                **self.deeds.at(),
            )
        ]
