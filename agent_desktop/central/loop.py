"""The event loop of a central: uvloop's where there is one, since streams and small requests are nearly all it does."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a central until it is done; like ``asyncio.run``."""
    try:
        # Only where a central is started: a desk has Qt's own loop, and should not load another.
        import uvloop
    except ImportError:  # There is none for Windows.
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
