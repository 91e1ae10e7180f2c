"""Nothing a customer can be called, and no figure that can occur, breaks the painting."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from agent_desktop_ui.theme.tokens import Role, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.alert_line import AlertLine
from agent_desktop_ui.widgets.avatar import Avatar, initials_of
from agent_desktop_ui.widgets.call_bar import CallBarState, CallBarView, CallPhase
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.customer_header import CustomerHeader, CustomerHeaderView
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.facts import Fact, FactStrip
from agent_desktop_ui.widgets.kpi_tile import FigureCard, KpiFigure, KpiTile
from agent_desktop_ui.widgets.label import ElidedLabel, Paragraph
from agent_desktop_ui.widgets.line_chart import ChartData, ChartPoint, LineChart
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.sparkline import Sparkline
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.timeline import Timeline, TimelineEvent

ODD = {
    "empty": "",
    "blank": "   ",
    "one letter": "x",
    "long word": "w" * 5_000,
    "long text": "engineer came late again and " * 400,
    "lines": "first\nsecond\r\n\n\tthird",
    "right to left": "مارغريت أوكافور 48213 שלום",
    "mixed": "Order 12 من محمد (3) done",
    "emoji": "👩‍👩‍👧‍👦 🎧 call 👍🏽",
    "combining": "Z̸͎͒a̷̡l̵̨g̷o" * 30,
    "markup": "<b>bold</b> & <img src=x>",
    "control": "a\x00b\x07c\u202ed",
    "wide": "株式会社長い名前のお客様" * 20,
}


def show(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    for size in ((width, height), (60, 40), (width, height)):
        widget.resize(*size)
        with capture_exceptions() as faults:
            assert not widget.grab().isNull()
        assert faults == []


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_lists_paint_odd_words(qtbot: QtBot, text: str) -> None:
    queue = QueueList("Queue")
    queue.show_rows(
        [QueueRow(str(tone), QueueGroup.NOW, "mail", text, text, text, text, tone, tone) for tone in Tone]
    )
    show(qtbot, queue, 300, 400)
    timeline = Timeline("Timeline")
    chips = (ChipData(text, Tone.OK), ChipData(text, Tone.BAD, "clock"))
    timeline.show_events([TimelineEvent("1", text, "phone", text, text, text, text, Tone.INFO, chips)] * 3)
    show(qtbot, timeline, 600, 400)
    table = DataTable(
        "Table", (Column("a", text, width=0), Column("b", text, is_number=True), Column("c", text))
    )
    cells = (text, Cell(text, bar=7.5), Cell(text, tone=Tone.WARN, is_chip=True))
    table.show_rows([TableRow("1", cells), TableRow("2", ())])
    table.sort_by("a")
    show(qtbot, table, 500, 200)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_single_parts_paint_odd_words(qtbot: QtBot, text: str) -> None:
    fact = Fact(text, text, Tone.BAD)
    header = CustomerHeaderView()
    header.show_customer(CustomerHeader(text, (ChipData(text),), (text, text), (fact, fact), text))
    bar = CallBarView()
    bar.show_state(CallBarState(CallPhase.ON_HOLD, text, text, text, text, text))
    figure = KpiFigure("k", text, text, is_past_limit=True, limit=text, trend=(1.0, 1.0, 1.0), age=text)
    for widget in (
        header,
        bar,
        KpiTile(figure),
        FigureCard(figure),
        Chip(ChipData(text, Tone.WARN, "clock")),
        Avatar(text),
        AlertLine(text),
        FactStrip("Facts", (fact,) * 4),
        ElidedLabel(text),
        Paragraph(text),
    ):
        show(qtbot, widget, 640, 80)


@pytest.mark.parametrize(
    "values", [(), (5.0,), (0.0, 0.0), (-3.0, 4.0, -1.5), (1e12, 1.0), (float(10**18), -float(10**18))]
)
def test_graphs_paint_odd_figures(qtbot: QtBot, values: tuple[float, ...]) -> None:
    show(qtbot, Sparkline(values), 60, 20)
    points = tuple(ChartPoint(str(value), value, abs(value)) for value in values)
    with_gap = (*points, ChartPoint("gap"), *points)
    chart = LineChart(ChartData("Chart", with_gap, low=0, high=0, step=0, target=3))
    show(qtbot, chart, 400, 300)
    chart.set_table_shown(shown=True)
    show(qtbot, chart, 400, 300)


def test_wrapping_never_splits_what_belongs_together() -> None:
    """Qt counts an emoji as two letters; taking its positions for Python's would cut words apart."""
    text = "👍🏽👍🏽👍🏽 one two three four five six seven eight nine ten"
    lines = paint.wrap(text, Role.BODY, 120)
    assert " ".join(line.strip() for line in lines) == text
    assert len(lines) > 1


def test_at_most_three_lines_and_the_last_says_that_there_is_more() -> None:
    lines = paint.wrap("word " * 300, Role.BODY, 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_a_short_text_is_not_shortened() -> None:
    assert paint.wrap("two words", Role.BODY, 400, 3) == ["two words"]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Margaret Okafor", "MO"),
        ("  anna   maria lindqvist ", "AL"),
        ("Cher", "C"),
        ("", ""),
        ("+44 20 7946", ""),
        ("123 Ltd", "L"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
