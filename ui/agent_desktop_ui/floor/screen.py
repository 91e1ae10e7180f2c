"""The floor: queues now, people now, and the day so far."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.kpi.read_models import (
    AgentFigures,
    CallFigures,
    CallsBehind,
    Curve,
    Figures,
    Interval,
    PeopleFigures,
)
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop_ui import formats
from agent_desktop_ui.calls.listening import Mode
from agent_desktop_ui.floor import figures
from agent_desktop_ui.floor.person_day import PersonDayLayer
from agent_desktop_ui.shell.figure_calls import FigureCallsLayer
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token, Tone
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.chip import ChipRow
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.kpi_bar import LiveMark
from agent_desktop_ui.widgets.kpi_tile import FigureCard
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.line_chart import LineChart
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.paint import ChipData

_ASK_EVERY_MS = 10_000
_STEP_S = 1800
_SIDE, _GAP = 20, 12
KEYS_FROM = 600
"""Below this width of the people's card its buttons leave out their keys; the tool tips tell them."""


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
        self._title = Label("", Role.TITLE)
        self._open = ChipRow()
        self._day = Label("", Role.BODY, Token.TEXT3)
        self._live = LiveMark()
        self._cards = [FigureCard(card) for card in figures.cards(None, (), self._now())]
        self.queues = DataTable(self.tr("Queues"), figures.queue_columns())
        self.people = DataTable(self.tr("People"), figures.people_columns())
        self._queues_card = Card(self.tr("Queues"), self.tr("sorted by longest wait"))
        self._people_card = Card(self.tr("People"))
        self._chart_card = Card(self.tr("Answered in 20 s, and calls offered"), self.tr("by half hour"))
        self.chart = LineChart(figures.chart(()))
        self.as_table = Link(self.tr("As a table"))
        self.as_table.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._is_table = False
        self.hear = context.desk.listening.mode_buttons()
        self._hear_row = QWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(_ASK_EVERY_MS)
        self._timer.timeout.connect(self._ask)
        self._lay_out()
        for card in self._cards:
            card.opened.connect(self._open_figure)
        self.people.row_opened.connect(self._open_person)
        self.people.row_chosen.connect(lambda _row: self._choose_person())
        context.desk.listening.chosen_changed.connect(self._show_hearing)
        for mode, button in self.hear.items():
            button.clicked.connect(lambda _=False, mode=mode: self._hear(mode))
        self.queues.row_opened.connect(self._open_queue)
        self.as_table.clicked.connect(self._turn_chart)
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

        self._choose_person()

    def deactivate(self) -> None:
        """Nobody looks: central is not asked, and the keys for listening are about nobody here."""
        self._timer.stop()
        self.context.desk.listening.choose("")

    def panels(self) -> list[QWidget]:
        """Figures, queues, chart, people."""
        return [self._cards[0], self.queues, self._chart_card, self.people]

    def take_keyboard(self) -> None:
        """The people, who are what one acts on."""
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow tables leave out the columns that matter least; the chart shows the hours it has room for."""
        super().resizeEvent(event)
        half = (self.width() - 2 * _SIDE - _GAP) / 2 / theme().factor
        self.people.set_hidden_columns(figures.dropped(figures.PEOPLE_DROPS, half))
        self.queues.set_hidden_columns(figures.dropped(figures.QUEUE_DROPS, half))
        for button in self.hear.values():
            button.set_compact(shows_key=half >= KEYS_FROM)
        self._show_chart()

    # -- inside --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._title)
        head.addWidget(self._open)
        head.addStretch(1)
        head.addWidget(self._day)
        head.addSpacing(8)
        head.addWidget(self._live)
        self._live.setFixedHeight(24)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for card in self._cards:
            row.addWidget(card)
        for table in (self.queues, self.people):
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._queues_card.body().addWidget(self.queues)
        self._chart_card.add_to_head(self.as_table)
        self._chart_card.body().addWidget(self.chart, 1)
        self._chart_card.setMinimumHeight(180)
        self._people_card.body().addWidget(self.people, 1)
        self._people_card.body().addWidget(self._hear_row)
        left = QVBoxLayout()
        left.setSpacing(_GAP)
        left.addWidget(self._queues_card, 1)
        left.addWidget(self._chart_card, 1)
        hear = QHBoxLayout(self._hear_row)
        hear.setContentsMargins(15, 8, 15, 12)
        hear.setSpacing(8)
        for button in self.hear.values():
            hear.addWidget(button)
        hear.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(_GAP)
        columns.addLayout(left, 1)
        columns.addWidget(self._people_card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(_GAP)
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
        self._show_chart()
        self._fit_queues()
        begun = known.curve[0].since if known.curve else None
        self._day.setText(
            self.tr("Today, since {time}").format(time=formats.clock(begun)) if begun else self.tr("Today")
        )
        self._show()

    def _failed(self, problem: KnownError) -> None:
        self._is_asking = False
        self._day.setText(self.tr("As last known: {why}").format(why=problem.what))

    def _show_chart(self) -> None:
        """The latest half hours there is room for, so that every bar has its number."""
        most = max(6, int((self.chart.width() - 66) / theme().px(44)))
        shown = self._known.curve if self._is_table else self._known.curve[-most:]
        self.chart.show_data(figures.chart(shown))
        whole = len(shown) == len(self._known.curve)
        self._chart_card.set_title(
            self.tr("Answered in 20 s, and calls offered"),
            self.tr("by half hour")
            if whole
            else self.tr("by half hour, since {time}").format(time=formats.clock(shown[0].since)),
        )

    def _turn_chart(self) -> None:
        self._is_table = not self._is_table
        self.chart.set_table_shown(shown=self._is_table)
        self.as_table.set_words(self.tr("As a chart") if self._is_table else self.tr("As a table"))
        self._show_chart()

    def _fit_queues(self) -> None:
        """The card is as high as its rows, up to eight; the chart has the rest."""
        rows = min(8, max(3, len(self._known.queues)))
        self._queues_card.setMaximumHeight(theme().px(HEIGHT.table_row) * (rows + 1) + theme().px(50))

    def _show(self) -> None:
        if not self.isVisible():
            return
        live, now = self.context.workstation.live, self._now()
        known = self._known
        agents = [one for one in live.people.values() if self._takes_calls(one.agent)]
        for card, figure in zip(self._cards, figures.cards(live.kpi, agents, now), strict=True):
            card.show_figure(figure)
        self._show_head(now)
        self.queues.show_rows(
            figures.queue_rows(known.queues, live.queues, known.queue_figures, now),
            empty=self.tr("No queues yet"),
        )
        rows = figures.people_rows(live.people.values(), known.people, known.people_figures, now)
        self.people.show_rows(rows, empty=self.tr("Nobody is signed in"))
        self._show_hearing()
        self._people_card.set_title(
            self.tr("People"), self.tr("{n} signed in").format(n=formats.count(len(rows)))
        )

    def _takes_calls(self, login: str) -> bool:
        card = self._known.people.get(login)
        return card is None or PersonRole.AGENT in card.roles

    def _show_head(self, now: datetime) -> None:
        site = self.context.workstation.site
        self._title.setText(str(site.get("name") or self.tr("Floor")))
        closes = str(site.get("closes") or "")
        if closes:
            is_open = formats.local(now).strftime("%H:%M") < closes
            words = self.tr("Open until {time}") if is_open else self.tr("Closed since {time}")
            self._open.show_chips(
                (ChipData(words.format(time=closes), Tone.OK if is_open else Tone.NEUTRAL),)
            )
        is_live = self.context.workstation.link.state == "online"
        there = formats.local(now).strftime("%H:%M:%S")
        words = self.tr("Live  {time}") if is_live else self.tr("Not live  {time}")
        self._live.show_live(words.format(time=there), Tone.OK if is_live else Tone.NEUTRAL)

    def _open_queue(self, queue_id: str) -> None:
        queue = next((q for q in self._known.queues if q.queue_id == queue_id), None)
        if queue is not None:
            layer = FigureCallsLayer(
                self.tr("{queue}: calls offered today").format(queue=queue.name), self.context
            )
            self.context.desk.open_layer(layer)
            since = formats.start_of_day(self._now())
            layer.ask(CallsBehind(figure="offered", queue_id=queue_id, since=since))

    def _open_person(self, agent_id: str) -> None:
        person = next((p for p in self._known.people.values() if p.agent_id == agent_id), None)
        if person is not None:
            self.context.desk.open_layer(PersonDayLayer(self.context, person))

    def _choose_person(self) -> None:
        """The keys and buttons for listening are about the person whose row is chosen."""
        row_id = self.people.chosen_row()
        login = next((p.login for p in self._known.people.values() if p.agent_id == row_id), "")
        self.context.desk.listening.choose(login)

    def _show_hearing(self) -> None:
        listening = self.context.desk.listening
        heard = listening.heard
        for mode, button in self.hear.items():
            button.set_disabled_reason(listening.refusal(mode))
            button.setChecked(heard is not None and heard.mode == mode)

    def _hear(self, mode: Mode) -> None:
        self.context.desk.listening.hear(mode)
        self._show_hearing()

    def _open_figure(self, key: str) -> None:
        if key == "ready":
            self.people.setFocus()
        else:
            self.context.desk.open_figure(key)

    def _now(self) -> datetime:
        return self.context.workstation.clock.now()
