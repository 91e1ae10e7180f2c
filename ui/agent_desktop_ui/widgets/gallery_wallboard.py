"""The wallboard of the gallery."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.card import Card, Surface
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.kpi_bar import LiveMark
from agent_desktop_ui.widgets.kpi_tile import FigureCard, KpiFigure
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.line_chart import ChartData, ChartPoint, LineChart
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

_FIGURES = (
    KpiFigure("waiting", "Waiting now", "4", is_past_limit=True, limit="longest 1:42, limit 1:30"),
    KpiFigure(
        "average", "Average wait", "0:38", limit="target under 0:45", trend=(3, 4, 2.5, 5, 7, 4, 3, 2, 2)
    ),
    KpiFigure(
        "answered", "Answered in 20 s", "87 %", limit="target 80 %", trend=(2, 3, 1.5, 4, 4.5, 4, 5, 5)
    ),
    KpiFigure("abandoned", "Abandoned", "3.1 %", limit="limit 5 %", trend=(1, 2, 2, 3, 4.5, 3, 3, 2)),
    KpiFigure(
        "resolution",
        "Resolution time",
        "4 h 12",
        limit="median, tickets closed today",
        trend=(6, 4, 4, 2, 3.5, 2, 2),
    ),
    KpiFigure("ready", "Agents ready", "2 of 14", limit="9 on calls, 2 on break, 1 wrap-up"),
)
_QUEUE_COLUMNS = (
    Column("queue", "Queue", is_strong=True, width=0),
    Column("waiting", "Waiting", is_number=True, width=84),
    Column("longest", "Longest", is_number=True, width=80),
    Column("average", "Average", is_number=True, width=80),
    Column("abandoned", "Abandoned", is_number=True, width=104),
    Column("within", "In 20 s", width=152),
)
_QUEUES = (
    ("Heating support", "2", "1:42", "0:41", "3.4 %", 84),
    ("Billing", "1", "0:22", "0:29", "2.1 %", 91),
    ("Renewals", "0", "–", "0:18", "1.0 %", 96),
    ("Emergency", "1", "0:09", "0:07", "0.0 %", 100),
    ("Welsh language", "0", "–", "1:12", "7.7 %", 68),
)
_PEOPLE_COLUMNS = (
    Column("name", "Name", is_strong=True, width=0),
    Column("state", "State", width=92),
    Column("in_state", "In state", is_number=True, width=82),
    Column("calls", "Calls", is_number=True, width=62),
    Column("handle", "Handle", is_number=True, width=74),
    Column("resolved", "Resolved", is_number=True, width=84),
    Column("occupancy", "Occupancy", width=152),
)
_ON = ("On call", Tone.OK)
_PEOPLE = (
    ("Leila Davies", _ON, "4:27", 12, "5:42", 8, 82),
    ("Owen Pritchard", _ON, "11:08", 9, "7:15", 5, 88),
    ("Sana Malik", ("Wrap-up", Tone.INFO), "2:51", 14, "4:58", 11, 85),
    ("Bruno Costa", ("Ready", Tone.ACCENT), "0:44", 11, "5:20", 7, 71),
    ("Hye-jin Park", _ON, "1:19", 13, "5:05", 9, 79),
    ("Tomasz Zielinski", ("Break", Tone.NEUTRAL), "8:30", 10, "6:02", 6, 74),
    ("Grace Adeyemi", ("Ready", Tone.ACCENT), "0:12", 12, "5:31", 8, 76),
    ("Marc Duval", _ON, "6:40", 8, "8:04", 4, 90),
    ("Kofi Mensah", _ON, "2:05", 11, "5:36", 7, 78),
    ("Anna Lindqvist", _ON, "7:52", 7, "8:11", 5, 86),
    ("Rhys Morgan", ("Break", Tone.NEUTRAL), "3:15", 9, "5:58", 6, 69),
    ("Yuki Tanaka", _ON, "0:37", 15, "4:44", 12, 87),
    ("Paulo Reis", _ON, "5:19", 10, "6:21", 7, 80),
    ("Ines Moreau", ("On hold", Tone.WARN), "3:20", 9, "6:48", 6, 83),
)
_TIMES = ("8:00", "8:30", "9:00", "9:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30")
_SHARES = (91.0, 88.0, 84.0, 76.0, 71.0, 79.0, 85.0, 88.0, 82.0, 87.0)
_OFFERED = (14.0, 22.0, 31.0, 38.0, 44.0, 37.0, 29.0, 26.0, 33.0, 30.0)


class WallboardGallery(Surface):
    """Figures above, queues and chart at the left, people at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.BG, parent=parent)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label("Heating and Billing", Role.TITLE))
        head.addWidget(Chip(ChipData("Open until 20:00", Tone.OK)))
        head.addStretch(1)
        head.addWidget(Label("Today, since 08:00", Role.BODY, Token.TEXT3))
        live = LiveMark()
        live.show_live("Live  12:41:07")
        live.setFixedHeight(24)
        head.addWidget(live)
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in _FIGURES:
            figures.addWidget(FigureCard(figure))
        left = QVBoxLayout()
        left.setSpacing(12)
        queues = Card("Queues", "sorted by longest wait")
        queues.body().addWidget(self._queues())
        queues.setFixedHeight(276)
        left.addWidget(queues)
        chart = Card("Answered in 20 s, and calls offered", "by half hour")
        chart.body().addWidget(self._chart(), 1)
        left.addWidget(chart, 1)
        people = Card("People", "14 signed in")
        people.body().addWidget(self._people(), 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addWidget(people, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(figures)
        column.addLayout(columns, 1)

    @staticmethod
    def _queues() -> DataTable:
        table = DataTable("Queues", _QUEUE_COLUMNS)
        rows = []
        for name, waiting, longest, average, abandoned, within in _QUEUES:
            tone = Tone.OK if within >= 80 else Tone.WARN
            bar = Cell(f"{within} %", float(within), tone, bar=within / 100)
            rows.append(TableRow(name, (name, waiting, longest, average, abandoned, bar)))
        table.show_rows(rows)
        return table

    @staticmethod
    def _people() -> DataTable:
        table = DataTable("People", _PEOPLE_COLUMNS)
        rows = []
        for name, (state, tone), in_state, calls, handle, resolved, share in _PEOPLE:
            chip = Cell(state, tone=tone, is_chip=True)
            bar = Cell(f"{share} %", float(share), bar=share / 100)
            rows.append(TableRow(name, (name, chip, in_state, str(calls), handle, str(resolved), bar)))
        table.show_rows(rows)
        return table

    @staticmethod
    def _chart() -> LineChart:
        points = tuple(
            ChartPoint(label, share, offered)
            for label, share, offered in zip(_TIMES, _SHARES, _OFFERED, strict=True)
        )
        return LineChart(
            ChartData(
                "Answered in 20 s, and calls offered",
                points,
                low=60,
                high=100,
                step=10,
                unit="%",
                target=80,
                bar_title="Calls",
            )
        )
