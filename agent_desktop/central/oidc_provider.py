"""The one module in which central speaks to the site's OpenID Connect provider: discovery, keys, and codes."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import jwt

from agent_desktop.central.settings import OidcSettings
from agent_desktop.core.addresses import is_protected, is_this_machine
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.sync.ways import OidcWay

log = logging.getLogger(__name__)

KEEP_S = 3600.0
"""How long what the provider says of itself, and its keys, are taken for right."""

ASK_AGAIN_S = 10.0
"""How soon it is asked again after it failed, or for a key it was not known to have: strangers cannot hurry it."""

AT_ONCE = 8
WITHIN_S = 8.0
LARGEST_ANSWER = 1_000_000
_WANTED_SCOPES = ("openid", "profile", "email")


class ProviderAway(Refused):
    """The provider does not answer, or answers what cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            "provider_away",
            f"Central cannot reach {name} just now ({why}).",
            kept="Nothing was changed.",
            todo="Try again in a moment; if it stays so, tell your administrator.",
        )


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider says of itself, as far as it is used."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    scope: str
    takes_secret_in_body: bool


class OidcProvider:
    """A provider as central sees it. Safe to use from many requests; what it says is kept for an hour.

    ``transport`` stands in for the network in tests.
    """

    def __init__(
        self, settings: OidcSettings, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.settings = settings
        self.name = settings.name or urlsplit(settings.issuer).hostname or settings.issuer
        self._clock = clock
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._described: Described | None = None
        self._described_at_s = 0.0
        self._failed_at_s: float | None = None
        self._keys: jwt.PyJWKSet | None = None
        self._keys_at_s = 0.0
        self._asking = asyncio.Lock()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def way(self) -> OidcWay:
        """Where a desk sends its browser; raises ``ProviderAway``."""
        described = await self.described()
        return OidcWay(
            self.name,
            self.settings.issuer,
            self.settings.client_id,
            described.authorization_endpoint,
            described.scope,
            self.settings.prompt,
        )

    async def described(self) -> Described:
        """The provider's own description; one that has grown old is used on while there is no newer one."""
        async with self._asking:
            now_s = self._clock.monotonic_s()
            if self._described is not None and now_s - self._described_at_s < KEEP_S:
                return self._described
            if self._failed_at_s is not None and now_s - self._failed_at_s < ASK_AGAIN_S:
                if self._described is not None:
                    return self._described
                raise ProviderAway(self.name, "it did not answer a moment ago")
            try:
                address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = self._checked(await self._get(address))
            except ProviderAway:
                self._failed_at_s = now_s
                if self._described is None:
                    raise
                return self._described
            self._described, self._described_at_s, self._failed_at_s = found, now_s, None
            return found

    async def keys(self, key_id: str) -> list[jwt.PyJWK]:
        """The provider's keys of that id, or all where it is empty; an unknown id has them fetched once more."""
        described = await self.described()
        async with self._asking:
            now_s = self._clock.monotonic_s()
            age_s = now_s - self._keys_at_s
            is_known = self._keys is not None and (not key_id or _of(self._keys, key_id))
            if self._keys is None or age_s >= KEEP_S or (not is_known and age_s >= ASK_AGAIN_S):
                body = await self._get(described.jwks_uri)
                try:
                    self._keys = jwt.PyJWKSet.from_dict(body)
                except (jwt.PyJWTError, TypeError, ValueError, AttributeError):
                    raise ProviderAway(self.name, "its keys cannot be read") from None
                self._keys_at_s = now_s
            return _of(self._keys, key_id)

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The ID token a code stands for; raises ``Refused`` where the provider does not know the code."""
        described = await self.described()
        secret, client_id = self.settings.client_secret, self.settings.client_id
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        auth: httpx.Auth | None = None
        if not secret:
            form["client_id"] = client_id
        elif described.takes_secret_in_body:
            form |= {"client_id": client_id, "client_secret": secret}
        else:
            # RFC 6749 2.3.1: both are form-encoded before they are put into the header.
            auth = httpx.BasicAuth(quote(client_id, safe=""), quote(secret, safe=""))
        async with self._turns:
            answer = await self._send("POST", described.token_endpoint, data=form, auth=auth)
        body = _json(answer)
        if answer.status_code >= 500:
            raise ProviderAway(self.name, f"it answers {answer.status_code}")
        if answer.status_code != 200:
            raise self._not_exchanged(answer.status_code, body)
        token = body.get("id_token")
        if not isinstance(token, str):
            raise ProviderAway(self.name, "it sends no ID token")
        return token

    def _not_exchanged(self, status: int, body: dict[str, Any]) -> Refused:
        error = body.get("error")
        if error in {"invalid_client", "unauthorized_client"}:
            log.error("the provider does not take central's client id and secret: %s", error)
            return Refused(
                "provider_misconfigured",
                f"{self.name} does not know this central.",
                todo="Tell your administrator: the client's id or secret is not right.",
            )
        log.info("the provider did not take a code: %s", status)
        return Refused(
            "provider_refused",
            f"{self.name} does not confirm this sign-in.",
            todo="It may have taken too long, or been used before: begin it again.",
        )

    def _checked(self, body: dict[str, Any]) -> Described:
        if body.get("issuer") != self.settings.issuer:
            log.error("the provider calls itself something else than oidc_issuer")
            raise ProviderAway(self.name, "it calls itself something else than the setting oidc_issuer")
        ends = [body.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if not all(isinstance(end, str) and is_protected(end) for end in ends):
            raise ProviderAway(self.name, "an address in its description is not https")
        methods = body.get("code_challenge_methods_supported")
        if isinstance(methods, list) and "S256" not in methods:
            raise ProviderAway(self.name, "it knows no PKCE with S256")
        scopes = body.get("scopes_supported")
        wanted = [one for one in _WANTED_SCOPES if not isinstance(scopes, list) or one in scopes]
        ways = body.get("token_endpoint_auth_methods_supported")
        return Described(
            str(ends[0]),
            str(ends[1]),
            str(ends[2]),
            " ".join(dict.fromkeys(["openid", *wanted])),
            isinstance(ways, list) and "client_secret_post" in ways,
        )

    async def _get(self, address: str) -> dict[str, Any]:
        answer = await self._send("GET", address)
        if answer.status_code != 200:
            raise ProviderAway(self.name, f"it answers {answer.status_code}")
        return _json(answer)

    async def _send(self, method: str, address: str, **more: Any) -> httpx.Response:
        if self._client is None:
            # A provider may be outside, behind the proxy that the machine names; central itself never is.
            # The system's own store, which holds the site's authority too; reading it takes a moment.
            trust = await asyncio.to_thread(ssl.create_default_context)
            self._client = httpx.AsyncClient(
                transport=self._transport,
                verify=trust,
                timeout=WITHIN_S,
                follow_redirects=False,
                trust_env=not is_this_machine(urlsplit(address).hostname or ""),
            )
        try:
            async with asyncio.timeout(WITHIN_S), self._client.stream(method, address, **more) as answer:
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise ProviderAway(self.name, "its answer is too large")
                return httpx.Response(answer.status_code, content=body)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as problem:
            log.warning("the provider cannot be reached: %s", type(problem).__name__)
            raise ProviderAway(self.name, "it does not answer") from None


def _of(keys: jwt.PyJWKSet, key_id: str) -> list[jwt.PyJWK]:
    return [key for key in keys.keys if not key_id or key.key_id == key_id]


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
