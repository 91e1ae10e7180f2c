"""Telesales by keyboard alone: take a lead, dial, follow the script, say what came of it, take the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from agent_desktop.features.interactions.commands import FinishContact
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead
from agent_desktop.telephony.actions import Dial
from agent_desktop.workstation.transport import Unreachable
from agent_desktop_ui.outbound.screen import CallListScreen
from agent_desktop_ui.widgets.label import Paragraph
from tests.support.desk_floor import MARGARET, NOW
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

pytestmark = pytest.mark.parametrize("desk_role", ["sales"])
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def floor() -> RoomsDesk:
    return RoomsDesk()


def room_of(stage: Stage) -> CallListScreen:
    room = stage.frame.screen_shown()
    assert isinstance(room, CallListScreen)
    return room


def desk_of(stage: Stage) -> RoomsDesk:
    assert isinstance(stage.floor, RoomsDesk)
    return stage.floor


async def take_lead(stage: Stage) -> CallListScreen:
    room = room_of(stage)
    await stage.until(lambda: room.list.table_model().rowCount() == 2)
    assert stage.focus_of() is room.next_button, "telesales begins with the next lead"
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: room.sheet.header.customer().name == MARGARET.name)
    await stage.settle(0.1)
    return room


async def test_a_lead_from_taking_to_its_outcome_without_a_mouse(stage: Stage) -> None:
    room, desk = await take_lead(stage), desk_of(stage)
    assert stage.focus_of() is room.sheet.dial_button

    stage.press(Qt.Key.Key_F2, SHIFT)
    await stage.until(lambda: desk.acted)
    assert [(type(a), a.number) for a in desk.acted if isinstance(a, Dial)] == [(Dial, "+442079460142")]
    assert stage.frame.layers.top_layer() is None, "it must not ask for a number it knows"
    call = desk.answer_dialled("+442079460142")
    await stage.until(lambda: stage.contacts.state.current is not None)

    stage.press(Qt.Key.Key_1, ALT)
    assert room._guide._progress is not None
    assert room._guide._progress.trail() != ["hello"]
    stage.press(Qt.Key.Key_N, CTRL)
    stage.type("Wants it in writing")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.settle(0.1)
    assert desk.drafts["lead:lead-1"] == {"note": "Wants it in writing"}
    assert not [c for c in desk.done if isinstance(c, RecordAttempt)], "the call still goes on"

    desk.hang_up(call)
    await stage.until(lambda: (c := stage.contacts.state.current) is not None and c.phase == "wrap_up")
    stage.press(Qt.Key.Key_Return, CTRL)
    assert stage.focus_of() is room.sheet.disposition.box(), "an outcome is owed"
    stage.type("Not")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: room._lead is not None and room._lead.lead_id == "lead-2")

    attempts = [c for c in desk.done if isinstance(c, RecordAttempt)]
    assert [(c.lead_id, c.disposition, c.call_id) for c in attempts] == [
        ("lead-1", "not_interested", "call-out")
    ]
    finished = [c for c in desk.done if isinstance(c, FinishContact)]
    assert [(c.note, c.disposition) for c in finished] == [("Wants it in writing", "Not interested")]
    assert room.sheet.note_bar.note.text() == ""
    assert "lead:lead-1" not in desk.drafts


async def test_a_callback_is_promised_for_a_time_to_come_for_me_or_for_anyone(stage: Stage) -> None:
    room, desk = await take_lead(stage), desk_of(stage)
    room.sheet.disposition.box().setFocus()
    stage.type("Callb")
    await stage.until(room.sheet.callback.isVisible)
    room.sheet.callback.mine.setFocus()
    stage.press(Qt.Key.Key_Space)

    room.sheet.callback.at.setDateTime(room.sheet.callback.at.dateTime().addDays(-2))
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.settle(0.05)
    assert not [c for c in desk.done if isinstance(c, RecordAttempt)], "yesterday is no time to call back"

    room.sheet.callback.at.setDateTime(room.sheet.callback.at.dateTime().addDays(2))
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: [c for c in desk.done if isinstance(c, RecordAttempt)])
    attempt = next(c for c in desk.done if isinstance(c, RecordAttempt))
    assert (attempt.disposition, attempt.is_callback_mine) == ("callback", False)
    assert attempt.callback_at == (NOW + timedelta(days=1)).replace(minute=0, second=0)


async def test_the_script_calls_a_lead_by_name_who_is_no_customer_yet(stage: Stage) -> None:
    room, desk = room_of(stage), desk_of(stage)
    await stage.until(lambda: room.list.table_model().rowCount() == 2)
    desk.leads = desk.leads[1:]
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: room.lead_in_hand() is not None)
    lead = room.lead_in_hand()
    assert lead is not None
    assert lead.customer_id is None
    said = " ".join(label.text() for label in room.script.findChildren(Paragraph))
    assert "Good day Jesse" in said
    assert "{" not in said


async def test_a_lead_given_back_is_free_again(stage: Stage) -> None:
    room, desk = await take_lead(stage), desk_of(stage)
    room.sheet.release_button.setFocus()
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: [c for c in desk.done if isinstance(c, ReleaseLead)])
    assert desk.held is None
    assert stage.focus_of() is room.next_button


async def test_without_central_a_lead_cannot_be_taken_and_why_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_command: object) -> None:
        raise Unreachable("Central cannot be reached.", todo="Try again later.")

    room = room_of(stage)
    await stage.until(lambda: room.list.table_model().rowCount() == 2)
    monkeypatch.setattr(stage.floor, "send", away)
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: stage.frame.notices.unread == 1)
    assert room._lead is None
    assert stage.focus_of() is room.next_button
