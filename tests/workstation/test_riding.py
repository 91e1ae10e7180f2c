"""Rows that come along the stream: taken in without a pull, and pulled for where something is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import ChangeTicket, CreateTicket
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.sync import riding
from agent_desktop.sync.live import Poke, PokePage
from agent_desktop.sync.messages import FeedRow
from agent_desktop.workstation import synchroniser
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.transport import StreamEvent
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import SUPPORT, Central
from tests.workstation.conftest import SitDown


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    for _ in range(400):
        if await holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to hold")


@pytest.fixture
def pulls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whoever asks central for what is new, each time."""
    asked: list[str] = []
    real = Synchroniser._pull_pages

    async def noting(self: Synchroniser) -> None:
        asked.append(self._actor.agent_id)
        await real(self)

    monkeypatch.setattr(Synchroniser, "_pull_pages", noting)
    return asked


def boiler(desk: Workstation, subject: str = "Boiler") -> CreateTicket:
    return CreateTicket(
        made_at=desk.clock.now(),
        ticket_id=new_id(),
        number=None,
        subject=subject,
        queue_id=SUPPORT,
        channel="call",
    )


async def subjects(desk: Workstation) -> set[str]:
    store = desk._opened()

    def read() -> set[str]:
        with store.replica.reader() as reader:
            return set(reader.execute(sa.select(ticket.c.subject)).scalars())

    return await asyncio.get_running_loop().run_in_executor(store._reader, read)


async def shows(desk: Workstation, subject: str) -> bool:
    return subject in await subjects(desk)


async def in_step(central: Central, *desks: Workstation) -> None:
    """Everybody listens, has pulled, and the instance knows the life of the database it reads."""

    async def listen() -> bool:
        open_ones = central.app.service.hub.desks()
        return len(open_ones) == len(desks) and all(desk.scopes for desk in open_ones)

    await until(listen)
    for n in range(2):
        await desks[0].do(boiler(desks[0], f"first {n}"))
        for desk in desks:
            await until(partial(shows, desk, f"first {n}"))
    await asyncio.sleep(0.3)


async def test_what_a_colleague_does_is_here_without_asking(
    central: Central, sit_down: SitDown, pulls: list[str]
) -> None:
    aisha, leila = await sit_down("aisha"), await sit_down("leila")
    await in_step(central, aisha, leila)
    pulls.clear()
    for n in range(5):
        await aisha.do(boiler(aisha, f"later {n}"))
        await until(partial(shows, leila, f"later {n}"))
    assert pulls == []


async def test_ones_own_work_is_settled_by_what_the_stream_brings(
    central: Central, sit_down: SitDown, pulls: list[str]
) -> None:
    leila = await sit_down("leila")
    await in_step(central, leila)
    pulls.clear()
    made = boiler(leila)
    await leila.do(made)
    await leila.do(ChangeTicket(made_at=leila.clock.now(), ticket_id=made.ticket_id, subject="Boiler, hot"))
    store = leila._opened()

    async def is_settled() -> bool:
        waiting = await store.write(store.replica.count_outgoing)
        return not waiting and await store.write(lambda: riding.is_settled(store.replica))

    await until(is_settled)
    assert await subjects(leila) >= {"Boiler, hot"}
    assert pulls == []


