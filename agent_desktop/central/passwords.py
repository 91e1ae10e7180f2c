"""Passwords: hashed with argon2id on a thread, and checked in the same time whether the person exists or not."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from agent_desktop.core.errors import Invalid

SHORTEST = 8
LONGEST = 256
_AT_ONCE = 2
"""Each check takes 64 MiB for about 50 ms; more at once than there are cores only adds memory."""


class Passwords:
    """Hashes and checks passwords without holding up the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("nobody's password, checked so that an unknown login costs the same")

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

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _matches(self, kept: str | None, password: str) -> bool:
        try:
            self._hasher.verify(kept or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None
