"""Jobs: work that central does by itself from time to time, at one instance only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from agent_desktop.central.instance_tables import relay_letter

log = logging.getLogger(__name__)

LETTER_LIFE_S = 60


class Writer(Protocol):
    """Where a job writes."""

    async def write(self, work: Callable[[sa.Connection], Any]) -> Any:
        """Run ``work`` in a transaction of its own and commit it."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often, in a transaction of its own. Done twice it must do no harm."""

    name: str
    every_s: float
    work: Callable[[sa.Connection], Any]


class Jobs:
    """The jobs of the site. They run while this instance owns the floor, and nowhere else."""

    def __init__(self, store: Writer) -> None:
        self._store = store
        self._jobs: list[Job] = []
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, name: str, *, every_s: float, work: Callable[[sa.Connection], Any]) -> None:
        """Add a job, before the service starts."""
        self._jobs.append(Job(name, every_s, work))

    async def start(self) -> None:
        """Begin with every job; each is done once at the beginning."""
        self._tasks = [asyncio.create_task(self._run(job), name=f"job {job.name}") for job in self._jobs]

    async def stop(self) -> None:
        """End them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _run(self, job: Job) -> None:
        while True:
            try:
                await self._store.write(job.work)
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                log.warning("the job %s has to wait: %s", job.name, type(problem).__name__)
            except Exception:
                log.exception("the job %s failed", job.name)
            await asyncio.sleep(job.every_s)


def burn_old_letters(connection: sa.Connection) -> None:
    """Remove the letters between instances that everybody has read."""
    age = sa.func.make_interval(0, 0, 0, 0, 0, 0, LETTER_LIFE_S)
    connection.execute(sa.delete(relay_letter).where(relay_letter.c.made_at < sa.func.now() - age))
