"""Passwords: hashed with argon2id on a thread, and checked in the same time whether the person exists or not."""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from agent_desktop.core.errors import Invalid

SHORTEST = 8
LONGEST = 256
_AT_ONCE = 2
"""Each check takes 64 MiB for about 50 ms; more at once than there are cores only adds memory."""


@cache
def _nobody() -> str:
    """The hash that an unknown login's password is checked against, so that it costs the same."""
    return PasswordHasher().hash("nobody's")


class Passwords:
    """Hashes and checks passwords without holding up the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        _nobody()

    async def hash(self, password: str) -> str:
        """The argon2id hash to keep; raises ``Invalid`` for a password too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise Invalid("password", f"A password has {SHORTEST} to {LONGEST} characters.")
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether ``password`` is the one ``kept`` was made from; ``None`` for a person there is not."""
        if len(password) > LONGEST:
            password = ""
        async with self._turns:
            return await asyncio.to_thread(self._matches, kept, password)

    def _matches(self, kept: str | None, password: str) -> bool:
        try:
            self._hasher.verify(kept or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None
