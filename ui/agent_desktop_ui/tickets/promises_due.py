"""Promises due: what was promised to whom until when, with a callback from its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.tickets.promises import KeepPromise, PromisesDue, PromiseView
from agent_desktop_ui import formats
from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.rows import PROMISE_KINDS
from agent_desktop_ui.tickets.words import number_words
from agent_desktop_ui.tickets.zones import city_of
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext


class PromisesDuePage(Surface):
    """One's own open promises, those due first on top. Enter opens the ticket; Shift F2 calls back."""

    counted = Signal(int)

    def __init__(self, context: DeskContext) -> None:
        super().__init__(Token.SURFACE)
        self._context = context
        self._promises: dict[str, PromiseView] = {}
        self.table = DataTable(
            self.tr("Promises due"),
            (
                Column("due", self.tr("Due"), width=140),
                Column("kind", self.tr("Kind"), width=140),
                Column("text", self.tr("What was promised"), is_strong=True, width=0),
                Column("customer", self.tr("Customer"), width=180),
                Column("number", self.tr("Number"), width=160),
                Column("there", self.tr("Their time"), width=150),
                Column("ticket", self.tr("Ticket"), width=90),
            ),
        )
        self.call = Button(
            self.tr("Call back"),
            kind=ButtonKind.PRIMARY,
            icon="phone-outgoing",
            key=context.actions.key("dial").replace("+", " "),
        )
        self.kept = Button(self.tr("Kept…"), icon="check")
        self.open = Button(self.tr("Open"), icon="ticket", key=self.tr("Enter"))
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 10)
        foot.setSpacing(8)
        foot.addWidget(self.open)
        foot.addWidget(self.kept)
        foot.addStretch(1)
        foot.addWidget(self.call)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Surface(Token.SURFACE, line_bottom=True)
        title = QHBoxLayout(head)
        title.setContentsMargins(16, 10, 16, 10)
        title.addWidget(Label(self.tr("Promises due"), Role.TITLE))
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self.ask)
        self.table.row_chosen.connect(lambda _row: self._show_buttons())
        self.table.row_opened.connect(lambda _row: self._open())
        self.table.retry_pressed.connect(self.ask)
        self.table.menu_asked.connect(self._add_to_menu)
        self.open.clicked.connect(self._open)
        self.kept.clicked.connect(self._keep)
        self.call.clicked.connect(self._call_back)
        context.bridge.changed.connect(self._changed)
        context.heartbeat.minute.connect(lambda _now: self._show())
        self._show_buttons()

    def ask(self) -> None:
        """Ask for what is due."""
        person = self._context.workstation.person
        if person is None:
            return
        now = self._context.workstation.clock.now()
        query = PromisesDue(agent_id=person.agent_id, as_of=now)
        self._context.bridge.run(self._context.workstation.read(query), self._take, self._failed)

    def number_at_hand(self) -> str:
        """Whom Shift F2 calls: whoever the chosen row was promised to."""
        chosen = self.chosen()
        return (chosen.number or "") if chosen is not None else ""

    def chosen(self) -> PromiseView | None:
        """The promise that is chosen."""
        return self._promises.get(self.table.chosen_row())

    # -- inside ----------------------------------------------------------------------------------------

    def _take(self, promises: list[PromiseView]) -> None:
        self._promises = {one.promise_id: one for one in promises}
        self._show()
        self.counted.emit(len(promises))

    def _show(self) -> None:
        now, region = self._context.workstation.clock.now(), self._context.workstation.region
        self.table.show_rows(
            [promise_row(one, now, region) for one in self._promises.values()],
            empty=self.tr("No promise is open"),
            todo=self.tr("What you promise on a ticket or a call stands here until it is kept."),
        )
        self._show_buttons()

    def _failed(self, problem: KnownError) -> None:
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo, self.tr("Try again"))

    def _show_buttons(self) -> None:
        one = self.chosen()
        why = "" if one is not None else self.tr("Choose a promise first.")
        self.open.set_disabled_reason(
            why
            or (
                ""
                if one is not None and (one.ticket_id or one.customer_id)
                else self.tr("It is about no ticket.")
            )
        )
        self.kept.set_disabled_reason(why)
        no_number = "" if one is not None and one.number else self.tr("No number of theirs is known here.")
        self.call.set_disabled_reason(why or no_number or refusal_of("dial", self._context.workstation.live))

    def _add_to_menu(self, menu: QMenu) -> None:
        one = self.chosen()
        if one is None:
            return
        for name, icon, words, button, deed in (
            ("promise:call", "phone-outgoing", self.tr("Call back"), self.call, self._call_back),
            ("promise:open", "ticket", self.tr("Open"), self.open, self._open),
            ("promise:kept", "check", self.tr("Kept…"), self.kept, self._keep),
        ):
            action = QAction(theme().icon(icon, Token.TEXT2), words, menu)
            action.setObjectName(name)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _=False, do=deed: do())
            menu.addAction(action)

    def _call_back(self) -> None:
        one = self.chosen()
        if one is not None and one.number and self.call.isEnabled():
            self._context.desk.dial(one.number, purpose="callback", customer_id=one.customer_id)

    def _open(self) -> None:
        one = self.chosen()
        if one is None:
            return
        if one.ticket_id:
            self._context.desk.show_ticket(one.ticket_id)
        elif one.customer_id:
            self._context.desk.show_customer(one.customer_id)

    def _keep(self) -> None:
        one = self.chosen()
        if one is not None:
            self._context.desk.open_layer(KeepLayer(self._context, one))

    def _changed(self, changes: Changes) -> None:
        if changes.touches("promise", "ticket", "customer", "customer_phone"):
            self._again.start()


