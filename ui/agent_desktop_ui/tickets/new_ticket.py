"""Opening a ticket: a subject, where it goes, and how urgent it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.detail_views import Categories, CategoryView
from agent_desktop.features.tickets.model import PRIORITIES
from agent_desktop.features.workforce.read_models import QueueCard, Queues
from agent_desktop.workstation.ticket_numbers import keep_some, next_number
from agent_desktop_ui.calls.wrap_up_choices import topic_options
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.pick_layer import PickLayer, category_rows
from agent_desktop_ui.tickets.words import priority_words
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

DUE_IN = {
    "urgent": timedelta(hours=1),
    "high": timedelta(hours=4),
    "normal": timedelta(days=1),
    "low": timedelta(days=5),
}


class NewTicketLayer(Layer):
    """A short form; Enter in the subject makes the ticket. It is mine and opens at once."""

    def __init__(self, context: DeskContext, customer_id: str | None, name: str) -> None:
        super().__init__("", width=600)
        self.set_title(self.tr("New ticket"))
        self._context = context
        self._customer_id = customer_id
        self._ticket_id = ""
        self._is_unnumbered = False
        current = context.contacts.state.current
        self._is_call = current is not None and current.customer_id == customer_id
        # The ticket carries the call that it is opened in.
        self._contact_id = current.contact_id if current is not None and self._is_call else None
        draft_topic = current.draft.topic if current is not None and self._is_call else None
        if name:
            self.body().addWidget(
                ElidedLabel(self.tr("For {name}").format(name=name), Role.BODY, Token.TEXT2)
            )
        self._subject = TextField(self.tr("Subject"), placeholder=self.tr("In a few words, what it is about"))
        self._queue = ComboField(self.tr("Queue"), keeps_case=True)
        self._priority = ComboField(self.tr("Priority"))
        self._priority.set_options(tuple((p, priority_words(p)) for p in PRIORITIES))
        self._priority.set_value("normal")
        self._topic = ComboField(self.tr("Topic"), keeps_case=True)
        self._topic.set_options(topic_options(context.workstation.site))
        self._topic.set_value(draft_topic or "")
        self._category_id: str | None = None
        self._category = Button(
            self.tr("Category: {name}").format(name=self.tr("none")), icon="table", is_low=True
        )
        self._category.clicked.connect(self._choose_category)
        self._make = Button(self.tr("Open the ticket"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self._make.clicked.connect(self._submit)
        self._subject.entered.connect(self._submit)
        row = QHBoxLayout()
        row.setSpacing(8)
        for field, share in ((self._queue, 4), (self._priority, 3), (self._topic, 3)):
            row.addWidget(field, share)
        foot = QHBoxLayout()
        foot.addWidget(self._category)
        foot.addStretch(1)
        foot.addWidget(self._make)
        self.body().addWidget(self._subject)
        self.body().addLayout(row)
        self.body().addSpacing(4)
        self.body().addLayout(foot)
        context.bridge.run(context.workstation.read(Queues()), self._show_queues)

    def first_focus(self) -> QWidget:
        """The subject."""
        return self._subject

    def _show_queues(self, queues: list[QueueCard]) -> None:
        self._queue.set_options(tuple((queue.queue_id, queue.name) for queue in queues))
        person = self._context.workstation.person
        current = self._context.contacts.state.current
        called = current.call.queue_id if current is not None and current.call is not None else None
        mine = next((q.queue_id for q in queues if person and q.queue_id in person.queues), "")
        self._queue.set_value(called or mine or (queues[0].queue_id if queues else ""))

    def _choose_category(self) -> None:
        desk = self._context.workstation
        self._context.bridge.run(desk.read(Categories()), self._offer_categories)

    def _offer_categories(self, categories: list[CategoryView]) -> None:
        paths = {one.category_id: one.path for one in categories}
        layer = PickLayer(self.tr("Category"), category_rows(categories, self.tr("No category")))
        layer.picked.connect(lambda key: self._take_category(key, paths.get(key)))
        self._context.desk.open_layer(layer)

    def _take_category(self, key: str, path: list[str] | None) -> None:
        self._category_id = key if path else None
        name = path[-1] if path else self.tr("none")
        self._category.set_label(self.tr("Category: {name}").format(name=name))

    def _submit(self) -> None:
        subject = self._subject.text().strip()
        if not subject:
            self._subject.set_error(self.tr("Say in a few words what it is about."))
            self._subject.setFocus()
            return
        if not self._queue.value():
            self._queue.set_failed(self.tr("Choose a queue."))
            self._queue.setFocus()
            return
        self._make.set_disabled_reason(self.tr("One moment…"))
        self._context.bridge.run(self._create(subject), lambda _none: self._made(), self._failed)

    async def _create(self, subject: str) -> None:
        desk = self._context.workstation
        number = await next_number(desk)
        self._is_unnumbered = number is None
        now = desk.clock.now()
        self._ticket_id = new_id()
        await desk.do(
            CreateTicket(
                made_at=now,
                ticket_id=self._ticket_id,
                number=number,
                subject=subject,
                queue_id=self._queue.value(),
                channel="call" if self._is_call else "note",
                customer_id=self._customer_id,
                owner_id=desk.actor.agent_id,
                priority=self._priority.value() or "normal",
                topic=self._topic.value() or None,
                category_id=self._category_id,
                due_at=now + DUE_IN[self._priority.value() or "normal"],
                interaction_id=self._contact_id,
            )
        )

    def _made(self) -> None:
        self.closed.emit()
        self._context.desk.show_ticket(self._ticket_id)
        if self._is_unnumbered:
            self._context.desk.notice(
                self.tr(
                    "This desk has no ticket numbers left. The ticket is kept, and central gives it its number."
                ),
                Tone.WARN,
            )
        self._context.bridge.run(keep_some(self._context.workstation), failed=lambda _problem: None)

    def _failed(self, problem: KnownError) -> None:
        self._make.set_disabled_reason("")
        self._subject.set_error(str(problem))
