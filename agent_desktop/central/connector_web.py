"""Connectors on the web: a request to an address of theirs, at whichever instance it arrives."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import parse_qsl

import msgspec
from litestar.types import HTTPScope, Receive, Send

from agent_desktop.central.relay_words import PassRequest, RouteTold
from agent_desktop.sync.messages import Problem
from agent_desktop.telephony.port import HttpResponse

HttpApp = Callable[[HTTPScope, Receive, Send], Awaitable[None]]
"""An ASGI application for requests alone."""

RETRY_AFTER_S = 1


class Served(Protocol):
    """Where connectors are, here or elsewhere."""

    def routes(self) -> Iterable[RouteTold]:
        """The addresses they serve."""

    async def request(self, request: PassRequest) -> HttpResponse | None:
        """Put a request to the connector it is for; None where it was not taken and may come again."""


def route(scope: HTTPScope, served: Served) -> HttpApp | None:
    """What serves an address on behalf of a connector, if any does."""
    found = [one for one in served.routes() if _pattern(one.pattern).fullmatch(scope["path"])]
    if not found:
        return None
    for one in found:
        if one.method == scope["method"]:
            return _serving(one, served)
    return _refusing(405, found[0].template, "no_such_method", "This address does not take that method.")


def problem(status: int, reason: str, what: str, **headers: str) -> HttpResponse:
    """A refusal in the form all of central's have."""
    return HttpResponse(
        status, msgspec.json.encode(Problem(reason, what)), {"content-type": "application/json", **headers}
    )


def _serving(route: RouteTold, served: Served) -> HttpApp:
    async def app(scope: HTTPScope, receive: Receive, send: Send) -> None:
        # The template stands in for the path everywhere: a token in the path is a secret.
        scope["path_template"] = route.template
        body = await _body(receive, route.max_body_bytes)
        if body is None:
            await _send(send, problem(413, "too_large", "The request is larger than this address takes."))
            return
        request = PassRequest(
            method=scope["method"],
            path=scope["path"],
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
            },
            body=body,
            query=dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)),
        )
        response = await served.request(request)
        await _send(send, response or _come_again())

    return app


def _come_again() -> HttpResponse:
    what = "The exchange is being taken over by another instance. Send this again."
    return problem(503, "busy", what, **{"retry-after": str(RETRY_AFTER_S)})


def _refusing(status: int, template: str, reason: str, what: str) -> HttpApp:
    async def app(scope: HTTPScope, _receive: Receive, send: Send) -> None:
        scope["path_template"] = template
        await _send(send, problem(status, reason, what))

    return app


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


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


async def _send(send: Send, response: HttpResponse) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers.items()]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": False})
