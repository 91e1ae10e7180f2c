"""What was promised on a ticket: due on the customer's clock, kept, moved or given up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.promises import CancelPromise, KeepPromise, MakePromise, MovePromise
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Tone
from agent_desktop_ui.tickets.ask_layer import AskLayer
from agent_desktop_ui.tickets.due import DueField
from agent_desktop_ui.tickets.words import promise_words
from agent_desktop_ui.tickets.zones import zone_of
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop.features.tickets.promises import PromiseView
    from agent_desktop.features.workforce.read_models import PersonCard
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

_ICONS = {
    "callback": "phone-outgoing",
    "quality_check": "shield-check",
    "return": "undo-2",
    "replacement": "truck",
    "task": "list-checks",
}


class PromisesPage(QWidget):
    """The list, and what can be done with the promise that is chosen; Enter says it is kept."""

    counted = Signal(int)
    """How many are still open."""

    def __init__(self, deeds: TicketDeeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._facts: TicketFacts | None = None
        self.list = QueueList(self.tr("Promises on this ticket"))
        self.list.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("Open"), QueueGroup.LATER: self.tr("Kept and given up")}
        )
        self._empty = EmptyState(self.tr("Nothing promised"), self.tr("What you promise here is tracked."))
        self._new = Button(self.tr("Promise something"), icon="plus", is_low=True)
        self._keep = Button(self.tr("Kept"), icon="check", key=self.tr("Enter"), is_low=True)
        self._move = Button(self.tr("Move"), icon="calendar-days", is_low=True)
        self._cancel = Button(self.tr("Give up"), icon="x", is_low=True)
        self._call = Button(self.tr("Call back"), icon="phone-outgoing", is_low=True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._keep, self._move, self._cancel, self._call):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.list.row_opened.connect(lambda _row: self._keep_chosen())
        self.list.row_chosen.connect(lambda _row: self._show_buttons())
        self._new.clicked.connect(self.promise)
        self._keep.clicked.connect(self._keep_chosen)
        self._move.clicked.connect(self._move_chosen)
        self._cancel.clicked.connect(self._cancel_chosen)
        self._call.clicked.connect(self._call_chosen)
        self.list.hide()

    def show_facts(self, facts: TicketFacts) -> None:
        """Show another state of the ticket."""
        is_other = self._facts is None or self._facts.view.row.ticket_id != facts.view.row.ticket_id
        self._facts = facts
        now = self._deeds.context.workstation.clock.now()
        rows = [promise_row(one, facts.name_of(one.owner_id), now) for one in facts.promises]
        self.list.show_rows(rows, at_once=is_other or len(rows) != self.list.queue_model().rowCount())
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.counted.emit(sum(one.state == "open" for one in facts.promises))
        self._show_buttons()

    def promise(self) -> None:
        """Promise something new."""
        if self._facts is not None:
            self._deeds.context.desk.open_layer(PromiseLayer(self._deeds, self._facts))

    def _chosen(self) -> PromiseView | None:
        row_id = self.list.chosen_row()
        promises = self._facts.promises if self._facts is not None else []
        return next((one for one in promises if one.promise_id == row_id and one.state == "open"), None)

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        reason = "" if chosen is not None else self.tr("Choose an open promise first.")
        for button in (self._keep, self._move, self._cancel):
            button.set_disabled_reason(reason)
        no_number = "" if chosen is None or chosen.number else self.tr("There is no number to call.")
        self._call.set_disabled_reason(reason or no_number)

    def _keep_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._open(chosen, "keep")

    def _move_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._open(chosen, "move")

    def _cancel_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._open(chosen, "cancel")

    def _call_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.number:
            self._deeds.context.desk.dial(chosen.number, customer_id=chosen.customer_id)

    def _open(self, chosen: PromiseView, deed: str) -> None:
        people = self._facts.people if self._facts is not None else []
        self._deeds.context.desk.open_layer(SettlePromiseLayer(self._deeds, chosen, deed, people))


class PromiseLayer(AskLayer):
    """What, when on the customer's clock, and who; Ctrl Enter promises it."""

    def __init__(self, deeds: TicketDeeds, facts: TicketFacts) -> None:
        super().__init__(deeds, "", width=520)
        self.set_title(self.tr("Promise something"))
        self._zone = "UTC"
        context = deeds.context
        self._kind = ComboField(self.tr("What kind"))
        self._kind.set_options(tuple((kind, promise_words(kind)) for kind in ("callback", "task")))
        self._kind.set_value("callback")
        self._text = TextField(self.tr("What is promised"), placeholder=self.tr("In the customer’s words"))
        self._due = DueField(self.tr("When"), context.workstation.clock.now)
        self._due.set_in(1)
        self._owner = ComboField(self.tr("Who"), keeps_case=True)
        self._owner.set_options(tuple((person.agent_id, person.name) for person in facts.people))
        self._owner.set_value(context.workstation.actor.agent_id)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._kind)
        row.addWidget(self._owner)
        for part in (self._text, self._due):
            self.body().addWidget(part)
        self.body().addLayout(row)
        self.finish(self.tr("Promise it"))
        context.bridge.run(zone_of(context, facts.view.row.customer_id), self._take_zone)

    def first_focus(self) -> QWidget:
        """What is promised."""
        return self._text

    def commands(self) -> list[Command]:
        """The promise, once it says what and when."""
        text, due = self._text.text().strip(), self._due.due()
        if not text:
            self._text.set_error(self.tr("Say what will be done."))
            self._text.setFocus()
            return []
        if not due:
            self._due.fail()
            return []
        me = self.deeds.context.workstation.actor.agent_id
        return [
            MakePromise(
                promise_id=new_id(),
                kind=self._kind.value(),
                text=text,
                due=due,
                time_zone=self._zone,
                owner_id=self._owner.value() or me,
                **self.deeds.at(),
            )
        ]

    def _take_zone(self, zone: str) -> None:
        self._zone = zone
        self._due.set_zone(zone)


