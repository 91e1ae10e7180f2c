"""Tokens: random, kept as their hash only, and succeeded in a way that can be repeated after a lost reply."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple


class Pair(NamedTuple):
    """The two tokens of a session; secrets, never stored and never logged."""

    access: str
    refresh: str


def fresh_pair() -> Pair:
    """Tokens of 256 random bits each, for a session that begins."""
    return Pair(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def new_salt() -> str:
    """What makes one rotation different from any other; kept with the session."""
    return secrets.token_urlsafe(32)


def successor(refresh: str, salt: str) -> Pair:
    """The pair that follows ``refresh`` under ``salt``: always the same one.

    It takes the token and the salt to make it. Whoever reads the database holds salts and hashes, whoever
    catches a token holds no salt, and neither can make the pair (docs/decisions/0015).
    """
    return Pair(_derived(refresh, salt, "access"), _derived(refresh, salt, "refresh"))


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _derived(token: str, salt: str, use: str) -> str:
    made = hmac.new(token.encode(), f"{use}:{salt}".encode(), sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()
