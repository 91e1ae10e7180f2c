"""Numbers anywhere on screen are called, copied in every format and blocked; refusals are told in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.core.errors import Refused
from agent_desktop.features.blocked.commands import BlockCaller, UnblockCaller
from agent_desktop.features.blocked.read_models import BlockedCaller
from agent_desktop.features.calls.history import OwnCall
from agent_desktop.telephony.actions import Dial, Outcome, Reject
from agent_desktop.telephony.views import PhoneView
from agent_desktop.workstation.live import Call
from agent_desktop_ui.calls.blocking import BlockedLayer, BlockLayer
from agent_desktop_ui.calls.keypad import KeypadLayer
from agent_desktop_ui.calls.my_calls import MISSED, MyCallsLayer
from agent_desktop_ui.calls.numbers import numbers_in
from agent_desktop_ui.widgets.call_bar import CallPhase
from tests.support.desk_floor import DEV, MARGARET, ME, NOW
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
NUMBER = "+442079460142"


def menu_of(stage: Stage) -> dict[str, QAction]:
    menu = stage.frame.numbers.menu
    assert menu is not None
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def ask_menu(widget: QWidget, place: QPoint | None = None) -> None:
    """The context menu, by the menu key where no place is given."""
    reason = QContextMenuEvent.Reason.Keyboard if place is None else QContextMenuEvent.Reason.Mouse
    place = place or QPoint(2, 2)
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def test_numbers_are_found_in_any_text_as_people_write_them() -> None:
    text = "Call 020 7946 0142 or +49 30 901820 before 12:30, order 4821-77, on 17.11.2026."
    assert [n.e164 for n in numbers_in(text, "GB")] == ["+442079460142", "+4930901820"]
    assert numbers_in("Ticket 48213", "GB") == []
    assert numbers_in("", "GB") == []


async def test_a_click_on_the_callers_number_offers_to_call_and_to_copy_it_in_every_format(
    stage: Stage,
) -> None:
    stage.floor.connect(stage.floor.ring())
    bar = stage.frame.call_bar_view
    await stage.until(lambda: bar.state().phase is CallPhase.ON_CALL)
    QTest.mouseClick(bar._meta, Qt.MouseButton.LeftButton)
    actions = menu_of(stage)
    assert list(actions) == [
        f"call:{NUMBER}",
        f"copy:{NUMBER}",
        "copy:+44 20 7946 0142",
        "copy:020 7946 0142",
        f"block:{NUMBER}",
    ]
    for words in (NUMBER, "+44 20 7946 0142", "020 7946 0142"):
        actions[f"copy:{words}"].trigger()
        assert QGuiApplication.clipboard().text() == words


@pytest.mark.parametrize("where", ["note", "timeline", "field", "article"])
async def test_the_menu_key_and_the_right_button_find_numbers_in_every_kind_of_place(
    stage: Stage, where: str
) -> None:
    screen = stage.screen
    if where == "note":
        field = screen.panel.note_bar.note.field()
        field.setPlainText("wants to be called on 020 7946 0142 tomorrow")
        field.setFocus()
        ask_menu(field)
    elif where == "field":
        box = screen.queue.filter_box()
        box.setText("02079460142")
        box.setFocus()
        ask_menu(box)
    elif where == "timeline":
        from agent_desktop.features.customers.read_models import Timeline
        from tests.support.desk_floor import TIMELINE

        told = TIMELINE[0].__class__(
            "event-9", "call_in", NOW, "call", "", "New number is 020 7946 0142.", []
        )
        stage.floor.answers[Timeline] = lambda _q: [told]
        screen.show_customer(MARGARET.customer_id)
        await stage.until(lambda: screen.panel.timeline.model().rowCount() > 0)
        timeline = screen.panel.timeline
        timeline.setFocus()
        for row in range(timeline.model().rowCount()):
            timeline.setCurrentIndex(timeline.model().index(row, 0))
            ask_menu(timeline)
            if stage.frame.numbers.menu is not None:
                break
    else:
        from agent_desktop_ui.widgets.label import Paragraph

        label = Paragraph("The gas emergency line is 020 7946 0142.", parent=screen.panel)
        label.resize(300, 40)
        label.show()
        label.raise_()
        QTest.mouseClick(label, Qt.MouseButton.LeftButton, CTRL)
        await stage.until(lambda: stage.floor.acted)
        assert stage.floor.acted[-1].number == NUMBER
        return
    menu_of(stage)[f"call:{NUMBER}"].trigger()
    await stage.until(lambda: stage.floor.acted)
    assert isinstance(stage.floor.acted[-1], Dial)
    assert stage.floor.acted[-1].number == NUMBER
    menu = stage.frame.numbers.menu
    if menu is not None:
        menu.close()


async def test_a_number_typed_into_the_palette_is_called(stage: Stage) -> None:
    stage.press(Qt.Key.Key_K, CTRL)
    stage.type("020 7946 0142")
    await stage.settle(0.05)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.floor.acted)
    assert stage.floor.acted[-1].number == NUMBER


async def test_why_we_may_not_call_is_said_in_words(stage: Stage) -> None:
    stage.floor.outcome = Outcome.refused("do_not_call", "Margaret Okafor asked not to be called.")
    stage.frame.dial(NUMBER)
    await stage.until(lambda: stage.frame.notices.entries)
    assert stage.frame.notices.entries[0].text == "Margaret Okafor asked not to be called."


async def test_what_a_call_is_for_goes_along(stage: Stage) -> None:
    call = stage.floor.connect(stage.floor.ring())
    await stage.settle()
    stage.floor.hang_up(call)
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.WRAP_UP)
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    await stage.until(lambda: any(isinstance(a, Dial) for a in stage.floor.acted))
    dialled = stage.floor.acted[-1]
    assert (dialled.purpose, dialled.customer_id) == ("callback", MARGARET.customer_id)


async def test_enter_on_an_empty_dial_field_dials_the_last_number_again(stage: Stage) -> None:
    stage.frame.dial(NUMBER)
    await stage.until(lambda: len(stage.floor.acted) == 1)
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, KeypadLayer)
    assert "020 7946 0142" in layer.field().edit().placeholderText()
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: len(stage.floor.acted) == 2)
    assert stage.floor.acted[-1].number == NUMBER


async def test_a_link_from_outside_waits_for_enter(stage: Stage) -> None:
    stage.frame.offer_call("tel:+44-20-7946-0142")
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, KeypadLayer)
    await stage.settle(0.05)
    assert stage.floor.acted == [], "a page in a browser must not make us call"
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.floor.acted)
    assert stage.floor.acted[-1].number == NUMBER


# -- missed, made, taken -----------------------------------------------------------------------------


def own(call_id: str, way: str, number: str | None = NUMBER, **more: object) -> OwnCall:
    return OwnCall(
        connector="sim",
        call_id=call_id,
        contact_id=f"contact-{call_id}",
        way=way,  # type: ignore[arg-type]
        at=NOW - timedelta(minutes=int(call_id)),
        number=number,
        **more,  # type: ignore[arg-type]
    )


async def test_a_call_that_was_not_taken_is_told_and_one_sent_away_is_not(stage: Stage) -> None:
    floor = stage.floor

    def gone(call: Call) -> None:
        floor.change(call, "available", parties=(), state="queued")

    gone(floor.ring("call-1"))
    await stage.until(lambda: stage.frame.notices.entries)
    told = stage.frame.notices.entries[0].text
    assert told == "Missed call at 12:41: Margaret Okafor, 020 7946 0142. Ctrl H lists your calls."
    second = floor.ring("call-2", DEV)
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.RINGING)
    stage.press(Qt.Key.Key_F12)
    await stage.until(lambda: any(isinstance(a, Reject) for a in floor.acted))
    gone(second)
    floor.hang_up(floor.connect(floor.ring("call-3")))
    await stage.settle()
    assert len(stage.frame.notices.entries) == 1


async def test_my_calls_are_listed_and_called_back_with_enter(stage: Stage) -> None:
    stage.floor.own_calls = [
        own("1", "missed", customer_id=MARGARET.customer_id, customer_name="Margaret Okafor"),
        own("2", "made", "+442079460777", talk_s=65.0),
        own("3", "missed", "+442079460888", is_taken_by_other=True),
        own("4", "taken", None, talk_s=10.0),
    ]
    stage.press(Qt.Key.Key_H, CTRL)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, MyCallsLayer)
    await stage.until(lambda: layer.table.table_model().rowCount() == 4)
    said = [[row.cell(n).text for n in (1, 2, 3, 5)] for row in layer.table.table_model().rows()]
    assert said == [
        ["Missed", "Margaret Okafor", "020 7946 0142", "–"],
        ["Made", "–", "020 7946 0777", "1:05"],
        ["Taken by a colleague", "–", "020 7946 0888", "–"],
        ["Taken", "–", "Withheld", "0:10"],
    ]
    layer.table.selectRow(3)
    assert layer.call.toolTip() == "The number was withheld."
    layer.tabs.setCurrentIndex(MISSED)
    assert layer.table.table_model().rowCount() == 2
    layer.table.setFocus()
    layer.table.selectRow(0)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.floor.acted)
    dialled = stage.floor.acted[-1]
    assert (dialled.number, dialled.purpose, dialled.customer_id) == (
        NUMBER,
        "callback",
        MARGARET.customer_id,
    )


# -- blocked callers ---------------------------------------------------------------------------------


async def test_a_blocked_caller_rings_as_a_card_and_puts_nothing_on_screen(stage: Stage) -> None:
    stage.floor.blocked = [BlockedCaller(NUMBER, "Threatened Sana", ME.agent_id, NOW)]
    stage.floor.ring()
    card = stage.screen.queue.incoming
    await stage.until(card.isVisible)
    assert stage.contacts.state.current is None
    assert stage.screen.customer_desk.customer_id == ""
    assert "Blocked caller rings" in card.accessibleName()
    assert "Blocked: Threatened Sana" in card.accessibleName()
    assert stage.frame.call_bar_view.state().phase is not CallPhase.RINGING
    await stage.settle(0.6)
    stage.press(Qt.Key.Key_F2)
    await stage.until(lambda: stage.floor.acted)


async def test_somebody_welcome_is_answered_before_a_blocked_caller(stage: Stage) -> None:
    stage.floor.blocked = [BlockedCaller("+442079460777", "Threatened Sana", ME.agent_id, NOW)]
    stage.floor.ring("call-bad", None, caller="+442079460777")
    await stage.until(stage.screen.queue.incoming.isVisible)
    stage.floor.ring("call-good", DEV)
    await stage.until(lambda: stage.contacts.state.current is not None)
    stage.press(Qt.Key.Key_F2)
    await stage.until(lambda: stage.floor.acted)
    assert stage.floor.acted[-1].call_id == "call-good"


async def test_a_number_is_blocked_with_a_reason_and_let_through_again(stage: Stage) -> None:
    stage.frame.block_caller(NUMBER)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, BlockLayer)
    assert stage.focus_of() is layer.reason.edit()
    stage.type("Threatened Sana")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.floor.done)
    [command] = stage.floor.done
    assert isinstance(command, BlockCaller)
    assert (command.number, command.reason) == ("020 7946 0142", "Threatened Sana")
    stage.floor.blocked = [BlockedCaller(NUMBER, "Threatened Sana", ME.agent_id, NOW)]
    stage.frame.open_blocked()
    listed = stage.frame.layers.top_layer()
    assert isinstance(listed, BlockedLayer)
    await stage.until(lambda: listed.table.table_model().rowCount() == 1)
    listed.table.setFocus()
    stage.press(Qt.Key.Key_Return)
    again = stage.frame.layers.top_layer()
    assert isinstance(again, BlockLayer)
    stage.type("Apologised")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: len(stage.floor.done) == 2)
    assert isinstance(stage.floor.done[-1], UnblockCaller)


async def test_a_refusal_to_block_stands_at_its_field(stage: Stage) -> None:
    async def refuse(_command: object) -> None:
        raise Refused("reason_needed", "This needs a reason that others understand.", todo="Say why.")

    stage.floor.do = refuse  # type: ignore[assignment, method-assign]
    stage.frame.block_caller(NUMBER)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, BlockLayer)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "needs a reason" in layer.reason._below.text())
    assert stage.frame.layers.top_layer() is layer


# -- voicemail ---------------------------------------------------------------------------------------


async def test_voice_messages_are_marked_while_they_wait_and_told_once(stage: Stage) -> None:
    live, chip = stage.floor.live, stage.frame.kpi_view.voicemail
    assert chip.isHidden(), "an exchange that tells of none has no mark"
    live.phones = {
        "201": PhoneView(extension="201", voicemails=2),
        "202": PhoneView(extension="202", voicemails=9),
    }
    stage.floor.floor.tell(live)
    await stage.until(chip.isVisible)
    assert chip.accessibleName() == "2 voice messages"
    stage.floor.floor.tell(live)
    await stage.settle(0.05)
    assert [entry.text for entry in stage.frame.notices.entries] == ["2 voice messages"]
    live.phones = {"201": PhoneView(extension="201")}
    stage.floor.floor.tell(live)
    await stage.until(chip.isHidden)
