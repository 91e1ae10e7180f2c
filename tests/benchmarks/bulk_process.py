"""Bulk work on customers in a process of its own, which tells what it took: an import, or the look for duplicates."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.duplicate_pass import find_duplicates
from agent_desktop.central.importing import import_customers
from agent_desktop.store.engines import central_engine
from tests.benchmarks.small_central import tell

T = TypeVar("T")


def main() -> int:
    """Do what the first line of the input says, on the database it names."""
    order = json.loads(sys.stdin.readline())
    url = order["url"]
    work = _import(url, Path(order["file"])) if "file" in order else _look(url)
    began = time.perf_counter()
    told = asyncio.run(work)
    tell(done=told, seconds=time.perf_counter() - began, **_used())
    return 0


async def _import(url: str, file: Path) -> dict[str, Any]:
    report = await import_customers(url, file, skip_bad=True, rejects_path=file.with_suffix(".rejects"))
    return {"read": report.read, "accepted": report.accepted, "rejected": len(report.rejected)}


async def _look(url: str) -> dict[str, Any]:
    store = _Store(central_engine(url, pool_size=1))
    try:
        return {"waiting": await find_duplicates(store, datetime.now(UTC))}
    finally:
        await store.engine.dispose()


class _Store:
    """Where the look for duplicates reads and writes, as central gives it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)


def _used() -> dict[str, float]:
    """Processor seconds of this process and of those it started, and the most memory either had."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "processor_s": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "most_rss_mb": max(own.ru_maxrss, others.ru_maxrss) / 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
