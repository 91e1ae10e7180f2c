"""The rest of what a ticket says of itself: category and its fields, organisation, team, product, tags, time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop.features.tickets.commands import ChangeTicket
from agent_desktop.features.tickets.detail_commands import FollowTicket, LogTime, SetTicketFields, TagTicket
from agent_desktop.features.tickets.requester import SetRequester
from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.field_inputs import FieldInputs
from agent_desktop_ui.tickets.pick_layer import NONE, PickLayer, category_rows
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

MOST_HITS = 20
LONGEST_ON_BUTTON = 28
LEAST_BUTTON = 120


class DetailsPage(QScrollArea):
    """A form in two columns; each field is changed by itself, when it is left or Enter is pressed."""

    def __init__(self, deeds: TicketDeeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._facts: TicketFacts | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._subject = TextField(self.tr("Subject"))
        self._product = TextField(self.tr("Product"))
        self._lot = TextField(self.tr("Lot or serial number"))
        self._team = TextField(self.tr("Team"))
        self._tags = TextField(self.tr("Tags, parted by commas"))
        self._queue = ComboField(self.tr("Queue"), keeps_case=True, opens_list=True)
        self._category = Button(self.tr("Category"), icon="table", is_low=True)
        self._customer = Button(self.tr("Customer"), icon="user", is_low=True)
        self._organisation = Button(self.tr("Organisation"), icon="users", is_low=True)
        self._follow = Button(self.tr("Follow"), icon="eye", is_low=True)
        self._add_follower = Button(self.tr("Add a follower"), icon="user-plus", is_low=True)
        self._followers = ElidedLabel("", Role.BODY, Token.TEXT2)
        self._minutes = TextField(
            self.tr("Time spent"), placeholder=self.tr("Minutes to add; −5 takes five back")
        )
        self.inputs = FieldInputs()
        self._lay_out()
        self._connect()

    def show_facts(self, facts: TicketFacts) -> None:
        """Show another state of the ticket; a field that is being written in keeps what stands there."""
        is_other = self._facts is None or self._facts.view.row.ticket_id != facts.view.row.ticket_id
        self._facts = facts
        details, row = facts.details, facts.view.row
        for field, value in (
            (self._subject, row.subject),
            (self._product, details.product),
            (self._lot, details.lot),
            (self._team, details.team),
            (self._tags, ", ".join(details.tags)),
        ):
            if is_other or not field.edit().hasFocus():
                field.set_text(value or "")
        self._queue.set_options(tuple((queue.queue_id, queue.name) for queue in facts.queues))
        self._queue.set_value(row.queue_id)
        path = _short(details.category[-1] if details.category else self.tr("none"))
        self._category.set_label(self.tr("Category: {name}").format(name=path))
        self._category.setToolTip(" › ".join(details.category))
        whose = _short(row.customer_name or self.tr("nobody known"))
        self._customer.set_label(self.tr("Customer: {name}").format(name=whose))
        company = _short(details.organisation or self.tr("none"))
        self._organisation.set_label(self.tr("Organisation: {name}").format(name=company))
        self._organisation.setToolTip(details.organisation or "")
        names = [facts.name_of(agent_id) or "…" for agent_id in details.followers]
        said = ", ".join(names) or self.tr("nobody")
        self._followers.setText(self.tr("Followed by {names}").format(names=said))
        me = self._deeds.context.workstation.actor.agent_id
        is_mine = me in details.followers
        self._follow.set_label(self.tr("Follow no longer") if is_mine else self.tr("Follow"))
        spent = formats.span(details.spent_s) if details.spent_s else self.tr("none so far")
        self._minutes.set_label(self.tr("Time spent: {time}").format(time=spent))
        category_id = facts.category_id()
        specs = next((one.fields for one in facts.categories if one.category_id == category_id), [])
        self.inputs.show_fields(specs, details.fields)
        self.inputs.setVisible(bool(specs))

    # -- changing --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for name, field in (
            ("subject", self._subject),
            ("product", self._product),
            ("lot", self._lot),
            ("team", self._team),
        ):
            field.edit().editingFinished.connect(lambda name=name, field=field: self._left(name, field))
        self._tags.edit().editingFinished.connect(self._tag)
        self._queue.chosen.connect(lambda queue_id: self._change(queue_id=queue_id))
        self._category.clicked.connect(self._choose_category)
        self._customer.clicked.connect(self._choose_customer)
        self._organisation.clicked.connect(self._choose_organisation)
        self._follow.clicked.connect(self._follow_or_not)
        self._add_follower.clicked.connect(self._choose_follower)
        self._minutes.entered.connect(self._log)
        self.inputs.changed.connect(
            lambda values: self._deeds.do(SetTicketFields(values=values, **self._deeds.at()))
        )

    def _left(self, name: str, field: TextField) -> None:
        facts = self._facts
        if facts is None:
            return
        before = facts.view.row.subject if name == "subject" else getattr(facts.details, name)
        typed = field.text().strip() or None
        if typed == before:
            return
        if name == "subject" and typed is None:
            field.set_text(before or "")
            return
        self._change(**{name: typed})

    def _change(self, **values: Any) -> None:
        self._deeds.do(ChangeTicket(**values, **self._deeds.at()))

    def _tag(self) -> None:
        facts = self._facts
        if facts is None:
            return
        before = set(facts.details.tags)
        typed = {" ".join(word.casefold().split()) for word in self._tags.text().split(",")} - {""}
        if typed != before:
            self._deeds.do(
                TagTicket(add=sorted(typed - before), remove=sorted(before - typed), **self._deeds.at())
            )

    def _follow_or_not(self) -> None:
        if self._facts is not None:
            me = self._deeds.context.workstation.actor.agent_id
            is_following = me not in self._facts.details.followers
            self._deeds.do(FollowTicket(agent_id=me, is_following=is_following, **self._deeds.at()))

    def _log(self) -> None:
        typed = self._minutes.text().strip().replace("−", "-").replace(",", ".")
        try:
            seconds = round(float(typed) * 60)
        except ValueError:
            self._minutes.set_error(self.tr("Say it in minutes, such as 15."))
            return
        self._minutes.set_error("")
        self._deeds.do(LogTime(seconds=seconds, **self._deeds.at()), then=lambda: self._minutes.set_text(""))

    # -- choosing --------------------------------------------------------------------------------------

    def _choose_category(self) -> None:
        facts = self._facts
        if facts is None:
            return
        layer = PickLayer(self.tr("Category"), category_rows(facts.categories, self.tr("No category")))
        layer.picked.connect(lambda key: self._change(category_id=None if key == NONE else key))
        self._deeds.context.desk.open_layer(layer)

    def _choose_follower(self) -> None:
        facts = self._facts
        if facts is None:
            return
        rows = [
            QueueRow(person.agent_id, QueueGroup.NOW, "user", person.name, person.team or "")
            for person in facts.people
            if person.agent_id not in facts.details.followers
        ]
        layer = PickLayer(self.tr("Add a follower"), rows)
        layer.picked.connect(
            lambda agent_id: self._deeds.do(FollowTicket(agent_id=agent_id, **self._deeds.at()))
        )
        self._deeds.context.desk.open_layer(layer)

    def _choose_customer(self) -> None:
        none = QueueRow(NONE, QueueGroup.NOW, "x", self.tr("Nobody known"))
        layer = PickLayer(
            self.tr("Whose ticket is it?"),
            placeholder=self.tr("Name, number, e-mail or postcode"),
            empty=self.tr("Nobody to choose from yet"),
            search=lambda text: self._search(layer, text, none, "user"),
        )
        layer.picked.connect(
            lambda key: self._deeds.do(
                SetRequester(customer_id=None if key == NONE else key, **self._deeds.at())
            )
        )
        # "Nobody" stands behind those found: Enter, pressed too soon, takes the ticket from no customer.
        self._deeds.context.desk.open_layer(layer)

    def _choose_organisation(self) -> None:
        none = QueueRow(NONE, QueueGroup.NOW, "x", self.tr("No organisation"))
        layer = PickLayer(
            self.tr("Organisation"),
            placeholder=self.tr("Name of the organisation"),
            search=lambda text: self._search(layer, text, none, "users"),
        )
        layer.picked.connect(lambda key: self._change(organisation_id=None if key == NONE else key))
        self._deeds.context.desk.open_layer(layer)
        self._search(layer, "", none, "users")

    def _search(self, layer: PickLayer, text: str, none: QueueRow, icon: str) -> None:
        is_customer = icon == "user"
        if not text:
            layer.show_rows([] if is_customer else [none])
            return
        desk = self._deeds.context.workstation

        def show(hits: list[CustomerHit]) -> None:
            found = [QueueRow(hit.customer_id, QueueGroup.NOW, icon, hit.name, hit.detail) for hit in hits]
            layer.show_rows([*found, none] if found or not is_customer else [])

        query = SearchCustomers(text=text, region=desk.region, limit=MOST_HITS)
        self._deeds.context.bridge.run(desk.ask(query), show, lambda _problem: None)

    def _lay_out(self) -> None:
        body = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.addWidget(self._subject, 0, 0, 1, 2)
        grid.addWidget(self._product, 1, 0)
        grid.addWidget(self._lot, 1, 1)
        grid.addWidget(self._team, 2, 0)
        grid.addWidget(self._tags, 2, 1)
        grid.addWidget(self._minutes, 3, 0)
        grid.addWidget(self._queue, 3, 1, Qt.AlignmentFlag.AlignBottom)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (self._category, self._organisation):
            part.set_gives_way(theme().px(LEAST_BUTTON))
            buttons.addWidget(part)
        buttons.addStretch(1)
        follow = QHBoxLayout()
        follow.setSpacing(8)
        follow.addWidget(self._followers, 1)
        follow.addWidget(self._follow)
        follow.addWidget(self._add_follower)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(8)
        whose = QHBoxLayout()
        self._customer.setMinimumWidth(0)
        whose.addWidget(self._customer)
        whose.addStretch(1)
        column.addLayout(whose)
        column.addLayout(buttons)
        column.addWidget(self.inputs)
        column.addLayout(grid)
        column.addLayout(follow)
        column.addStretch(1)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)


def _short(name: str) -> str:
    """A name that fits on a button."""
    return name if len(name) <= LONGEST_ON_BUTTON else name[: LONGEST_ON_BUTTON - 1].rstrip() + "…"
