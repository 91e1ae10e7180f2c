"""Connectors: the exchanges this central speaks to, started, asked, and served on the web."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from agent_desktop.central.connector_web import problem
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.relay_words import RouteTold
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.telephony.actions import AnyAction, Dial, Outcome
from agent_desktop.telephony.events import AnyEvent, ExchangeReported, kind_of
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

MayDial = Callable[[AnyAction], Outcome | None]
"""Asked before every call we place; a refusal is answered instead of dialling."""

ShownNumber = Callable[[Dial], Awaitable[Dial | Outcome]]
"""Asked after it which of our numbers is shown; a refusal where the one that was wished for is not ours."""


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
    has_told: bool = False


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
        shown: ShownNumber | None = None,
    ) -> None:
        self._offers = list(offers)
        self._clock = clock
        self._metrics = metrics
        self._may_dial = may_dial
        self._shown = shown
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
                await tasks.end([line.task])
            try:
                async with asyncio.timeout(START_WITHIN_S):
                    await line.connector.stop()
            except Exception:
                log.exception("the connector %s did not stop well", line.connector.name)
            self._routes = [route for route in self._routes if route.owner != line.connector.name]
        self._lines.clear()

    def names(self) -> frozenset[str]:
        """The connectors this process has, up or not."""
        return frozenset(offer.factory.name for offer in self._offers)

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
        if isinstance(action, Dial) and self._shown is not None:
            prepared = await self._shown(action)
            if isinstance(prepared, Outcome):
                return prepared
            action = prepared
        try:
            return await line.connector.perform(action)
        except Exception:
            log.exception("the connector %s failed in %s", line.connector.name, kind)
            return Outcome.unknown("It is not known whether the exchange did it.")

    def routes_told(self) -> list[RouteTold]:
        """The addresses that are served this moment."""
        return [
            RouteTold(one.template, one.pattern.pattern, one.method, one.max_body_bytes)
            for one in self._routes
        ]

    async def respond(self, request: HttpRequest, path: str) -> HttpResponse | None:
        """Let a connector answer a request to ``path``; None where none serves it this moment."""
        for route in self._routes:
            match = route.pattern.fullmatch(path)
            if match is None or route.method != request.method:
                continue
            try:
                return await route.handler(replace(request, path_params=match.groupdict()))
            except Exception:
                log.exception("the connector %s failed to answer a request", route.owner)
                return problem(500, "central_failed", "The request could not be taken because of a fault.")
        return None

    def serve(self, route: Route) -> None:
        """Serve one more address, for as long as its connector runs."""
        if route.template.startswith(_OURS) or not route.template.startswith("/"):
            raise ValueError(f"a connector may not serve {route.template}")
        self._routes.append(route)

    async def _run(self, line: Line, floor: Floor, first: asyncio.Event) -> None:
        name = line.connector.name
        host = Host(line, floor, self, self._clock)
        while True:
            problem = ""
            line.has_told = False
            try:
                async with asyncio.timeout(START_WITHIN_S):
                    await line.connector.start(host)
            except KnownError as error:
                problem = str(error)
                log.warning("the connector %s did not start: %s", name, error.what)
            except TimeoutError:
                problem = "It did not start in time."
                log.warning("the connector %s did not start in time", name)
            except Exception as error:
                problem = f"It failed: {type(error).__name__}."
                log.exception("the connector %s failed to start", name)
            if problem or not line.has_told:
                # One that tells of its link itself may have lost it again by now.
                at = self._clock.now()
                await self.heard(line, floor, ExchangeReported(at=at, is_up=not problem, what=problem))
            first.set()
            if not problem:
                return
            self._routes = [route for route in self._routes if route.owner != name]
            await asyncio.sleep(RETRY_S)

    async def heard(self, line: Line, floor: Floor, event: AnyEvent) -> None:
        """Take what a connector tells, of its link to the exchange too."""
        if isinstance(event, ExchangeReported):
            line.has_told = True
            line.problem = "" if event.is_up else event.what or "The exchange cannot be reached."
            self._metrics.connectors_up.labels(line.connector.name).set(event.is_up)
        await floor.emit(event, line.connector.name)


class Host:
    """What one connector is given to work with."""

    def __init__(self, line: Line, floor: Floor, connectors: Connectors, clock: Clock) -> None:
        self._line = line
        self._name = name = line.connector.name
        self._settings = line.settings
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
        await self._connectors.heard(self._line, self._floor, event)

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
