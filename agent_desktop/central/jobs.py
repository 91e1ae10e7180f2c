"""What central does by itself now and then, each job at one instance at a time however many serve."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar
from zlib import crc32

import sqlalchemy as sa

from agent_desktop.central.duplicate_pass import find_duplicates
from agent_desktop.central.erasures_file import lines_of, note
from agent_desktop.central.hub import Hub
from agent_desktop.central.instance_tables import relay_letter
from agent_desktop.central.mail.channels import tell_channels
from agent_desktop.central.mail.inviting import ask_customers
from agent_desktop.central.mail.sending import send_mail
from agent_desktop.central.mail.standing import count_mail
from agent_desktop.central.mail.taking import take_mail
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.stragglers import bring_home
from agent_desktop.central.ticket_definitions import seed
from agent_desktop.central.ticket_jobs import watch_tickets
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.merging import UNDO_DAYS, forget_old
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.feed import head
from agent_desktop.sync.sweep import sweep_next
from agent_desktop.sync.tombstones import purge

log = logging.getLogger(__name__)
T = TypeVar("T")

LETTER_LIFE_S = 60

SOONEST_S = 1.0
"""A job that is hastened begins again after this time at the earliest."""

_LOCKS = 0x4A6F
"""The first half of every job's advisory lock; the second is made of its name."""


class Store(Protocol):
    """What a job may use of the service."""

    settings: CentralSettings
    registry: Registry
    clock: Clock
    hub: Hub
    metrics: Metrics

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do every so often: ``run`` does it once and must bear being ended at any moment."""

    name: str
    every_s: float
    run: Callable[[Store], Awaitable[None]]


async def purge_tombstones(store: Store) -> None:
    """Forget deleted and moved records in the feed after the site's time."""
    before = store.clock.now() - timedelta(days=store.settings.tombstones_kept_days)
    gone = await _alone(store, "purge-tombstones", lambda connection: purge(connection, before))
    if gone:
        log.info("%d tombstones were forgotten", gone)


async def sweep_erasures(store: Store) -> None:
    """Scrub what erasures of customers have left to be searched for, one erasure a transaction."""
    while True:
        reached: set[str] = set()
        at = store.clock.now()
        done = await _alone(
            store,
            "sweep-erasures",
            lambda connection, told=reached, now=at: sweep_next(connection, store.registry, now, told),  # type: ignore[misc]
        )
        if not done:
            return
        log.info("the sweep after an erasure is done")
        await _note_erasures(store)
        if reached:
            store.hub.poke(await store.write(head), reached)


async def burn_old_letters(store: Store) -> None:
    """Remove the letters between instances that everybody has read."""
    age = sa.func.make_interval(0, 0, 0, 0, 0, 0, LETTER_LIFE_S)
    old = sa.delete(relay_letter).where(relay_letter.c.made_at < sa.func.now() - age)
    await store.write(lambda connection: connection.execute(old))


async def find_twins(store: Store) -> None:
    """Once a night, at the site's hour: look for customers who are on record twice."""
    now = store.clock.now()
    if now.hour == store.settings.duplicates_at_hour and now.date() not in _LOOKED:
        _LOOKED.clear()
        _LOOKED.add(now.date())
        await find_duplicates(store, now)


_LOOKED: set[date] = set()
"""The night in which this process has looked already."""


async def forget_merges(store: Store) -> None:
    """Let go of how merged customers were before, once that can be undone no more."""
    before = store.clock.now() - timedelta(days=UNDO_DAYS)
    await store.write(lambda connection: forget_old(SqlRead(connection, is_whole=True), before))


async def land_stragglers(store: Store) -> None:
    """Bring to the survivor what was written to a merged customer in the moment they were merged."""
    reached: set[str] = set()
    at = store.clock.now()
    moved = await _alone(
        store,
        "land-stragglers",
        lambda connection: bring_home(connection, store.registry, at, reached),
    )
    if moved:
        log.info("%d records of merged customers were brought to the survivor", moved)
        store.hub.poke(await store.write(head), reached)


async def seed_rules(store: Store) -> None:
    """Give a site that never had a rule for its tickets those that come with the program."""
    reached: set[str] = set()
    at = store.clock.now()
    if await _alone(store, "seed-rules", lambda connection: seed(connection, store.registry, at, reached)):
        log.info("the rules that come with the program are in force")
        store.hub.poke(await store.write(head), reached)


JOBS: tuple[Job, ...] = (
    Job("seed-rules", 3600.0, seed_rules),
    Job("burn-old-letters", 30.0, burn_old_letters),
    Job("purge-tombstones", 3600.0, purge_tombstones),
    Job("sweep-erasures", 30.0, sweep_erasures),
    Job("find-duplicates", 1200.0, find_twins),
    Job("forget-merges", 3600.0, forget_merges),
    Job("land-stragglers", 60.0, land_stragglers),
    Job("watch-tickets", 15.0, watch_tickets),
    Job("tell-channels", 60.0, tell_channels),
    Job("send-mail", 5.0, send_mail),
    Job("take-mail", 15.0, take_mail),
    Job("ask-customers", 30.0, ask_customers),
    Job("count-mail", 15.0, count_mail),
)


class Jobs:
    """The jobs of the site. They run while this instance owns the floor, and nowhere else."""

    def __init__(self, store: Store, jobs: tuple[Job, ...] = JOBS) -> None:
        self._store = store
        self._jobs = jobs
        self._tasks: list[asyncio.Task[None]] = []
        self._wanted: dict[str, asyncio.Event] = {job.name: asyncio.Event() for job in jobs}

    def hasten(self, name: str) -> None:
        """Do a job soon rather than when its time comes; where the jobs run elsewhere nothing happens."""
        self._wanted[name].set()

    async def start(self) -> None:
        """Begin with every job."""
        self._tasks = [asyncio.create_task(self._run(job), name=f"job {job.name}") for job in self._jobs]

    async def stop(self) -> None:
        """End them."""
        await tasks.end(self._tasks)
        self._tasks = []

    async def _run(self, job: Job) -> None:
        """Do a job for ever, first after a part of its interval; what fails is said and tried again."""
        wanted = self._wanted[job.name]
        await _either(wanted, min(job.every_s, 10.0))
        while True:
            wanted.clear()
            try:
                await job.run(self._store)
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                log.warning("the job %s has to wait: %s", job.name, type(problem).__name__)
            except Exception:
                log.exception("the job %s failed", job.name)
            await _either(wanted, job.every_s)


async def _either(wanted: asyncio.Event, wait_s: float) -> None:
    """Wait until something is wanted, but no longer than this; what is wanted again and again, once a second."""
    await asyncio.sleep(min(wait_s, SOONEST_S))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, wait_s - SOONEST_S)):
            await wanted.wait()


async def _note_erasures(store: Store) -> None:
    """Keep the note outside the database up to date, for the day a backup has to be restored."""
    if (path := store.settings.erasures_file) is not None:
        lines = await store.write(lines_of)
        try:
            await asyncio.to_thread(note, path, lines)
        except KnownError as problem:
            log.warning("%s", problem)


def lock_of(name: str) -> tuple[int, int]:
    """The advisory lock under which a job runs."""
    return _LOCKS, crc32(name.encode()) - 2**31


async def _alone(store: Store, name: str, work: Callable[[sa.Connection], T]) -> T | None:
    """Run ``work`` unless another instance is at the same job now: then None, at once."""

    def locked(connection: sa.Connection) -> T | None:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(*lock_of(name)))).scalar():
            return None
        return work(connection)

    return await store.write(locked)
