"""From a ring to the end of wrap-up, as the person at the desk lives it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from agent_desktop.features.interactions.commands import FinishContact, StartContact
from agent_desktop.telephony.actions import Answer, FinishWrapUp
from agent_desktop_ui.widgets.call_bar import CallPhase
from tests.support.desk_floor import MARGARET
from tests.ui.conftest import Stage


async def test_a_call_from_ring_to_ready(stage: Stage) -> None:
    floor, screen = stage.floor, stage.screen
    call = floor.ring()
    await stage.until(lambda: screen.panel.header.customer().name == MARGARET.name)
    assert stage.frame.call_bar_view.state().phase is CallPhase.RINGING

    stage.press(Qt.Key.Key_F2)
    await stage.settle()
    assert isinstance(floor.acted[-1], Answer)

    call = floor.connect(call)
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.type("Cold since Tuesday")
    await stage.until(
        lambda: floor.drafts.get("contact:contact-call-1", {}).get("note") == "Cold since Tuesday"
    )

    floor.hang_up(call)
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.WRAP_UP)
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await stage.settle()
    assert not [c for c in floor.done if isinstance(c, FinishContact)], "an outcome is owed"

    screen.note_desk._outcome.set_value("Solved")
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: stage.contacts.state.current is None)
    started = [c for c in floor.done if isinstance(c, StartContact)]
    finished = [c for c in floor.done if isinstance(c, FinishContact)]
    assert [c.customer_id for c in started] == [MARGARET.customer_id]
    assert [(c.note, c.disposition) for c in finished] == [("Cold since Tuesday", "Solved")]
    await stage.until(lambda: isinstance(floor.acted[-1], FinishWrapUp))
    assert screen.panel.note_bar.note.text() == ""
