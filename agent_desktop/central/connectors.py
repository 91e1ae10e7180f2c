"""Connectors: the exchanges this central speaks to, started, asked, and served on the web."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

import msgspec
from litestar.types import HTTPScope, Receive, Send

from agent_desktop.central.metrics import Metrics
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.sync.messages import Problem
from agent_desktop.telephony.actions import AnyAction, Dial, Outcome
from agent_desktop.telephony.events import AnyEvent, kind_of
from agent_desktop.telephony.port import (
    AgentEntry,
    Connector,
    ConnectorFactory,
    HttpHandler,
    HttpRequest,
    HttpResponse,
    QueueEntry,
)
from agent_desktop.telephony.views import CallView

log = logging.getLogger(__name__)

START_WITHIN_S = 10.0
RETRY_S = 10.0
_OURS = ("/api", "/schema", "/healthz", "/readyz", "/metrics")

HttpApp = Callable[[HTTPScope, Receive, Send], Awaitable[None]]
"""An ASGI application for requests alone."""

MayDial = Callable[[AnyAction], Outcome | None]
"""Asked before every call we place; a refusal is answered instead of dialling."""


class Floor(Protocol):
    """What a connector's host needs of the exchange."""

    async def emit(self, event: AnyEvent, connector: str) -> None:
        """Take one event."""

    def agents(self) -> list[AgentEntry]:
        """Everybody of ours."""

    def queues(self) -> list[QueueEntry]:
        """The queues of the site."""

    def calls(self, connector: str) -> list[CallView]:
        """A connector's calls in progress."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address that a connector serves below central's root."""

    owner: str
    template: str
    pattern: re.Pattern[str]
    method: str
    handler: HttpHandler
    max_body_bytes: int


@dataclass(slots=True)
class Line:
    """One connector with how it is: ``problem`` empty while it is up."""

    connector: Connector
    settings: Mapping[str, object]
    problem: str = "It has not started yet."
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A connector to run, with its own settings."""

    factory: ConnectorFactory
    settings: Mapping[str, object] = field(default_factory=dict)


class Connectors:
    """Every connector of this process. One that cannot start is tried again and holds up nobody."""

    def __init__(
        self,
        offers: Iterable[Offer],
        clock: Clock,
        metrics: Metrics,
        may_dial: MayDial | None = None,
    ) -> None:
        self._offers = list(offers)
        self._clock = clock
        self._metrics = metrics
        self._may_dial = may_dial
        self._lines: dict[str, Line] = {}
        self._routes: list[Route] = []

    async def start(self, floor: Floor) -> None:
        """Make and start every connector; returns when each is up or has failed once."""
        firsts = []
        for offer in self._offers:
            connector = offer.factory.make()
            line = self._lines[connector.name] = Line(connector, offer.settings)
            first = asyncio.Event()
            firsts.append(first)
            line.task = asyncio.create_task(self._run(line, floor, first), name=f"connector {connector.name}")
        for first in firsts:
            await first.wait()

    async def stop(self) -> None:
        """Stop every connector and serve none of their addresses any more."""
        for line in self._lines.values():
            if line.task is not None:
                line.task.cancel()
                await asyncio.gather(line.task, return_exceptions=True)
            try:
                async with asyncio.timeout(START_WITHIN_S):
                    await line.connector.stop()
            except Exception:
                log.exception("the connector %s did not stop well", line.connector.name)
            self._routes = [route for route in self._routes if route.owner != line.connector.name]
        self._lines.clear()

    def capabilities(self) -> frozenset[str]:
        """The kinds of action that some connector here performs."""
        return frozenset().union(*(line.connector.capabilities for line in self._lines.values()))

    def states(self) -> dict[str, str]:
        """Each connector by name: ``up``, or what is wrong with it."""
        return {name: line.problem or "up" for name, line in self._lines.items()}

    async def perform(self, action: AnyAction, name: str | None) -> Outcome:
        """Ask the exchange once; ``name`` is the call's connector, None for a call yet to be made."""
        kind = kind_of(action)
        if name is None:
            name = next(
                (own for own, line in self._lines.items() if kind in line.connector.capabilities), None
            )
        line = self._lines.get(name) if name is not None else None
        if line is None or kind not in line.connector.capabilities:
            return Outcome.refused("not_supported", "This exchange cannot do that.")
        if line.problem:
            return Outcome.refused("exchange_away", "The exchange cannot be reached just now.")
        if isinstance(action, Dial) and self._may_dial is not None:
            refusal = await asyncio.to_thread(self._may_dial, action)
            if refusal is not None:
                return refusal
        try:
            return await line.connector.perform(action)
        except Exception:
            log.exception("the connector %s failed in %s", line.connector.name, kind)
            return Outcome.unknown("It is not known whether the exchange did it.")

    def route(self, scope: HTTPScope) -> HttpApp | None:
        """What serves this address, if a connector does."""
        path = scope["path"]
        found = [(route, match) for route in self._routes if (match := route.pattern.fullmatch(path))]
        if not found:
            return None
        for route, match in found:
            if route.method == scope["method"]:
                return _serving(route, match.groupdict())
        return _refusing(
            405, found[0][0].template, "no_such_method", "This address does not take that method."
        )

    def serve(self, route: Route) -> None:
        """Serve one more address, for as long as its connector runs."""
        if route.template.startswith(_OURS) or not route.template.startswith("/"):
            raise ValueError(f"a connector may not serve {route.template}")
        self._routes.append(route)

    async def _run(self, line: Line, floor: Floor, first: asyncio.Event) -> None:
        name = line.connector.name
        host = Host(name, line.settings, floor, self, self._clock)
        while True:
            try:
                async with asyncio.timeout(START_WITHIN_S):
                    await line.connector.start(host)
            except KnownError as problem:
                line.problem = str(problem)
                log.warning("the connector %s did not start: %s", name, problem.what)
            except TimeoutError:
                line.problem = "It did not start in time."
                log.warning("the connector %s did not start in time", name)
            except Exception as problem:
                line.problem = f"It failed: {type(problem).__name__}."
                log.exception("the connector %s failed to start", name)
            else:
                line.problem = ""
            self._metrics.connectors_up.labels(name).set(not line.problem)
            first.set()
            if not line.problem:
                return
            self._routes = [route for route in self._routes if route.owner != name]
            await asyncio.sleep(RETRY_S)