class KeepLayer(Layer):
    """How it went; Enter says that the promise is kept."""

    def __init__(self, context: DeskContext, promise: PromiseView) -> None:
        super().__init__("", width=440)
        self.set_title(self.tr("Promise kept"))
        self._context, self._promise = context, promise
        self.outcome = TextField(promise.text, placeholder=self.tr("How it went, in a few words"))
        self._save = Button(self.tr("It is kept"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.body().addWidget(self.outcome)
        self.body().addLayout(foot)
        self._save.clicked.connect(self._submit)
        self.outcome.entered.connect(self._submit)

    def first_focus(self) -> QWidget:
        """The outcome."""
        return self.outcome

    def _submit(self) -> None:
        desk = self._context.workstation
        command = KeepPromise(
            made_at=desk.clock.now(), promise_id=self._promise.promise_id, outcome=self.outcome.text()
        )
        self._context.bridge.run(
            desk.do(command),
            lambda _changes: self.closed.emit(),
            lambda why: self.outcome.set_error(str(why)),
        )


def promise_row(promise: PromiseView, now: datetime, region: str) -> TableRow:
    """One promise as a row."""
    due, tone, _group = formats.deadline(promise.due_at, now)
    kind, icon = PROMISE_KINDS.get(promise.kind, (promise.kind, "list-checks"))
    number = display(promise.number, region) if promise.number else ""
    ticket = number_words(promise.ticket_number) if promise.ticket_number is not None else ""
    day, _, clock = promise.due_there.partition("T")
    spoken = ", ".join(part for part in (_tr(kind), promise.text, promise.customer_name, due) if part)
    cells = (
        Cell(due, promise.due_at.timestamp(), tone=tone, is_chip=tone is not Tone.NEUTRAL),
        Cell(_tr(kind), icon=icon),
        promise.text,
        promise.customer_name or "–",
        number or "–",
        Cell(f"{clock}, {city_of(promise.time_zone)}", f"{day}{clock}"),
        ticket or "–",
    )
    return TableRow(promise.promise_id, cells, spoken)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Promises", words)