class SettlePromiseLayer(AskLayer):
    """A promise is kept, moved or given up; each says why in words others understand."""

    def __init__(self, deeds: TicketDeeds, promise: PromiseView, deed: str, people: list[PersonCard]) -> None:
        super().__init__(deeds, "")
        title, label, words = {
            "keep": (self.tr("It is kept"), self.tr("How it went"), self.tr("Kept")),
            "move": (self.tr("Move it"), self.tr("Why"), self.tr("Move it")),
            "cancel": (self.tr("Give it up"), self.tr("Why"), self.tr("Give it up")),
        }[deed]
        self.set_title(title)
        self._promise, self._deed = promise, deed
        self.body().addWidget(Label(promise.text, Role.STRONG))
        self._due = DueField(self.tr("When"), deeds.context.workstation.clock.now)
        self._due.set_zone(promise.time_zone)
        self._owner = ComboField(self.tr("Who"), keeps_case=True)
        self._owner.set_options(tuple((person.agent_id, person.name) for person in people))
        self._owner.set_value(promise.owner_id)
        self._why = TextField(label)
        if deed == "move":
            self._due.set_text(promise.due_there.replace("T", " "))
            self.body().addWidget(self._due)
            self.body().addWidget(self._owner)
        self.body().addWidget(self._why)
        self.finish(words, self._why)

    def first_focus(self) -> QWidget:
        """The new time where there is one, else the words."""
        return self._due if self._deed == "move" else self._why

    def commands(self) -> list[Command]:
        """What becomes of the promise, once it says why."""
        why, promise_id = self._why.text().strip(), self._promise.promise_id
        made_at = self.deeds.context.workstation.clock.now()
        if self._deed == "keep":
            return [KeepPromise(made_at=made_at, promise_id=promise_id, outcome=why)]
        if not why:
            self._why.set_error(self.tr("Say why, so that others understand."))
            self._why.setFocus()
            return []
        if self._deed == "cancel":
            return [CancelPromise(made_at=made_at, promise_id=promise_id, reason=why)]
        due, owner = self._due.due(), self._owner.value()
        if not due:
            self._due.fail()
            return []
        return [
            MovePromise(
                made_at=made_at,
                promise_id=promise_id,
                reason=why,
                due=due if due != self._promise.due_there else None,
                owner_id=owner if owner and owner != self._promise.owner_id else None,
            )
        ]


def promise_row(one: PromiseView, owner: str, now: datetime) -> QueueRow:
    """A promise as a row: who does it until when, on the customer's clock."""
    there = datetime.fromisoformat(one.due_there)
    when = f"{formats.dated_there(there)}, {there:%H:%M}"
    deadline, tone, _group = formats.deadline(one.due_at, now)
    is_open = one.state == "open"
    if not is_open:
        deadline = _tr("Kept") if one.state == "kept" else _tr("Given up")
        tone = Tone.OK if one.state == "kept" else Tone.NEUTRAL
    who = "  ·  ".join(part for part in (promise_words(one.kind), owner, when, one.time_zone) if part)
    return QueueRow(
        one.promise_id,
        QueueGroup.NOW if is_open else QueueGroup.LATER,
        _ICONS.get(one.kind, "list-checks"),
        one.text,
        who,
        "",
        deadline,
        tone,
        is_unread=is_open and one.is_overdue,
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("Promises", words)
