"""Central in the model: real applications on one real database, killed, restarted and restored at will."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import asyncpg
import httpx
import sqlalchemy as sa

from agent_desktop.central.app import CentralApp, create_app
from agent_desktop.central.restore import begin_again
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.clock import Clock
from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from tests.sync.model.faults import AtStatement, Killed, at_statement

T = TypeVar("T")
ACCESS_TOKEN_S = 600.0


class Instance:
    """One central process, as far as anybody outside can tell."""

    def __init__(self, url: str, registry: Registry, clock: Clock) -> None:
        self.app: CentralApp = create_app(
            CentralSettings(
                database_url=url,
                site=Site(name="Model", region="GB"),
                pool_size=3,
                access_token_s=ACCESS_TOKEN_S,
                requests_burst=1e9,
                address_burst=1e9,
            ),
            registry=registry,
            clock=clock,
            connectors=[],
        )
        self.died = asyncio.Event()
        self.is_buried = False
        self.backends: set[int] = set()
        self._stack = AsyncExitStack()
        engine = self.app.service.engine.sync_engine
        sa.event.listen(engine, "connect", self._connected)
        sa.event.listen(engine, "before_cursor_execute", self._before)
        sa.event.listen(engine, "commit", lambda connection: self._step(connection, is_commit=True))

    @property
    def is_up(self) -> bool:
        """Whether it serves."""
        return not self.died.is_set()

    async def start(self) -> None:
        """Begin to serve."""
        await self._stack.enter_async_context(self.app.running())

    async def stop(self) -> None:
        """Give back what the process held; an operating system does that for one that was killed."""
        self.died.set()
        await self._stack.aclose()

    async def serve(self, request: httpx.Request, fault: AtStatement | None) -> httpx.Response:
        """Answer a request; raises ``httpx.TransportError`` where the process dies meanwhile."""
        if not self.is_up:
            raise httpx.ConnectError("connection refused")
        serving = asyncio.create_task(self._serve(request, fault))
        dying = asyncio.create_task(self.died.wait())
        try:
            await asyncio.wait({serving, dying}, return_when=asyncio.FIRST_COMPLETED)
            if not self.is_up:
                raise httpx.ReadError("connection reset")
            return serving.result()
        except Killed:
            raise httpx.ReadError("connection reset") from None
        finally:
            dying.cancel()
            serving.cancel()
            await asyncio.gather(serving, dying, return_exceptions=True)

    async def _serve(self, request: httpx.Request, fault: AtStatement | None) -> httpx.Response:
        at_statement.set(fault)  # A task has a context of its own, so nothing is to be put back.
        response = await httpx.ASGITransport(self.app).handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        raw = b"".join([piece async for piece in response.stream])
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(raw))

    def _connected(self, connection: Any, _entry: object) -> None:
        self.backends.add(connection.driver_connection.get_server_pid())

    def _before(self, connection: sa.Connection, *_rest: object) -> None:
        self._step(connection, is_commit=False)

    def _step(self, connection: sa.Connection, *, is_commit: bool) -> None:
        fault = at_statement.get()
        if fault is None:
            return
        if not self.is_up:
            raise Killed
        fault.comes(connection, is_commit=is_commit)


class Centrals:
    """The database and the instances on it."""

    def __init__(
        self, postgres: EmbeddedPostgres, template: str, registry: Registry, clock: Clock, count: int = 2
    ) -> None:
        self.registry = registry
        self.clock = clock
        self.name = f"model_{new_id().replace('-', '')}"
        self.backup_name: str | None = None
        self.instances: list[Instance] = []
        self._postgres = postgres
        self._template = template
        self._count = count
        self._url = postgres.database_url(self.name)
        self._admin: asyncpg.Connection[Any] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._engine = central_engine(self._url, pool_size=1)

    async def open(self, also: str = "") -> None:
        """Make the database and start every instance; ``also`` is SQL to run first."""
        plain = self._postgres.database_url("postgres").replace("+asyncpg", "")
        self._admin = await asyncpg.connect(plain)
        await self._sql(f"CREATE DATABASE {self.name} TEMPLATE {self._template} STRATEGY WAL_LOG")
        for statement in filter(str.strip, also.split(";;")):
            await self.run(lambda c, text=statement: c.execute(sa.text(text)))  # type: ignore[misc]
        await self._start_all()

    async def close(self) -> None:
        """End everything and drop the databases."""
        await self._stop_all()
        for name in (self.name, self.backup_name):
            if name is not None:
                await self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        assert self._admin is not None
        await self._admin.close()

    def up(self) -> list[Instance]:
        """The instances that serve."""
        return [one for one in self.instances if one.is_up]

    def pick(self, draw: random.Random) -> Instance:
        """One of the instances that serve, as a balancer would; raises ``httpx.ConnectError`` for none."""
        serving = self.up()
        if not serving:
            raise httpx.ConnectError("nobody is there")
        return draw.choice(serving)

    async def kill(self, instance: Instance) -> None:
        """End an instance: whatever it was doing is not finished, and its connections to the database break."""
        instance.died.set()
        if instance.is_buried:
            return
        instance.is_buried = True
        for pid in instance.backends:
            await self.cut(pid)
        await instance.stop()

    async def bring_back(self) -> None:
        """Start an instance for each that is gone."""
        for place, one in enumerate(self.instances):
            if not one.is_up:
                self.instances[place] = await self._started()

    async def cut(self, pid: int) -> None:
        """End one connection at the database's end."""
        await self._sql("SELECT pg_terminate_backend($1)", pid)

    async def count_blocked(self) -> int:
        """How many transactions wait for another one."""
        assert self._admin is not None
        async with self._one_at_a_time:
            found: int = await self._admin.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'",
                self.name,
            )
            return found

    async def backup(self) -> None:
        """Keep the database as it is now."""
        await self._stop_all()
        if self.backup_name is not None:
            await self._sql(f"DROP DATABASE {self.backup_name} WITH (FORCE)")
        self.backup_name = f"{self.name}_kept"
        await self._sql(f"CREATE DATABASE {self.backup_name} TEMPLATE {self.name} STRATEGY WAL_LOG")
        await self._start_all()

    async def restore(self) -> None:
        """Put the kept database in the place of the present one, as a new life of it."""
        assert self.backup_name is not None
        await self._stop_all()
        await self._sql(f"DROP DATABASE {self.name} WITH (FORCE)")
        await self._sql(f"CREATE DATABASE {self.name} TEMPLATE {self.backup_name} STRATEGY WAL_LOG")
        await self.run(lambda c: begin_again(c, self.registry, [], self.clock.now()))
        await self._start_all()

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Run something in a transaction of the model's own, and commit."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _started(self) -> Instance:
        instance = Instance(self._url, self.registry, self.clock)
        await instance.start()
        return instance

    async def _start_all(self) -> None:
        self.instances = [await self._started() for _ in range(self._count)]

    async def _stop_all(self) -> None:
        for instance in self.instances:
            await instance.stop()
        await self._engine.dispose()
        await self._sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", self.name
        )

    async def _sql(self, statement: str, *values: Any) -> None:
        assert self._admin is not None
        async with self._one_at_a_time:
            await self._admin.execute(statement, *values)
