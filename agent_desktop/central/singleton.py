"""Singletons: what only one instance of central may do at a time, kept by an advisory lock in the database.

The lock belongs to a connection of its own. It is free again the moment its owner dies, hands over, or has said
nothing for ``HOLD_S``: the database itself ends a session that is silent for so long, so an owner that hangs, or
whose machine is gone, is replaced without anybody having to judge it. Whoever takes the lock counts the *term*
up; whatever the owner writes is fenced by its term (``fence``), so a replaced owner that comes to itself again
changes nothing, and ``sure`` tells it before it acts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import asyncpg
import sqlalchemy as sa

from agent_desktop.central.instance_tables import singleton
from agent_desktop.central.relay import plain_url
from agent_desktop.core import tasks
from agent_desktop.core.errors import KnownError

log = logging.getLogger(__name__)

HOLD_S = 3.0
"""The database ends the owner's session after this silence; whoever waits takes over within a beat more."""

BEAT_S = 0.5
"""How often the owner says that it is there, and the others ask whether the lock is free."""

SURE_S = HOLD_S - BEAT_S
"""For this time after an answered beat nobody else can be the owner, however slow the answer was."""

GRACE_S = 1.5
"""After the database was away the former owner comes first: it may hold facts that nobody else has."""

_RETRY_S = 0.25
_PATIENCE_S = 2.0
_SPACE = 0x4167_4431
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

_TERM = "SELECT term FROM singleton WHERE name = $1"
_TAKE = """
INSERT INTO singleton (name, term, owner, taken_at) VALUES ($1, 1, $2, now())
ON CONFLICT (name) DO UPDATE SET term = singleton.term + 1, owner = excluded.owner, taken_at = now()
RETURNING term
"""


class Deposed(KnownError):
    """Another instance does this now; nothing was written."""


