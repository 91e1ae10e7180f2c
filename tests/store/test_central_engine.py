"""Connections of central's pool: none is handed out that the database has ended, and none is asked needlessly."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.store import engines
from agent_desktop.store.engines import central_engine

_END_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def _backend(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one())


@pytest.mark.parametrize("asked_after_s", [0.0, 3_600.0])
async def test_a_connection_that_the_database_ended_is_replaced_before_it_is_used(
    database_url: str, monkeypatch: pytest.MonkeyPatch, asked_after_s: float
) -> None:
    """Whether it is asked since it rested, or only looked at since it was in use a moment ago."""
    monkeypatch.setattr(engines, "ASKED_AFTER_S", asked_after_s)
    engine, other = central_engine(database_url, pool_size=1), central_engine(database_url, pool_size=1)
    try:
        before = await _backend(engine)
        async with other.connect() as connection:
            await connection.execute(_END_OTHERS)
        await asyncio.sleep(0.2)  # The end of a socket reaches the loop by itself, as in a server that runs.
        assert await _backend(engine) != before
    finally:
        await engine.dispose()
        await other.dispose()


async def test_a_connection_just_used_is_not_asked_whether_it_lives(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    engine = central_engine(database_url, pool_size=1)
    monkeypatch.setattr(engine.dialect, "do_ping", asked.append)
    try:
        monkeypatch.setattr(engines, "ASKED_AFTER_S", 3_600.0)
        for _ in range(3):
            await _backend(engine)
        assert asked == []
        monkeypatch.setattr(engines, "ASKED_AFTER_S", 0.0)
        await _backend(engine)
        assert len(asked) == 1
    finally:
        await engine.dispose()
