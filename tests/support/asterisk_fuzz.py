"""Streams of a manager interface bent out of shape, and everything behind the socket that must bear them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from agent_desktop.telephony import events as ev
from plugins.asterisk.codec import LONGEST_PACKET, Message, Reader
from tests.support.asterisk_replay import FOLDER, Replay, messages

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
_ODD = (
    "",
    " ",
    "\u0000",
    "x" * 400,
    "9" * 40,
    "-1",
    "1e99",
    "nan",
    "\u202e",
    "\ud800",
    "0x10",
    "<unknown>",
    "²",
    "١",
)
_NOISE = (
    b"\r\n\r\n",
    b"\r\n",
    b"\r",
    b"\n",
    b"\x00",
    b": ",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"x" * 20_000,
    b"Event: \r\n\r\n",
)


@dataclass
class Behind:
    """The codec, the mapper and the live floor, one behind the other; ``taken`` counts the messages."""

    reader: Reader = field(default_factory=Reader)
    replay: Replay = field(default_factory=Replay)
    taken: int = 0

    def __post_init__(self) -> None:
        # Later than any recording, so that what they say of the time counts.
        self.replay.now = datetime(2027, 1, 1, tzinfo=UTC)
        self.reader.feed(BANNER)

    def feed(self, data: bytes) -> None:
        """Bytes as the network gives them."""
        for item in self.reader.feed(data):
            if isinstance(item, Message):
                self.taken += 1
                self._take(item)
        assert self.reader.held_bytes <= LONGEST_PACKET + 3

    def _take(self, message: Message) -> None:
        replay = self.replay
        replay.wait(0.02)
        replay._hand_on(replay.follower.take(message, replay.now))

    def finish(self) -> None:
        """All legs hang up and time passes: nothing may be left, and no call that was told of may go on."""
        book = self.replay.follower.book
        self.reader = Reader()
        self.reader.feed(BANNER)
        for uid in list(book.legs.by_uid):
            self.feed(f"Event: Hangup\r\nUniqueid: {uid}\r\nCause: 16\r\n\r\n".encode("utf-8", "replace"))
        self.replay.wait(10)
        assert (book.legs.by_uid, book.legs.by_name, book.legs.bridges, book.calls) == ({}, {}, {}, {})
        last = {event.call_id: event for event in self.replay.told if isinstance(event, ev.CallEvent)}
        assert all(isinstance(event, ev.CallEnded) for event in last.values())
        assert self.replay.floor.view(self.replay.now).calls == ()


class Bender:
    """Recorded events as they were, or bent: their parts changed for others', lost, doubled, cut, or nonsense."""

    def __init__(self) -> None:
        names = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))
        self._recordings = [[message.pairs for message in messages(name)] for name in names]
        values: defaultdict[str, set[str]] = defaultdict(set)
        for recording in self._recordings:
            for pairs in recording:
                for key, value in pairs:
                    values[key].add(value)
        self._values = {key: sorted(found) for key, found in values.items()}

    def stream(self, rng: random.Random) -> Iterator[bytes]:
        """Inputs without end: one event each, most of them from two recordings that go on at once."""
        places = [(rng.choice(self._recordings), 0) for _ in range(2)]
        while True:
            which = rng.randrange(len(places))
            recording, at = places[which]
            if at >= len(recording):
                places[which] = (rng.choice(self._recordings), 0)
                continue
            places[which] = (recording, at + 1)
            yield self.bent(rng, list(recording[at]))

    def bent(self, rng: random.Random, pairs: list[tuple[str, str]]) -> bytes:
        """One event; three of four are as they were."""
        chance = rng.random()
        if chance < 0.14:
            at = rng.randrange(len(pairs))
            key = pairs[at][0]
            known = self._values[key]
            pairs[at] = (key, rng.choice(known) if rng.random() < 0.7 else rng.choice(_ODD))
        elif chance < 0.17:
            del pairs[rng.randrange(len(pairs))]
        elif chance < 0.19:
            pairs.insert(rng.randrange(len(pairs)), rng.choice(pairs))
        elif chance < 0.21:
            return _written(pairs)[: rng.randrange(200)]
        elif chance < 0.22:
            return rng.choice(_NOISE)
        elif chance < 0.23:
            return rng.randbytes(rng.randrange(60))
        elif chance < 0.25:
            return _written(pairs) * 2
        return _written(pairs)


def _written(pairs: list[tuple[str, str]]) -> bytes:
    return "".join(f"{key}: {value}\r\n" for key, value in pairs).encode("utf-8", "replace") + b"\r\n"


def resident_kb() -> int:
    """How much memory this process holds."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("the system does not tell how much memory a process holds")
