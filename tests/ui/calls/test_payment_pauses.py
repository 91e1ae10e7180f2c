"""While payment details are taken nothing is recorded; afterwards it goes on, unless the person had paused it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QPlainTextEdit

from agent_desktop.features.customers.read_models import PrivateDetails
from agent_desktop.features.scripts.model import Choice, Step
from agent_desktop.features.scripts.read_models import Script, ScriptView
from agent_desktop.telephony.actions import SetRecording
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.private_details import ShownPrivate
from agent_desktop_ui.customers.private_form import PrivateFormLayer
from agent_desktop_ui.widgets.recording_mark import Recording
from tests.support.desk_floor import MARGARET, NOW
from tests.ui.conftest import Stage

SHOWN = ShownPrivate(MARGARET.customer_id, "contact", NOW + timedelta(minutes=10), PrivateDetails())
WITH_PAYMENT = ScriptView(
    "script-pay",
    "Payment",
    None,
    [
        Step("hello", "How would you like to pay?", [Choice("By account", "pay")]),
        Step("pay", "Your account number, please.", [Choice("Done", "bye")], is_payment=True),
        Step("bye", "Thank you.", [Choice("Bye", None)]),
    ],
)


def wishes(stage: Stage) -> list[str]:
    return [action.wish for action in stage.floor.acted if isinstance(action, SetRecording)]


async def on_a_recorded_call(stage: Stage) -> Call:
    call = stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.ON)
    return call


async def test_a_payment_field_pauses_while_it_has_the_keyboard(stage: Stage) -> None:
    call = await on_a_recorded_call(stage)
    layer = PrivateFormLayer(stage.frame.context, SHOWN)
    stage.frame.open_layer(layer)
    await stage.settle(0.05)
    assert wishes(stage) == [], "the date of birth is no payment"
    layer.line("iban_last4").setFocus()
    await stage.until(lambda: wishes(stage) == ["pause"])
    call = stage.floor.change(call, recording="paused")
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.PAUSED)
    layer.line("payment_reference").setFocus()
    await stage.settle(0.1)
    assert wishes(stage) == ["pause"], "from one payment field to the next nothing is recorded"
    layer.findChild(QPlainTextEdit).setFocus()
    await stage.until(lambda: wishes(stage) == ["pause", "resume"])


async def test_whoever_only_passes_through_gets_a_pause_and_its_end(stage: Stage) -> None:
    await on_a_recorded_call(stage)
    layer = PrivateFormLayer(stage.frame.context, SHOWN)
    stage.frame.open_layer(layer)
    layer.line("iban_last4").setFocus()
    layer.line("identifier").setFocus()
    await stage.until(lambda: stage.frame.call_bar.recording.is_held is False and len(wishes(stage)) != 1)
    assert wishes(stage) in ([], ["pause", "resume"])


async def test_closing_the_form_resumes(stage: Stage) -> None:
    await on_a_recorded_call(stage)
    layer = PrivateFormLayer(stage.frame.context, SHOWN)
    stage.frame.open_layer(layer)
    layer.line("iban_last4").setFocus()
    await stage.until(lambda: wishes(stage) == ["pause"])
    stage.frame.close_layer(layer)
    await stage.until(lambda: wishes(stage) == ["pause", "resume"])


async def test_what_the_person_paused_stays_paused(stage: Stage) -> None:
    call = await on_a_recorded_call(stage)
    stage.floor.change(call, recording="paused")
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.PAUSED)
    layer = PrivateFormLayer(stage.frame.context, SHOWN)
    stage.frame.open_layer(layer)
    layer.line("iban_last4").setFocus()
    await stage.settle(0.1)
    layer.line("identifier").setFocus()
    await stage.settle(0.1)
    assert wishes(stage) == []


async def test_a_call_that_is_answered_while_the_field_is_open_is_paused_too(stage: Stage) -> None:
    layer = PrivateFormLayer(stage.frame.context, SHOWN)
    stage.frame.open_layer(layer)
    layer.line("iban_last4").setFocus()
    await stage.settle(0.05)
    stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: wishes(stage) == ["pause"])


async def test_the_payment_step_of_a_script_pauses_until_it_is_left(stage: Stage) -> None:
    stage.floor.answers[Script] = lambda _q: WITH_PAYMENT
    await on_a_recorded_call(stage)
    script = stage.screen.script_desk
    script.open_script("script-pay")
    await stage.settle(0.05)
    assert wishes(stage) == []
    script.choose(1)
    await stage.until(lambda: wishes(stage) == ["pause"])
    script.choose(1)
    await stage.until(lambda: wishes(stage) == ["pause", "resume"])
