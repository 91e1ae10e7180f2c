"""The event loop of a central: uvloop's where there is one, since streams and small requests are nearly all it does."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a central until it is done; like ``asyncio.run``."""
    # Thousands of streams are thousands of tasks, which live for hours: looking through them as often as a short
    # program should took a twelfth of central's time.
    gc.set_threshold(20_000, 20, 50)
    try:
        # Only where a central is started: a desk has Qt's own loop, and should not load another.
        import uvloop
    except ImportError:  # There is none for Windows.
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
