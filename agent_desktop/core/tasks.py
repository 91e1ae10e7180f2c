"""How background work is ended: cancelled and waited for, also where a cancellation was lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

log = logging.getLogger(__name__)
AGAIN_AFTER_S = 2.0


class Background:
    """Work that nobody waits for; what goes wrong in it is in the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin something."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def end(self) -> None:
        """End everything but the task that asks for it."""
        own = asyncio.current_task()
        await end([task for task in self._tasks if task is not own])

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("a background task failed", exc_info=problem)


async def end(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel ``tasks`` and wait until each is over; what they raise is dropped.

    One cancellation is not enough: before Python 3.12 ``asyncio.wait_for`` loses it when what it waits for
    comes in the same turn of the loop (https://github.com/python/cpython/issues/86296), and so may any library
    in between. Whoever waited for such a task would wait for ever, so it is cancelled again.
    """
    waiting = {task for task in tasks if not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        done, waiting = await asyncio.wait(waiting, timeout=AGAIN_AFTER_S)
        for task in done:
            if not task.cancelled():
                task.exception()
