"""How fast the manager protocol is read: events a second on one core, from the recordings of a real exchange."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from plugins.asterisk.codec import Message, Reader

RECORDINGS = Path(__file__).resolve().parents[1] / "plugins" / "asterisk" / "transcripts"
NETWORK_READ = 65_536


def measure(*, events: int = 200_000, runs: int = 3) -> dict[str, Any]:
    """Read at least ``events`` recorded events ``runs`` times, in pieces as the network gives them."""
    blocks = [
        block.replace("\n", "\r\n").encode()
        for path in sorted(RECORDINGS.glob("*.txt"))
        for block in path.read_text(encoding="utf-8").split("\n\n")
        if block.startswith("Event: ")
    ]
    repeats = -(-events // len(blocks))
    stream = (b"\r\n\r\n".join(blocks) + b"\r\n\r\n") * repeats
    expected = len(blocks) * repeats
    rates: dict[str, list[float]] = {"routed": [], "read_whole": []}
    for _ in range(runs):
        for name, kept in rates.items():
            began = time.process_time()
            found = _read(stream, is_whole=name == "read_whole")
            kept.append(found / (time.process_time() - began))
            if found != expected:
                raise RuntimeError(f"{found} events were read of {expected}")
    return {
        "events": expected,
        "bytes_an_event": round(len(stream) / expected),
        "events_a_second": {
            name: {"median": round(statistics.median(kept)), "least": round(min(kept))}
            for name, kept in rates.items()
        },
    }


def _read(stream: bytes, *, is_whole: bool) -> int:
    """Read every event, and of each what tells where it belongs, or every single line."""
    reader, found = Reader(), 0
    reader.feed(b"Asterisk Call Manager/11.0.0\r\n")
    for start in range(0, len(stream), NETWORK_READ):
        for item in reader.feed(stream[start : start + NETWORK_READ]):
            if not isinstance(item, Message) or not item.event:
                continue
            found += 1
            if is_whole:
                dict(item.pairs)
            else:
                item.get("Timestamp"), item.get("Channel"), item.get("Uniqueid"), item.get("Linkedid")
    return found
