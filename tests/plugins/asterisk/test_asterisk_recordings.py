"""Forty-five recordings of a real exchange come to the facts that people who were there would state."""

import random
from datetime import UTC, datetime

import pytest

from agent_desktop.telephony import events as ev
from plugins.asterisk.codec import Message
from tests.support.asterisk_replay import FOLDER, Replay, expectations, messages, replayed

NAMES = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))
FROM_THE_DESK = sorted(path.stem for path in (FOLDER / "desk_transcripts").glob("*.txt"))


EXPECTED = expectations()


def test_there_is_an_expectation_for_every_recording() -> None:
    assert sorted(EXPECTED) == NAMES
    assert len(NAMES) == 45


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_comes_to_its_facts(name: str) -> None:
    replay = replayed(name)
    assert replay.table() == EXPECTED[name]
    assert replay.refused == []


@pytest.mark.parametrize("name", NAMES)
def test_events_that_come_twice_change_nothing(name: str) -> None:
    replay = Replay()
    for message in messages(name):
        replay.take(message)
        replay.take(message)
    replay.wait(10)
    assert replay.table() == EXPECTED[name]
    assert replay.refused == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_kept_of_legs_that_are_gone(name: str) -> None:
    replay = replayed(name)
    book = replay.follower.book
    for leg in list(book.legs.by_uid.values()):
        replay.take(Message(f"Event: Hangup\r\nUniqueid: {leg.uid}\r\nCause: 16"))
    assert (book.legs.by_uid, book.legs.by_name, book.legs.bridges, book.calls) == ({}, {}, {}, {})
    assert all(call.state == "ended" for call in replay.calls())


def test_our_waits_agree_with_those_the_exchange_states_itself() -> None:
    """``AgentConnect`` states whole seconds; a call answered by nobody of ours has none."""
    compared = 0
    for name in NAMES:
        stated = {
            (message.get("Linkedid"), message.get("Queue")): int(message.get("HoldTime"))
            for message in messages(name)
            if message.event == "AgentConnect"
        }
        for call in replayed(name).calls():
            for visit in call.visits:
                if visit.outcome == "answered" and visit.left_at is not None:
                    wait_s = (visit.left_at - visit.entered_at).total_seconds()
                    assert abs(wait_s - stated.pop((call.call_id, visit.queue))) <= 1, name
                    compared += 1
        assert stated == {}, f"{name}: answered and not told"
    assert compared == 36


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_lost_or_comes_late_no_call_is_left_behind(seed: int) -> None:
    """Half of a stream, shuffled a little: never an error, and nothing rings or talks once all legs are gone."""
    rng = random.Random(seed)
    stream = [message for name in rng.sample(NAMES + FROM_THE_DESK, 3) for message in messages(name)]
    stream = [message for message in stream if rng.random() > 0.15]
    for _ in range(len(stream) // 4):
        at = rng.randrange(len(stream) - 3)
        stream[at], stream[at + rng.randrange(4)] = stream[at + rng.randrange(4)], stream[at]
    replay = Replay()
    for message in stream:
        replay.take(message)
    for leg in list(replay.follower.book.legs.by_uid.values()):
        replay.take(Message(f"Event: Hangup\r\nUniqueid: {leg.uid}\r\nCause: 16"))
    replay.wait(10)
    assert replay.follower.book.calls == {}
    over = {event.call_id for event in replay.told if isinstance(event, ev.CallEnded)}
    assert {event.call_id for event in replay.told if isinstance(event, ev.CallEvent)} == over
    assert all(call.state == "ended" for call in replay.calls())


def test_no_event_lies_in_the_future_or_is_told_by_a_broken_clock() -> None:
    replay = Replay()
    now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    for stamp in ("9999999999.0", "nan", "soon", "-1e300", ""):
        lines = "Channel: PJSIP/carrier-00000001\r\nChannelState: 4\r\nUniqueid: {0}\r\nLinkedid: {0}"
        uid = f"u{stamp}"
        for event in ("Newchannel", "QueueCallerJoin\r\nQueue: support"):
            message = Message(f"Event: {event}\r\nTimestamp: {stamp}\r\n" + lines.format(uid))
            told = replay.follower.take(message, now)
        assert [event.at for event in told] == [now]
