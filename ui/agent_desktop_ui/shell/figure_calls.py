"""The calls behind a figure, so that a number can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.kpi.read_models import CallsBehind, Visit
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

_OUTCOMES = {
    "answered": ("Answered", Tone.OK),
    "abandoned": ("Abandoned", Tone.WARN),
    "flowed_out": ("Went elsewhere", Tone.NEUTRAL),
    "followed_up": ("Followed up", Tone.INFO),
    "failed": ("Failed", Tone.BAD),
    "": ("Waiting", Tone.ACCENT),
}


class FigureCallsLayer(Layer):
    """A table of calls: when, queue, caller, who answered, wait, talk, how it ended."""

    def __init__(self, title: str, context: DeskContext) -> None:
        super().__init__(title, width=900, height=560)
        self._context = context
        self.table = DataTable(
            title,
            (
                Column("queued", self.tr("Queued"), width=110),
                Column("queue", self.tr("Queue"), width=0),
                Column("caller", self.tr("Caller"), width=160),
                Column("agent", self.tr("Answered by"), width=150),
                Column("wait", self.tr("Wait"), is_number=True, width=76),
                Column("talk", self.tr("Talk"), is_number=True, width=76),
                Column("outcome", self.tr("Outcome"), width=136),
            ),
            is_compact=True,
        )
        self.body().addWidget(self.table, 1)

    def ask(self, query: CallsBehind) -> None:
        """Ask central for the calls."""
        self.table.show_plight(Plight.LOADING, self.tr("Asking central…"))
        self._context.bridge.run(self._fetch(query), self._show, self._fail)

    def first_focus(self) -> QWidget:
        """The table."""
        return self.table

    async def _fetch(self, query: CallsBehind) -> tuple[list[Visit], dict[str, str], datetime]:
        desk = self._context.workstation
        calls = await desk.ask(query)
        names = {person.agent_id: person.name for person in await desk.read(People())}
        names |= {queue.queue_id: queue.name for queue in await desk.read(Queues())}
        return calls, names, desk.clock.now()

    def _show(self, found: tuple[list[Visit], dict[str, str], datetime]) -> None:
        calls, names, now = found
        region = self._context.workstation.region
        self.table.show_rows(
            [call_row(call, names, region, now) for call in calls],
            empty=self.tr("No calls"),
            todo=self.tr("Nothing counts into this figure yet."),
        )

    def _fail(self, problem: KnownError) -> None:
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo)


def call_row(call: Visit, names: dict[str, str], region: str, now: datetime) -> TableRow:
    """One call as a row; ``names`` answers queues and people by id."""
    words, tone = _OUTCOMES.get(call.outcome or "", _OUTCOMES[""])
    outcome = _tr(words)
    caller = display(call.caller, region) if call.caller else _tr("Withheld")
    cells = (
        Cell(formats.moment(call.queued_at, now), call.queued_at.timestamp()),
        Cell(names.get(call.queue_id or "", "–")),
        Cell(caller),
        Cell(names.get(call.agent_id or "", "–")),
        _seconds(call.wait_s),
        _seconds(call.talk_s),
        Cell(outcome, tone=tone, is_chip=True),
    )
    spoken = ", ".join([caller, cells[1].text, cells[0].text, outcome])
    return TableRow(f"{call.call_id}:{call.queue_id}:{call.queued_at.timestamp()}", cells, spoken)


def _seconds(seconds: float | None) -> Cell:
    return Cell("–", -1.0) if seconds is None else Cell(formats.timer(seconds), seconds)


def _tr(words: str) -> str:
    return QCoreApplication.translate("FigureCalls", words)
