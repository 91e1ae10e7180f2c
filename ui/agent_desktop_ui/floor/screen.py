"""The floor: queues now, people now, and the day so far."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.kpi.read_models import (
    AgentFigures,
    CallFigures,
    Curve,
    Figures,
    Interval,
    PeopleFigures,
)
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop_ui import formats
from agent_desktop_ui.floor import figures
from agent_desktop_ui.floor.person_day import PersonDayLayer
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.kpi_tile import FigureCard
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.line_chart import LineChart

_ASK_EVERY_MS = 10_000
_STEP_S = 1800


@dataclass(slots=True)
class _Known:
    """What central last answered; the live parts are the mirror's."""

    queues: list[QueueCard] = field(default_factory=list)
    people: dict[str, PersonCard] = field(default_factory=dict)
    queue_figures: dict[str, Figures] = field(default_factory=dict)
    people_figures: dict[str, AgentFigures] = field(default_factory=dict)
    curve: list[Interval] = field(default_factory=list)


class FloorScreen(Screen):
    """Figures above, queues and chart at the left, people at the right; a person opens to their day."""

    name: ClassVar[str] = "floor"
    icon: ClassVar[str] = "chart-column"
    roles: ClassVar[frozenset[PersonRole]] = frozenset({PersonRole.SUPERVISOR})

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._known = _Known()
        self._is_asking = False
        self._day = Label("", Role.BODY, Token.TEXT3)
        self._cards = [FigureCard(card) for card in figures.cards(None, (), self._now())]
        self.queues = DataTable(self.tr("Queues"), figures.queue_columns())
        self.people = DataTable(self.tr("People"), figures.people_columns())
        self._queues_card = Card(self.tr("Queues"), self.tr("sorted by longest wait"))
        self._people_card = Card(self.tr("People"))
        self._chart_card = Card(self.tr("Answered in 20 s, and calls offered"), self.tr("by half hour"))
        self.chart = LineChart(figures.chart(()))
        self._timer = QTimer(self)
        self._timer.setInterval(_ASK_EVERY_MS)
        self._timer.timeout.connect(self._ask)
        self._lay_out()
        for card in self._cards:
            card.opened.connect(self._open_figure)
        self.people.row_opened.connect(self._open_person)
        context.bridge.floor_changed.connect(lambda _live: self._show())
        context.bridge.kpi_changed.connect(lambda _kpi: self._show())
        context.heartbeat.beat.connect(self._show)

    @property
    def title(self) -> str:
        """The floor."""
        return self.tr("Floor")

    def activate(self) -> None:
        """Ask at once, and every few seconds while it is shown."""
        self._timer.start()
        self._ask()

    def deactivate(self) -> None:
        """Nobody looks: central is not asked."""
        self._timer.stop()

    def panels(self) -> list[QWidget]:
        """Figures, queues, chart, people."""
        return [self._cards[0], self.queues, self.chart, self.people]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On small windows the columns matter least that are furthest right."""
        is_narrow = self.width() < 1300
        self.people.set_hidden_columns(frozenset({"resolved"} if is_narrow else ()))
        super().resizeEvent(event)

    # -- inside --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Floor"), Role.TITLE))
        head.addStretch(1)
        head.addWidget(self._day)
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in self._cards:
            row.addWidget(card)
        self._queues_card.body().addWidget(self.queues)
        self._queues_card.setMaximumHeight(276)
        self._chart_card.body().addWidget(self.chart, 1)
        self._people_card.body().addWidget(self.people, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._queues_card, 2)
        left.addWidget(self._chart_card, 3)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addWidget(self._people_card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(row)
        column.addLayout(columns, 1)

    def _ask(self) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        self.context.bridge.run(self._answers(), self._take, self._failed)

    async def _answers(self) -> _Known:
        ask, now = self.context.workstation.ask, self._now()
        since = formats.start_of_day(now)
        queues, people = await asyncio.gather(ask(Queues()), ask(People()))
        curve, persons = await asyncio.gather(
            ask(Curve(since=since, until=now, step_s=_STEP_S)), ask(PeopleFigures(since=since, until=now))
        )
        by_queue = await asyncio.gather(
            *(ask(CallFigures(queue_id=queue.queue_id, since=since)) for queue in queues)
        )
        first = next((n for n, step in enumerate(curve) if step.offered), len(curve))
        return _Known(
            queues,
            {person.login: person for person in people},
            {queue.queue_id: found for queue, found in zip(queues, by_queue, strict=True)},
            {person.agent_id: person for person in persons},
            curve[first:],
        )

    def _take(self, known: _Known) -> None:
        self._is_asking = False
        self._known = known
        self.chart.show_data(figures.chart(known.curve))
        begun = known.curve[0].since if known.curve else None
        self._day.setText(
            self.tr("Today, since {time}").format(time=formats.clock(begun)) if begun else self.tr("Today")
        )
        self._show()

    def _failed(self, problem: KnownError) -> None:
        self._is_asking = False
        self._day.setText(self.tr("As last known: {why}").format(why=problem.what))

    def _show(self) -> None:
        if not self.isVisible():
            return
        live, now = self.context.workstation.live, self._now()
        for card, figure in zip(self._cards, figures.cards(live.kpi, live.people.values(), now), strict=True):
            card.show_figure(figure)
        known = self._known
        self.queues.show_rows(
            figures.queue_rows(known.queues, live.queues, known.queue_figures, now),
            empty=self.tr("No queues yet"),
        )
        rows = figures.people_rows(live.people.values(), known.people, known.people_figures, now)
        self.people.show_rows(rows, empty=self.tr("Nobody is signed in"))
        self._people_card.set_title(
            self.tr("People"), self.tr("{n} signed in").format(n=formats.count(len(rows)))
        )

    def _open_person(self, agent_id: str) -> None:
        person = next((p for p in self._known.people.values() if p.agent_id == agent_id), None)
        if person is not None:
            self.context.desk.open_layer(PersonDayLayer(self.context, person))

    def _open_figure(self, key: str) -> None:
        if key == "ready":
            self.people.setFocus()
        else:
            self.context.desk.open_figure(key)

    def _now(self) -> datetime:
        return self.context.workstation.clock.now()
