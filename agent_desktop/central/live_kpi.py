"""The KPI bar: counted from facts since the site's midnight, at most twice a second.

It is told when it changed, and every few seconds even so: a desk takes figures it has not heard for stale.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from agent_desktop.central.screen_pop import Reader
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.features.kpi.queries import kpi_view
from agent_desktop.features.kpi.read_models import KpiView
from agent_desktop.store.work import SqlRead
from agent_desktop.telephony.views import FloorView

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_MOST_EVERY_S = 0.5
AT_LEAST_EVERY_S = 9.0
"""With the counting and the way to the desk, well within the 15 s after which figures are shown as old."""


class LiveKpi:
    """Keeps the KPI bar of the site right; ``told`` is called with it, as JSON, by the one instance that counts."""

    def __init__(
        self,
        store: Reader,
        clock: Clock,
        *,
        floor: Callable[[], FloorView],
        time_zone: str,
    ) -> None:
        self._store = store
        self.told: Callable[[bytes], None] = lambda _view: None
        self._clock = clock
        self._floor = floor
        self._zone = ZoneInfo(time_zone)
        self._news = asyncio.Event()
        self._view: KpiView | None = None
        self._encoded = b""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to count."""
        self._task = asyncio.create_task(self._run(), name="live KPI")

    async def stop(self) -> None:
        """End the counting."""
        if self._task is not None:
            await tasks.end([self._task])
            self._task = None

    @property
    def latest(self) -> bytes:
        """The KPI bar as last counted or heard, as JSON; empty before."""
        return self._encoded

    def heard(self, view: bytes) -> None:
        """Another instance has counted."""
        self._encoded = view

    def touch(self) -> None:
        """Facts or tickets changed: count again soon."""
        self._news.set()

    async def view(self) -> bytes:
        """The KPI bar as JSON, counted now if it never was."""
        if not self._encoded:
            await self._count()
        return self._encoded

    async def _run(self) -> None:
        now_s = asyncio.get_running_loop().time
        due_at_s = now_s() + AT_LEAST_EVERY_S
        while True:
            try:
                async with asyncio.timeout_at(due_at_s):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            try:
                if await self._count() or now_s() >= due_at_s:
                    self.told(self._encoded)
                    due_at_s = now_s() + AT_LEAST_EVERY_S
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                log.warning("the KPI bar could not be counted: %s", type(problem).__name__)
            except Exception:
                log.exception("the KPI bar could not be counted")
            await asyncio.sleep(AT_MOST_EVERY_S)

    async def _count(self) -> bool:
        """Count, and answer whether anything but the time of counting changed."""
        now = self._clock.now()
        since = midnight(now, self._zone)
        queues = self._floor().queues
        oldest = [queue.oldest_at for queue in queues if queue.oldest_at is not None]

        view = await self._store.read(
            lambda connection: kpi_view(
                SqlRead(connection, is_whole=True),
                now,
                since,
                waiting=sum(queue.waiting for queue in queues),
                oldest_at=min(oldest, default=None),
            )
        )
        is_changed = self._view is None or msgspec.structs.replace(view, at=self._view.at) != self._view
        self._view, self._encoded = view, msgspec.json.encode(view)
        return is_changed


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the local day that ``now`` lies in, as UTC."""
    return datetime.combine(now.astimezone(zone).date(), time.min, tzinfo=zone).astimezone(UTC)
