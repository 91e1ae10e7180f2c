"""How background work is ended: cancelled and waited for, also where a cancellation was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_AFTER_S = 2.0


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