class Singleton:
    """Owner of one name, or waiting to be.

    ``began(term)`` is awaited when this instance becomes the owner, ``ended()`` when it is one no more; they
    never overlap. ``has_company`` says whether other instances are about: an owner that was alone goes on while
    the database is away, since nobody can have replaced it; one with company, or one that stood still itself,
    stops after ``HOLD_S``.
    """

    def __init__(
        self,
        database_url: str,
        name: str,
        instance: str,
        *,
        began: Callable[[int], Awaitable[None]],
        ended: Callable[[], Awaitable[None]],
        has_company: Callable[[], bool],
    ) -> None:
        self.name = name
        self.term = 0
        self._is_owner = False
        self._url = database_url
        self._instance = instance
        self._began = began
        self._ended = ended
        self._has_company = has_company
        self._had_company = False
        self._turned_at_s = 0.0
        self._has_lock = False
        self._is_connected = False
        self._is_failed = False
        self._sure_until_s = 0.0
        self._wake = asyncio.Event()
        self._decided = asyncio.Event()
        self._beaten = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._key = int.from_bytes(sha256(name.encode()).digest()[:4], signed=True)

    @property
    def is_owner(self) -> bool:
        """Whether this instance owns it, as far as it knows; ``sure`` knows better."""
        return self._is_owner

    async def start(self) -> None:
        """Begin to want the lock; returns when this instance has begun to own it, or another one does."""
        self._turned_at_s = _now_s()
        self._task = asyncio.create_task(self._run(), name=f"singleton {self.name}")
        await self._decided.wait()
        if self._beginning is not None:
            await asyncio.gather(self._beginning, return_exceptions=True)

    async def hand_over(self) -> None:
        """End owning and free the lock for somebody else; this instance does not want it any more. Safe twice."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._stop(), name=f"leave {self.name}")
        await asyncio.shield(self._leaving)

    def wake(self) -> None:
        """There is reason to look at once: the lock may be free, or may be lost."""
        self._wake.set()

    def doubt(self) -> None:
        """A write was fenced off: nothing is sure until the database has been asked."""
        self._sure_until_s = 0.0
        self._wake.set()

    async def sure(self) -> bool:
        """Whether this instance is the owner now beyond doubt; asks the database where it has not lately."""
        if not self.is_owner or self._is_sure():
            return self.is_owner
        self._beaten.clear()
        self._wake.set()
        try:
            async with asyncio.timeout(HOLD_S):
                while self._is_owner and not self._is_sure():
                    await self._beaten.wait()
                    self._beaten.clear()
        except TimeoutError:
            return False
        return bool(self._is_owner)

    def _is_sure(self) -> bool:
        return _now_s() < self._sure_until_s

    # -- inside ------------------------------------------------------------------------------------

    async def _stop(self) -> None:
        if self._task is not None:
            await tasks.end([self._task])

    async def _run(self) -> None:
        connection: Any = None
        is_first = True
        try:
            while True:
                try:
                    connection = await self._connect()
                    if not is_first and not self.is_owner:
                        await asyncio.sleep(GRACE_S)
                    self._is_connected = True
                    await self._hold(connection)
                except AWAY as problem:
                    if self._is_connected or is_first:
                        log.warning(
                            "the lock %s: the database is away: %s", self.name, type(problem).__name__
                        )
                if connection is not None:
                    connection.terminate()
                is_first = self._is_connected = self._has_lock = False
                self._decided.set()
                await self._go_on_alone_or_end()
                self._beaten.set()
                await asyncio.sleep(_RETRY_S)
        finally:
            if connection is not None and not connection.is_closed():
                await asyncio.shield(self._leave(connection))
            else:
                await asyncio.shield(self._end())

    def _turn(self) -> None:
        """Note that this instance runs; one that stood still cannot know what happened meanwhile."""
        if _now_s() - self._turned_at_s > HOLD_S:
            self._had_company = True
        self._turned_at_s = _now_s()

    async def _go_on_alone_or_end(self) -> None:
        """Without the database: nobody can have replaced an owner that was alone and never stood still."""
        self._turn()
        if self.is_owner and not self._had_company:
            self._sure_until_s = _now_s() + SURE_S
        elif self.is_owner and _now_s() > self._sure_until_s + HOLD_S - SURE_S:
            log.warning("the lock %s is lost; another instance may have it", self.name)
            await self._end()

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            plain_url(self._url),
            timeout=_PATIENCE_S,
            command_timeout=_PATIENCE_S,
            server_settings={
                "application_name": f"agent-desktop-owner-{self.name}",
                "idle_session_timeout": str(int(HOLD_S * 1000)),
                "statement_timeout": str(int(_PATIENCE_S * 1000)),
                "tcp_keepalives_idle": "2",
                "tcp_keepalives_interval": "1",
                "tcp_keepalives_count": "3",
            },
        )

    async def _hold(self, connection: Any) -> None:
        """Beat until the connection breaks."""
        while True:
            self._turn()
            asked_s = _now_s()
            if self._is_failed:
                # The lock goes free with this connection, and somebody tries again.
                self._is_failed = False
                await self._end()
                await asyncio.sleep(GRACE_S)
                return
            if self._has_lock:
                if await connection.fetchval(_TERM, self.name) != self.term:
                    log.warning("the lock %s was counted on by somebody else", self.name)
                    await self._end()
                    return
            elif await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _SPACE, self._key):
                await self._take(connection)
            elif self.is_owner and await connection.fetchval(_TERM, self.name) != self.term:
                log.warning("the lock %s went to another instance", self.name)
                await self._end()
            if self._has_lock:
                self._sure_until_s = asked_s + SURE_S
            self._had_company = self._has_company()
            self._decided.set()
            self._beaten.set()
            try:
                async with asyncio.timeout(BEAT_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()

    async def _take(self, connection: Any) -> None:
        """Become the owner, or go on as one where nobody was in between."""
        if self.is_owner:
            if await connection.fetchval(_TERM, self.name) == self.term:
                self._has_lock = True
                return
            await self._end()
        # Whoever writes under the term before still holds a share of this row until it has committed.
        self.term = await connection.fetchval(_TAKE, self.name, self._instance)
        self._has_lock = self._is_owner = True
        self._beginning = asyncio.create_task(self._begin(self.term), name=f"begin {self.name}")

    async def _begin(self, term: int) -> None:
        try:
            await self._began(term)
        except Exception:
            log.exception("%s could not begin here", self.name)
            self._is_failed = True
            self._wake.set()

    async def _end(self) -> None:
        if not self.is_owner:
            return
        self._is_owner = False
        self._has_lock = False
        if self._beginning is not None:
            await tasks.end([self._beginning])
            self._beginning = None
        try:
            await self._ended()
        except Exception:
            log.exception("%s did not end well", self.name)

    async def _leave(self, connection: Any) -> None:
        """End owning while the lock is still held, then free it."""
        try:
            if self.is_owner:
                beating = asyncio.create_task(self._beat_on(connection))
                await self._end()
                await tasks.end([beating])
            await connection.execute("SELECT pg_advisory_unlock_all()")
            await connection.close(timeout=1)
        except AWAY:
            connection.terminate()

    async def _beat_on(self, connection: Any) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await connection.fetchval("SELECT 1")


def fence(connection: sa.Connection, name: str, term: int) -> None:
    """Refuse the caller's transaction unless ``term`` is the newest; nobody can take over before it ended.

    A transaction left open by an owner that hangs is ended by the database after two seconds. Raises
    ``Deposed``.
    """
    newest = connection.execute(_FENCE, {"name": name}).scalar()
    if newest != term:
        raise Deposed("Another instance of central has taken this over.", kept="Nothing was written.")


_FENCE = (
    sa.select(singleton.c.term)
    .where(
        singleton.c.name == sa.bindparam("name"),
        sa.func.set_config("idle_in_transaction_session_timeout", "2000", sa.true()) != "",
    )
    .with_for_update(read=True)
)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
