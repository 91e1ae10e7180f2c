"""The hub: what is coalesced, what is told at once, and what happens to a desk that reads too slowly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec

from agent_desktop.central import hub as hub_module
from agent_desktop.central import pokes as pokes_module
from agent_desktop.central.desk_stream import MOST_WAITING, RESYNC, WIPE, Desk
from agent_desktop.central.hub import Hub
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.sessions import SignedIn
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.sync.live import ActionSettled
from agent_desktop.telephony.actions import Outcome
from agent_desktop.telephony.views import PersonView, QueueView


def who(login: str = "leila", queues: frozenset[str] = frozenset()) -> SignedIn:
    return SignedIn(Actor(new_id(), new_id(), frozenset({Role.AGENT}), queues), new_id(), login, login, None)


def events(piece: bytes | None) -> list[str]:
    return [line[7:] for line in (piece or b"").decode().splitlines() if line.startswith("event: ")]


def settled() -> ActionSettled:
    return ActionSettled("a", Outcome.done())


async def piece_of(desk: Desk) -> bytes | None:
    """What waits for a desk: empty where nothing does, None where its stream has ended."""
    try:
        async with asyncio.timeout(0.01):
            return await anext(desk, None)
    except TimeoutError:
        return b""


async def told(desk: Desk) -> list[str]:
    return events(await piece_of(desk))


async def test_many_writes_are_one_poke_with_the_latest_head():
    hub = Hub(Metrics())
    desk = hub.open(who())
    for head in range(1, 50):
        hub.poke(head, {"org"})
    await asyncio.sleep(pokes_module.POKE_S * 3)
    piece = await piece_of(desk)
    assert events(piece) == ["poke"]
    assert b'{"head":49}' in piece


async def test_of_pokes_that_were_not_sent_yet_only_the_latest_waits():
    hub = Hub(Metrics())
    desk = hub.open(who())
    for head in (1, 2, 3):
        hub.poke(head, {"org"})
        await asyncio.sleep(pokes_module.POKE_S * 3)
    piece = await piece_of(desk)
    assert events(piece) == ["poke"]
    assert b'{"head":3}' in piece


async def test_a_desk_is_poked_for_its_own_scopes_only_once_it_has_said_which():
    hub = Hub(Metrics())
    queue = new_id()
    person = who(queues=frozenset({queue}))
    desk = hub.open(person)
    hub.note_scopes(person.actor.client_id, frozenset({"org", "customer:1"}), 0)
    for scope, is_told in [
        ("customer:1", True),
        ("customer:2", False),
        (f"queue:{queue}", True),
        (f"queue:{new_id()}", False),
        (f"agent:{person.actor.agent_id}", True),
        (f"agent:{new_id()}", False),
    ]:
        hub.poke(1, {scope})
        await asyncio.sleep(pokes_module.POKE_S * 3)
        assert (await told(desk) == ["poke"]) is is_told, scope


async def test_the_floor_is_told_a_few_times_a_second_however_much_happens():
    hub = Hub(Metrics())
    desk = hub.open(who())
    now = datetime.now(UTC)
    for waiting in range(200):
        hub.floor(queues=[QueueView(queue="Support", waiting=waiting)])
        hub.floor(people=[PersonView(agent=f"a{waiting % 3}", state="available", since=now)])
    await asyncio.sleep(hub_module.FRAME_S * 2)
    piece = await piece_of(desk)
    assert events(piece) == ["floor"]
    update = msgspec.json.decode(piece.split(b"data: ")[1])
    assert [queue["waiting"] for queue in update["queues"]] == [199]
    assert len(update["people"]) == 3


async def test_nothing_is_told_when_nothing_changed():
    hub = Hub(Metrics())
    desk = hub.open(who())
    hub.kpi(b'{"waiting":1}')
    assert await told(desk) == ["kpi"]
    hub.kpi(b'{"waiting":1}')
    assert await told(desk) == []
    assert await piece_of(desk) == b""


async def test_a_desk_that_reads_too_slowly_is_told_to_resync_and_dropped():
    hub = Hub(Metrics())
    slow, quick = hub.open(who("slow")), hub.open(who("quick"))
    for _ in range(MOST_WAITING + 1):
        hub.action("slow", settled())
        hub.action("quick", settled())
        assert len(await told(quick)) == 1
    assert slow.is_closed
    assert await piece_of(slow) == RESYNC
    assert await piece_of(slow) is None
    assert not quick.is_closed


async def test_what_is_for_one_person_goes_to_every_desk_of_theirs_and_no_other():
    hub = Hub(Metrics())
    here, there, other = hub.open(who("leila")), hub.open(who("leila")), hub.open(who("marcus"))
    hub.action("leila", settled())
    assert [await told(desk) for desk in (here, there, other)] == [["action"], ["action"], []]


async def test_a_session_that_is_over_ends_its_stream_with_a_last_word():
    hub = Hub(Metrics())
    desk, other = hub.open(who()), hub.open(who())
    hub.end_sessions([desk.who.session_id], WIPE)
    assert await piece_of(desk) == WIPE
    assert await piece_of(desk) is None
    assert not other.is_closed
