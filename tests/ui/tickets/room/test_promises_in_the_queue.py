"""What was promised for today stands in the queue at the left, and a callback starts from its row."""

from __future__ import annotations

from PySide6.QtCore import Qt

from agent_desktop.telephony.actions import Dial
from agent_desktop_ui.widgets.queue_model import QueueGroup
from tests.support import floor as small
from tests.support.replica_desk import ReplicaDesk
from tests.ui.conftest import Stage


async def test_a_callback_that_is_due_stands_first_and_is_rung_from_its_row(
    stage: Stage, floor: ReplicaDesk
) -> None:
    listed = stage.screen.queue.queue_list()
    await stage.until(lambda: listed.queue_model().rows())
    first = listed.queue_model().rows()[0]
    assert (first.row_id, first.group, first.icon) == (small.PROMISE, QueueGroup.NOW, "phone-outgoing")
    assert first.deadline.startswith("Overdue")
    assert "Callback" in first.spoken
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    await stage.settle(0.1)
    assert floor.acted == [], "with the keyboard elsewhere nobody is rung"
    stage.press(Qt.Key.Key_Escape)
    listed.setFocus()
    listed.choose_row(small.PROMISE)
    menu = listed.list_menu()
    assert menu.actions()[0].objectName() == "promise:call"
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    await stage.until(lambda: floor.acted)
    [dial] = [action for action in floor.acted if isinstance(action, Dial)]
    assert dial.number == small.HOME_NUMBER


async def test_choosing_it_opens_its_ticket(stage: Stage) -> None:
    listed = stage.screen.queue.queue_list()
    await stage.until(lambda: listed.queue_model().rows())
    opened: list[str] = []
    stage.screen.queue_desk.ticket_chosen.connect(opened.append)
    listed.row_opened.emit(small.PROMISE)
    assert opened == [small.PUMP]
