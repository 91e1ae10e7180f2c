"""One's own state at the desk: why one is paused, the way back, what wrap-up allows, and leaving in the middle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desktop.features.interactions.commands import FinishContact, SaveContactNote
from agent_desktop.features.interactions.read_models import ContactView, UnfinishedContacts
from agent_desktop.telephony.actions import ExtendWrapUp, FinishWrapUp, SetState
from agent_desktop.workstation.note_draft import NoteDraft, as_body
from agent_desktop_ui.calls.state_menu import StateMenu
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.shell.leaving_calls import leaving_words
from agent_desktop_ui.widgets.call_bar import CallPhase, Control
from tests.support.desk_floor import ME, NOW, FloorDesk
from tests.support.window_runner import words_of
from tests.ui.conftest import Stage

PAUSES = [
    {"id": "lunch", "label": "Lunch", "is_paid": False, "limit_min": 45},
    {"id": "training", "label": "Training"},
]


def chosen(floor: FloorDesk) -> list[tuple[str, str | None]]:
    return [(one.state, one.reason) for one in floor.acted if isinstance(one, SetState)]


def asked(stage: Stage) -> str:
    layer = stage.frame.layers.top_layer()
    return layer.accessibleDescription() if isinstance(layer, ConfirmLayer) else ""


# -- paused by the system ----------------------------------------------------------------------------------


async def test_calls_that_rang_in_vain_are_told_and_one_key_brings_back(stage: Stage) -> None:
    line, keyboard = stage.frame.pause_line, QApplication.focusWidget()
    assert line.isHidden()
    stage.floor.is_now("paused", reason="not answered", pause_label="Not answered", not_answered=2)
    await stage.until(line.isVisible)
    assert line.accessibleName().startswith("2 calls in a row rang here and were not answered.")
    assert line.ready.text() == "Ready again  F5"
    assert stage.frame.call_bar_view.state().state_words == "Not answered"
    assert QApplication.focusWidget() is keyboard, "it takes no focus"
    stage.press(Qt.Key.Key_F5)
    await stage.until(lambda: chosen(stage.floor) == [("ready", None)])
    stage.floor.is_now("available")
    await stage.until(line.isHidden)


@pytest.mark.parametrize("desk_role", ["supervisor"])
async def test_who_takes_no_calls_is_not_put_on_the_floor_by_a_key(stage: Stage) -> None:
    stage.floor.person = replace(ME, roles=["supervisor"])
    stage.press(Qt.Key.Key_F5)
    await stage.settle(0.1)
    assert stage.floor.acted == []


async def test_the_link_in_the_line_does_the_same(stage: Stage) -> None:
    stage.floor.is_now("paused", reason="not answered", pause_label="Not answered", not_answered=1)
    await stage.until(stage.frame.pause_line.isVisible)
    stage.frame.pause_line.ready.click()
    await stage.until(lambda: chosen(stage.floor) == [("ready", None)])


async def test_a_pause_by_the_exchange_is_told_as_its_own(stage: Stage) -> None:
    stage.floor.is_now("paused", reason="training", pause_label="Training")
    await stage.until(stage.frame.pause_line.isVisible)
    assert "The exchange has paused you: Training." in stage.frame.pause_line.accessibleName()


async def test_a_break_says_nothing_until_its_limit_is_over(stage: Stage) -> None:
    began, line = NOW - timedelta(minutes=45), stage.frame.pause_line
    lunch = {"reason": "lunch", "pause_label": "Lunch", "chosen": "break", "chosen_reason": "lunch"}
    stage.floor.is_now("paused", since=began, pause_until=NOW + timedelta(seconds=5), **lunch)
    await stage.settle(0.05)
    assert line.isHidden()
    stage.floor.clock.advance(6)
    stage.frame.heartbeat.tell()
    assert line.isVisible()
    assert line.accessibleName().startswith("Lunch is over its limit of 45 m since")
    assert stage.frame.call_bar_view.state().phase is CallPhase.BREAK


# -- choosing ----------------------------------------------------------------------------------------------


async def test_the_menu_tells_limit_and_pay_and_sends_the_id(stage: Stage) -> None:
    stage.floor.site["pauses"] = PAUSES
    stage.floor.is_now("paused", reason="training", chosen="break", chosen_reason="training")
    stage.press(Qt.Key.Key_F4)
    menu = stage.frame.call_bar_view.findChild(StateMenu)
    assert menu is not None
    rows = {one.text().partition("\t")[0]: one for one in menu.actions() if one.text()}
    assert rows["Lunch"].text() == "Lunch\t45 min, not paid"
    assert [name for name, row in rows.items() if row.isChecked()] == ["Training"]
    rows["Lunch"].trigger()
    menu.close()
    await stage.until(lambda: chosen(stage.floor) == [("break", "lunch")])


@pytest.mark.parametrize("desk_size", [(1920, 1080)])
async def test_what_comes_next_stands_beside_what_is_now(stage: Stage) -> None:
    call = stage.floor.connect(stage.floor.ring())
    stage.floor.change(call)
    stage.floor.is_now("talking", next="break", next_reason="lunch", next_label="Lunch")
    await stage.until(lambda: "On call, then Lunch" in words_of(stage.frame.call_bar_view))


# -- wrap-up -----------------------------------------------------------------------------------------------


async def test_an_extension_that_is_used_up_says_so(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.hang_up(floor.connect(floor.ring()))
    more = {"wrap_up_call_id": call.call_id, "wrap_up_until": NOW + timedelta(seconds=30)}
    floor.is_now("wrap_up", wrap_up_extensions_left=1, **more)
    await stage.until(lambda: bar.state().timer == "0:30")
    stage.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: any(isinstance(one, ExtendWrapUp) for one in floor.acted))
    floor.is_now("wrap_up", wrap_up_extensions_left=0, **more)
    await stage.until(lambda: not bar.control(Control.EXTEND).isEnabled())
    assert "cannot be made longer again" in bar.control(Control.EXTEND).toolTip()


async def test_where_nothing_is_owed_the_note_is_finished_without_an_outcome(stage: Stage) -> None:
    floor = stage.floor
    call = floor.hang_up(floor.connect(floor.ring()))
    await stage.settle()
    floor.is_now("wrap_up", wrap_up_call_id=call.call_id, wrap_up_mode="optional")
    await stage.settle(0.05)
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: any(isinstance(one, FinishContact) for one in floor.done))
    await stage.until(lambda: any(isinstance(one, FinishWrapUp) for one in floor.acted))


async def test_a_note_is_finished_though_wrap_up_lasts_its_whole_time(stage: Stage) -> None:
    floor = stage.floor
    call = floor.hang_up(floor.connect(floor.ring()))
    await stage.settle()
    lasting = {"wrap_up_until": NOW + timedelta(seconds=50), "wrap_up_early_exit": False}
    floor.is_now("wrap_up", wrap_up_call_id=call.call_id, wrap_up_mode="optional", **lasting)
    await stage.settle(0.05)
    assert stage.screen.panel.note_bar.finish_button().accessibleName() == "Finish the note"
    stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: any(isinstance(one, FinishContact) for one in floor.done))
    await stage.settle(0.05)
    assert not any(isinstance(one, FinishWrapUp) for one in floor.acted)
    assert stage.frame.call_bar_view.state().timer == "0:50"


async def test_a_wrap_up_that_runs_out_sends_what_was_typed_and_keeps_it_in_hand(stage: Stage) -> None:
    floor, note = stage.floor, stage.screen.panel.note_bar.note
    call = floor.hang_up(floor.connect(floor.ring()))
    await stage.settle()
    note.field().setPlainText("Boiler is cold.")
    note.save_now()
    await stage.until(lambda: any("Saved" in word for word in words_of(stage.screen.panel.note_bar)))
    floor.clock.advance(61)
    floor.is_now("available")
    await stage.until(lambda: any(isinstance(one, SaveContactNote) for one in floor.done))
    (saved,) = [one for one in floor.done if isinstance(one, SaveContactNote)]
    assert (saved.note, saved.interaction_id) == ("Boiler is cold.", call.contact_id)
    assert any("an outcome was set for you" in one.text for one in stage.frame.notices.entries)
    assert note.text() == "Boiler is cold.", "nothing is taken off the screen"
    assert stage.screen.panel.note_bar.finish_button().accessibleName() == "Finish the note"


async def test_where_nothing_was_owed_no_outcome_is_said_to_be_set(stage: Stage) -> None:
    floor = stage.floor
    call = floor.hang_up(floor.connect(floor.ring()))
    await stage.settle()
    until = NOW + timedelta(seconds=5)
    floor.is_now("wrap_up", wrap_up_call_id=call.call_id, wrap_up_mode="optional", wrap_up_until=until)
    floor.clock.advance(6)
    floor.is_now("available")
    await stage.until(lambda: stage.frame.notices.entries)
    assert "finish it when you can" in stage.frame.notices.entries[0].text


# -- leaving -----------------------------------------------------------------------------------------------


async def test_closing_the_window_during_a_call_asks_and_says_what_happens(stage: Stage) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    stage.window.close()
    await stage.until(lambda: asked(stage))
    assert "You are on a call with" in asked(stage)
    assert "It stays with your telephone" in asked(stage)
    assert "You are still signed in" in asked(stage)
    assert stage.window.isVisible()
    stage.press(Qt.Key.Key_Return)  # "Stay" has the keyboard
    await stage.until(lambda: not asked(stage))
    assert stage.window.isVisible()


async def test_signing_out_during_a_held_second_call_asks_too(stage: Stage) -> None:
    stage.floor.hold(stage.floor.connect(stage.floor.ring()))
    await stage.settle()
    left = []
    stage.frame.sign_out_agreed.connect(lambda: left.append(True))
    question = leaving_words(stage.frame.context, signs_out=True)
    assert "this one is followed by no wrap-up" in question
    stage.frame.ask_to_leave(question, stage.frame.sign_out_agreed.emit)
    await stage.until(lambda: asked(stage))
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: left == [True])


async def test_leaving_during_wrap_up_asks_and_after_it_does_not(stage: Stage) -> None:
    floor = stage.floor
    floor.hang_up(floor.connect(floor.ring()))
    await stage.settle()
    question = leaving_words(stage.frame.context, signs_out=True)
    assert "is not finished. Its note stays on this desk. No outcome was given yet." in question
    assert "wrap-up ends, and no more calls come" in question
    floor.is_now("available", wrap_up_call_id="another")
    await stage.settle(0.05)
    assert not leaving_words(stage.frame.context, signs_out=True)


async def test_an_idle_desk_leaves_without_a_question(stage: Stage) -> None:
    assert not leaving_words(stage.frame.context, signs_out=False)


async def test_after_a_restart_a_contact_closed_by_the_system_comes_back_only_with_what_was_typed(
    stage: Stage,
) -> None:
    typed, left = (
        ContactView(
            interaction_id=name,
            customer_id=None,
            customer_name=None,
            channel="call",
            direction="in",
            state="done",
            title="call",
            agent_id="leila",
            queue_id=None,
            ticket_id=None,
            call_id=name,
            number=None,
            started_at=NOW,
            ended_at=NOW,
            waited_s=0,
            note="",
            topic=None,
            disposition="No outcome given",
            disposition_by="system",
        )
        for name in ("typed", "left")
    )
    stage.floor.answers[UnfinishedContacts] = lambda _query: [left, typed]
    stage.floor.drafts["contact:typed"] = as_body(NoteDraft(note="Asks for a visit."))
    await stage.contacts.restore()
    state = stage.contacts.state
    assert state.current is not None
    assert (state.current.contact_id, state.current.draft.note) == ("typed", "Asks for a visit.")
    assert state.waiting == ()
