"""The recordings read a second time, by rules of their own: who hung up, and whether a queue was left or given up.

Nothing of the connector is used here but its splitting of lines. A phone that hangs up asks for it
(``HangupRequest`` on a leg that is up); the last to ask before the caller's leg went ended the call. A leg hung
up by an action was the desk's doing. A caller abandoned whose own asking came before they left the queue, and
who was never connected.
"""

import pytest

from plugins.asterisk.codec import Message
from tests.support.asterisk_replay import FOLDER, replayed

NAMES = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))
CARRIER, WIRE = "PJSIP/carrier-", "Local/"


def blocks(name: str) -> list[Message]:
    """Events, and actions that were sent, in order."""
    text = (FOLDER / "transcripts" / f"{name}.txt").read_text(encoding="utf-8")
    found = (block.strip("\n") for block in text.split("\n\n"))
    return [
        Message(block.replace("> ", "").replace("\n", "\r\n"))
        for block in found
        if block.startswith(("Event: ", "> Action"))
    ]


def callers(stream: list[Message]) -> dict[str, str]:
    """Legs that came in from outside and are the first of their call: id by name of the channel."""
    return {
        one.get("Uniqueid"): one.get("Channel")
        for one in stream
        if one.event == "Newchannel"
        and one.get("Channel").startswith(CARRIER)
        and one.get("Uniqueid") == one.get("Linkedid")
    }


def who_ended(stream: list[Message], uid: str) -> str:
    """By whom a call ended, empty where the recording ends before."""
    last = "exchange"
    for one in stream:
        is_ours = one.get("Linkedid") == uid or one.get("Uniqueid") == uid
        if one.event == "HangupRequest" and is_ours and one.get("ChannelState") == "6":
            if not one.get("Channel").startswith(WIRE):
                last = "caller" if one.get("Channel").startswith(CARRIER) else "agent"
        elif one.get("Action") == "Hangup" and one.get("Channel").startswith("PJSIP/1"):
            last = "agent"
        elif one.event == "BlindTransfer" and one.get("TransfereeLinkedid") == uid:
            last = "exchange"  # Whoever let go has not ended it.
        elif one.event == "Hangup" and one.get("Uniqueid") == uid:
            return last
    return ""


def visits(stream: list[Message], uid: str) -> list[str]:
    """How the caller left each queue they entered."""
    found: list[str] = []
    asked = False
    for one in stream:
        if one.get("Uniqueid") != uid:
            continue
        if one.event == "HangupRequest":
            asked = True
        elif one.event == "QueueCallerJoin":
            found.append("waiting")
        elif one.event == "AgentConnect" and found:
            found[-1] = "answered"
        elif one.event == "QueueCallerAbandon" and found:
            found[-1] = "abandoned" if asked else "flowed_out"
    return found


def second_reading(name: str) -> dict[str, tuple[str, list[str]]]:
    """Of every call from outside: who ended it, and how each queue was left."""
    stream = blocks(name)
    return {uid: (who_ended(stream, uid), visits(stream, uid)) for uid in callers(stream)}


@pytest.mark.parametrize("name", NAMES)
def test_both_readings_agree(name: str) -> None:
    told = {call.call_id: call for call in replayed(name).calls()}
    for uid, (by, left) in second_reading(name).items():
        if uid in told:  # One that ends before it comes to anybody is none.
            assert [visit.outcome for visit in told[uid].visits] == left
            assert by in {told[uid].ended_by, ""}


def test_the_second_reading_reads_nearly_everything() -> None:
    readings = [one for name in NAMES for one in second_reading(name).values()]
    ended = [by for by, _ in readings if by]
    left = [outcome for _, visits_of_call in readings for outcome in visits_of_call]
    assert {by: ended.count(by) for by in sorted(set(ended))} == {"agent": 27, "caller": 10, "exchange": 5}
    assert {outcome: left.count(outcome) for outcome in sorted(set(left))} == {
        "abandoned": 8,
        "answered": 36,
        "flowed_out": 2,
        "waiting": 3,
    }
