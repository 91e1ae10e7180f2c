"""One person's day: its figures, and every stretch of time from sign-in to sign-out."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.kpi.read_models import AgentDay, AgentDayView
from agent_desktop.features.workforce.agent_time import Segment
from agent_desktop.features.workforce.read_models import PersonCard
from agent_desktop_ui import formats
from agent_desktop_ui.floor.day_strip import DayStrip
from agent_desktop_ui.floor.figures import timer
from agent_desktop_ui.floor.state_words import state_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.screen import DeskContext
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.facts import Fact, FactStrip
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow


class PersonDayLayer(Layer):
    """Figures on top, the day as a strip, and its stretches as a table."""

    def __init__(self, context: DeskContext, person: PersonCard) -> None:
        super().__init__("", width=760, height=600)
        self.set_title(self.tr("{name}: today").format(name=person.name))
        self._facts = FactStrip(self.tr("Figures of the day"))
        self._strip = DayStrip(self.tr("The day"))
        self.table = DataTable(
            self.tr("Stretches of time"),
            (
                Column("from", self.tr("From"), width=90),
                Column("to", self.tr("To"), width=90),
                Column("length", self.tr("Length"), is_number=True, width=90),
                Column("state", self.tr("State"), width=0),
            ),
        )
        self.body().addWidget(self._facts)
        self.body().addWidget(self._strip)
        self.body().addWidget(self.table, 1)
        self.table.show_plight(Plight.LOADING, self.tr("Asking central…"))
        now = context.workstation.clock.now()
        context.bridge.run(
            context.workstation.ask(
                AgentDay(agent_id=person.agent_id, since=formats.start_of_day(now), until=now)
            ),
            self._show,
            self._failed,
        )

    def first_focus(self) -> QWidget:
        """The table."""
        return self.table

    def _show(self, day: AgentDayView) -> None:
        known = day.figures
        self._facts.show_facts(
            (
                Fact(self.tr("Signed in"), timer(known.signed_in_s)),
                Fact(self.tr("Calls handled"), formats.count(known.handled)),
                Fact(self.tr("Average handle"), timer(known.aht_s)),
                Fact(self.tr("Occupancy"), formats.share(known.occupancy_pct)),
                Fact(self.tr("Resolved"), formats.count(known.resolved)),
                Fact(self.tr("On break"), timer(known.seconds_by_state.get("paused", 0.0))),
                Fact(self.tr("Paid time"), timer(known.paid_s)),
            )
        )
        self._strip.show_segments(day.segments)
        self.table.show_rows(
            [_row(n, segment) for n, segment in enumerate(reversed(day.segments))],
            empty=self.tr("Not signed in today"),
        )

    def _failed(self, problem: KnownError) -> None:
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo)


def _row(n: int, segment: Segment) -> TableRow:
    words, tone = state_words(segment.state, segment.reason, segment.label)
    if not segment.is_paid:
        words = QCoreApplication.translate("PersonDay", "{state}, not paid").format(state=words)
    seconds = (segment.until - segment.since).total_seconds()
    cells = (
        Cell(formats.clock(segment.since), segment.since.timestamp()),
        Cell(formats.clock(segment.until), segment.until.timestamp()),
        Cell(formats.timer(seconds), seconds),
        Cell(words, tone=tone, is_chip=True),
    )
    return TableRow(str(n), cells, f"{words}, {formats.clock(segment.since)}, {formats.timer(seconds)}")
