"""A central for each test that asks: real PostgreSQL, real uvicorn on 127.0.0.1, and people who may sign in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa
import uvicorn
from argon2 import PasswordHasher
from httpx_sse import EventSource, aconnect_sse

from agent_desktop.central import tables as central_tables
from agent_desktop.central.app import CentralApp, create_app
from agent_desktop.central.connectors import Offer
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.clock import Clock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.messages import PROTOCOL_VERSION

assert central_tables
PASSWORD = "correct horse battery"
SUPPORT, SALES = new_id(), new_id()


@dataclass
class Desk:
    """A signed-in person with their HTTP client."""

    client: httpx.AsyncClient
    session: dict[str, Any]

    @property
    def agent_id(self) -> str:
        return str(self.session["person"]["agent_id"])

    @property
    def login(self) -> str:
        return str(self.session["person"]["login"])

    async def push(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        response = await self.client.post("/api/v1/push", json={"commands": list(commands)})
        assert response.status_code == 200, response.text
        verdicts: list[dict[str, Any]] = response.json()["verdicts"]
        return verdicts

    async def pull(self, **cursors: int) -> dict[str, Any]:
        wanted = cursors or dict.fromkeys(self.session["scopes"], 0)
        body = {"epoch": self.session["epoch"], "cursors": wanted}
        response = await self.client.post("/api/v1/pull", json=body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def ask(self, query: str, **args: Any) -> Any:
        response = await self.client.post("/api/v1/ask", json={"query": query, "args": args})
        assert response.status_code == 200, response.text
        return response.json()


class Listener:
    """One open stream; what it was told so far, by event name."""

    def __init__(self, source: EventSource) -> None:
        self._source = source
        self.told: list[tuple[str, Any]] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._read())
        self.is_over = False

    async def _read(self) -> None:
        try:
            async for event in self._source.aiter_sse():
                self.told.append((event.event, msgspec.json.decode(event.data)))
                self._news.set()
        except httpx.TransportError:
            pass
        self.is_over = True
        self._news.set()

    async def next(
        self, name: str, fits: Callable[[Any], bool] = lambda _data: True, within_s: float = 5.0
    ) -> Any:
        """The first event of a name that fits, taken off the list."""
        async with asyncio.timeout(within_s):
            while True:
                for index, (told, data) in enumerate(self.told):
                    if told == name and fits(data):
                        del self.told[index]
                        return data
                assert not self.is_over, f"the stream ended before {name}"
                self._news.clear()
                await self._news.wait()

    async def end(self, within_s: float = 5.0) -> None:
        """Wait for the stream to be ended by central."""
        async with asyncio.timeout(within_s):
            await self._task

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@dataclass
class Central:
    """A central that serves."""

    app: CentralApp
    server: uvicorn.Server
    task: asyncio.Task[None]
    url: str
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def client(self) -> httpx.AsyncClient:
        # Without TLS there is nothing to verify, and reading certificates takes longer than most tests.
        return httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=10, verify=False)

    async def sign_in(self, login: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        wish = {
            "login": login,
            "password": password,
            "device": more.pop("device", f"{login}-desk"),
            "app_version": "0.1.0",
            "protocol": PROTOCOL_VERSION,
            **more,
        }
        async with self.client() as client:
            return await client.post("/api/v1/session", json=wish)

    async def desk(self, login: str, **more: Any) -> Desk:
        response = await self.sign_in(login, **more)
        assert response.status_code == 200, response.text
        session = response.json()
        client = await self.stack.enter_async_context(self.client())
        client.headers["authorization"] = f"Bearer {session['access_token']}"
        return Desk(client, session)

    async def listen(self, desk: Desk) -> Listener:
        source = await self.stack.enter_async_context(
            aconnect_sse(desk.client, "GET", "/api/v1/stream", timeout=60)
        )
        assert source.response.status_code == 200, (await source.response.aread()).decode()
        listener = Listener(source)
        self.stack.push_async_callback(listener.close)
        return listener

    async def stop(self) -> None:
        await self.stack.aclose()
        self.server.should_exit = True
        async with asyncio.timeout(60):
            await self.task


StartCentral = Callable[..., Awaitable[Central]]


@pytest.fixture(scope="session")
def filled_template(postgres: EmbeddedPostgres) -> str:
    """A migrated database with two queues and people of every role, to copy from."""
    # Folders that borrow this fixture each begin it; the server is one for all of them.
    if postgres.create_database("central_filled"):
        asyncio.run(fill(postgres.database_url("central_filled")))
    return "central_filled"


@pytest.fixture
def filled_url(postgres: EmbeddedPostgres, filled_template: str) -> Iterator[str]:
    """The address of such a database that only this test uses."""
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name, template=filled_template)
    yield postgres.database_url(name)
    postgres.drop_database(name)


@pytest.fixture
async def start_central(filled_url: str) -> AsyncIterator[StartCentral]:
    """Start a central on the test's database; a second one, or one after a restart, alike."""
    running: list[Central] = []

    async def start(
        *, connectors: list[Offer] | None = None, clock: Clock | None = None, **settings: Any
    ) -> Central:
        wanted = CentralSettings(
            database_url=filled_url,
            site=Site(name="Harbour Street", time_zone="Europe/London", region="GB"),
            pool_size=4,
            **settings,
        )
        app = create_app(wanted, connectors=connectors, clock=clock)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=0,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=2,
                lifespan="off",
            )
        )
        server.capture_signals = _nothing  # type: ignore[method-assign]

        async def serve() -> None:
            async with app.running():
                await server.serve()

        task = asyncio.create_task(serve())
        while not server.started:
            await asyncio.sleep(0.01)
            if task.done():
                await task
                raise AssertionError("central did not start")
        port = server.servers[0].sockets[0].getsockname()[1]
        central = Central(app, server, task, f"http://127.0.0.1:{port}")
        running.append(central)
        return central

    yield start
    for central in running:
        if not central.task.done():
            await central.stop()


