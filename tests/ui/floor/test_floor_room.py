"""The supervisor sees who waits, what everybody does, and opens each figure to what is behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from agent_desktop_ui.floor.person_day import PersonDayLayer
from agent_desktop_ui.floor.screen import FloorScreen
from agent_desktop_ui.shell.figure_calls import FigureCallsLayer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.data_table import DataTable
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

pytestmark = pytest.mark.parametrize("desk_role", ["supervisor"])


@pytest.fixture
def floor() -> RoomsDesk:
    return RoomsDesk()


async def room_of(stage: Stage) -> FloorScreen:
    room = stage.frame.screen_shown()
    assert isinstance(room, FloorScreen)
    await stage.until(lambda: room.people.table_model().rowCount() == 3)
    return room


def words(table: DataTable) -> list[list[str]]:
    return [[row.cell(n).text for n in range(len(row.cells))] for row in table.table_model().rows()]


async def test_queues_stand_by_longest_wait_and_people_by_name_with_their_time_in_state(stage: Stage) -> None:
    room = await room_of(stage)
    assert words(room.queues) == [
        ["Heating support", "2", "1:42", "0:38", "3.1 %", "87 %"],
        ["Billing", "0", "–", "0:38", "3.1 %", "87 %"],
    ]
    assert words(room.people) == [
        ["Helen Whitaker", "Ready", "4:27", "0", "–", "0", "–"],
        ["Leila Davies", "On call", "4:27", "0", "–", "0", "–"],
        ["Sana Malik", "Break: Lunch", "4:27", "12", "5:42", "8", "82 %"],
    ]


async def test_a_pause_over_its_limit_stands_out_and_who_does_not_answer_too(stage: Stage) -> None:
    room, live = await room_of(stage), stage.floor.live
    sana = live.people["sana"]
    until = stage.floor.clock.now() - timedelta(minutes=3)
    live.people["sana"] = replace(sana, reason="lunch", pause_label="Lunch", pause_until=until)
    live.people["leila"] = replace(
        live.people["leila"], state="paused", reason="not answered", not_answered=2
    )
    stage.floor.floor.tell(live)
    await stage.settle(0.05)
    states = {row.cell(0).text: row.cell(1) for row in room.people.table_model().rows()}
    assert (states["Sana Malik"].text, states["Sana Malik"].tone) == ("Lunch +3 m", Tone.WARN)
    spoken = [row.spoken for row in room.people.table_model().rows()]
    assert any("Lunch, 3 m over its limit" in words for words in spoken)
    assert (states["Leila Davies"].text, states["Leila Davies"].tone) == ("Not answered", Tone.WARN)


async def test_the_cards_tell_limits_and_count_those_who_take_calls(stage: Stage) -> None:
    room = await room_of(stage)
    await stage.settle(0.05)
    by_key = {card.figure().key: card.figure() for card in room._cards}
    assert (by_key["waiting"].value, by_key["waiting"].is_past_limit) == ("4", True)
    assert (by_key["ready"].value, by_key["ready"].limit) == ("0 of 2", "1 on calls, 1 on break")
    assert by_key["service_level"].limit == "target 80 %"


async def test_a_persons_day_opens_by_keyboard_and_escape_leads_back(stage: Stage) -> None:
    room = await room_of(stage)
    assert stage.focus_of() is room.people, "a supervisor begins at the people"
    for _step in range(3):
        stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Return)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, PersonDayLayer)
    await stage.until(lambda: layer.table.table_model().rowCount() == 3)
    assert words(layer.table)[0][2:] == ["30:00", "On call"]
    assert words(layer.table)[1][3] == "Break: Lunch"
    stage.press(Qt.Key.Key_Escape)
    await stage.settle(0.05)
    assert stage.frame.layers.top_layer() is None
    assert stage.focus_of() is room.people


async def test_a_card_and_a_queue_open_to_their_calls(stage: Stage) -> None:
    room = await room_of(stage)
    room._cards[3].setFocus()
    stage.press(Qt.Key.Key_Return)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, FigureCallsLayer)
    await stage.until(lambda: layer.table.table_model().rowCount() == 1)
    assert words(layer.table)[0][1:] == [
        "Heating support",
        "020 7946 0142",
        "Sana Malik",
        "0:12",
        "1:00",
        "Answered",
    ]
    stage.press(Qt.Key.Key_Escape)
    room.queues.setFocus()
    room.queues.selectRow(1)
    stage.press(Qt.Key.Key_Return)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, FigureCallsLayer)
    assert layer.table.accessibleName() == "Billing: calls offered today"


async def test_the_chart_is_a_table_too(stage: Stage) -> None:
    room = await room_of(stage)
    room.as_table.setFocus()
    stage.press(Qt.Key.Key_Space)
    await stage.settle(0.05)
    assert room.chart._table.isVisible()
    assert room.chart._table.table_model().rowCount() == 9
    assert room.as_table.accessibleName() == "As a chart"


@pytest.mark.parametrize("desk_size", [(1024, 640)])
async def test_a_small_window_leaves_out_columns_instead_of_cutting_them(stage: Stage) -> None:
    room = await room_of(stage)
    for table in (room.queues, room.people):
        assert table.hidden_columns()
        columns = range(len(table.table_model().columns))
        shown = sum(table.columnWidth(n) for n in columns if not table.isColumnHidden(n))
        assert shown <= table.viewport().width()
