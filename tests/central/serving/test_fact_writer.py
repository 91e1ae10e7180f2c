"""The fact writer: in order, in one transaction where it can, and never held up by a single bad fact."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from agent_desktop.central import fact_writer
from agent_desktop.central.fact_writer import FactWriter
from agent_desktop.central.metrics import Metrics
from agent_desktop.telephony.facts import CallFact


def fact(number: int) -> CallFact:
    return CallFact(kind="call_queued", call_id="1", at=datetime.now(UTC), seq=number)


class Store:
    """Keeps facts, unless it is away or holds one to be bad."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.batches: list[int] = []
        self.is_away = False
        self.bad: set[int] = set()

    async def write(self, facts) -> None:
        await asyncio.sleep(0)
        if self.is_away:
            raise OSError("away")
        if self.bad & {one.seq for one in facts}:
            raise ValueError("bad")
        self.batches.append(len(facts))
        self.kept += [one.seq for one in facts]


@pytest.fixture
async def written(monkeypatch):
    monkeypatch.setattr(fact_writer, "_RETRY_S", 0.01)
    store = Store()
    writer = FactWriter(store.write, Metrics())
    writer.start()
    yield store, writer
    await writer.stop()


async def test_facts_of_many_events_at_once_are_few_transactions_in_order(written):
    store, writer = written
    await asyncio.gather(*(writer.record([fact(number)]) for number in range(1_000)))
    assert store.kept == list(range(1_000))
    assert len(store.batches) < 10


async def test_nobody_waits_for_a_database_that_is_away_and_nothing_is_lost(written):
    store, writer = written
    store.is_away = True
    for number in range(5):
        await writer.record([fact(number)])
    assert store.kept == []
    assert writer.is_behind
    store.is_away = False
    await writer.stop()
    assert store.kept == [0, 1, 2, 3, 4]


async def test_a_fact_that_cannot_be_kept_is_given_up_alone(written):
    store, writer = written
    store.bad = {3}
    await writer.record([fact(number) for number in range(6)])
    assert store.kept == [0, 1, 2, 4, 5]
    assert writer._metrics.facts_given_up._value.get() == 1
    await writer.record([fact(7)])
    assert store.kept[-1] == 7
