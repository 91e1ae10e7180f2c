"""Recordings of what a desk asks beside the talk, made on a real exchange with the account it needs and no more.

Conference, changing over, parking and listening in are asked for exactly as the connector does.
"""

import random

import pytest

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.views import PhoneView
from plugins.asterisk.codec import Message
from tests.support.asterisk_replay import FOLDER, Replay, messages, replayed

NAMES = sorted(path.stem for path in (FOLDER / "desk_transcripts").glob("*.txt"))


def expectations() -> dict[str, str]:
    found: dict[str, str] = {}
    text = (FOLDER / "desk_expected.txt").read_text(encoding="utf-8")
    for section in text.split("== ")[1:]:
        name, _, table = section.partition("\n")
        found[name] = "\n".join(one for one in table.splitlines() if one and one[0] != "#") + "\n"
    return found


EXPECTED = expectations()


def test_there_is_an_expectation_for_every_recording() -> None:
    assert sorted(EXPECTED) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("times", [1, 2])
def test_a_recording_comes_to_its_facts_also_when_everything_comes_twice(name: str, times: int) -> None:
    replay = Replay()
    for message in messages(name):
        for _ in range(times):
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
    assert (book.legs.by_uid, book.legs.bridges, book.calls, book.spies) == ({}, {}, {}, {})


def test_a_phone_that_loses_its_registration_is_told_once_and_so_is_its_return() -> None:
    replay = replayed("phone-registration")
    told = [
        event for event in replay.told if isinstance(event, ev.PhoneReported) and event.extension == "1001"
    ]
    assert [event.is_registered for event in told] == [True, False, True]
    phones = {one.extension: one for one in replay.floor.view(replay.now).phones}
    assert phones["1001"] == PhoneView(extension="1001", is_registered=True)
    assert phones["1005"].is_registered is False
    assert "2001" not in phones  # An agent's log-in is no phone.


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", NAMES)
def test_what_comes_a_moment_too_early_or_too_late_is_taken_all_the_same(name: str, seed: int) -> None:
    """The exchange tells of legs, bridges and parking by different ways, which overtake each other."""
    rng = random.Random(seed)
    stream = messages(name)
    for _ in range(len(stream) // 3):
        n = rng.randrange(len(stream) - 1)
        one, other = stream[n : n + 2]
        stamps = one.get("Timestamp"), other.get("Timestamp")
        same_leg = one.get("Channel") and one.get("Channel") == other.get("Channel")
        begins = {one.event, other.event} & {"Newchannel", "DialBegin", "DialEnd"}
        if all(stamps) and float(stamps[1]) - float(stamps[0]) < 0.01 and not same_leg and not begins:
            stream[n : n + 2] = [other, one]
    replay = Replay()
    for message in stream:
        replay.take(message)
    replay.wait(10)
    assert replay.refused == []
    assert all(call.state == "ended" for call in replay.calls())
