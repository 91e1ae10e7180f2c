"""Whatever comes out of the socket: no error, no call that stays, no memory that grows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.asterisk.mapping import follower
from tests.support.asterisk_fuzz import Behind, Bender, resident_kb

INPUTS, WORLD = 1_000_000, 500
MOST_GROWTH_KB = 60_000

_UIDS = st.sampled_from(["1.1", "1.2", "1.3", "2.1", ""])
_CHANNELS = st.sampled_from(
    ["PJSIP/1001-00000001", "PJSIP/1002-00000002", "PJSIP/x-00000003"]
    + [f"Local/1002@agents-0000000{n};{end}" for n in (1, 2) for end in (1, 2)]
)
_WORDS = st.one_of(
    st.sampled_from(
        ["support", "sales", "1002", "8001", "s", "4", "5", "6", "ANSWER", "CANCEL", "BUSY", "1", "0"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12),
)
_ID_KEYS = (
    "Linkedid DestUniqueid TransfererUniqueid OrigTransfererUniqueid TransferTargetUniqueid ParkeeUniqueid"
)
_NAME_KEYS = "Channel DestChannel Interface SpyerChannel SpyeeChannel"
_WORD_KEYS = (
    "ChannelState Queue DialStatus Extension Exten Cause Paused PausedReason CallerIDNum CallerIDName"
)
_EVENTS = st.fixed_dictionaries(
    {"Event": st.sampled_from(sorted(follower._HANDLERS)), "Uniqueid": _UIDS},
    optional={
        **dict.fromkeys(f"{_ID_KEYS} BridgeUniqueid SpyerUniqueid SpyeeUniqueid".split(), _UIDS),
        **dict.fromkeys(_NAME_KEYS.split(), _CHANNELS),
        **dict.fromkeys(f"{_WORD_KEYS} Timestamp State Result Status Response ActionID".split(), _WORDS),
    },
)


@settings(max_examples=250, deadline=None)
@given(st.lists(_EVENTS, max_size=40), st.integers(1, 300))
def test_any_events_in_any_order_are_borne(events: list[dict[str, str]], step: int) -> None:
    stream = "".join(
        "".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n" for fields in events
    ).encode()
    behind = Behind()
    for start in range(0, len(stream), step):
        behind.feed(stream[start : start + step])
    behind.finish()


@pytest.mark.parametrize("seed", range(4))
def test_recordings_bent_out_of_shape_are_borne(seed: int) -> None:
    _borne(Bender(), seed, WORLD)


def _borne(bender: Bender, seed: int, inputs: int) -> int:
    """One world of inputs; what fails names its seed."""
    rng, behind = random.Random(seed), Behind()
    try:
        for data, _ in zip(bender.stream(rng), range(inputs), strict=False):
            cut = rng.randrange(len(data) + 1) if rng.random() < 0.2 else 0
            behind.feed(data[:cut])
            behind.feed(data[cut:])
        behind.finish()
    except Exception as error:
        raise AssertionError(f"world {seed} of {inputs} inputs was not borne: {error!r}") from error
    return behind.taken


@pytest.mark.long
def test_a_million_inputs_are_borne_in_bounded_memory() -> None:
    bender, taken, after_a_tenth = Bender(), 0, 0
    for world in range(INPUTS // WORLD):
        taken += _borne(bender, world, WORLD)
        if world == INPUTS // WORLD // 10:
            after_a_tenth = resident_kb()
    growth = resident_kb() - after_a_tenth
    print(f"{INPUTS:,} inputs, {taken:,} messages, {growth:,} kB more than after a tenth")  # noqa: T201
    assert taken > INPUTS // 2
    assert growth < MOST_GROWTH_KB
