"""An unknown caller becomes a customer, or one more number of a customer who is known."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import AddPhone, CreateCustomer, NewPhone
from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop_ui.customers.twins_box import TwinsBox
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

SEARCH_PAUSE_MS = 150


class CreateCustomerLayer(Layer):
    """The little that is known after a sentence: name, number, e-mail."""

    created = Signal(str)

    known = Signal(str)
    """They were on record already, and are opened instead."""

    def __init__(self, context: DeskContext, number: str) -> None:
        super().__init__("", width=500)
        self.set_title(self.tr("New customer"))
        self._context = context
        self._customer_id = ""
        self._kind = ComboField(self.tr("Kind"))
        self._kind.set_options((("person", self.tr("Person")), ("organisation", self.tr("Company"))))
        self._kind.set_value("person")
        self._kind.chosen.connect(self._of_kind)
        self._given = TextField(self.tr("Given name"))
        self._family = TextField(self.tr("Family name"))
        self._company = TextField(self.tr("Company"))
        self._number = TextField(self.tr("Number"))
        self._number.set_text(number)
        self._email = TextField(self.tr("E-mail"))
        self._make = Button(self.tr("Create"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self._make.clicked.connect(self._submit)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self._given)
        names.addWidget(self._family)
        self.twins = TwinsBox(context, self.tr("Open"), rows=3)
        self.twins.opened.connect(self._open_instead)
        foot = QHBoxLayout()
        foot.addWidget(self._kind)
        foot.addStretch(1)
        foot.addWidget(self._make)
        self.body().addLayout(names)
        for field in (self._company, self._number, self._email):
            self.body().addWidget(field)
        self.body().addWidget(self.twins)
        self.body().addLayout(foot)
        for field in (self._given, self._family, self._company, self._number, self._email):
            field.entered.connect(self._submit)
            field.edited.connect(lambda _text: self._look_for_twins())
        self._look_for_twins()
        self._of_kind("person")

    def first_focus(self) -> QWidget:
        """The first name."""
        return self._given

    def _of_kind(self, kind: str) -> None:
        is_person = kind == "person"
        self._given.setVisible(is_person)
        self._family.setVisible(is_person)
        self._company.setVisible(not is_person)

    def _look_for_twins(self) -> None:
        number = self._number.text().strip()
        self.twins.typed(
            {
                "given_name": self._given.text().strip(),
                "family_name": self._family.text().strip(),
                "organisation": self._company.text().strip(),
                "email": self._email.text().strip(),
                "phones": [number] if number else [],
                "region": self._context.workstation.region,
            }
        )

    def _open_instead(self, customer_id: str, _name: str) -> None:
        """They are on record: no second one is made."""
        self.closed.emit()
        self.known.emit(customer_id)

    def _submit(self) -> None:
        is_person = self._kind.value() != "organisation"
        needed = self._family if is_person else self._company
        if not needed.text().strip() and not (is_person and self._given.text().strip()):
            needed.set_error(self.tr("A customer needs a name."))
            needed.setFocus()
            return
        self._make.set_disabled_reason(self.tr("One moment…"))
        self._context.bridge.run(self._create(is_person=is_person), lambda _none: self._made(), self._failed)

    async def _create(self, *, is_person: bool) -> None:
        desk = self._context.workstation
        self._customer_id = new_id()
        number = self._number.text().strip()
        await desk.do(
            CreateCustomer(
                made_at=desk.clock.now(),
                customer_id=self._customer_id,
                currency=str(desk.site.get("currency", "GBP")),
                region=desk.region,
                kind="person" if is_person else "organisation",
                given_name=self._given.text().strip() or None if is_person else None,
                family_name=self._family.text().strip() or None if is_person else None,
                organisation=None if is_person else self._company.text().strip(),
                email=self._email.text().strip() or None,
                phones=[NewPhone(phone_id=new_id(), number=number, is_preferred=True)] if number else [],
            )
        )

    def _made(self) -> None:
        self.closed.emit()
        self.created.emit(self._customer_id)

    def _failed(self, problem: KnownError) -> None:
        self._make.set_disabled_reason("")
        name = problem.field if isinstance(problem, Invalid) else ""
        field = {"email": self._email, "given_name": self._given, "family_name": self._family}.get(
            name, self._company if name == "organisation" else self._number
        )
        field.set_error(f"{problem.what} {problem.todo}".strip() if name else str(problem))
        field.setFocus()


class LinkCustomerLayer(Layer):
    """Search a customer; Enter says the caller is theirs and keeps the number with them."""

    linked = Signal(str)

    def __init__(self, context: DeskContext, number: str) -> None:
        super().__init__("", width=520, height=460)
        self.set_title(self.tr("Whose call is it?"))
        self._context = context
        self._number = number
        self._asked = 0
        self._search = SearchBox(
            self.tr("Name, number, e-mail, postcode, order or ticket"), self.tr("Search a customer")
        )
        self._list = QueueList(self.tr("Customers found"))
        self._list.queue_model().set_titles({QueueGroup.NOW: self.tr("Best first")})
        self._state = EmptyState(self.tr("Search"), self.tr("Two letters are enough."))
        hint = self.tr("The number is kept with the customer you choose.") if number else ""
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._search.left_down.connect(self._into_list)
        self._search.returnPressed.connect(self._first)
        self._list.row_opened.connect(self._choose)
        self._list.clicked.connect(lambda _index: self._choose(self._list.chosen_row()))
        self.body().addWidget(self._search)
        self.body().addWidget(self._state, 1)
        self.body().addWidget(self._list, 1)
        self.body().addWidget(Label(hint, Role.META, Token.TEXT3))
        self._list.hide()

    def first_focus(self) -> QWidget:
        """The search."""
        return self._search

    def _ask(self) -> None:
        text = self._search.text().strip()
        if len(text) < 2:
            return
        self._asked += 1
        asked = self._asked
        query = SearchCustomers(text=text, region=self._context.workstation.region)
        self._context.bridge.run(
            self._context.workstation.ask(query), lambda hits: self._show(asked, hits), self._failed
        )

    def _show(self, asked: int, hits: list[CustomerHit]) -> None:
        if asked != self._asked:
            return
        self._list.setVisible(bool(hits))
        self._state.setVisible(not hits)
        if not hits:
            if self._context.workstation.link.state == "offline":
                self._state.show_words(
                    self.tr("Not on this desk"), self.tr("Central cannot be reached; it knows everybody.")
                )
            else:
                self._state.show_words(
                    self.tr("Nobody found"), self.tr("Try the postcode or an order number.")
                )
        rows = [
            QueueRow(hit.customer_id, QueueGroup.NOW, "user", hit.name, hit.detail, hit.phone or "")
            for hit in hits
        ]
        self._list.show_rows(rows, at_once=True)
        if rows:
            self._list.choose_row(rows[0].row_id)

    def _failed(self, problem: KnownError) -> None:
        self._state.show_words(problem.what, problem.todo)
        self._state.show()

    def _into_list(self) -> None:
        self._list.setFocus()

    def _first(self) -> None:
        self._choose(self._list.chosen_row())

    def _choose(self, customer_id: str) -> None:
        if not customer_id:
            return
        if self._number:
            self._context.bridge.run(self._keep_number(customer_id))
        self.closed.emit()
        self.linked.emit(customer_id)

    async def _keep_number(self, customer_id: str) -> None:
        desk = self._context.workstation
        # A customer made here and not sent yet is nobody to central: the number is kept all the same.
        with contextlib.suppress(KnownError):
            await desk.open_customer(customer_id)
        await desk.do(
            AddPhone(
                made_at=desk.clock.now(),
                phone_id=new_id(),
                customer_id=customer_id,
                number=self._number,
                region=desk.region,
            )
        )
