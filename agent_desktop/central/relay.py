"""The relay: pokes between instances of central, over PostgreSQL's LISTEN and NOTIFY on a connection of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import asyncpg
import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.hub import Hub
from agent_desktop.core.ids import new_id

log = logging.getLogger(__name__)

CHANNEL = "agent_desktop_poke"
_LONGEST = 7_000
_RETRY_S = 2.0


class Told(msgspec.Struct, frozen=True):
    """A poke on its way to the other instances; ``scopes`` is None where they are too many to name."""

    instance: str
    head: int
    scopes: list[str] | None
    is_serving: bool = True  # False from a command line, which has no desks of its own


class Relay:
    """Tells other instances what was written here, after commit, and hears what they wrote.

    A poke lost while the connection is away costs nothing but time: desks pull at the next one.
    """

    def __init__(self, database_url: str, hub: Hub) -> None:
        self._url = database_url
        self._hub = hub
        self._instance = new_id()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue(1_000)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen and to tell."""
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """Close the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def tell(self, head: int, scopes: Iterable[str]) -> None:
        """Tell the other instances; where too much waits already, what waits is enough to make them pull."""
        told = Told(self._instance, head, sorted(scopes))
        text = msgspec.json.encode(told)
        if len(text) > _LONGEST:
            text = msgspec.json.encode(Told(self._instance, head, None))
        try:
            self._outgoing.put_nowait(text)
        except asyncio.QueueFull:
            log.warning("pokes to other instances are not taken; they will pull at the next one")

    async def _run(self) -> None:
        while True:
            try:
                await self._serve()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as problem:
                log.warning("the connection between instances is away: %s", type(problem).__name__)
            await asyncio.sleep(_RETRY_S)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(plain_url(self._url), timeout=10)
        # Nothing is sent on a quiet night: without this a lost connection would be noticed in the morning.
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _connection: gone.set())
        ended = asyncio.create_task(gone.wait())
        try:
            await connection.add_listener(CHANNEL, self._heard)
            while not gone.is_set():
                waiting = asyncio.create_task(self._outgoing.get())
                await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    return
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, waiting.result().decode())
        finally:
            ended.cancel()
            if not connection.is_closed():
                await connection.close(timeout=2)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        try:
            told = msgspec.json.decode(str(payload), type=Told)
        except msgspec.MsgspecError:
            return
        if told.instance != self._instance:
            self._hub.is_alone = self._hub.is_alone and not told.is_serving
            self._hub.poke_from_elsewhere(told.head, told.scopes if told.scopes is not None else ["org"])


async def announce(engine: AsyncEngine, head: int, scopes: Iterable[str]) -> None:
    """Tell every serving instance what a command line has just written and committed."""
    text = msgspec.json.encode(Told(new_id(), head, sorted(scopes), is_serving=False))
    if len(text) > _LONGEST:
        text = msgspec.json.encode(Told(new_id(), head, None, is_serving=False))
    async with engine.begin() as connection:
        await connection.execute(sa.select(sa.func.pg_notify(CHANNEL, text.decode())))


def plain_url(database_url: str) -> str:
    """The address as asyncpg itself reads it, without SQLAlchemy's driver name."""
    return sa.make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
