"""A desk that ends while its screen is still being read for."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Query, Read
from agent_desktop.core.registry import Registry
from agent_desktop.features import house
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.store_threads import StoreThreads
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.writing_desk import KEY

WITHIN_S = 30


class Slow(Query[list[int]], frozen=True):
    """Reads twice, and waits between until it may go on."""


class Reading:
    """One slow answer, as the test holds it up."""

    def __init__(self) -> None:
        self.began, self.may_go_on = threading.Event(), threading.Event()

    def answer(self, read: Read, _actor: Actor, _query: Slow) -> list[int]:
        first = read.execute(sa.select(sa.literal(1))).scalar_one()
        self.began.set()
        assert self.may_go_on.wait(WITHIN_S)
        return [first, read.execute(sa.select(sa.literal(2))).scalar_one()]


@pytest.fixture
def registry() -> Registry:
    return house()


async def test_a_query_at_work_is_answered_before_its_connection_is_closed(
    tmp_path: Path, registry: Registry
) -> None:
    reading = Reading()
    registry.queries.register(
        "tests.Slow", Slow, reading.answer, answers=list[int], roles=LEILA_AT_DESK.roles
    )
    store = StoreThreads(Replica(tmp_path / "leila.replica", registry, HeldClock(NOW), key=KEY), registry)
    answer = asyncio.ensure_future(store.read(LEILA_AT_DESK, Slow()))
    await asyncio.to_thread(reading.began.wait, WITHIN_S)

    closing = asyncio.ensure_future(store.close())
    # The writer is free and could have closed everything by now.
    await asyncio.sleep(0.2)
    assert not closing.done()
    reading.may_go_on.set()
    async with asyncio.timeout(WITHIN_S):
        assert await answer == [1, 2]
        await closing


async def test_after_closing_nothing_is_read_or_written_any_more(tmp_path: Path, registry: Registry) -> None:
    reading = Reading()
    reading.may_go_on.set()
    registry.queries.register(
        "tests.Slow", Slow, reading.answer, answers=list[int], roles=LEILA_AT_DESK.roles
    )
    store = StoreThreads(Replica(tmp_path / "leila.replica", registry, HeldClock(NOW), key=KEY), registry)
    closing = asyncio.ensure_future(store.close())
    await asyncio.sleep(0)
    with pytest.raises(KnownError, match="closed"):
        await store.read(LEILA_AT_DESK, Slow())
    with pytest.raises(KnownError, match="closed"):
        await store.write(store.replica.count_outgoing)
    async with asyncio.timeout(WITHIN_S):
        await closing
    assert not reading.began.is_set()
