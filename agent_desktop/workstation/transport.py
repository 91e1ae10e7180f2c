"""The one module that speaks HTTP to central: requests, tokens, and the stream."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.sync.live import DEAD_AFTER_S
from agent_desktop.sync.messages import Problem, Session, SignIn

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)
T = TypeVar("T")


class Unreachable(KnownError):
    """Central did not answer, or answered that it cannot just now: worth trying again."""


class SignedOut(KnownError):
    """The session is over: somebody has to sign in again."""


class StartOver(KnownError):
    """The replica's position is of no use any more: snapshots first, the outbox stays; ``reason`` says why."""

    reason = "epoch_changed"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of the stream: its name and its undecoded JSON."""

    name: str
    data: bytes


OPENED = StreamEvent("opened", b"")
"""What the stream begins with: central listens, and everything from now on will be told."""


class Transport:
    """A connection to one central. Tokens live here and nowhere else, in memory only."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._client: httpx.AsyncClient | None = None
        self._access = ""
        self._refresh = ""
        self._refreshing = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def sign_in(self, request: SignIn) -> Session:
        """Open a session; raises ``Refused`` for wrong credentials and ``Unreachable`` for silence."""
        response = await self._send("POST", "/api/v1/session", content=msgspec.json.encode(request))
        if response.status_code == 401:
            problem = _problem(response)
            raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)
        return self._keep(self._read(response, Session))

    async def sign_out(self) -> None:
        """End the session at central; silence is no reason to stay signed in here."""
        try:
            await self._authorised("DELETE", "/api/v1/session")
        except KnownError as problem:
            log.info("signing out was not confirmed: %s", problem.what)
        self._access = self._refresh = ""

    async def post(self, path: str, body: Any, answer: type[T]) -> T:
        """POST a msgspec value and read the answer as ``answer``."""
        response = await self._authorised("POST", path, content=msgspec.json.encode(body))
        return self._read(response, answer)

    async def post_raw(self, path: str, body: Any) -> bytes:
        """POST a msgspec value and answer the body undecoded."""
        response = await self._authorised("POST", path, content=msgspec.json.encode(body))
        if response.status_code >= 400:
            self._raise(response)
        content: bytes = response.content
        return content

    async def get(self, path: str, answer: type[T]) -> T:
        """GET and read the answer as ``answer``."""
        return self._read(await self._authorised("GET", path), answer)

    async def lines(self, path: str) -> AsyncIterator[bytes]:
        """GET newline-delimited JSON, a line at a time."""
        httpx = load_httpx()
        client = await self._http()
        try:
            async with client.stream("GET", path, headers=self._headers()) as response:
                if response.status_code != 200:
                    await response.aread()
                    self._raise(response)
                async for line in response.aiter_lines():
                    if line:
                        yield line.encode()
        except httpx.TransportError as problem:
            raise _unreachable(problem) from problem

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """The stream until it breaks: first ``OPENED``, as soon as central listens, then what it tells.

        Raises ``Unreachable`` when it breaks, also after ``DEAD_AFTER_S`` of silence.
        """
        httpx = load_httpx()
        import httpx_sse

        client = await self._http()
        timeout = httpx.Timeout(10.0, read=DEAD_AFTER_S)
        try:
            async with httpx_sse.aconnect_sse(
                client, "GET", "/api/v1/stream", headers=self._headers(), timeout=timeout
            ) as source:
                if source.response.status_code != 200:
                    await source.response.aread()
                    if source.response.status_code == 401:
                        await self._renew(self._access)
                        raise Unreachable("The session was renewed; the stream opens again.")
                    self._raise(source.response)
                # Central may have nothing to tell for a while; the desk need not wait for that.
                yield OPENED
                async for event in source.aiter_sse():
                    yield StreamEvent(event.event, event.data.encode())
        except (httpx.TransportError, httpx_sse.SSEError) as problem:
            raise _unreachable(problem) from problem
        raise Unreachable("Central closed the stream.")

    async def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            httpx = load_httpx()
            # The machine's proxy settings are not for a central that the site named itself.
            self._client = httpx.AsyncClient(
                base_url=self.base_url,
                timeout=httpx.Timeout(10.0),
                limits=httpx.Limits(max_connections=8),
                trust_env=False,
            )
        return self._client

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self._access:
            headers["authorization"] = f"Bearer {self._access}"
        return headers

    async def _authorised(self, method: str, path: str, *, content: bytes | None = None) -> httpx.Response:
        token = self._access
        response = await self._send(method, path, content=content)
        if response.status_code == 401 and self._refresh:
            await self._renew(token)
            response = await self._send(method, path, content=content)
        return response

    async def _renew(self, used: str) -> None:
        """Exchange the refresh token, once however many requests found the access token expired."""
        async with self._refreshing:
            if self._access != used:
                return
            body = json.dumps({"refresh_token": self._refresh}).encode()
            response = await self._send("POST", "/api/v1/session/refresh", content=body)
            if response.status_code in {401, 403}:
                self._access = self._refresh = ""
                raise SignedOut(
                    "Your session has ended.",
                    kept="What you did is kept on this desk.",
                    todo="Sign in again to send it.",
                )
            self._keep(self._read(response, Session))

    async def _send(self, method: str, path: str, *, content: bytes | None = None) -> httpx.Response:
        httpx = load_httpx()
        client = await self._http()
        try:
            return await client.request(method, path, content=content, headers=self._headers())
        except httpx.TransportError as problem:
            raise _unreachable(problem) from problem

    def _keep(self, session: Session) -> Session:
        self._access, self._refresh = session.access_token, session.refresh_token
        return session

    def _read(self, response: httpx.Response, answer: type[T]) -> T:
        if response.status_code >= 400:
            self._raise(response)
        return msgspec.json.decode(response.content, type=answer)

    def _raise(self, response: httpx.Response) -> None:
        problem = _problem(response)
        status = response.status_code
        if status == 410:
            over = StartOver(problem.what, kept=problem.kept, todo=problem.todo)
            over.reason = problem.reason
            raise over
        if status == 401:
            raise SignedOut(problem.what, kept=problem.kept, todo=problem.todo)
        if status == 429 or status >= 500:
            raise Unreachable(problem.what, kept=problem.kept, todo=problem.todo)
        raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)


def load_httpx() -> Any:
    """httpx, without the command line in it, which would bring click and rich: two thirds of its import.

    Called beforehand in a thread, so that the first request does not make the window wait.
    """
    if "httpx" not in sys.modules:
        sys.modules["httpx._main"] = None  # type: ignore[assignment]  # Python's own way to say "not there"
        try:
            import httpx  # noqa: F401 - answered below
        finally:
            del sys.modules["httpx._main"]
    return sys.modules["httpx"]


def _problem(response: httpx.Response) -> Problem:
    try:
        return msgspec.json.decode(response.content, type=Problem)
    except msgspec.MsgspecError:
        return Problem("central_failed", f"Central answered {response.status_code}.")


def _unreachable(problem: Exception) -> Unreachable:
    log.info("central cannot be reached: %s", type(problem).__name__)
    return Unreachable(
        "Central cannot be reached.",
        kept="What you do is kept on this desk.",
        todo="It is sent as soon as central answers again.",
    )
