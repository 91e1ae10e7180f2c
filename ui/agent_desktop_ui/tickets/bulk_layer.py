"""Change several tickets: what shall become of them at the top, what that does to each below, and one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from agent_desktop.features.tickets.bulk import ListedPlan, Wanted
from agent_desktop.features.tickets.listing_views import MOST_CHANGED_AT_ONCE, ListedTicket
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.bulk_desk import BulkDesk, Done
from agent_desktop_ui.tickets.bulk_words import columns, plan_row
from agent_desktop_ui.tickets.choices import Choices, load_choices, owner_options
from agent_desktop_ui.tickets.words import priority_words, state_words
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

STAYS, NOBODY = "", "-"
PLAN_AFTER_MS = 200


class BulkLayer(Layer):
    """The tickets are named by their rows; nothing is changed before the button is pressed."""

    def __init__(
        self,
        context: DeskContext,
        bulk: BulkDesk,
        tickets: Sequence[ListedTicket],
        then: Callable[[Done], None],
    ) -> None:
        super().__init__("", width=880, height=620)
        self._context, self._bulk, self._then = context, bulk, then
        self._tickets = list(tickets)[:MOST_CHANGED_AT_ONCE]
        self._choices = Choices()
        self._plans: list[ListedPlan] = []
        self._asked = 0
        self._is_doing = False
        self.set_title(self.tr("Change %n ticket(s)", "", len(self._tickets)))
        self.state = ComboField(self.tr("State"))
        self.priority = ComboField(self.tr("Priority"))
        self.owner = ComboField(self.tr("Owner"), keeps_case=True)
        self.category = ComboField(self.tr("Category"), keeps_case=True)
        self.add_tags = TextField(self.tr("Add tags"), placeholder=self.tr("with commas between them"))
        self.remove_tags = TextField(
            self.tr("Take tags away"), placeholder=self.tr("with commas between them")
        )
        self.preview = DataTable(self.tr("What becomes of each ticket"), columns(), is_compact=True)
        self.told = Paragraph("", Role.META, Token.TEXT2)
        self.change = Button(self.tr("Change"), kind=ButtonKind.PRIMARY)
        self._cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        self._soon = QTimer(self, singleShot=True, interval=PLAN_AFTER_MS)
        self._lay_out()
        self._offer()
        self._connect()
        todo = self.tr("Then each ticket says here what becomes of it.")
        self.preview.show_plight(Plight.EMPTY, self.tr("Choose what shall change"), todo)
        self._show_sum()
        if len(tickets) > MOST_CHANGED_AT_ONCE:
            most = formats.count(MOST_CHANGED_AT_ONCE)
            self.told.setText(self.tr("The first {n} are changed; the others stay.").format(n=most))

    def first_focus(self) -> QWidget:
        """The state."""
        return self.state

    def wanted(self) -> Wanted:
        """What is chosen."""
        unset = msgspec.UNSET
        owner, category = self.owner.value(), self.category.value()
        return Wanted(
            state=self.state.value() or unset,
            priority=self.priority.value() or unset,
            owner_id=unset if owner == STAYS else None if owner == NOBODY else owner,
            category_id=unset if category == STAYS else None if category == NOBODY else category,
            add_tags=_words(self.add_tags.text()),
            remove_tags=_words(self.remove_tags.text()),
        )

    # -- inside ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, part in enumerate((self.state, self.priority, self.owner, self.category)):
            grid.addWidget(part, 0, place)
            grid.setColumnStretch(place, 1)
        grid.addWidget(self.add_tags, 1, 0, 1, 2)
        grid.addWidget(self.remove_tags, 1, 2, 1, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.change)
        self.body().addLayout(grid)
        self.body().addSpacing(4)
        self.body().addWidget(self.preview, 1)
        self.body().addLayout(foot)

    def _offer(self) -> None:
        stays = (STAYS, self.tr("stays"))
        self.state.set_options([stays, *((one, state_words(one)) for one in NAMED_STATES if one != "new")])
        self.priority.set_options([stays, *((one, priority_words(one)) for one in PRIORITIES)])
        nobody = (NOBODY, self.tr("Nobody: back to the queue"))
        queues = {ticket.queue_id for ticket in self._tickets}
        people = owner_options(self._choices, self._context.workstation, queues)
        self.owner.set_options([stays, nobody, *people])
        categories = [(one.category_id, " / ".join(one.path)) for one in self._choices.categories]
        self.category.set_options([stays, (NOBODY, self.tr("None")), *categories])
        for field in (self.state, self.priority, self.owner, self.category):
            if not field.value():
                field.set_value(STAYS)

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.closed)
        self.change.clicked.connect(self._do)
        self._soon.timeout.connect(self._plan)
        for field in (self.state, self.priority, self.owner, self.category):
            field.chosen.connect(lambda _key: self._soon.start())
        for line in (self.add_tags, self.remove_tags):
            line.edited.connect(lambda _text: self._soon.start())
            line.entered.connect(self._plan)
        self._context.bridge.run(load_choices(self._context.workstation), self._take_choices)

    def _take_choices(self, choices: Choices) -> None:
        self._choices = choices
        self._offer()

    def _plan(self) -> None:
        self._asked += 1
        wanted, asked = self.wanted(), self._asked
        if wanted == Wanted():
            self._plans = []
            self.preview.show_rows([], empty=self.tr("Choose what shall change"))
            self._show_sum()
            return
        ids = [ticket.ticket_id for ticket in self._tickets]

        def take(plans: list[ListedPlan]) -> None:
            if asked == self._asked:
                self._show_plans(plans)

        self._context.bridge.run(self._bulk.plan(ids, wanted), take, self._failed)

    def _show_plans(self, plans: list[ListedPlan]) -> None:
        # Those that cannot come first, for they are what one wants to know.
        self._plans = plans
        names = self._choices.names()
        first = [one for one in plans if one.problem not in {None, "same"}]
        rest = [one for one in plans if one.problem is None]
        same = [one for one in plans if one.problem == "same"]
        self.preview.show_rows([plan_row(one, names) for one in (*first, *rest, *same)])
        self._show_sum()

    def _show_sum(self) -> None:
        doable = sum(one.problem is None for one in self._plans)
        same = sum(one.problem == "same" for one in self._plans)
        cannot = len(self._plans) - doable - same
        missing = len(self._tickets) - len(self._plans) if self._plans else 0
        said = [
            self.tr("%n cannot be changed.", "", cannot) if cannot else "",
            self.tr("%n are so already.", "", same) if same else "",
            self.tr("%n are not on this desk, and central is out of reach.", "", missing) if missing else "",
            self.tr("A ticket that is closed stays closed: this cannot be undone.")
            if self.state.value() == "closed" and doable
            else "",
        ]
        if any(said) or self._plans:
            self.told.setText(" ".join(part for part in said if part))
        self.change.set_label(self.tr("Change %n ticket(s)", "", doable) if doable else self.tr("Change"))
        self.change.set_disabled_reason("" if doable else self.tr("Nothing would change."))

    def _do(self) -> None:
        doable = [one for one in self._plans if one.problem is None]
        if not doable or self._is_doing or self._soon.isActive():
            if self._soon.isActive():
                self._soon.stop()
                self._plan()
            return
        self._is_doing = True
        self.change.set_disabled_reason(self.tr("One moment…"))
        self._bulk.progressed.connect(self._progressed)
        self._context.bridge.run(self._bulk.do(doable, self.wanted()), self._done, self._failed)

    def _progressed(self, done: int, of: int) -> None:
        if of > 20:
            self.told.setText(self.tr("{n} of {all}").format(n=formats.count(done), all=formats.count(of)))

    def _done(self, done: Done) -> None:
        self.closed.emit()
        self._then(done)

    def _failed(self, problem: KnownError) -> None:
        self._is_doing = False
        self.told.setText(str(problem))
        self.change.set_disabled_reason("")


def _words(text: str) -> list[str]:
    return [word for word in (" ".join(part.split()) for part in text.split(",")) if word]
