"""Where everybody's time went in each recording: no gap, no overlap, and as long as they were signed in."""

from __future__ import annotations

import pytest

from tests.support.asterisk_replay import FOLDER, PEOPLE, Replay, replayed
from tests.telephony.agent_sessions import facts_of, hold_together, sessions

EXPECTED = FOLDER / "expected" / "agent_time.tsv"
NAMES = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))


def spent(replay: Replay) -> list[str]:
    """A line a person whom anything happened to: their states in order, each with its seconds."""
    lines = []
    for person in PEOPLE:
        found = hold_together(facts_of(replay.facts, person.login), replay.now)
        if {segment.state for segment in found} == {"available"}:
            continue
        words = []
        for segment in found[1 if found[0].state == "available" else 0 :]:
            state = f"{segment.state} ({segment.reason})" if segment.reason else segment.state
            words.append(f"{state} {(segment.until - segment.since).total_seconds():.1f}")
        lines.append(f"{person.login}\t{', '.join(words)}")
    return lines


def expected() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, rest = line.partition("\t")
            found.setdefault(name, []).append(rest)
    return {name: [line for line in lines if line] for name, lines in found.items()}


@pytest.mark.parametrize("name", NAMES)
def test_time_in_a_recording_is_what_people_who_were_there_would_state(name: str) -> None:
    replay = replayed(name)
    replay.finish()
    assert spent(replay) == expected()[name]
    for person in PEOPLE:
        assert len(sessions(facts_of(replay.facts, person.login), replay.now)) == 1
