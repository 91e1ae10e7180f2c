"""The telephony port: what a connector must be, and what it is given.

A connector speaks to one exchange. It turns what it hears into call events (``host.emit``) and performs
call actions. It knows no database, no web framework and no screen. ``call_id`` need be unique only among
the calls of one connector; the live floor refuses events of one connector for a call of another.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agent_desktop.core.clock import Clock
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.events import AnyEvent
from agent_desktop.telephony.views import CallView


@dataclass(frozen=True, slots=True)
class AgentEntry:
    """One person of ours as a connector may know them.

    ``state`` and ``idle_s`` are the live floor's: ``available`` agents may be rung, longest idle first.
    """

    login: str
    display_name: str = ""
    extension: str | None = None
    state: str = "offline"
    idle_s: float = 0.0
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One queue by name, with the number callers dial for it where there is one."""

    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What came in: header names in lower case, ``path_params`` by the names in the route's braces."""

    method: str
    path_params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


HttpHandler = Callable[[HttpRequest], Awaitable[HttpResponse]]


class ConnectorHost(Protocol):
    """What central gives a connector to work with."""

    @property
    def clock(self) -> Clock:
        """Where the time comes from; never ask the machine."""

    @property
    def logger(self) -> logging.Logger:
        """The connector's own log. No number, address or secret goes in unredacted."""

    @property
    def settings(self) -> Mapping[str, object]:
        """The connector's own settings, as read from the site's configuration."""

    async def emit(self, event: AnyEvent) -> None:
        """Hand over one event. Returns when the floor has taken it; events keep their order."""

    def agents(self) -> Sequence[AgentEntry]:
        """Everybody of ours, with the state they are in at this moment."""

    def queues(self) -> Sequence[QueueEntry]:
        """The queues of the site."""

    def calls(self) -> Sequence[CallView]:
        """The calls of this connector that the floor holds in progress.

        After a restart a connector ends those its exchange no longer has, and goes on with the others.
        """

    def route_http(
        self, path: str, handler: HttpHandler, *, method: str = "POST", max_body_bytes: int = 65_536
    ) -> None:
        """Serve ``path`` (``/cti/{token}``) below central's root until the connector stops.

        Central answers 413 by itself to a body longer than ``max_body_bytes`` and never logs path
        parameters. No sign-in is asked for: the handler checks who calls.
        """


class Connector(Protocol):
    """One exchange."""

    @property
    def name(self) -> str:
        """Unique at the site, such as ``simulator``."""

    @property
    def capabilities(self) -> frozenset[str]:
        """The kinds of action it can perform (``answer``, ``hold`` …); others are refused for it."""

    async def start(self, host: ConnectorHost) -> None:
        """Connect and begin to emit. Raises ``KnownError`` where the world does not let it."""

    async def stop(self) -> None:
        """End every task it owns; nothing is emitted afterwards. Safe to call twice."""

    async def perform(self, action: AnyAction) -> Outcome:
        """Ask the exchange once. Never raises for what the exchange does, never sends twice."""


@dataclass(frozen=True, slots=True)
class ConnectorFactory:
    """How a plug-in offers a connector: its name, and how to make one."""

    name: str
    make: Callable[[], Connector]
