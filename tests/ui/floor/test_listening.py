"""A supervisor hears a call from the floor screen, changes how, and leaves; the keyboard is enough."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.telephony.actions import StopSupervising, Supervise
from agent_desktop.telephony.views import ExchangeView, SupervisionView
from agent_desktop_ui.floor.screen import FloorScreen
from tests.support.desk_floor import ALL_ACTIONS, NOW
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

pytestmark = pytest.mark.parametrize("desk_role", ["supervisor"])
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def floor() -> RoomsDesk:
    made = RoomsDesk()
    made.person = made.person.__class__("agent-helen", "helen", "Helen Whitaker", ["supervisor"], [], "220")
    made.live.heard_at = NOW
    made.live.capabilities = ALL_ACTIONS
    return made


async def room_of(stage: Stage) -> FloorScreen:
    room = stage.frame.screen_shown()
    assert isinstance(room, FloorScreen)
    await stage.until(lambda: room.people.table_model().rowCount() == 3)
    return room


def choose(stage: Stage, room: FloorScreen, name: str) -> None:
    names = [row.cell(0).text for row in room.people.table_model().rows()]
    room.people.setFocus()
    room.people.selectRow(names.index(name))


def tell(stage: Stage, mode: str | None) -> None:
    """Central tells that the supervisor hears Leila so, or nobody any more."""
    live = stage.floor.live
    live.listening = {}
    if mode is not None:
        heard = SupervisionView(supervisor="helen", agent="leila", mode=mode, since=NOW)  # type: ignore[arg-type]
        live.listening = {"call-1": heard}
    stage.floor.floor.tell(live)


async def test_listen_whisper_barge_and_leave_by_keys_alone(stage: Stage) -> None:
    room = await room_of(stage)
    line = stage.frame.listening_line
    assert not line.isVisible()
    choose(stage, room, "Leila Davies")
    asked = []
    for key, mode in ((Qt.Key.Key_1, "listen"), (Qt.Key.Key_2, "whisper"), (Qt.Key.Key_3, "barge")):
        stage.press(key, KEYS)
        await stage.until(lambda: len(stage.floor.acted) > len(asked))
        asked.append(stage.floor.acted[-1])
        tell(stage, mode)
        await stage.until(lambda mode=mode: line.modes[mode].isChecked())
        assert room.hear[mode].toolTip() == "You hear them so already."
    assert [(type(a), a.of, a.mode) for a in asked] == [
        (Supervise, "leila", "listen"),
        (Supervise, "leila", "whisper"),
        (Supervise, "leila", "barge"),
    ]
    assert line.accessibleName() == "You are on the call of Leila Davies, and everybody hears you."
    stage.press(Qt.Key.Key_0, KEYS)
    await stage.until(lambda: isinstance(stage.floor.acted[-1], StopSupervising))
    tell(stage, None)
    await stage.until(line.isHidden)


async def test_who_cannot_be_heard_says_why(stage: Stage) -> None:
    room = await room_of(stage)
    button = room.hear["listen"]
    choose(stage, room, "Sana Malik")
    await stage.until(lambda: button.toolTip() == "They are not on a call.")
    assert button.accessibleDescription() == "They are not on a call."
    choose(stage, room, "Leila Davies")
    await stage.until(button.isEnabled)
    stage.floor.live.capabilities = frozenset({"answer"})
    stage.floor.floor.tell(stage.floor.live)
    await stage.until(lambda: button.toolTip() == "This exchange lets nobody listen in.")
    stage.press(Qt.Key.Key_1, KEYS)
    await stage.settle(0.05)
    assert stage.floor.acted == []
    assert stage.frame.notices.entries[0].text == "This exchange lets nobody listen in."


async def test_the_line_goes_along_to_other_rooms_and_leads_out_there(stage: Stage) -> None:
    room = await room_of(stage)
    choose(stage, room, "Leila Davies")
    room.hear["listen"].click()
    await stage.until(lambda: stage.floor.acted)
    tell(stage, "listen")
    stage.frame.go_to("knowledge")
    line = stage.frame.listening_line
    await stage.until(line.isVisible)
    line.modes["whisper"].click()
    await stage.until(lambda: len(stage.floor.acted) == 2)
    assert line.modes["listen"].isChecked(), "it shows what is so, not what was asked"
    line.leave.click()
    await stage.until(lambda: isinstance(stage.floor.acted[-1], StopSupervising))


async def test_every_desk_can_see_how_its_connections_are(stage: Stage) -> None:
    live = stage.floor.live
    live.exchanges = {"asterisk": ExchangeView(connector="asterisk", is_up=True, since=NOW, changed_at=NOW)}
    stage.floor.floor.tell(live)
    mark = stage.frame.kpi_view.live
    stage.frame.kpi.refresh()
    assert mark.toolTip() == "asterisk: connected since 12:41, last change 12:41"
    stage.frame.open_connections()
    layer = stage.frame.layers.top_layer()
    assert layer is not None
    assert QApplication.activeWindow() is stage.window, "nothing opened a window of its own"
    names = [w.accessibleName() for w in layer.findChildren(QWidget)]
    stage.press(Qt.Key.Key_Escape)
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    await stage.settle(0.05)
    stage.floor.floor.tell(live)  # A layer that is gone hears nothing any more.
    assert any(name.startswith("asterisk, Connected, connected since 12:41") for name in names)
