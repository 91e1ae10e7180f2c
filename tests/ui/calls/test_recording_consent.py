"""Who does not want to be recorded is not, from the moment they say so; and every agent sees what was taken back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from agent_desktop.core.changes import Changes
from agent_desktop.features.customers.consent import CHANNELS
from agent_desktop.features.customers.record_read_models import Consent, ConsentLine, ConsentState
from agent_desktop.telephony.actions import SetRecording
from agent_desktop_ui.customers.header_words import header_of, unwanted
from agent_desktop_ui.widgets.recording_mark import Recording
from tests.support.desk_floor import DEV, MARGARET, NOW
from tests.ui.conftest import Stage

NEWS = Changes(frozenset({("consent_event", "event-1")}))


def says(stage: Stage, state: str, of: str = MARGARET.customer_id) -> None:
    """From now on this is how it stands with somebody's being recorded."""
    line = ConsentLine("event-1", "recording", "call", state == "granted", NOW, "call", None, "agent-leila")

    def answer(query: Any) -> ConsentState | None:
        is_asked = (query.customer_id, query.purpose, query.channel) == (of, "recording", "call")
        return ConsentState("recording", "call", state, line, []) if is_asked else None

    stage.floor.answers[Consent] = answer
    stage.floor.changes.tell(NEWS)


def wishes(stage: Stage) -> list[str]:
    return [action.wish for action in stage.floor.acted if isinstance(action, SetRecording)]


async def test_who_took_it_back_before_is_not_recorded_when_they_ring(stage: Stage) -> None:
    says(stage, "withdrawn")
    stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: wishes(stage) == ["pause"])
    assert any("do not want to be recorded" in one.text for one in stage.frame.notices.entries)


async def test_taken_back_on_the_line_the_recording_stops_and_allowed_again_it_goes_on(stage: Stage) -> None:
    call = stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.ON)
    await stage.settle(0.05)
    assert wishes(stage) == []
    says(stage, "withdrawn")
    await stage.until(lambda: wishes(stage) == ["pause"])
    stage.floor.change(call, recording="paused")
    says(stage, "granted")
    await stage.until(lambda: wishes(stage) == ["pause", "resume"])


async def test_whoever_records_by_hand_against_it_is_stopped_again(stage: Stage) -> None:
    says(stage, "withdrawn")
    call = stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: wishes(stage) == ["pause"])
    call = stage.floor.change(call, recording="paused")
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.PAUSED)
    stage.frame.call_bar.recording.toggle(stage.frame.context.contacts.state.current)
    await stage.until(lambda: wishes(stage) == ["pause", "resume"])
    stage.floor.change(call, recording="on")
    await stage.until(lambda: wishes(stage) == ["pause", "resume", "pause"])


async def test_it_is_nobody_elses(stage: Stage) -> None:
    says(stage, "withdrawn", of=DEV.customer_id)
    stage.floor.connect(stage.floor.ring())
    await stage.until(lambda: stage.frame.call_bar_view.state().recording is Recording.ON)
    await stage.settle(0.1)
    assert wishes(stage) == []


@pytest.mark.parametrize(
    ("withdrawn", "words"),
    [
        ([], []),
        (["recording:call"], ["No recording"]),
        ([f"marketing:{channel}" for channel in CHANNELS], ["No marketing"]),
        (["marketing:call", "marketing:email"], ["No marketing: call, e-mail"]),
        (["survey:email", "profiling:social"], []),
        (["service:call"], ["Not by call"]),
    ],
)
def test_the_header_says_what_was_taken_back(withdrawn: list[str], words: list[str]) -> None:
    assert unwanted(withdrawn) == words
    shown = header_of(msgspec.structs.replace(MARGARET, withdrawn=withdrawn), can_dial="")
    assert [chip.text for chip in shown.chips][-len(words) :] == words or not words