@pytest.fixture
async def central(start_central: StartCentral) -> Central:
    """One central with nothing connected."""
    return await start_central()


async def fill(database_url: str) -> None:
    """Migrate, and put in two queues and people of every role."""
    registry = house()
    engine = central_engine(database_url)
    await migrate(engine)
    kept = await Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD)
    people = [
        ("leila", "Leila Davies", ["agent"], [SUPPORT]),
        ("marcus", "Marcus Webb", ["agent", "sales"], [SALES]),
        ("aisha", "Aisha Khan", ["supervisor"], [SUPPORT, SALES]),
        ("femi", "Femi Adeyemi", ["field"], []),
        ("root", "Root", ["admin"], []),
        ("ghost", "Ghost", [], []),
    ]
    async with engine.begin() as connection:

        def put(sync: sa.Connection) -> None:
            from datetime import UTC, datetime

            from agent_desktop.core.command import Command
            from agent_desktop.core.people import Actor

            now = datetime.now(UTC)
            work = SqlCentralWork(
                sync, registry, Actor(new_id(), new_id()), Command(made_at=now), recorded_at=now
            )
            for position, (queue_id, name) in enumerate([(SUPPORT, "Support"), (SALES, "Sales")]):
                work.insert("queue", {"id": queue_id, "name": name, "position": position, "is_active": True})
            for number, (login, name, roles, queues) in enumerate(people):
                agent_id = new_id()
                work.insert(
                    "agent",
                    {
                        "id": agent_id,
                        "login": login,
                        "name": name,
                        "extension": str(200 + number),
                        "roles": roles,
                        "queues": queues,
                        "is_active": True,
                    },
                )
                sync.execute(sa.insert(account).values(agent_id=agent_id, password_hash=kept))
            stamp(sync, registry, work.touched)

        await connection.run_sync(put)
    await engine.dispose()


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()
