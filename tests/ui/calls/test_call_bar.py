"""Every control of the call bar at work: by key and by pointer, and what it says where it cannot be used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent_desktop.telephony.actions import (
    Answer,
    Conference,
    HangUp,
    Hold,
    Mute,
    Outcome,
    Park,
    Reject,
    Resume,
    SendDtmf,
    SetRecording,
    Swap,
    Transfer,
    Unmute,
)
from agent_desktop.telephony.views import ExchangeView, PartyView, PersonView, SupervisionView
from agent_desktop_ui.calls.keypad import KeypadLayer
from agent_desktop_ui.calls.transfer import TransferLayer
from agent_desktop_ui.widgets.call_bar import CallPhase, Control
from agent_desktop_ui.widgets.recording_mark import Recording
from tests.support.desk_floor import DEV, NOW, FloorDesk
from tests.ui.conftest import Stage


def did(floor: FloorDesk, kind: type) -> bool:
    """Whether the last thing that was asked of the exchange is of this kind."""
    return bool(floor.acted) and isinstance(floor.acted[-1], kind)


SHIFT = Qt.KeyboardModifier.ShiftModifier
SANA_FREE = PersonView(agent="sana", display_name="Sana Malik", state="available", since=NOW)
SANA_TALKS = PersonView(agent="sana", display_name="Sana Malik", state="talking", since=NOW)


async def test_the_controls_of_a_call_act_by_key_and_by_click(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.connect(floor.ring())
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_F7)
    await stage.until(lambda: did(floor, Hold))
    call = floor.hold(call)
    await stage.until(lambda: bar.control(Control.HOLD).isChecked())
    assert bar.control(Control.HOLD).accessibleName() == "Resume"
    bar.control(Control.HOLD).click()
    await stage.until(lambda: did(floor, Resume))
    me = PartyView(agent="leila", role="talking", since=NOW)
    call = floor.change(call, state="connected", parties=(me,))
    stage.press(Qt.Key.Key_F8)
    await stage.until(lambda: did(floor, Mute))
    call = floor.change(call, parties=(PartyView(agent="leila", role="talking", since=NOW, muted=True),))
    await stage.until(lambda: bar.state().is_muted)
    bar.control(Control.MUTE).click()
    await stage.until(lambda: did(floor, Unmute))
    stage.press(Qt.Key.Key_F12)
    await stage.until(lambda: did(floor, HangUp))
    assert {a.call_id for a in floor.acted} == {"call-1"}


async def test_a_ringing_call_is_rejected_and_never_hung_up(stage: Stage) -> None:
    stage.floor.ring()
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.RINGING)
    assert stage.frame.call_bar_view.control(Control.END).accessibleName() == "Reject"
    stage.press(Qt.Key.Key_F12)
    await stage.until(lambda: stage.floor.acted)
    assert isinstance(stage.floor.acted[-1], Reject)


async def test_nothing_on_the_bar_moves_while_a_call_is_held_muted_or_not_recorded(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.connect(floor.ring())
    await stage.settle()
    controls = (Control.HOLD, Control.MUTE, Control.TRANSFER, Control.ADD_PERSON, Control.KEYPAD, Control.END)

    def places() -> list[int]:
        return [bar.control(one).mapTo(bar, bar.control(one).rect().topLeft()).x() for one in controls]

    before = places()
    muted = (PartyView(agent="leila", role="talking", since=NOW, muted=True),)
    for changes in (
        {"recording": "paused"},
        {"recording": "off"},
        {"parties": muted},
        {"state": "held"},
        {"supervisions": (SupervisionView(supervisor="helen", agent="leila", mode="listen", since=NOW),)},
    ):
        call = floor.change(call, **changes)
        await stage.settle(0.05)
        assert places() == before, changes
    floor.consult(call)
    await stage.settle(0.05)
    assert places() == before, "while a colleague is asked"


async def test_the_directory_shows_who_is_free_and_follows_the_floor(stage: Stage) -> None:
    floor = stage.floor
    floor.live.people["sana"] = SANA_TALKS
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)

    def said() -> dict[str, str]:
        return {row.subject: row.deadline for row in layer.list.queue_model().rows()}

    await stage.until(lambda: "Sana Malik" in said())
    assert said()["Sana Malik"] == "On a call"
    assert said()["Ravi Chandra"] == "Away"
    floor.live.people["sana"] = SANA_FREE
    floor.floor.tell(floor.live)
    await stage.until(lambda: said()["Sana Malik"] == "Free")
    stage.type("mal")
    await stage.until(lambda: list(said()) == ["Sana Malik"])
    assert stage.focus_of() is layer.first_focus(), "the keyboard stays in the search"
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: did(floor, Transfer))
    assert (floor.acted[-1].transfer, floor.acted[-1].to_agent) == ("warm", "sana")
    assert stage.frame.layers.top_layer() is None


async def test_shift_enter_gives_the_call_and_the_target_is_recent_the_next_time(stage: Stage) -> None:
    floor = stage.floor
    floor.live.people["sana"] = SANA_FREE
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    await stage.until(lambda: layer.list.queue_model().rows())
    stage.type("020 7946 0777")
    await stage.settle(0.05)
    stage.press(Qt.Key.Key_Return, SHIFT)
    await stage.until(lambda: did(floor, Transfer))
    assert (floor.acted[-1].transfer, floor.acted[-1].to_number) == ("blind", "+442079460777")
    await stage.until(lambda: "directory:recent" in floor.drafts)
    stage.press(Qt.Key.Key_F9)
    again = stage.frame.layers.top_layer()
    assert isinstance(again, TransferLayer)
    await stage.until(lambda: again.list.queue_model().rows())
    assert again.list.queue_model().rows()[0].subject == "020 7946 0777"
    assert again.list.chosen_row() == "to_number:+442079460777"


async def test_the_arrows_choose_in_the_directory_and_a_queue_cannot_be_asked(stage: Stage) -> None:
    floor = stage.floor
    floor.live.people.pop("sana", None)
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    await stage.until(lambda: layer.list.chosen_row() == "to_queue:Heating support")
    assert layer.ask_button.toolTip() == "Nobody can be asked in a queue."
    assert layer.ask_button.accessibleDescription() == "Nobody can be asked in a queue."
    stage.press(Qt.Key.Key_Down)
    assert layer.list.chosen_row() == "to_agent:ravi"
    assert layer.give_button.toolTip() == "Ravi Chandra is not signed in."
    stage.press(Qt.Key.Key_Return)
    await stage.settle(0.05)
    assert floor.acted == [], "nobody is there to take it"
    stage.press(Qt.Key.Key_Up)
    stage.type("hea")
    assert stage.focus_of() is layer.first_focus(), "letters go on in the search"
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: floor.acted)
    assert (floor.acted[-1].transfer, floor.acted[-1].to_queue) == ("blind", "Heating support")


async def test_whoever_is_asked_stands_on_a_card_and_every_way_on_has_its_key(stage: Stage) -> None:
    floor, bar, card = stage.floor, stage.frame.call_bar_view, stage.screen.other_calls.card
    floor.live.people["sana"] = SANA_TALKS
    call = floor.consult(floor.connect(floor.ring()), has_joined=False)
    await stage.until(card.isVisible)
    assert bar.state().state_words == "Asking Sana"
    assert card.button("give").toolTip() == "Wait until they answer."
    stage.press(Qt.Key.Key_F9, SHIFT)
    await stage.settle(0.05)
    assert not any(isinstance(action, Conference) for action in floor.acted)
    call = floor.consult(call)
    await stage.until(lambda: card.button("give").isEnabled())
    for key, modifier, wanted in (
        (Qt.Key.Key_F7, SHIFT, Swap),
        (Qt.Key.Key_F9, SHIFT, Conference),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, Transfer),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier, Resume),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, Resume),
    ):
        floor.acted.clear()
        stage.press(key, modifier)
        await stage.until(lambda: floor.acted)
        assert type(floor.acted[-1]) is wanted
    floor.acted.clear()
    card.button("give").click()
    await stage.until(lambda: floor.acted)
    assert (floor.acted[-1].transfer, floor.acted[-1].to_agent) == ("warm", "sana")
    floor.consult(call, is_waiting=True)
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    assert card.button("swap").text() == "Talk to Sana"
    floor.change(call, state="conferenced", consult=None)
    await stage.until(card.isHidden)
    assert bar.state().state_words == "All together"
    assert bar.control(Control.ADD_PERSON).toolTip() == "All are together already."


async def test_a_person_is_added_by_asking_them_first(stage: Stage) -> None:
    floor = stage.floor
    floor.live.people["sana"] = SANA_FREE
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_F9, SHIFT)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    await stage.until(lambda: layer.list.queue_model().rows())
    assert not any(row.row_id.startswith("to_queue") for row in layer.list.queue_model().rows())
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: floor.acted)
    assert (floor.acted[-1].transfer, floor.acted[-1].to_agent) == ("warm", "sana")


async def test_a_call_is_parked_from_the_directory_and_fetched_by_the_same_key(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.connect(floor.ring())
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    layer.park_button.click()
    await stage.until(lambda: did(floor, Park))
    assert stage.frame.layers.top_layer() is None
    floor.change(call, state="held", parked_in="701")
    await stage.until(lambda: bar.state().state_words == "Parked, 701")
    stage.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: did(floor, Resume))


async def test_in_the_directory_the_button_says_that_a_parked_call_is_fetched(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.connect(floor.ring())
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    assert layer.park_button.text() == "Park"
    floor.change(call, state="held", parked_in="701")
    await stage.until(lambda: layer.park_button.text() == "Fetch from 701")
    assert layer.park_button.accessibleName() == "Fetch from 701"
    layer.park_button.click()
    await stage.until(lambda: did(floor, Resume))
    floor.change(call, state="talking", parked_in=None)
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_F9)
    again = stage.frame.layers.top_layer()
    assert isinstance(again, TransferLayer)
    assert again.park_button.text() == "Park"


async def test_where_nothing_can_be_parked_the_key_and_the_button_say_so(stage: Stage) -> None:
    floor = stage.floor
    floor.live.capabilities = frozenset({"hang_up", "transfer"})
    floor.live.heard_at = NOW
    floor.connect(floor.ring())
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.ON_CALL)
    stage.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    await stage.until(lambda: any("park a call" in entry.text for entry in stage.frame.notices.entries))
    stage.press(Qt.Key.Key_F9)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, TransferLayer)
    assert "park a call" in layer.park_button.toolTip()
    assert floor.acted == []


async def test_the_call_on_hold_stands_on_a_card_and_one_key_changes_over(stage: Stage) -> None:
    floor, card = stage.floor, stage.screen.other_calls.card
    first = floor.connect(floor.ring())
    await stage.settle()
    second = floor.ring("call-2", DEV)
    await stage.settle()
    floor.hold(first)
    floor.connect(second)
    await stage.until(card.isVisible)
    shown = card.call()
    assert shown is not None
    assert (shown.heading, shown.name) == ("On hold", "Margaret Okafor")
    assert card.button("swap").text() == "Take back, hold Dev"
    stage.press(Qt.Key.Key_F7, SHIFT)
    await stage.until(lambda: len(floor.acted) == 2)
    assert [(type(a), a.call_id) for a in floor.acted] == [(Hold, "call-2"), (Resume, "call-1")]


async def test_a_third_call_rings_on_its_own_card_below_that_of_the_one_on_hold(stage: Stage) -> None:
    floor, screen = stage.floor, stage.screen
    first = floor.connect(floor.ring())
    await stage.settle()
    second = floor.ring("call-2", DEV)
    await stage.settle()
    floor.hold(first)
    floor.connect(second)
    floor.ring("call-3", None)
    await stage.until(screen.queue.incoming.isVisible)
    await stage.settle(0.05)
    held, rings = screen.other_calls.card.geometry(), screen.queue.incoming.geometry()
    assert held.bottom() <= rings.top() + 14, "one does not hide the other"


async def test_a_call_taken_back_in_wrap_up_comes_on_screen_and_the_note_that_is_owed_waits(
    stage: Stage,
) -> None:
    floor = stage.floor
    first = floor.connect(floor.ring())
    await stage.settle()
    second = floor.ring("call-2", DEV)
    await stage.settle()
    first = floor.hold(first)
    second = floor.connect(second)
    await stage.settle()
    floor.hang_up(second)
    await stage.until(
        lambda: stage.contacts.state.current and stage.contacts.state.current.phase == "wrap_up"
    )
    stage.press(Qt.Key.Key_F7, SHIFT)
    await stage.until(lambda: any(isinstance(action, Resume) for action in floor.acted))
    floor.change(first, state="connected")
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.ON_CALL)
    current = stage.contacts.state.current
    assert current is not None
    assert current.contact_id == first.contact_id
    assert [contact.phase for contact in stage.contacts.state.waiting] == ["wrap_up"]


async def test_the_keypad_sends_typed_digits_and_pressed_ones_in_order(stage: Stage) -> None:
    floor = stage.floor
    floor.connect(floor.ring())
    await stage.settle()
    stage.press(Qt.Key.Key_F10)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, KeypadLayer)
    stage.type("1a2#")
    layer.button("*").click()
    await stage.until(lambda: len(floor.acted) == 4)
    assert [a.digits for a in floor.acted if isinstance(a, SendDtmf)] == ["1", "2", "#", "*"]


async def test_recording_is_started_paused_and_resumed_by_its_mark_and_its_key(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    call = floor.change(floor.connect(floor.ring()), recording="off")
    await stage.until(lambda: bar.state().recording is Recording.OFF)
    mark = bar.findChild(QWidget, "recording")
    wishes = []
    for recording, name in (("on", "Recording"), ("paused", "Recording paused"), ("off", "Not recorded")):
        stage.press(Qt.Key.Key_F8, SHIFT)
        await stage.until(lambda: len(floor.acted) > len(wishes))
        wishes.append(floor.acted[-1].wish)
        call = floor.change(call, recording=recording)
        await stage.until(lambda name=name: mark.accessibleName() == name)
    assert wishes == ["start", "pause", "resume"]
    mark.click()
    await stage.until(lambda: len(floor.acted) == 4)
    assert isinstance(floor.acted[-1], SetRecording)


async def test_what_the_exchange_cannot_do_is_disabled_and_says_why_to_eye_and_ear(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    floor.live.capabilities = frozenset({"hang_up"})
    floor.live.heard_at = NOW
    floor.connect(floor.ring())
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    for control, word in (
        (Control.HOLD, "hold"),
        (Control.MUTE, "mute"),
        (Control.TRANSFER, "transfer"),
        (Control.ADD_PERSON, "bring several together"),
        (Control.KEYPAD, "keys"),
    ):
        button = bar.control(control)
        assert not button.isEnabled()
        assert word in button.toolTip()
        assert button.accessibleDescription() == button.toolTip()
    assert "change the recording" in bar.findChild(QWidget, "recording").accessibleDescription()
    assert bar.control(Control.END).isEnabled()


async def test_whoever_listens_is_shown_for_as_long_as_they_do(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    floor.live.people["helen"] = PersonView(
        agent="helen", display_name="Helen Whitaker", state="available", since=NOW
    )
    call = floor.connect(floor.ring())
    chip = bar.findChild(QWidget, "supervision")
    said = []
    for mode in ("listen", "whisper", "barge"):
        heard = SupervisionView(supervisor="helen", agent="leila", mode=mode, since=NOW)  # type: ignore[arg-type]
        call = floor.change(call, supervisions=(heard,))
        await stage.settle(0.05)
        assert chip.isVisible()
        said.append(chip.accessibleName())
    assert said == [
        "Helen Whitaker listens",
        "Helen Whitaker speaks to you alone",
        "Helen Whitaker is on the call",
    ]
    floor.change(call, supervisions=())
    await stage.until(chip.isHidden)


@pytest.mark.parametrize("has_call", [True, False])
async def test_a_lost_exchange_is_told_with_its_time_and_disables_with_the_reason(
    stage: Stage, has_call: bool
) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    floor.live.heard_at = NOW
    if has_call:
        floor.connect(floor.ring())
        await stage.settle()
    away = ExchangeView(
        connector="",
        is_up=False,
        what="It does not answer.",
        since=NOW - timedelta(minutes=2),
        changed_at=NOW,
    )
    floor.live.exchanges[""] = away
    floor.floor.tell(floor.live)
    await stage.until(lambda: bar.state().phase is CallPhase.LINE_LOST)
    assert bar.state().timer == "2:00"
    line = stage.frame.exchange_line
    assert line.isVisible()
    assert "12:39" in line.accessibleName()
    assert "Trying again" in line.accessibleName()
    control = bar.control(Control.HOLD if has_call else Control.END)
    assert not control.isEnabled()
    assert "12:39" in control.toolTip()
    floor.live.exchanges[""] = ExchangeView(connector="", is_up=True, since=NOW, changed_at=NOW)
    floor.floor.tell(floor.live)
    await stage.until(line.isHidden)
    assert bar.state().phase is (CallPhase.ON_CALL if has_call else CallPhase.READY)


async def test_wrap_up_goes_on_while_the_exchange_is_away(stage: Stage) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    floor.live.heard_at = NOW
    call = floor.connect(floor.ring())
    await stage.settle()
    floor.hang_up(call)
    await stage.until(lambda: bar.state().phase is CallPhase.WRAP_UP)
    floor.live.exchanges[""] = ExchangeView(connector="", is_up=False, since=NOW, changed_at=NOW)
    floor.floor.tell(floor.live)
    await stage.until(stage.frame.exchange_line.isVisible)
    assert bar.state().phase is CallPhase.WRAP_UP
    assert bar.control(Control.EXTEND).isEnabled()
    assert "has not been reached" in bar.control(Control.CALL_BACK).toolTip()


@pytest.mark.parametrize("is_known_before", [True, False])
async def test_where_only_the_handset_answers_the_desk_says_so_and_follows(
    stage: Stage, is_known_before: bool
) -> None:
    floor, bar = stage.floor, stage.frame.call_bar_view
    floor.live.heard_at = NOW
    if is_known_before:
        floor.live.capabilities = frozenset({"hang_up", "hold"})
    else:
        floor.outcome = Outcome.refused(
            "lift_the_handset", "Lift the handset: it cannot be answered from here."
        )
    call = floor.ring()
    await stage.until(lambda: bar.state().phase is CallPhase.RINGING)
    stage.press(Qt.Key.Key_F2)
    await stage.until(lambda: bar.state().state_words == "Lift the handset")
    await stage.until(lambda: stage.frame.notices.entries)
    assert stage.frame.notices.entries[0].text == "Lift the handset to talk to Margaret Okafor."
    assert any(isinstance(action, Answer) for action in floor.acted) is not is_known_before
    floor.connect(call)
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    assert bar.state().state_words == ""


async def test_a_refused_pause_says_that_the_recording_goes_on(stage: Stage) -> None:
    floor = stage.floor
    floor.connect(floor.ring())
    await stage.settle()
    floor.outcome = Outcome.refused("cannot", "This exchange cannot pause.")
    stage.frame.hold_recording("test", holds=True)
    await stage.until(lambda: stage.frame.notices.entries)
    assert "The recording goes on" in stage.frame.notices.entries[0].text
    assert "no payment details" in stage.frame.notices.entries[0].text
