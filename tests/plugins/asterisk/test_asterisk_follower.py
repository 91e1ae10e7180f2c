"""Nonsense from an exchange is borne: no error, no growth, and no call that outlives its legs."""

import random

import pytest

from agent_desktop.telephony import events as ev
from plugins.asterisk.codec import Message
from plugins.asterisk.mapping import follower, legs
from tests.support.asterisk_replay import Replay, messages

UIDS = ("1.1", "1.2", "1.3", "1.4", "", "ours-1")
VALUES: dict[str, tuple[str, ...]] = {
    "Event": tuple(sorted(follower._HANDLERS)),
    "Uniqueid": UIDS,
    "Linkedid": UIDS,
    "DestUniqueid": UIDS,
    "TransfererUniqueid": UIDS,
    "OrigTransfererUniqueid": UIDS,
    "TransferTargetUniqueid": UIDS,
    "ParkeeUniqueid": UIDS,
    "Channel": (
        "PJSIP/1001-00000001",
        "PJSIP/1002-00000002",
        "PJSIP/outside-00000003",
        "Local/1002@agents-00000001;1",
        "Local/1002@agents-00000001;2",
        "",
    ),
    "ChannelState": ("0", "4", "5", "6", "x"),
    "BridgeUniqueid": ("a", "b"),
    "Queue": ("support", "sales", ""),
    "DialStatus": ("ANSWER", "BUSY", "CANCEL", "NOANSWER", ""),
    "Extension": ("1002", "8002", "+4930", ""),
    "Interface": ("PJSIP/1001", "Local/1002@agents/n", "x", ""),
    "Cause": ("0", "4", "16", "17", "x", ""),
    "Paused": ("0", "1", ""),
    "Exten": ("s", "8001", "1002", ""),
    "CallerIDNum": ("+4930123456", "anonymous", "<unknown>", "\u200b", "9" * 300),
    "Timestamp": ("1795295628.5", "-1", "x", "1e99"),
}


@pytest.mark.parametrize("block", range(10))
def test_nonsense_never_raises_and_leaves_nothing_behind(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        _bears_nonsense(random.Random(seed))


def _bears_nonsense(rng: random.Random) -> None:
    replay = Replay()
    for _ in range(80):
        fields = {key: rng.choice(values) for key, values in VALUES.items() if rng.random() < 0.9}
        if rng.random() < 0.4:
            fields["Event"] = rng.choice(("Newchannel", "Newstate", "BridgeEnter", "QueueCallerJoin"))
        text = "\r\n".join(f"{key}: {value}" for key, value in fields.items())
        replay._hand_on(replay.follower.take(Message(text), replay.now))
        if rng.random() < 0.2:
            replay.wait(3)
    book = replay.follower.book
    for uid in list(book.legs.by_uid):
        replay._hand_on(replay.follower.take(Message(f"Event: Hangup\r\nUniqueid: {uid}"), replay.now))
    replay.wait(10)
    assert (book.legs.by_uid, book.legs.bridges, book.calls) == ({}, {}, {})
    # An id that comes up again after its end is a new call to us; a real exchange gives none twice.
    last = {event.call_id: event for event in replay.told if isinstance(event, ev.CallEvent)}
    assert all(isinstance(event, ev.CallEnded) for event in last.values())


def test_what_is_followed_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legs, "MOST_LEGS", 100)
    replay = Replay()
    for number in range(1_000):
        lines = (
            f"Event: Newchannel\r\nChannel: PJSIP/x-{number:08x}\r\nChannelState: 4\r\nUniqueid: {number}.1"
        )
        replay.take(Message(lines))
    assert len(replay.follower.book.legs.by_uid) == len(replay.follower.book.calls) == 100


def test_a_call_the_agent_left_is_over_for_them_though_the_caller_goes_on() -> None:
    """A survey after the talk must not keep the agent busy."""
    replay = Replay()
    for message in messages("inbound-answered-agent-hangs-up"):
        is_caller = message.get("Channel").startswith("PJSIP/carrier")
        if not (is_caller and message.event in {"Hangup", "SoftHangupRequest", "HangupRequest"}):
            replay.take(message)
    person = replay.floor.person("ada")
    assert person is not None
    assert person.state == "talking"
    replay.wait(3)
    person = replay.floor.person("ada")
    assert person is not None
    assert person.state == "wrap_up"
    (call,) = replay.calls()
    assert (call.outcome, call.ended_by, round(call.talk_s)) == ("answered", "agent", 2)


def test_who_is_added_paused_and_without_a_reason_was_paused_by_us() -> None:
    """Version 16 drops the reason on the way: it must not come back as a pause of the exchange's own."""
    replay = Replay()
    member = "Interface: PJSIP/1001\r\nQueue: support\r\nPaused: 1\r\nPausedReason: "
    replay.take(Message(f"Event: QueueMemberAdded\r\n{member}"))
    assert replay.told == []
    replay.take(Message("Event: QueueMemberPause\r\n" + member.replace("Paused: 1", "Paused: 0")))
    replay.take(Message(f"Event: QueueMemberPause\r\n{member}"))
    assert [getattr(event, "reason", None) for event in replay.told] == ["exchange"]


def test_what_a_caller_presses_after_the_talk_is_told_of_that_call() -> None:
    """The dialplan says it on the caller's leg, when the agent has long hung up."""
    replay = Replay()
    caller = ""
    for message in messages("inbound-answered-agent-hangs-up"):
        is_caller = message.get("Channel").startswith("PJSIP/carrier")
        caller = message.get("Uniqueid") if is_caller and not caller else caller
        if not (is_caller and message.event in {"Hangup", "SoftHangupRequest", "HangupRequest"}):
            replay.take(message)
    replay.wait(3)
    (call,) = replay.calls()
    for said in ("4", "7"):
        replay.take(
            Message(f"Event: UserEvent\r\nUserEvent: CallRating\r\nUniqueid: {caller}\r\nScore: {said}")
        )
    told = [event for event in replay.told if isinstance(event, ev.CallRated)]
    assert [(event.call_id, event.score) for event in told] == [(call.call_id, 4), (call.call_id, None)]
    assert [fact.data for fact in replay.floor.apply(told[0], "asterisk").facts] in ([], [{"score": 4}])
