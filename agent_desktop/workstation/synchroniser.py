"""The tasks that keep a replica in step: push what waits, pull what changed, follow the stream."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from agent_desktop.core import tasks
from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Actor
from agent_desktop.sync import kept_back, riding, upkeep
from agent_desktop.sync.live import Poke, PokePage
from agent_desktop.sync.messages import (
    Envelope,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Verdict,
)
from agent_desktop.sync.replica import CUSTOMER_DAYS
from agent_desktop.sync.verdicts import is_plain
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.replica_upkeep import Upkeep
from agent_desktop.workstation.snapshots import Snapshots
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import (
    OPENED,
    SignedOut,
    StartOver,
    StreamEvent,
    Transport,
    Unreachable,
)

log = logging.getLogger(__name__)

LONGEST_BACK_OFF_S = 30.0

IDLE_PULL_S = 30.0
"""How often a desk asks for what is new while no stream tells it."""

IDLE_PULL_STREAMING_S = 120.0
"""The same beside a stream, which may lose a word."""

TOLD_WITHIN_S = 2.0
"""How soon after a push its effect comes along the stream; a desk asks for what is later."""


@dataclass(frozen=True, slots=True)
class Link:
    """How the desk stands with central; ``since`` is the time of the last change."""

    state: str  # connecting | online | offline | signed_out
    since: datetime
    waiting: int = 0  # commands in the outbox that central has not judged; counted while it is not online
    problem: str = ""  # why central will not have this desk, in words, where it answered that


class Synchroniser:
    """Owns the two tasks of one signed-in person; ``stop`` ends them."""

    def __init__(
        self,
        transport: Transport,
        store: StoreThreads,
        actor: Actor,
        scopes: list[str],
        clock: Clock,
    ) -> None:
        self._transport = transport
        self._store = store
        self._actor = actor
        self._scopes = scopes
        self._clock = clock
        self._wake = asyncio.Event()
        self._is_back = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._in_step = asyncio.Lock()
        self._is_streaming = False
        self._is_pull_due = True
        self._told: list[PokePage] = []
        self._expected_by_s: float | None = None
        self.link = Link("connecting", clock.now())
        self.changes: Observers[Changes] = Observers("changes")
        self.links: Observers[Link] = Observers("link")
        self.verdicts: Observers[tuple[Envelope, Verdict]] = Observers("verdicts")
        self.stream: Observers[StreamEvent] = Observers("stream")
        self.reconnected: Callable[[], Awaitable[None]] | None = None
        self.caught_up: Callable[[], Awaitable[None]] | None = None
        """Called when a round has ended well; what it raises counts as the round's."""
        self.snapshots = Snapshots(transport, store, actor)
        self.customer_days = CUSTOMER_DAYS
        self._upkeep = Upkeep(
            transport, store, actor, clock, tell=self.verdicts.tell, tell_changes=self.changes.tell
        )
        self.snapshots.before_first = self._upkeep.check_epoch

    def start(self) -> None:
        """Begin to synchronise in the background."""
        self._tasks = [
            asyncio.create_task(self._run_sync(), name="sync"),
            asyncio.create_task(self._run_stream(), name="stream"),
        ]

    async def stop(self) -> None:
        """Cancel both tasks and wait for them."""
        await tasks.end(self._tasks)
        self._tasks = []

    def nudge(self) -> None:
        """There is something to push."""
        self._wake.set()

    def pull_soon(self) -> None:
        """There is reason to ask what is new, and to take what is not held yet."""
        self._is_pull_due = True
        self._wake.set()

    async def count_waiting(self) -> None:
        """Tell with the link how much waits for central, while central cannot be reached."""
        if self.link.state == "online":
            return
        waiting = await self._store.write(self._store.replica.count_outgoing)
        if waiting != self.link.waiting and self.link.state != "online":
            self.link = replace(self.link, waiting=waiting)
            self.links.tell(self.link)

    async def synchronise(self) -> None:
        """Push everything that waits and pull until nothing is left; raises ``Unreachable``."""
        self._is_pull_due = True
        await self._round()

    async def _round(self) -> None:
        async with self._in_step:
            await self._upkeep.before_round()
            try:
                await self.push_all()
                await self._catch_up()
            except StartOver as problem:
                log.warning("starting over: %s", problem.what)
                await self._start_over(problem.reason)
                await self.push_all()
                await self._pull_all()
        if self.caught_up is not None:
            await self.caught_up()

    # -- the tasks -----------------------------------------------------------------------------------

    async def _run_sync(self) -> None:
        failures = 0
        while True:
            self._wake.clear()
            again_in_s: float | None = None
            try:
                await self._round()
            except SignedOut:
                self._set_link("signed_out")
                return
            except Unreachable as problem:
                failures += 1
                again_in_s = problem.retry_after_s
                self._set_link("offline")
            except KnownError as problem:
                failures += 1
                log.warning("sync was refused: %s", problem.what)
                self._set_link("offline", str(problem))
            except Exception:
                failures += 1
                log.exception("sync failed")
            else:
                failures = self._answered(failures)
                self._set_link("online")
            await self._pause(failures, again_in_s)

    async def _pause(self, failures: int, again_in_s: float | None) -> None:
        """Wait for work, or after a failure for a while with jitter, whatever is nudged meanwhile."""
        if failures:
            await self.count_waiting()
            await self._back_off(failures, again_in_s)
            return
        rest_s = IDLE_PULL_STREAMING_S * random.uniform(0.8, 1.2)  # noqa: S311 - only spreads them
        rest_s = rest_s if self._is_streaming else IDLE_PULL_S
        if self._expected_by_s is not None:
            rest_s = min(rest_s, self._expected_by_s - asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(rest_s):
                await self._wake.wait()
        except TimeoutError:
            self._is_pull_due = True

    async def _run_stream(self) -> None:
        failures = 0
        while True:
            again_in_s: float | None = None
            try:
                # Closed here and now also when this task is cancelled: left to the collector it would be too late.
                async with contextlib.aclosing(self._transport.events()) as events:
                    async for event in events:
                        if event is OPENED:
                            failures = self._answered(failures)
                            self._is_streaming = True
                            self.pull_soon()
                            if self.reconnected is not None:
                                await self.reconnected()
                            continue
                        self._hear(event)
            except SignedOut:
                self._set_link("signed_out")
                return
            except Unreachable as problem:
                failures += 1
                again_in_s = problem.retry_after_s
                # One that stops sends its desks elsewhere, for a moment; refused again and again is offline.
                if again_in_s is None or failures > 2:
                    self._set_link("offline")
            except KnownError:
                failures += 1
                self._set_link("offline")
            except Exception:
                failures += 1
                log.exception("the stream failed")
            self._is_streaming = False
            await self._back_off(failures, again_in_s)

    async def _back_off(self, failures: int, again_in_s: float | None) -> None:
        """Wait before trying again, unless the other task finds that central answers.

        Where central asked to be left alone, wait at least so long, whoever else is back.
        """
        if again_in_s is not None:
            await asyncio.sleep(again_in_s)
            return
        self._is_back.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_back_off_s(failures)):
                await self._is_back.wait()

    def _answered(self, failures: int) -> int:
        """Central answered; after failures the other task need not wait. Answers how many there are now."""
        if failures:
            self._is_back.set()
        return 0

    def _hear(self, event: StreamEvent) -> None:
        if event.name == "poke":
            poke = msgspec.json.decode(event.data, type=Poke)
            if poke.page is None:
                self.pull_soon()
            else:
                self._told.append(poke.page)
                self._wake.set()
        else:
            self.stream.tell(event)

    # -- one round -----------------------------------------------------------------------------------

    async def push_all(self) -> None:
        """Send everything that waits, a batch at a time, and take in the verdicts; raises ``Unreachable``."""
        async with contextlib.aclosing(self._judged()) as judged:
            async for waiting, verdicts in judged:
                take = partial(self._store.replica.take_verdicts, self._actor, verdicts)
                changes = await self._store.write(take)
                by_id = {envelope.data["command_id"]: envelope for envelope in waiting}
                for verdict in verdicts:
                    if self._upkeep.is_news(verdict):
                        self.verdicts.tell((by_id[verdict.command_id], verdict))
                self._expected_by_s = asyncio.get_running_loop().time() + TOLD_WITHIN_S
                if changes:
                    self.changes.tell(changes)
                self._set_link("online")

    async def _judged(self) -> AsyncGenerator[tuple[list[Envelope], list[Verdict]], None]:
        """Batch after batch with its verdicts; while they are noted, central judges the next.

        Only where all went as it was meant: what was refused takes others with it, so it is noted first.
        """
        asked: asyncio.Task[PushReply] | None = None
        try:
            request = await self._store.write(self._to_push)
            while request.commands:
                if asked is None:
                    asked = self._sent(request)
                reply, asked, sent = await asked, None, request.commands
                if all(map(is_plain, reply.verdicts)):
                    last = sent[-1].data["command_id"]
                    request = await self._store.write(partial(self._to_push, after=last))
                    asked = self._sent(request) if request.commands else None
                yield sent, reply.verdicts
                if asked is None:
                    request = await self._store.write(self._to_push)
        finally:
            if asked is not None:
                asked.cancel()
                await asyncio.gather(asked, return_exceptions=True)

    def _sent(self, request: PushRequest) -> asyncio.Task[PushReply]:
        return asyncio.create_task(self._transport.post("/api/v1/push", request, PushReply))

    def _to_push(self, after: str | None = None) -> PushRequest:
        replica = self._store.replica
        waiting = replica.outgoing(after=after)
        if not waiting:
            return PushRequest([])
        return PushRequest(waiting, replica.remembered("epoch") or "", kept_back.count(replica) > 0)

    async def _catch_up(self) -> None:
        """Take in what the stream told; pull where it told too little, or something is to be asked for anyway."""
        told, self._told = self._told, []
        if self._is_pull_due or not self._is_streaming or not await self._took(told):
            self._is_pull_due = False
            try:
                await self._pull_all()
            except BaseException:
                self._is_pull_due = True
                raise
            self._expected_by_s = None
        elif self._expected_by_s is not None and await self._store.write(
            partial(riding.is_settled, self._store.replica)
        ):
            self._expected_by_s = None

    async def _took(self, told: list[PokePage]) -> bool:
        """Whether these pages, in the order they came, hold all there is."""
        for page in told:
            take = partial(riding.take_page, self._store.replica, self._store.registry, self._actor, page)
            try:
                changes = await self._store.write(take)
            except BaseException:
                # A full disk, say: this page is gone, and what was in it is to be asked for.
                self._is_pull_due = True
                raise
            if changes is None:
                return False
            if changes:
                self.changes.tell(changes)
        return True

    async def _pull_all(self) -> None:
        replica = self._store.replica
        days = self.customer_days
        missing = await self._store.write(lambda: replica.follow(self._scopes, customer_days=days))
        for scope in missing:
            await self._take_snapshot(scope)
        await self._pull_pages()
        for scope in await self._upkeep.count(self._scopes, is_due=bool(missing)):
            await self._take_snapshot(scope)

    async def _take_snapshot(self, scope: str) -> None:
        if (changes := await self.snapshots.take(scope)) is not None:
            self.changes.tell(changes)

    async def _pull_pages(self) -> None:
        replica = self._store.replica
        while True:
            epoch, cursors, erased = await self._store.write(
                lambda: (replica.remembered("epoch"), replica.cursors(), upkeep.erased_to(replica))
            )
            request = PullRequest(epoch or "", cursors, erased_to=erased)
            async with contextlib.aclosing(self._pages(request)) as pages:
                async for page in pages:
                    changes = await self._store.write(partial(replica.apply_page, self._actor, page))
                    if changes:
                        self.changes.tell(changes)
            if page.erased:
                await self._upkeep.erase(page.erased)
            elif not page.more:
                return

    async def _pages(self, request: PullRequest) -> AsyncGenerator[PullReply, None]:
        """Page after page while there are more, the next one on its way while one is taken in.

        The last of several says that there may be more: a customer opened meanwhile was in none of these requests,
        and what is behind every cursor is only settled by a page that was asked for with all of them.
        """
        asked = asyncio.create_task(self._transport.post("/api/v1/pull", request, PullReply))
        is_first = True
        try:
            while True:
                page = await asked
                is_last = not page.more or bool(page.erased)
                if not is_last:
                    request = msgspec.structs.replace(request, cursors=request.cursors | page.cursors)
                    asked = asyncio.create_task(self._transport.post("/api/v1/pull", request, PullReply))
                yield page if is_first else msgspec.structs.replace(page, more=True)
                if is_last:
                    return
                is_first = False
        finally:
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)

    async def _start_over(self, reason: str) -> None:
        replica = self._store.replica
        if reason == "away_too_long":  # The same store: what it acknowledged it has.
            await self._store.write(replica.forget_position)
        elif changes := await self._store.write(lambda: upkeep.begin_another_life(replica, self._actor)):
            self.changes.tell(changes)

    def _set_link(self, state: str, problem: str = "") -> None:
        if self.link.state == "signed_out" or (
            self.link.state == state and problem in {"", self.link.problem}
        ):
            return
        since = self.link.since if self.link.state == state else self._clock.now()
        self.link = Link(state, since, problem=problem)
        self.links.tell(self.link)


def _back_off_s(failures: int) -> float:
    """Full jitter over an exponentially growing wait, so that desks do not come back all at once."""
    most = min(LONGEST_BACK_OFF_S, 0.5 * 2 ** min(failures, 10))
    return random.uniform(0.1, most)  # noqa: S311 - nothing secret depends on it


def decoded(event: StreamEvent, kind: Any) -> Any:
    """An event's data as one of ``sync.live``'s types."""
    return msgspec.json.decode(event.data, type=kind)
