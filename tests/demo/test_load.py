"""A world in a real PostgreSQL: every row is there, can be found, and the desks' feed holds what they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.demo import load as loading
from agent_desktop.demo.load import load
from agent_desktop.demo.records import TABLES
from agent_desktop.demo.world import World
from agent_desktop.features import house
from agent_desktop.features.kpi.read_models import CallFigures
from agent_desktop.features.tickets.model import block_numbers
from agent_desktop.features.tickets.tables import ticket_block
from agent_desktop.store.engines import central_engine
from agent_desktop.store.schema import central_metadata, metadata
from agent_desktop.store.search_keys import search_key
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.tables import sync_feed, sync_head

AT = datetime(2026, 11, 17, 12, 41, tzinfo=UTC)
REGISTRY = house()
TABLE = {name: spec.table for name, spec in REGISTRY.entities.items()}


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = central_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.run_sync(central_metadata.create_all)
        await connection.execute(sa.insert(sync_head).values(shard=0, seq=0, epoch=new_id()))
    yield engine
    await engine.dispose()


async def test_every_row_of_the_world_is_loaded(engine: AsyncEngine) -> None:
    counts = await load(engine, REGISTRY, World(7, 400, AT), "no-password")

    made = Counter(TABLES[type(row)] for row in World(7, 400, AT).rows())
    assert {name: counts[name] for name in made} == made
    async with engine.connect() as connection:
        for name, count in made.items():
            stored = (
                await connection.execute(sa.select(sa.func.count()).select_from(TABLE[name]))
            ).scalar_one()
            assert stored == count, name
        margaret = (
            (
                await connection.execute(
                    sa.select(TABLE["customer"]).where(TABLE["customer"].c.name == "Margaret Okafor")
                )
            )
            .mappings()
            .one()
        )
        assert margaret["version"] == 1
        assert margaret["field_versions"] == {}
        agent = (await connection.execute(sa.select(TABLE["agent"].c.roles).limit(1))).scalar_one()
        assert isinstance(agent, list)


async def test_a_customer_is_found_by_folded_words(engine: AsyncEngine) -> None:
    await load(engine, REGISTRY, World(7, 200, AT), "no-password")

    async with engine.connect() as connection:
        found = await connection.execute(
            sa.select(TABLE["customer"].c.name)
            .join(search_key, search_key.c.entity_id == TABLE["customer"].c.id)
            .where(search_key.c.entity == "customer", search_key.c.key == "okafor")
        )
        assert found.scalars().all() == ["Margaret Okafor"]


async def test_the_feed_holds_open_tickets_with_their_customers_and_what_is_everybodys(
    engine: AsyncEngine,
) -> None:
    world = World(7, 400, AT)
    await load(engine, REGISTRY, world, "no-password")

    leila = world.staff.agent_ids["leila.davies"]
    async with engine.connect() as connection:
        mine = await connection.execute(
            sa.select(sync_feed.c.entity, sa.func.count())
            .where(sync_feed.c.scope == f"agent:{leila}")
            .group_by(sync_feed.c.entity)
        )
        held = dict(tuple(row) for row in mine.all())
        assert held["ticket"] >= 11
        assert held["customer"] >= 10
        assert held["customer_phone"] >= held["customer"]
        assert held["ticket_note"] >= 11
        org = await connection.execute(
            sa.select(sync_feed.c.entity, sa.func.count())
            .where(sync_feed.c.scope == "org")
            .group_by(sync_feed.c.entity)
        )
        everybodys = dict(tuple(row) for row in org.all())
        assert everybodys["article"] == 732
        assert everybodys["script"] == 60
        seqs = (
            (await connection.execute(sa.select(sync_feed.c.seq).order_by(sync_feed.c.seq))).scalars().all()
        )
        head = (await connection.execute(sa.select(sync_head.c.seq))).scalar_one()
        assert seqs == list(range(1, head + 1))


async def test_ticket_numbers_lent_later_are_free(engine: AsyncEngine) -> None:
    await load(engine, REGISTRY, World(7, 400, AT), "no-password")

    async with engine.connect() as connection:
        lent = (await connection.execute(sa.select(ticket_block.c.lent))).scalar_one()
        highest = (await connection.execute(sa.select(sa.func.max(TABLE["ticket"].c.number)))).scalar_one()
    assert highest < block_numbers(lent)[0]


async def test_a_database_in_use_is_refused_and_left_alone(engine: AsyncEngine) -> None:
    await load(engine, REGISTRY, World(7, 50, AT), "no-password")

    with pytest.raises(KnownError, match="already holds records"):
        await load(engine, REGISTRY, World(8, 50, AT), "no-password")


async def test_a_large_load_leaves_the_indexes_as_they_were(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = sa.text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef")
    constraints = sa.text("SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1")
    async with engine.connect() as connection:
        before = [(await connection.execute(asked)).scalars().all() for asked in (question, constraints)]
    monkeypatch.setattr(loading, "_BULK_CUSTOMERS", 1)
    await load(engine, REGISTRY, World(7, 50, AT), "no-password")
    async with engine.connect() as connection:
        after = [(await connection.execute(asked)).scalars().all() for asked in (question, constraints)]
    assert after == before


async def test_the_figures_of_the_morning_are_counted_from_its_facts(engine: AsyncEngine) -> None:
    world = World(7, 300, AT)
    await load(engine, REGISTRY, world, "no-password")

    async with engine.connect() as connection:
        read = CallFigures(since=world.calendar.today)
        somebody = Actor(world.staff.agent_ids["helen.whitaker"], new_id(), frozenset({Role.SUPERVISOR}))
        figures = await connection.run_sync(
            lambda sync: REGISTRY.queries.run(SqlRead(sync, is_whole=True), somebody, read)
        )
    assert figures.offered > 300
    assert figures.offered == figures.answered + figures.abandoned
    assert figures.waiting == 0
    assert figures.handled == figures.answered
    assert 60 < figures.service_level_pct <= 100