class Host:
    """What one connector is given to work with."""

    def __init__(
        self, name: str, settings: Mapping[str, object], floor: Floor, connectors: Connectors, clock: Clock
    ) -> None:
        self._name = name
        self._settings = settings
        self._floor = floor
        self._connectors = connectors
        self._clock = clock
        self._logger = logging.getLogger(f"agent_desktop.connector.{name}")

    @property
    def clock(self) -> Clock:
        """Where the time comes from."""
        return self._clock

    @property
    def logger(self) -> logging.Logger:
        """The connector's own log."""
        return self._logger

    @property
    def settings(self) -> Mapping[str, object]:
        """The connector's own settings."""
        return self._settings

    async def emit(self, event: AnyEvent) -> None:
        """Hand over one event; returns when the floor has taken it."""
        await self._floor.emit(event, self._name)

    def agents(self) -> Sequence[AgentEntry]:
        """Everybody of ours, with the state they are in."""
        return self._floor.agents()

    def queues(self) -> Sequence[QueueEntry]:
        """The queues of the site."""
        return self._floor.queues()

    def calls(self) -> Sequence[CallView]:
        """This connector's calls in progress, as the floor knows them."""
        return self._floor.calls(self._name)

    def route_http(
        self, path: str, handler: HttpHandler, *, method: str = "POST", max_body_bytes: int = 65_536
    ) -> None:
        """Serve ``path`` below central's root until the connector stops."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
        self._connectors.serve(
            Route(self._name, path, re.compile(pattern), method.upper(), handler, max_body_bytes)
        )


def _serving(route: Route, params: dict[str, str]) -> HttpApp:
    async def app(scope: HTTPScope, receive: Receive, send: Send) -> None:
        # The template stands in for the path everywhere: a token in the path is a secret.
        scope["path_template"] = route.template
        body = await _body(receive, route.max_body_bytes)
        if body is None:
            await _send(send, _problem(413, "too_large", "The request is larger than this address takes."))
            return
        request = HttpRequest(
            method=scope["method"],
            path_params=params,
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
            },
            body=body,
            query=dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)),
        )
        try:
            response = await route.handler(request)
        except Exception:
            log.exception("the connector %s failed to answer a request", route.owner)
            response = _problem(500, "central_failed", "The request could not be taken because of a fault.")
        await _send(send, response)

    return app


def _refusing(status: int, template: str, reason: str, what: str) -> HttpApp:
    async def app(scope: HTTPScope, _receive: Receive, send: Send) -> None:
        scope["path_template"] = template
        await _send(send, _problem(status, reason, what))

    return app


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body, or None where it is longer than ``most`` bytes."""
    parts: list[bytes] = []
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _problem(status: int, reason: str, what: str) -> HttpResponse:
    return HttpResponse(
        status, msgspec.json.encode(Problem(reason, what)), {"content-type": "application/json"}
    )


async def _send(send: Send, response: HttpResponse) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers.items()]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": False})
