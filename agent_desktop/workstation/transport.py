"""The one module that speaks HTTP to central: requests, tokens, and the stream."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from agent_desktop.core import correlation
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.sync.access import HandOver, HandOverReply, Refresh, RevokedProblem
from agent_desktop.sync.live import DEAD_AFTER_S
from agent_desktop.sync.messages import Session, SignIn
from agent_desktop.sync.ways import OidcSignIn
from agent_desktop.workstation.session_keeper import SessionKeeper
from agent_desktop.workstation.wire import Wire, checked_address, is_this_machine, trust, untrusted_reason

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)
T = TypeVar("T")

ANSWER_WITHIN_S = 10.0
SIGN_IN_WITHIN_S = 30.0
"""At the start of a shift everybody signs in at once, and passwords are checked a few at a time."""


class Unreachable(KnownError):
    """Central did not answer, or answered that it cannot just now: worth trying again.

    ``retry_after_s`` is how long central asks to be left alone, None where it did not say; it says different
    times to different desks, so that they do not come back all at once.
    """

    def __init__(
        self, what: str, *, kept: str = "", todo: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.retry_after_s = retry_after_s


class Untrusted(Unreachable):
    """Something answered that could not prove to be central: nothing was sent to it."""


class SignedOut(KnownError):
    """The session is over: somebody has to sign in again."""


class ShutOut(SignedOut):
    """This device or this person may do nothing more; ``token`` hands over what was not sent, where there is one."""

    reason = "revoked"
    token = ""
    login = ""  # told where the desk cannot know whose copy it is to hand over


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
    """A connection to one central; raises ``KnownError`` for an address that is none or not encrypted.

    ``shut_out`` is called when central lets this device in no more.
    """

    def __init__(self, base_url: str, wire: Wire | None = None) -> None:
        self._wire = wire or Wire()
        self.base_url = checked_address(base_url, self._wire)
        self.session = SessionKeeper(self._exchange)
        self.shut_out: Callable[[ShutOut], None] | None = None
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def sign_in(self, request: SignIn | OidcSignIn) -> Session:
        """Open a session; raises ``Refused`` for wrong credentials and ``Unreachable`` for silence."""
        path = "/api/v1/session" if isinstance(request, SignIn) else "/api/v1/session/oidc"
        body = msgspec.json.encode(request)
        response = await self._send("POST", path, content=body, within_s=SIGN_IN_WITHIN_S)
        if response.status_code == 401:
            problem = _problem(response)
            raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)
        session = self._read(response, Session)
        self.session.keep(session)
        return session

    async def sign_out(self) -> None:
        """End the session at central; silence is no reason to stay signed in here."""
        try:
            await self._authorised("DELETE", "/api/v1/session")
        except KnownError as problem:
            log.info("signing out was not confirmed: %s", problem.what)
        self.session.forget()

    async def hand_over(self, offer: HandOver) -> HandOverReply:
        """Give central part of the outbox of a device that was shut out; the token in it is the proof."""
        response = await self._send(
            "POST", "/api/v1/quarantine", content=msgspec.json.encode(offer), is_signed=False
        )
        return self._read(response, HandOverReply)

    async def delete(self, path: str) -> None:
        """DELETE something; there is no answer but that it is done."""
        self._done(await self._authorised("DELETE", path))

    async def tell(self, path: str) -> None:
        """POST without a body; there is no answer but that it is done."""
        self._done(await self._authorised("POST", path))

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

    async def get_unless(self, path: str, etag: str | None, answer: type[T]) -> T | None:
        """GET and read the answer as ``answer``; None where what we hold under ``etag`` is still right."""
        known = {"if-none-match": f'"{etag}"'} if etag else {}
        response = await self._authorised("GET", path, headers=known)
        return None if response.status_code == 304 else self._read(response, answer)

    async def put_bytes(self, path: str, content: bytes, media_type: str) -> None:
        """PUT bytes of a media type; there is no answer but that it is done."""
        self._done(await self._authorised("PUT", path, content=content, headers={"content-type": media_type}))

    async def get_bytes(self, path: str) -> bytes:
        """GET a body as it is."""
        response = await self._authorised("GET", path)
        self._done(response)
        content: bytes = response.content
        return content

    def lines_of(self, path: str, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """POST a body piece by piece and answer as ``lines`` does; central may take its time between lines."""
        timeout = load_httpx().Timeout(ANSWER_WITHIN_S, read=DEAD_AFTER_S, write=DEAD_AFTER_S)
        return self.lines(path, method="POST", content=body, timeout=timeout)

    async def lines(self, path: str, *, method: str = "GET", **options: Any) -> AsyncGenerator[bytes, None]:
        """GET newline-delimited JSON as it comes, in whole lines, many together; a line's end is part of it.

        Raises ``Unreachable`` where it breaks off. ``options`` are those of an httpx request.
        """
        httpx = load_httpx()
        client = await self._http()
        used = self.session.access
        try:
            async with client.stream(method, path, headers=self._headers(), **options) as response:
                if response.status_code != 200:
                    await response.aread()
                    if response.status_code == 401 and self.session.is_kept:
                        await self.session.renew(used)
                        raise Unreachable("The session was renewed; this is asked for again.")
                    self._raise(response)
                begun = b""
                async for piece in response.aiter_bytes():
                    whole, end, rest = piece.rpartition(b"\n")
                    if not end:
                        begun += rest
                        continue
                    yield begun + whole + end
                    begun = rest
                if begun:
                    yield begun + b"\n"
        except (httpx.TransportError, httpx.DecodingError) as problem:
            raise _unreachable(problem) from problem

    async def events(self) -> AsyncGenerator[StreamEvent, None]:
        """The stream until it breaks: first ``OPENED``, as soon as central listens, then what it tells.

        Raises ``Unreachable`` when it breaks, also after ``DEAD_AFTER_S`` of silence.
        """
        httpx = load_httpx()
        import httpx_sse

        client = await self._http()
        used = self.session.access
        # Heartbeats come every 15 s: a line without a byte for so long is dead, whatever the system thinks of it.
        timeout = httpx.Timeout(ANSWER_WITHIN_S, read=DEAD_AFTER_S)
        again_in_s: float | None = None
        try:
            async with httpx_sse.aconnect_sse(
                client, "GET", "/api/v1/stream", headers=self._headers(), timeout=timeout
            ) as source:
                if source.response.status_code != 200:
                    await source.response.aread()
                    if source.response.status_code == 401 and self.session.is_kept:
                        await self.session.renew(used)
                        raise Unreachable("The session was renewed; the stream opens again.")
                    self._raise(source.response)
                # Central may have nothing to tell for a while; the desk need not wait for that.
                yield OPENED
                async for event in source.aiter_sse():
                    if event.retry is not None:
                        again_in_s = event.retry / 1000
                    yield StreamEvent(event.event, event.data.encode())
        except (httpx.TransportError, httpx_sse.SSEError) as problem:
            if again_in_s is None:
                raise _unreachable(problem) from problem
        raise Unreachable("Central closed the stream.", retry_after_s=again_in_s)

    async def _http(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                httpx = load_httpx()
                parts = urlsplit(self.base_url)
                is_encrypted = parts.scheme == "https"
                # On one machine there is no line to spare, and both ends would pay for it.
                is_near = is_this_machine(parts.hostname or "")
                # The machine's proxy settings are not for a central that the site named itself.
                self._client = httpx.AsyncClient(
                    base_url=self.base_url,
                    # Reading the system's certificates takes a while, and the window goes on painting.
                    verify=await asyncio.to_thread(trust, self._wire) if is_encrypted else False,
                    timeout=httpx.Timeout(ANSWER_WITHIN_S),
                    limits=httpx.Limits(max_connections=8),
                    headers={"accept-encoding": "identity"} if is_near else None,
                    trust_env=False,
                )
            return self._client

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json", correlation.HEADER: new_id()}
        if self.session.access:
            headers["authorization"] = f"Bearer {self.session.access}"
        return headers

    async def _authorised(
        self, method: str, path: str, *, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        token = self.session.access
        response = await self._send(method, path, content=content, headers=headers)
        if self.session.is_kept and (response.status_code == 401 or _is_shut_out(response)):
            # Of a device that was shut out this brings the token with which it hands its work over.
            await self.session.renew(token)
            response = await self._send(method, path, content=content, headers=headers)
        return response

    async def _exchange(self, refresh_token: str, client_id: str) -> Session:
        """Exchange a refresh token; a session that is over is forgotten, and raised as ``SignedOut``."""
        body = msgspec.json.encode(Refresh(refresh_token, client_id))
        response = await self._send("POST", "/api/v1/session/refresh", content=body, is_signed=False)
        if response.status_code in {401, 403}:
            self.session.forget()
            if _is_shut_out(response):
                self._raise(response)
            raise SignedOut(
                "Your session has ended.",
                kept="What you did is kept on this desk.",
                todo="Sign in again to send it.",
            )
        return self._read(response, Session)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        is_signed: bool = True,
        within_s: float | None = None,
    ) -> httpx.Response:
        httpx = load_httpx()
        client = await self._http()
        sent = self._headers() if is_signed else {"content-type": "application/json"}
        sent |= headers or {}
        # What went wrong at central is found there by the id that this desk gave the request.
        with correlation.correlated(new_id()) as told:
            sent[correlation.HEADER] = told
            try:
                answer = await client.request(
                    method,
                    path,
                    content=content,
                    headers=sent,
                    timeout=httpx.Timeout(ANSWER_WITHIN_S, read=within_s or ANSWER_WITHIN_S),
                )
            except httpx.TransportError as problem:
                raise _unreachable(problem) from problem
            if answer.status_code >= 500:
                log.warning("central failed with %d", answer.status_code)
            return answer

    def _done(self, response: httpx.Response) -> None:
        if response.status_code >= 400:
            self._raise(response)

    def _read(self, response: httpx.Response, answer: type[T]) -> T:
        if response.status_code >= 400:
            self._raise(response)
        return msgspec.json.decode(response.content, type=answer)

    def _raise(self, response: httpx.Response) -> None:
        problem = _problem(response)
        status = response.status_code
        if status == 410:
            anew = StartOver(problem.what, kept=problem.kept, todo=problem.todo)
            anew.reason = problem.reason
            raise anew
        if status == 401:
            raise SignedOut(problem.what, kept=problem.kept, todo=problem.todo)
        if _is_shut_out(response):
            over = ShutOut(problem.what, kept=problem.kept, todo=problem.todo)
            over.reason, over.token, over.login = problem.reason, problem.hand_over_token, problem.login
            if self.shut_out is not None:
                self.shut_out(over)
            raise over
        if status == 429 or status >= 500:
            retry_after_s = _seconds(response.headers.get("retry-after", ""))
            raise Unreachable(problem.what, kept=problem.kept, todo=problem.todo, retry_after_s=retry_after_s)
        raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)


def load_httpx() -> Any:
    """httpx, without the command line in it, which would bring click and rich: two thirds of its import.

    Called beforehand in a thread, so that the first request does not make the window wait. Whoever comes while it
    is being read waits for the whole of it: half a module is there by name already.
    """
    with _READING_HTTPX:
        if "httpx" not in sys.modules:
            sys.modules["httpx._main"] = None  # type: ignore[assignment]  # Python's own way to say "not there"
            try:
                import httpx  # noqa: F401 - answered below
            finally:
                del sys.modules["httpx._main"]
    return sys.modules["httpx"]


_READING_HTTPX = threading.Lock()


def _problem(response: httpx.Response) -> RevokedProblem:
    try:
        return msgspec.json.decode(response.content, type=RevokedProblem)
    except msgspec.MsgspecError:
        return RevokedProblem("central_failed", f"Central answered {response.status_code}.")


def _is_shut_out(response: httpx.Response) -> bool:
    return response.status_code == 403 and _problem(response).reason in {"revoked", "disabled"}


def _seconds(retry_after: str) -> float | None:
    """How long to wait for what a Retry-After asks, and up to half as long again: desks do not come back at once.

    A date in it, which central never sends, counts as nothing.
    """
    if not retry_after.isascii() or not retry_after.isdigit():
        return None
    return float(retry_after) * random.uniform(1.0, 1.5)  # noqa: S311 - spreads desks


def _unreachable(problem: Exception) -> Unreachable:
    reason = untrusted_reason(problem)
    if reason is not None:
        log.warning("central's certificate does not hold: %s", reason)
        return Untrusted(
            f"What answers there cannot prove that it is central: {reason}.",
            kept="Nothing was sent to it.",
            todo="Tell your administrator; the setting ca_file names the site's own authority.",
        )
    log.info("central cannot be reached: %s", type(problem).__name__)
    return Unreachable(
        "Central cannot be reached.",
        kept="What you do is kept on this desk.",
        todo="It is sent as soon as central answers again.",
    )
