"""One trip of the system's browser to a provider and back to this desk: PKCE, state, nonce, and a loopback address.

As RFC 8252 has it: the desk listens at 127.0.0.1, at a port of the moment, for exactly one answer.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import logging
import secrets
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

from agent_desktop.core.addresses import is_protected
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.sync.ways import OidcWay

log = logging.getLogger(__name__)

PATH = "/signed-in"
WAIT_S = 300.0
_READ_WITHIN_S = 5.0
_LONGEST_REQUEST = 16_384
_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "Content-Security-Policy: default-src 'none'",
    "Connection: close",
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came back, and what only this desk knows: enough for central to ask the provider who it is."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the browser shows at the end, in the person's language."""

    done: str = "You are signed in. You can close this window."
    failed: str = "You are not signed in. You can close this window."
    stray: str = "This is not the sign-in that the desk waits for. You can close this window."


class BrowserTrip:
    """Listens while it is entered; ``address`` is what to open, ``back`` waits for what comes of it.

    An answer with another state, or of another issuer, is told so in the browser, and the desk goes on
    waiting: it may be somebody's who only wants it to stop.
    """

    def __init__(self, way: OidcWay, words: PageWords | None = None, *, wait_s: float = WAIT_S) -> None:
        if not is_protected(way.authorization_endpoint):
            raise Refused(
                "not_protected",
                f"{way.name} is not at a protected address.",
                kept="Nothing was opened.",
                todo="Tell your administrator.",
            )
        self._way = way
        self._words = words or PageWords()
        self._wait_s = wait_s
        self._verifier = secrets.token_urlsafe(48)
        self._state = secrets.token_urlsafe(24)
        self._nonce = secrets.token_urlsafe(24)
        self._server: asyncio.Server | None = None
        self._answer: asyncio.Future[str] | None = None
        self.redirect_uri = ""

    async def __aenter__(self) -> Self:
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._server = await asyncio.start_server(
                self._serve, "127.0.0.1", 0, limit=_LONGEST_REQUEST, backlog=8
            )
        except OSError as error:
            raise KnownError(
                f"This desk cannot listen for the browser: {error.strerror}.", todo="Try again."
            ) from error
        port = self._server.sockets[0].getsockname()[1]
        self.redirect_uri = f"http://127.0.0.1:{port}{PATH}"
        return self

    async def __aexit__(self, *_raised: object) -> None:
        if self._server is not None:
            self._server.close()
            # The last page may still be on its way to the browser.
            self._server = None
        if self._answer is not None and self._answer.done() and not self._answer.cancelled():
            self._answer.exception()

    @property
    def address(self) -> str:
        """What to open in the browser. Nothing in it is of use without what this desk keeps."""
        digest = hashlib.sha256(self._verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._way.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self._way.scope,
            "state": self._state,
            "nonce": self._nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if self._way.prompt:
            asked["prompt"] = self._way.prompt
        end = self._way.authorization_endpoint
        return f"{end}{'&' if urlsplit(end).query else '?'}{urlencode(asked)}"

    async def back(self) -> Proof:
        """Wait until the browser is sent back; raises ``Refused`` where the person was not let in, and
        ``KnownError`` where nobody came back in time."""
        if self._answer is None:
            raise RuntimeError("the trip has not begun")
        try:
            async with asyncio.timeout(self._wait_s):
                code = await asyncio.shield(self._answer)
        except TimeoutError:
            raise KnownError(
                "Nobody came back from the browser.", kept="Nothing was changed.", todo="Begin again."
            ) from None
        return Proof(code, self._verifier, self._nonce, self.redirect_uri)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_WITHIN_S):
                line = (await reader.readuntil(b"\r\n")).decode("ascii", "replace").split(" ")
                status, words = self._hear(line[1]) if len(line) == 3 and line[0] == "GET" else (405, "")
                # What is left unread would make the system cut the connection before the page is there.
                while await reader.readuntil(b"\r\n") != b"\r\n":
                    pass
                writer.write(_page(status, words))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            log.info("something that is no browser came to the address of the sign-in")
        finally:
            writer.close()

    def _hear(self, target: str) -> tuple[int, str]:
        """Take the provider's answer from the address the browser was sent to; what to show for it."""
        try:
            parts = urlsplit(target)
            told = {name: values[0] for name, values in parse_qs(parts.query, max_num_fields=20).items()}
        except ValueError:
            return 400, self._words.stray
        if parts.path != PATH:
            return 404, ""
        answer = self._answer
        is_ours = secrets.compare_digest(told.get("state", "").encode(), self._state.encode())
        if (
            answer is None
            or answer.done()
            or not is_ours
            or told.get("iss", self._way.issuer) != self._way.issuer
        ):
            log.warning("an answer to another sign-in came to this desk")
            return 400, self._words.stray
        if "code" in told and "error" not in told:
            answer.set_result(told["code"])
            return 200, self._words.done
        answer.set_exception(self._not_let_in(told.get("error", "")))
        return 200, self._words.failed

    def _not_let_in(self, error: str) -> Refused:
        if error == "access_denied":
            return Refused("not_let_in", f"You were not signed in at {self._way.name}.", todo="Try again.")
        log.warning(
            "the provider answered an error: %s", error[:40] if error.isidentifier() else "unreadable"
        )
        return Refused(
            "not_let_in",
            f"{self._way.name} could not sign you in.",
            todo="Try again; if it stays so, tell your administrator.",
        )


def _page(status: int, words: str) -> bytes:
    reason = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}[status]
    body = f"<!doctype html><title>Agent Desktop</title><p>{html.escape(words)}</p>\n".encode()
    head = "\r\n".join([f"HTTP/1.1 {status} {reason}", *_HEADERS, f"Content-Length: {len(body)}", "", ""])
    return head.encode() + body