async def test_what_comes_late_is_asked_for(
    central: Central, sit_down: SitDown, pulls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word of one's own push is lost: its effect is asked for, a moment later."""
    monkeypatch.setattr(synchroniser, "TOLD_WITHIN_S", 0.5)
    leila = await sit_down("leila")
    await in_step(central, leila)
    monkeypatch.setattr(Synchroniser, "_hear", lambda _self, _event: None)
    pulls.clear()
    await leila.do(boiler(leila))
    store = leila._opened()

    async def is_settled() -> bool:
        return bool(pulls) and await store.write(lambda: riding.is_settled(store.replica))

    await until(is_settled)
    assert len(pulls) == 1


async def test_a_page_behind_one_that_was_missed_is_pulled_for(
    central: Central, sit_down: SitDown, pulls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aisha, leila = await sit_down("aisha"), await sit_down("leila")
    await in_step(central, aisha, leila)
    real, missed = Synchroniser._hear, []

    def hear(self: Synchroniser, event: StreamEvent) -> None:
        is_leila = self._actor.agent_id == leila.actor.agent_id
        if is_leila and event.name == "poke" and not missed:
            missed.append(event)
        else:
            real(self, event)

    monkeypatch.setattr(Synchroniser, "_hear", hear)
    pulls.clear()
    await aisha.do(boiler(aisha, "missed"))
    await until(partial(shows, aisha, "missed"))

    async def is_missed() -> bool:
        return bool(missed)

    await until(is_missed)
    assert not await shows(leila, "missed")
    await aisha.do(boiler(aisha, "next"))
    await until(partial(shows, leila, "next"))
    assert await shows(leila, "missed")
    assert leila.actor.agent_id in pulls


async def test_a_page_that_could_not_be_written_is_asked_for(
    central: Central, sit_down: SitDown, pulls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aisha, leila = await sit_down("aisha"), await sit_down("leila")
    await in_step(central, aisha, leila)
    real, failed = riding.take_page, []

    def take(replica: Any, registry: Any, actor: Any, page: PokePage) -> Any:
        if actor.agent_id == leila.actor.agent_id and not failed:
            failed.append(page)
            raise RuntimeError("the disk is full")
        return real(replica, registry, actor, page)

    monkeypatch.setattr(riding, "take_page", take)
    pulls.clear()
    await aisha.do(boiler(aisha, "lost"))
    await until(partial(shows, leila, "lost"))
    assert failed
    assert leila.actor.agent_id in pulls


async def test_a_page_of_another_life_or_ahead_of_the_desk_is_not_taken(
    central: Central, sit_down: SitDown
) -> None:
    leila = await sit_down("leila")
    await in_step(central, leila)
    store, scope = leila._opened(), f"queue:{SUPPORT}"
    stand = (await store.write(store.replica.cursors))[scope]
    epoch = await store.write(lambda: store.replica.remembered("epoch"))
    assert epoch is not None
    body = msgspec.json.encode(await a_row(leila) | {"id": new_id(), "subject": "Ghost", "number": 999_999})
    row = FeedRow(scope, "ticket", msgspec.json.decode(body)["id"], stand + 5, "U", msgspec.Raw(body))
    page = PokePage(epoch, {scope: (stand, stand + 5)}, [row], [])

    def take(page: PokePage) -> Any:
        return riding.take_page(store.replica, store.registry, leila.actor, page)

    another = msgspec.structs.replace(page, epoch=new_id())
    ahead = msgspec.structs.replace(page, scopes={scope: (stand + 1, stand + 5)})
    elsewhere = msgspec.structs.replace(page, scopes={"queue:" + new_id(): (0, stand + 5)})
    assert await store.write(lambda: take(another)) is None
    assert await store.write(lambda: take(ahead)) is None
    assert not await store.write(lambda: take(elsewhere)), "what is not held here is left out"
    assert (await store.write(store.replica.cursors))[scope] == stand
    assert "Ghost" not in await subjects(leila)
    assert await store.write(lambda: take(page))
    assert "Ghost" in await subjects(leila)
    assert not await store.write(lambda: take(page)), "what is here already is left out"


async def a_row(desk: Workstation) -> dict[str, Any]:
    """A ticket on this desk, as it travels."""
    store = desk._opened()

    def read() -> dict[str, Any]:
        with store.replica.reader() as reader:
            row = reader.execute(sa.select(ticket).limit(1)).mappings().one()
            return dict(row)

    return await asyncio.get_running_loop().run_in_executor(store._reader, read)


def test_an_older_desk_reads_a_poke_with_rows_and_a_newer_one_a_poke_without() -> None:
    class OldPoke(msgspec.Struct, frozen=True):
        head: int

    page = PokePage("life", {"org": (1, 2)}, [], [2])
    assert msgspec.json.decode(msgspec.json.encode(Poke(2, page)), type=OldPoke).head == 2
    assert msgspec.json.decode(b'{"head":2}', type=Poke) == Poke(2)
