"""A central on a thread and a loop of its own, for tests whose own loop is a window's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import nullcontext
from typing import Any, TypeVar

import uvicorn

from agent_desktop.central.app import create_app
from agent_desktop.central.connectors import Offer
from agent_desktop.central.settings import CentralSettings, Site

T = TypeVar("T")
WITHIN_S = 60.0


class CentralApart:
    """Serves from when it is made until ``stop``; ``run`` has a coroutine run where central runs."""

    def __init__(self, database_url: str, connectors: list[Offer], **settings: Any) -> None:
        self._wanted = CentralSettings(
            database_url=database_url,
            site=Site(name="Harbour Street", time_zone="Europe/London", region="GB"),
            pool_size=4,
            **settings,
        )
        self._connectors = connectors
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._live, name="central apart", daemon=True)
        self._thread.start()
        assert self._started.wait(WITHIN_S), "central did not start"
        assert self._server is not None
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """End it and wait until it is gone."""
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(WITHIN_S)
        assert not self._thread.is_alive(), "central did not end"

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` on central's loop, and wait for it on this one."""
        assert self._loop is not None
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def _live(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        app = create_app(self._wanted, connectors=self._connectors)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        server.capture_signals = nullcontext  # type: ignore[method-assign]
        async with app.running():
            serving = asyncio.create_task(server.serve())
            while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn tells nobody that it has started
                await asyncio.sleep(0.01)
            self._server = server
            self._started.set()
            await serving
