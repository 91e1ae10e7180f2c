"""What customers' timelines and people's own calls say of each recording, read from central's database."""

from __future__ import annotations

import asyncio

from agent_desktop.features import house
from tests.support.asterisk_replay import FOLDER, PEOPLE, QUEUES, replayed
from tests.support.contact_timeline import by_name, timelines

EXPECTED = FOLDER / "expected" / "timeline.tsv"
NAMES = sorted(path.stem for path in (FOLDER / "transcripts").glob("*.txt"))


def test_every_recording_comes_to_its_timeline(central_database: str) -> None:
    pasts = {name: replayed(name).past() for name in NAMES}
    people = {person.login: person.extension or "" for person in PEOPLE}
    queues = [queue.name for queue in QUEUES]
    found = asyncio.run(timelines(central_database, house(), pasts, people, queues))
    assert found == by_name(EXPECTED)
