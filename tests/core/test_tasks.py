"""Ending background work ends it, also when a cancellation was lost on the way."""

from __future__ import annotations

import asyncio

import pytest

from agent_desktop.core import tasks


async def test_a_task_that_lost_a_cancellation_is_cancelled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN_AFTER_S", 0.01)
    told = 0

    async def forgetful() -> None:
        nonlocal told
        while told < 3:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                told += 1
        await asyncio.sleep(60)

    task = asyncio.create_task(forgetful())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await tasks.end([task])
    assert task.cancelled()
    assert told == 3


async def test_what_a_task_raises_while_it_ends_is_dropped() -> None:
    async def stumbling() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise ValueError("on the way out")

    task = asyncio.create_task(stumbling())
    await asyncio.sleep(0)
    await tasks.end([task])
    assert isinstance(task.exception(), ValueError)


async def test_nothing_to_end_ends_at_once() -> None:
    over = asyncio.create_task(asyncio.sleep(0))
    await over
    await tasks.end([over])
    await tasks.end([])
