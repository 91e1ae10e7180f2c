"""The ASGI application: the interface of ``/api/v1``, the stream, health, and what connectors serve."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import cast

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from agent_desktop import __version__
from agent_desktop.central import (
    api_blobs,
    api_customer_files,
    api_devices,
    api_health,
    api_live,
    api_oidc,
    api_private,
    api_rating,
    api_session,
    api_sync,
    api_tickets,
    problems,
    rules,
)
from agent_desktop.central.connector_web import HttpApp
from agent_desktop.central.connectors import Offer
from agent_desktop.central.guard import PUBLIC, guard
from agent_desktop.central.plugged import Plugged, load_plugins
from agent_desktop.central.request_log import log_request
from agent_desktop.central.service import Service
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.stream import stream
from agent_desktop.core import correlation
from agent_desktop.core.clock import Clock
from agent_desktop.core.registry import Registry
from agent_desktop.features import house


class CentralApp:
    """Central as an ASGI application, to be served inside ``running()``; ``service`` is what it runs on.

    The host enters ``running`` by itself rather than by ASGI's lifespan messages: a database that is away
    is then a ``KnownError`` to its caller, not a traceback in a server's log.
    """

    def __init__(self, service: Service, litestar: Litestar, plugins: Plugged) -> None:
        self.service = service
        self.litestar = litestar
        self._plugins = plugins

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start everything that runs beside requests, and end it on leaving."""
        try:
            await self.service.start()
            yield
        finally:
            await self.service.stop()
            self._plugins.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection: a connector's address, or else the interface; each request is counted."""
        if scope["type"] == ScopeType.HTTP:
            app = self.service.connector_route(scope) or cast("HttpApp", self.litestar)
            await _counted(self.service, app, scope, receive, send)
        else:
            await self.litestar(scope, receive, send)


def create_app(
    settings: CentralSettings,
    *,
    registry: Registry | None = None,
    clock: Clock | None = None,
    connectors: Iterable[Offer] | None = None,
) -> CentralApp:
    """Central for one database, which must be migrated (``store.migrate``).

    ``connectors`` are those of the plug-ins that the settings name, unless others are given.
    """
    plugins = load_plugins(settings.plugins)
    service = Service(
        settings,
        registry=rules.enforce(registry or house(), other_queues=settings.other_queues),
        clock=clock,
        connectors=plugins.offers if connectors is None else connectors,
        may_dial=plugins.may_dial,
    )

    litestar = Litestar(
        route_handlers=[
            Router(
                "/api/v1",
                route_handlers=[
                    *api_session.HANDLERS,
                    *api_oidc.HANDLERS,
                    *api_devices.HANDLERS,
                    *api_sync.HANDLERS,
                    *api_private.HANDLERS,
                    *api_blobs.HANDLERS,
                    *api_live.HANDLERS,
                    *api_tickets.HANDLERS,
                    *api_customer_files.HANDLERS,
                ],
            ),
            stream,
            *api_health.HANDLERS,
            *api_rating.HANDLERS,
        ],
        guards=[guard],
        dependencies={"service": Provide(lambda: service, sync_to_thread=False)},
        exception_handlers=problems.HANDLERS,
        state=State({"service": service}),
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=3, exclude_opt_key="exclude_from_compression"
        ),
        request_max_body_size=settings.largest_body_bytes,
        openapi_config=OpenAPIConfig(
            title="Agent Desktop central",
            version=__version__,
            path="/schema",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            openapi_router=Router("/schema", route_handlers=[], opt=PUBLIC),
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
            security=[{"token": []}],
        ),
        logging_config=None,
    )
    return CentralApp(service, litestar, plugins)


async def _counted(service: Service, app: HttpApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    status = 500
    began_s = service.clock.monotonic_s()
    given = dict(scope["headers"]).get(correlation.HEADER.encode())

    async def noting(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message["headers"] = [*message.get("headers", ()), (correlation.HEADER.encode(), told.encode())]
        await send(message)

    with correlation.correlated(correlation.usable(given.decode("latin-1") if given else None)) as told:
        try:
            await app(scope, receive, noting)
        finally:
            route = str(scope.get("path_template") or "unmatched")
            lasted_s = service.clock.monotonic_s() - began_s
            service.metrics.requests.labels(scope["method"], route, str(status)).inc()
            if not route.endswith("/stream"):
                service.metrics.request_seconds.labels(route).observe(lasted_s)
            log_request(scope["method"], route, status, lasted_s)
