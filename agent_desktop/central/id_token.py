"""ID tokens: whether what a provider says of a person is meant for us, was asked for by us, and still holds."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import jwt

SKEW_S = 60.0
"""How far the provider's clock and ours may be apart."""

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures by a key that only the provider has. Those by a shared secret, and none at all, are no proof."""

LONGEST_SUBJECT = 255
LONGEST_TOKEN = 65_536

Keys = Callable[[str], Awaitable[list[jwt.PyJWK]]]
"""The provider's keys of a key id, all of them where the id is empty."""


class BadToken(Exception):
    """An ID token that proves nothing; the text says why and holds nothing of the token."""


async def claims_of(
    token: str, keys: Keys, *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """The claims of an ID token that passes every check of OpenID Connect Core 3.1.3.7; raises ``BadToken``."""
    claims = await _signed(token, keys)
    at = now.timestamp()
    if claims.get("iss") != issuer:
        raise BadToken("it is of another issuer")
    _check_audience(claims, client_id)
    if _moment(claims, "exp") <= at - SKEW_S:
        raise BadToken("it has expired")
    if _moment(claims, "iat") > at + SKEW_S or ("nbf" in claims and _moment(claims, "nbf") > at + SKEW_S):
        raise BadToken("it is of the future; compare the clocks")
    given = claims.get("nonce")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), nonce.encode()):
        raise BadToken("it answers another sign-in")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadToken("it names nobody")
    return claims


async def _signed(token: str, keys: Keys) -> dict[str, Any]:
    """The claims of a token that one of the provider's keys signed."""
    if len(token) > LONGEST_TOKEN:
        raise BadToken("it is too long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise BadToken("it is no signed token") from None
    algorithm, key_id = header.get("alg"), header.get("kid", "")
    if algorithm not in ALGORITHMS or not isinstance(key_id, str):
        raise BadToken("it is not signed in a way that proves anything")
    found = [key for key in await keys(key_id) if key.public_key_use in {None, "sig"}]
    if not key_id:
        found = [key for key in found if key.algorithm_name == algorithm]
    if len(found) != 1:
        raise BadToken("its key is none of the provider's")
    # Times and audience are compared below, by central's own clock.
    unchecked = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    unchecked |= {"verify_sub": False, "verify_jti": False}
    try:
        claims: dict[str, Any] = jwt.decode(token, found[0], algorithms=[algorithm], options=unchecked)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError):
        raise BadToken("its signature does not hold") from None
    return claims


def _check_audience(claims: dict[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    meant = [audience] if isinstance(audience, str) else audience
    if not isinstance(meant, list) or client_id not in meant:
        raise BadToken("it is meant for another program")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(meant) > 1):
        raise BadToken("it was given to another program")


def _moment(claims: dict[str, Any], name: str) -> float:
    found = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise BadToken(f"it has no {name}")
    return float(found)
