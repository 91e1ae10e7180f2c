"""Forty-five scenarios on a real exchange, under the names of their recordings, side by side in rooms of their own."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.store.embedded import EmbeddedPostgres
from tests.pbx import scenarios_queue, scenarios_talk, scenarios_trouble  # noqa: F401 - they register themselves
from tests.pbx.real_exchange import RealExchange, install
from tests.pbx.rooms import DIALLED, NAMES, Room, Site, anywhere
from tests.pbx.scenario import SCENARIOS
from tests.support.asterisk_replay import FOLDER, expectations, sections
from tests.support.contact_timeline import Past, by_name, timelines

HERE = Path(__file__).parent
RECORDED = expectations()
# What a recording left out because it stopped earlier, or what our own doing changes.
LIVE = sections(HERE / "expected" / "facts.txt")
DESKS = sections(HERE / "expected" / "desks.txt")
TIMELINES = by_name(FOLDER / "expected" / "timeline.tsv") | by_name(HERE / "expected" / "timeline.tsv")
AT_ONCE = 8
WITHIN_S = 150
NEAR_S = 2.5
ALONE = "restart-of-the-pbx"


@dataclass
class Story:
    """How one scenario went."""

    table: str = ""
    desks: str = ""
    past: Past | None = None
    timeline: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    problem: BaseException | None = None


@pytest.fixture(scope="module")
def stories(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres: EmbeddedPostgres,
    central_template: str,
) -> Iterator[dict[str, Story]]:
    """Every scenario that is asked for, played."""
    # Only an item with parameters has a callspec, which no type tells.
    chosen = [item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")]  # type: ignore[attr-defined]
    names = [name for name in SCENARIOS if name in chosen]
    home, work = install(os.environ.get("PBX_SUITE") or "sid"), tmp_path_factory.mktemp("rooms")
    found: dict[str, Story] = {}
    database = f"timelines_{new_id().replace('-', '')}"
    for part in ([name for name in names if name != ALONE], [name for name in names if name == ALONE]):
        if part:
            rooms = {name: f"{10 + place}" for place, name in enumerate(part)}
            folder = work / part[0]
            folder.mkdir()
            exchange = RealExchange(home, folder, rooms=tuple(rooms.values()))
            exchange.start()
            try:
                found |= asyncio.run(_all(exchange, rooms))
            finally:
                exchange.stop()
            postgres.create_database(database, template=central_template)
            try:
                asyncio.run(_read_back(postgres.database_url(database), rooms, found))
            finally:
                postgres.drop_database(database)
    return found


async def _read_back(url: str, rooms: dict[str, str], stories: dict[str, Story]) -> None:
    """What people come to read of these scenarios afterwards, asked of a database that was told their facts."""
    pasts = {name: past for name in rooms if (past := stories[name].past) is not None}
    people = {
        f"{name}{room}": f"1{room}{place}" for room in rooms.values() for place, name in enumerate(NAMES, 1)
    }
    queues = [f"{queue}{room}" for room in rooms.values() for queue in DIALLED]
    if pasts:
        for name, lines in (await timelines(url, house(), pasts, people, queues)).items():
            stories[name].timeline = tuple(anywhere(line, rooms[name]) for line in lines)


async def _all(exchange: RealExchange, rooms: dict[str, str]) -> dict[str, Story]:
    site = await Site.opened(exchange)
    free = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> Story:
        async with free:
            return await _play(name, Room(rooms[name], site))

    try:
        return dict(zip(rooms, await asyncio.gather(*map(one, rooms)), strict=True))
    finally:
        await site.close()


async def _play(name: str, room: Room) -> Story:
    story = Story()
    try:
        async with asyncio.timeout(WITHIN_S):
            await SCENARIOS[name](room)
            # What the exchange leaves open settles within two seconds.
            for _ in range(100):
                story.table = room.table()
                if not differences(story.table, expected(name)):
                    break
                await asyncio.sleep(0.1)
    except (Exception, TimeoutError) as error:
        story.problem = error
        story.table = room.table()
    story.past = room.past()
    try:
        async with asyncio.timeout(WITHIN_S):
            await room.leave()
    except (Exception, TimeoutError) as error:
        story.problem = story.problem or error
    story.desks, story.refused = room.desks(), tuple(room.refused())
    for login, facts in room.segments().items():
        moments = [fact.at for fact in facts]
        if moments != sorted(moments):
            story.gaps += (login,)
    return story


def expected(name: str) -> str:
    """The facts of this scenario."""
    return LIVE.get(name) or RECORDED[name]


_SECONDS = re.compile(r"\d+\.\d\b")


def differences(found: str, wanted: str) -> list[str]:
    """What differs, seconds aside as long as they are near; the order of what begins at once is chance."""
    ours, theirs = _ordered(found), _ordered(wanted)
    told = [
        f"{one!r} where {other!r} is expected"
        for one, other in zip(ours, theirs, strict=False)
        if _SECONDS.sub("", one).split() != _SECONDS.sub("", other).split()
        or any(
            abs(float(a) - float(b)) > NEAR_S
            for a, b in zip(_SECONDS.findall(one), _SECONDS.findall(other), strict=False)
        )
    ]
    if len(ours) != len(theirs):
        told.append(f"{len(ours)} lines where {len(theirs)} are expected")
    return told


def _ordered(table: str) -> list[str]:
    lines = table.splitlines()
    # Whether the end of listening is told just before the end of the call, or with it, is chance too.
    ends = [at for at, line in enumerate(lines[1:], 1) if re.match(r" +\S+ ended ", line)]
    for at in reversed(ends):
        if " supervision ended " in lines[at - 1]:
            del lines[at - 1]
    for at in range(len(lines)):
        end = at
        while end < len(lines) and re.search(r" (ringing|consult started) ", lines[end]):
            end += 1
        lines[at:end] = sorted(lines[at:end], key=lambda line: line.split()[1:])
    return lines


def differences_of_timelines(found: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """What differs, seconds aside as long as they are near."""

    def parted(line: str) -> tuple[str, list[float]]:
        return _SECONDS.sub("", line), [float(one) for one in _SECONDS.findall(line)]

    ours, theirs = sorted(map(parted, found)), sorted(map(parted, wanted))
    if [words for words, _ in ours] != [words for words, _ in theirs]:
        return [f"{ours} where {theirs} is expected"]
    return [
        f"{words!r}: {seconds} where {others} is expected"
        for (words, seconds), (_, others) in zip(ours, theirs, strict=True)
        if any(abs(a - b) > NEAR_S for a, b in zip(seconds, others, strict=True))
    ]


def test_there_is_a_scenario_for_every_recording() -> None:
    assert sorted(SCENARIOS) == sorted(RECORDED) == sorted(DESKS) == sorted(TIMELINES)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_scenario_comes_to_its_facts_segments_screens_and_timeline(
    name: str, stories: dict[str, Story]
) -> None:
    story = stories[name]
    if story.problem is not None:
        raise AssertionError(
            f"{name} was not played to its end; until then:\n{story.table}"
        ) from story.problem
    assert differences(story.table, expected(name)) == [], story.table
    assert story.desks == DESKS[name]
    assert differences_of_timelines(story.timeline, TIMELINES[name]) == []
    assert story.refused == ()
    assert story.gaps == (), "segments of time must not overlap"
