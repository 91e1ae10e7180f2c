"""The record of the customer on screen: everything there are several of, who belongs to them, what they allow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.commands import ChangeCustomer, RemovePhone
from agent_desktop.features.customers.details import MAIN, RemoveDetail
from agent_desktop.features.customers.merge_queries import Merges
from agent_desktop.features.customers.merging import MAY_MERGE, UndoMerge
from agent_desktop.features.customers.record_commands import EndRelation
from agent_desktop.features.customers.record_read_models import CustomerRecord
from agent_desktop.features.customers.twins import LATER, TWO, DecideDuplicate, Duplicates
from agent_desktop.features.workforce.read_models import People
from agent_desktop_ui.customers.consent_form import GRANTED, WITHDRAWN, ConsentForm
from agent_desktop_ui.customers.detail_forms import DetailForm, PhoneForm
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.customers.merge_layer import MergeLayer, MergeSearchLayer
from agent_desktop_ui.customers.record_list import RecordList
from agent_desktop_ui.customers.record_rows import Known, RecordRow, record_groups
from agent_desktop_ui.customers.record_words import kind_words
from agent_desktop_ui.customers.relation_form import RelationForm
from agent_desktop_ui.customers.tags_form import TagsLayer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.command import Command
    from agent_desktop.features.customers.merge_queries import MergeLine
    from agent_desktop.features.customers.record_read_models import RecordView
    from agent_desktop.features.customers.twins import DuplicatePair
    from agent_desktop_ui.shell.layers import Layer
    from agent_desktop_ui.shell.screen import DeskContext

AGAIN_AFTER_MS = 60
ADDABLE = ("phone", "email", "address", "social", "relation", "consent", "tag", "name", "id")


class RecordPage(QWidget):
    """A list to walk, with a button for each thing that can be done with the chosen row.

    Asked for only while it is in sight, and again whenever something of the customer has changed.
    """

    shown = Signal(object)
    """The ``RecordView`` that has come on screen."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self.customer_id = ""
        self.view: RecordView | None = None
        self._people: dict[str, str] = {}
        self._merges: tuple[MergeLine, ...] = ()
        self._pairs: tuple[DuplicatePair, ...] = ()
        self._others: dict[str, str] = {}
        self._is_stale = True
        self.list = RecordList(self.tr("Record"))
        self._empty = EmptyState(self.tr("Not on this desk"), self.tr("The record comes with the customer."))
        self.add = Button(self.tr("Add…"), icon="plus", key=self.tr("Ins"), is_low=True)
        self.open = Button(self.tr("Change"), icon="pencil", key=self.tr("Enter"), is_low=True)
        self.more = Button("", is_low=True)
        self.remove = Button(self.tr("Remove"), icon="trash-2", key=self.tr("Del"), is_low=True)
        self.merge = Button(self.tr("Merge…"), icon="copy", is_low=True)
        self.add.clicked.connect(self._open_menu)
        self.open.clicked.connect(lambda: self._do("open"))
        self.more.clicked.connect(lambda: self._do("more"))
        self.remove.clicked.connect(lambda: self._do("remove"))
        self.merge.clicked.connect(self.open_merge)
        bar = Surface(Token.SURFACE, line_bottom=True)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        for button in (self.add, self.open, self.more, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.merge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        self.setAccessibleName(self.tr("Record"))
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        self.list.row_chosen.connect(self._offer)
        self.list.done.connect(self._do)
        context.bridge.changed.connect(self._changed)
        context.bridge.link_changed.connect(self._link_changed)
        self._show(None)

    # -- what is on screen -----------------------------------------------------------------------------

    def show_customer(self, customer_id: str) -> None:
        """Another customer is on screen, or nobody."""
        if customer_id != self.customer_id:
            self.customer_id, self._merges, self._pairs = customer_id, (), ()
            self._show(None)
        self._later()

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for what has changed while the page was out of sight."""
        super().showEvent(event)
        if self._is_stale:
            self._again.start()

    def _changed(self, changes: Changes) -> None:
        if self.customer_id and changes.touches_customer(self.customer_id):
            self._later()

    def _link_changed(self, _link: object) -> None:
        self._offer(self.list.chosen())
        self._later()

    def _later(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._again.start()

    def _ask(self) -> None:
        if self.customer_id and self.isVisible():
            self._is_stale = False
            self._context.bridge.run(self._load(self.customer_id))

    async def _load(self, customer_id: str) -> None:
        desk = self._context.workstation
        view = await desk.read(CustomerRecord(customer_id=customer_id, as_of=desk.clock.now()))
        people = {one.agent_id: one.name for one in await desk.read(People())}
        if customer_id != self.customer_id:
            return
        self._people = people
        self._show(view)
        if view is None or desk.link.state != "online":
            return
        try:
            # Only central knows these; without it the rest of the record is as good as ever.
            merges = await desk.ask(Merges(customer_id=view.fields.customer_id))
            pairs = await desk.ask(Duplicates(customer_id=view.fields.customer_id))
            names = await self._names_of(view)
        except KnownError:
            return
        if customer_id == self.customer_id:
            self._merges, self._pairs, self._others = tuple(merges), tuple(pairs), names
            self._show(view)

    async def _names_of(self, view: RecordView) -> dict[str, str]:
        """Who those are that belong to this customer and are not on this desk."""
        unknown = {one.other_id for one in view.relations if one.other_name is None} - self._others.keys()
        if not unknown:
            return self._others
        desk = self._context.workstation
        whole = await desk.ask(CustomerRecord(customer_id=view.fields.customer_id, as_of=desk.clock.now()))
        found = {one.other_id: one.other_name for one in whole.relations if one.other_name} if whole else {}
        return {**self._others, **found}

    def _show(self, view: RecordView | None) -> None:
        self.view = view
        self.list.setVisible(view is not None)
        self._empty.setVisible(view is None)
        if view is None:
            self.list.show_groups(())
        else:
            known = Known(
                self._context.workstation.clock.now(),
                self._context.workstation.region,
                self._people,
                self._merges,
                self._pairs,
                self._others,
            )
            self.list.show_groups(record_groups(view, known))
            self.shown.emit(view)
        self._offer(self.list.chosen())

    # -- what can be done ------------------------------------------------------------------------------

    def _offer(self, row: RecordRow | None) -> None:
        """The buttons keep their places; what does not apply is off and says why."""
        nothing = self.tr("Choose a line of the record first.")
        self.add.set_disabled_reason("" if self.view is not None else self.tr("No customer is open."))
        first, more, last = self._words(row)
        self.open.set_label(first or self.tr("Change"))
        self.open.set_disabled_reason("" if first else nothing)
        self.more.setVisible(bool(more))
        self.more.set_label(more)
        self.remove.set_label(last or self.tr("Remove"))
        self.remove.set_disabled_reason("" if last else nothing)
        self.merge.set_disabled_reason(self._no_merge())

    def _words(self, row: RecordRow | None) -> tuple[str, str, str]:
        """What Enter, the button between and Delete do with a row; empty where they do nothing."""
        if row is None or self.view is None:
            return "", "", ""
        if row.kind in {"twin", "merge"} and self._no_merge():
            return "", "", ""
        change, remove = self.tr("Change"), self.tr("Remove")
        return {
            "add": (self.tr("Add"), "", ""),
            "phone": (change, self.tr("Call"), remove),
            "detail": (change, "", remove),
            "main": (change, "", remove),
            "field": (change, "", ""),
            "tags": (change, "", ""),
            "relation": (self.tr("Open"), "", self.tr("End")),
            "consent": (change, "", self.tr("Withdraw") if "withdraw" in row.does else ""),
            "twin": (self.tr("Compare"), self.tr("Later"), self.tr("Two people")),
            "merge": (self.tr("Undo"), "", "") if "undo" in row.does else ("", "", ""),
        }.get(row.kind, ("", "", ""))

    def _no_merge(self) -> str:
        """Why nothing can be merged from here, or empty."""
        if self.view is None:
            return self.tr("No customer is open.")
        if MAY_MERGE.isdisjoint(self._context.workstation.actor.roles):
            return self.tr("Agents and supervisors merge customers.")
        if self._context.workstation.link.state != "online":
            return self.tr("Central cannot be reached; it merges.")
        return ""

    def _do(self, what: str) -> None:
        """A button, or its key in the list."""
        row = self.list.chosen()
        if what == "add":
            self._open_menu()
            return
        first, more, last = self._words(row)
        if row is None or not {"open": first, "more": more, "remove": last}[what]:
            return
        deeds: dict[str, Callable[[RecordRow], None]] = {
            "open": self._open_row,
            "more": self._more_of_row,
            "remove": self._remove_row,
        }
        deeds[what](row)

    def _open_row(self, row: RecordRow) -> None:
        view = self.view
        if view is None:
            return
        if row.kind == "add":
            self.add_part(row.row_id)
        elif row.kind == "relation":
            other = next((one.other_id for one in view.relations if one.relation_id == row.row_id), "")
            self._context.desk.show_customer(other)
        elif row.kind == "twin":
            self._compare(row.row_id)
        elif row.kind == "merge":
            self._undo(row)
        elif row.kind == "consent":
            purpose, _, channel = row.row_id.partition(":")
            says = WITHDRAWN if "withdraw" in row.does else GRANTED
            self._consent(purpose, channel, says)
        else:
            self._change_row(row, view)

    def _change_row(self, row: RecordRow, view: RecordView) -> None:
        customer_id = view.fields.customer_id
        if row.kind == "phone":
            phone = next((one for one in view.phones if one.phone_id == row.row_id), None)
            self._layer(PhoneForm(self._context, customer_id, phone))
        elif row.kind in {"detail", "main"}:
            detail = next(
                one
                for one in view.details
                if (one.detail_id == row.row_id if row.kind == "detail" else _is_main(one, row.row_id))
            )
            self._layer(DetailForm(self._context, customer_id, detail.kind, detail))
        elif row.kind == "tags":
            self._layer(TagsLayer(self._context, customer_id, view.fields.name))
        else:
            self._layer(EditCustomerLayer(self._context, customer_id, view.fields.name, first=row.row_id))

    def _more_of_row(self, row: RecordRow) -> None:
        view = self.view
        if view is None:
            return
        if row.kind == "phone":
            number = next((one.e164 for one in view.phones if one.phone_id == row.row_id), "")
            self._context.desk.dial(number, customer_id=view.fields.customer_id)
        else:
            self._decide(row, LATER)

    def _remove_row(self, row: RecordRow) -> None:
        view = self.view
        if view is None:
            return
        customer_id, now = view.fields.customer_id, self._context.workstation.clock.now()
        if row.kind == "twin":
            self._decide(row, TWO)
        elif row.kind == "consent":
            purpose, _, channel = row.row_id.partition(":")
            self._consent(purpose, channel, WITHDRAWN)
        else:
            command: Command
            if row.kind == "phone":
                command = RemovePhone(made_at=now, phone_id=row.row_id)
            elif row.kind == "detail":
                command = RemoveDetail(made_at=now, detail_id=row.row_id, customer_id=customer_id)
            elif row.kind == "relation":
                command = EndRelation(made_at=now, relation_id=row.row_id)
            else:
                none: dict[str, Any] = {there: None for _, there in MAIN[row.row_id]}
                command = ChangeCustomer(made_at=now, customer_id=customer_id, **none)
            question = (
                self.tr("Do {one} and {other} no longer belong together?").format(
                    one=view.fields.name, other=row.text
                )
                if row.kind == "relation"
                else self.tr("Remove {what} from {name}?").format(what=row.text, name=view.fields.name)
            )
            self._context.desk.confirm(question, self.remove.text(), lambda: self._send(command))

    def _send(self, command: Command) -> None:
        desk = self._context.workstation
        self._context.bridge.run(desk.do(command), lambda _changes: self._later())

    def _decide(self, row: RecordRow, decision: str) -> None:
        view = self.view
        if view is None:
            return
        desk = self._context.workstation
        command = DecideDuplicate(
            made_at=desk.clock.now(),
            left_id=view.fields.customer_id,
            right_id=row.row_id,
            decision=decision,
        )
        self._context.bridge.run(desk.send(command), lambda _verdict: self._later())

    def _undo(self, row: RecordRow) -> None:
        desk = self._context.workstation
        command = UndoMerge(made_at=desk.clock.now(), merge_id=row.row_id)
        name = row.text

        def told(_verdict: object) -> None:
            words = self.tr("{name} has a record of their own again.").format(name=name)
            self._context.desk.notice(words, Tone.OK)
            self._later()

        def agreed() -> None:
            self._context.bridge.run(desk.send(command), told)

        question = self.tr(
            "Make {name} a record of their own again? What was written since stays with this customer."
        )
        self._context.desk.confirm(question.format(name=name), self.tr("Undo the merge"), agreed)

    # -- adding ----------------------------------------------------------------------------------------

    def _open_menu(self) -> None:
        if self.view is None:
            return
        menu = QMenu(self)
        for kind in ADDABLE:
            entry = QAction(kind_words(kind), menu)
            entry.triggered.connect(lambda _checked=False, kind=kind: self.add_part(kind))
            menu.addAction(entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height() + theme().px(2))))

    def add_part(self, kind: str) -> None:
        """Open the form for one more of a kind."""
        view = self.view
        if view is None:
            return
        customer_id, name = view.fields.customer_id, view.fields.name
        if kind == "phone":
            self._layer(PhoneForm(self._context, customer_id, None))
        elif kind == "relation":
            self._layer(RelationForm(self._context, customer_id, name))
        elif kind == "consent":
            self._consent("marketing", "email", GRANTED)
        elif kind == "tag":
            self._layer(TagsLayer(self._context, customer_id, name))
        else:
            self._layer(DetailForm(self._context, customer_id, kind, None))

    def _consent(self, purpose: str, channel: str, says: str) -> None:
        view, current = self.view, self._context.contacts.state.current
        if view is None:
            return
        how = "form" if current is None else "call"
        self._layer(ConsentForm(self._context, view.fields.customer_id, purpose, channel, says=says, how=how))

    def open_merge(self) -> None:
        """Search the record that is the same customer's, and lay both side by side."""
        if self.view is not None and not self._no_merge():
            fields = self.view.fields
            search = MergeSearchLayer(self._context, fields.customer_id, fields.name)
            search.chosen.connect(self._compare)
            self._layer(search)

    def _compare(self, other_id: str) -> None:
        if self.view is not None:
            layer = MergeLayer(self._context, self.view.fields.customer_id, other_id)
            layer.merged.connect(self._context.desk.show_customer)
            self._layer(layer)

    def _layer(self, layer: Layer) -> None:
        self._context.desk.open_layer(layer)


def _is_main(detail: object, kind: str) -> bool:
    return getattr(detail, "detail_id", "") is None and getattr(detail, "kind", "") == kind
