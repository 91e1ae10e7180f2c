"""Which tickets a list shows, chosen in one layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from agent_desktop.features.tickets.listing_views import TicketFilter
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.choices import Choices, load_choices
from agent_desktop_ui.tickets.list_words import channel_words
from agent_desktop_ui.tickets.words import priority_words, state_words
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

ANY, NONE = "", "-"
_AGES = (0, 1, 3, 7, 14, 30, 90)
_CHANNELS = ("call", "email", "chat", "sms", "letter", "visit")


class FilterLayer(Layer):
    """States and priorities to tick, the rest to choose; nothing ticked means any, and of states any open one."""

    def __init__(
        self, context: DeskContext, which: TicketFilter, then: Callable[[TicketFilter], None]
    ) -> None:
        super().__init__("", width=620)
        self.set_title(self.tr("Which tickets"))
        self._which, self._then = which, then
        self._context = context
        self._choices = Choices()
        self.states = {name: CheckBox(state_words(name)) for name in NAMED_STATES}
        self.priorities = {name: CheckBox(priority_words(name)) for name in reversed(PRIORITIES)}
        self.unread = CheckBox(self.tr("Only with something new in it"))
        self.owner = ComboField(self.tr("Owner"), keeps_case=True)
        self.queue = ComboField(self.tr("Queue"), keeps_case=True)
        self.category = ComboField(self.tr("Category"), keeps_case=True)
        self.channel = ComboField(self.tr("Channel"))
        self.age = ComboField(self.tr("Age"))
        self.tags = TextField(self.tr("Tags"), placeholder=self.tr("all of these, with commas between them"))
        self._apply = Button(self.tr("Show them"), kind=ButtonKind.PRIMARY)
        self._clear = Button(self.tr("Clear the filter"))
        self._lay_out()
        self._offer()
        self._show(which)
        self._apply.clicked.connect(self._done)
        self._clear.clicked.connect(lambda: self._show(TicketFilter(view=which.view)))
        self.tags.entered.connect(self._done)
        context.bridge.run(load_choices(context.workstation), self._take_choices)

    def first_focus(self) -> QWidget:
        """The first state."""
        return next(iter(self.states.values()))

    def which(self) -> TicketFilter:
        """The filter as it is chosen now; text and view stay."""

        def one(field: ComboField) -> list[str]:
            value = field.value()
            return [] if value == ANY else [""] if value == NONE else [value]

        return msgspec.structs.replace(
            self._which,
            states=[name for name, box in self.states.items() if box.isChecked()],
            priorities=[name for name, box in self.priorities.items() if box.isChecked()],
            owners=one(self.owner),
            queues=one(self.queue),
            categories=one(self.category),
            channels=one(self.channel),
            tags=[word for word in (" ".join(part.split()) for part in self.tags.text().split(",")) if word],
            older_than_days=int(self.age.value() or 0),
            is_unread=self.unread.isChecked(),
        )

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(Label(self.tr("State"), Role.META_STRONG, Token.TEXT3), 0, 0, 1, 2)
        grid.addWidget(Label(self.tr("Priority"), Role.META_STRONG, Token.TEXT3), 0, 2)
        for place, box in enumerate(self.states.values()):
            grid.addWidget(box, 1 + place // 2, place % 2)
        for place, box in enumerate(self.priorities.values()):
            grid.addWidget(box, 1 + place, 2)
        fields = QGridLayout()
        fields.setSpacing(8)
        for place, field in enumerate((self.owner, self.queue, self.category, self.channel, self.age)):
            fields.addWidget(field, place // 2, place % 2)
        fields.addWidget(self.unread, 2, 1)
        fields.addWidget(self.tags, 3, 0, 1, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._clear)
        foot.addStretch(1)
        foot.addWidget(self._apply)
        self.body().addLayout(grid)
        self.body().addSpacing(8)
        self.body().addLayout(fields)
        self.body().addSpacing(4)
        self.body().addLayout(foot)

    def _offer(self) -> None:
        desk = self._context.workstation
        person = desk.person
        mine = set(person.queues) if person is not None else set()
        leads = person is not None and not {"supervisor", "admin"}.isdisjoint(person.roles)
        anybody = (ANY, self.tr("anybody"))
        people = [(one.agent_id, one.name) for one in self._choices.people]
        self.owner.set_options([anybody, (NONE, self.tr("Nobody")), *people])
        queues = [(one.queue_id, one.name) for one in self._choices.queues if leads or one.queue_id in mine]
        self.queue.set_options([(ANY, self.tr("any")), *queues])
        categories = [(one.category_id, " / ".join(one.path)) for one in self._choices.categories]
        self.category.set_options([(ANY, self.tr("any")), (NONE, self.tr("None")), *categories])
        self.channel.set_options([(ANY, self.tr("any")), *((one, channel_words(one)) for one in _CHANNELS)])
        ages = [(str(days), self.tr("more than %n day(s)", "", days)) for days in _AGES[1:]]
        self.age.set_options([("0", self.tr("any")), *ages])

    def _show(self, which: TicketFilter) -> None:
        def one(values: list[str]) -> str:
            return ANY if not values else values[0] or NONE

        for boxes, chosen in ((self.states, which.states), (self.priorities, which.priorities)):
            for name, box in boxes.items():
                box.setChecked(name in chosen)
        self.unread.setChecked(which.is_unread)
        self.owner.set_value(one(which.owners))
        self.queue.set_value(one(which.queues))
        self.category.set_value(one(which.categories))
        self.channel.set_value(one(which.channels))
        self.age.set_value(str(which.older_than_days))
        self.tags.set_text(", ".join(which.tags))

    def _take_choices(self, choices: Choices) -> None:
        kept = self.which()
        self._choices = choices
        self._offer()
        self._show(msgspec.structs.replace(self._which, **_later(kept)))

    def _done(self) -> None:
        which = self.which()
        self.closed.emit()
        self._then(which)


def _later(which: TicketFilter) -> dict[str, object]:
    """What may have been ticked before the names had come."""
    return {
        "states": which.states,
        "priorities": which.priorities,
        "tags": which.tags,
        "is_unread": which.is_unread,
    }
