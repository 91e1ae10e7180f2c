"""Ctrl H: one's own calls, latest first; call back or redial with Enter, copy the number, block the caller."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.calls.history import MyCalls, OwnCall
from agent_desktop_ui import formats
from agent_desktop_ui.calls.numbers import FoundNumber, NumberMenu
from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

LOOK_BACK = timedelta(days=14)
ALL, MISSED, MADE = range(3)
_WAYS = {
    "taken": ("Taken", Tone.OK),
    "made": ("Made", Tone.ACCENT),
    "missed": ("Missed", Tone.WARN),
    "not_reached": ("Not reached", Tone.NEUTRAL),
}


class MyCallsLayer(Layer):
    """A table of the last two weeks, all of them, the missed ones, or those one made."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=820, height=560)
        self.set_title(self.tr("My calls"))
        self._context = context
        self._calls: list[OwnCall] = []
        self.tabs = Tabs(self.tr("Which calls"), (self.tr("All"), self.tr("Missed"), self.tr("Made")))
        self.tabs.currentChanged.connect(lambda _tab: self._show())
        self.table = DataTable(
            self.tr("My calls"),
            (
                Column("at", self.tr("When"), width=130),
                Column("way", self.tr("Call"), width=176),
                Column("who", self.tr("Who"), is_strong=True, width=0),
                Column("number", self.tr("Number"), width=170),
                Column("queue", self.tr("Queue"), width=140),
                Column("talk", self.tr("Length"), is_number=True, width=80),
            ),
            is_compact=True,
        )
        self.copy = Button(self.tr("Copy number"), icon="copy")
        self.block = Button(self.tr("Block…"), icon="phone-off")
        self.call = Button(
            self.tr("Call back"), kind=ButtonKind.PRIMARY, icon="phone-outgoing", key=self.tr("Enter")
        )
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addWidget(self.block)
        foot.addStretch(1)
        foot.addWidget(self.call)
        self.body().addWidget(self.tabs)
        self.body().addWidget(self.table, 1)
        self.body().addLayout(foot)
        self.table.row_chosen.connect(lambda _row: self._show_buttons())
        self.table.row_opened.connect(lambda _row: self._call_back())
        self.call.clicked.connect(self._call_back)
        self.copy.clicked.connect(self._copy)
        self.block.clicked.connect(self._block)
        self.table.retry_pressed.connect(self._ask)
        self._show_buttons()
        self._ask()

    def first_focus(self) -> QWidget:
        """The table."""
        return self.table

    def _ask(self) -> None:
        self.table.show_plight(Plight.LOADING, self.tr("Asking central…"))
        desk = self._context.workstation
        now = desk.clock.now()
        query = MyCalls(since=now - LOOK_BACK, until=now, region=desk.region)
        self._context.bridge.run(desk.ask(query), self._take, self._failed)

    def _take(self, calls: list[OwnCall]) -> None:
        self._calls = calls
        missed = sum(call.way == "missed" for call in calls)
        self.tabs.set_count(MISSED, missed or None)
        self._show()

    def _failed(self, problem: KnownError) -> None:
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo, self.tr("Try again"))

    def _show(self) -> None:
        ways = {MISSED: {"missed"}, MADE: {"made", "not_reached"}}.get(self.tabs.currentIndex())
        shown = [call for call in self._calls if ways is None or call.way in ways]
        now, region = self._context.workstation.clock.now(), self._context.workstation.region
        rows = [call_row(call, region, now) for call in shown]
        self.table.show_rows(
            rows, empty=self.tr("No calls"), todo=self.tr("What rings or is dialled here is listed here.")
        )
        if rows and not self.table.chosen_row():
            self.table.selectRow(0)
        self._show_buttons()

    def _chosen(self) -> OwnCall | None:
        row_id = self.table.chosen_row()
        return next((call for call in self._calls if _row_id(call) == row_id), None)

    def _show_buttons(self) -> None:
        call = self._chosen()
        if call is None:
            why = self.tr("Choose a call first.")
        elif call.number is None:
            why = self.tr("The number was withheld.")
        else:
            why = ""
        was_mine = call is not None and call.way in {"made", "not_reached"}
        self.call.set_label(self.tr("Dial again") if was_mine else self.tr("Call back"))
        self.call.set_disabled_reason(why or refusal_of("dial", self._context.workstation.live))
        is_public = call is not None and (call.number or "").startswith("+")
        self.copy.set_disabled_reason(why)
        self.block.set_disabled_reason(
            why or ("" if is_public else self.tr("Only public numbers can be blocked."))
        )

    def _call_back(self) -> None:
        call = self._chosen()
        if call is None or call.number is None or not self.call.isEnabled():
            return
        self.closed.emit()
        purpose = "callback" if call.way in {"missed", "taken"} else "manual"
        self._context.desk.dial(call.number, purpose=purpose, customer_id=call.customer_id)  # type: ignore[arg-type]

    def _copy(self) -> None:
        call = self._chosen()
        if call is not None and call.number is not None:
            shown = display(call.number, self._context.workstation.region)
            menu = QMenu(self)
            NumberMenu(self._context, [FoundNumber(call.number, shown)], menu)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.copy.mapToGlobal(self.copy.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[1])

    def _block(self) -> None:
        call = self._chosen()
        if call is not None and call.number is not None:
            self._context.desk.block_caller(call.number)


def call_row(call: OwnCall, region: str, now: datetime) -> TableRow:
    """One call as a row."""
    words, tone = _WAYS[call.way]
    way = _tr(words)
    if call.is_taken_by_other:
        way, tone = _tr("Taken by a colleague"), Tone.NEUTRAL
    number = display(call.number, region) if call.number else _tr("Withheld")
    length = (
        Cell("–", -1.0)
        if call.way in {"missed", "not_reached"}
        else Cell(formats.timer(call.talk_s), call.talk_s)
    )
    when = formats.moment(call.at, now)
    cells = (
        Cell(when, call.at.timestamp()),
        Cell(way, tone=tone, is_chip=True),
        Cell(call.customer_name or "–"),
        Cell(number),
        Cell(call.queue or "–"),
        length,
    )
    spoken = ", ".join(part for part in (way, call.customer_name, number, when) if part)
    return TableRow(_row_id(call), cells, spoken)


def _row_id(call: OwnCall) -> str:
    return f"{call.connector}:{call.call_id}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("MyCalls", words)
