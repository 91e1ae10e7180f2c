"""Refused permissions in the audit log: each kind of refusal of a person once a minute, however often they try."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import sqlalchemy as sa

from agent_desktop.central import audit
from agent_desktop.central.limits import Buckets
from agent_desktop.core.clock import Clock
from agent_desktop.core.people import Actor

log = logging.getLogger(__name__)
REASONS = frozenset({"not_allowed", "not_yours", "not_your_queue"})
ONCE_IN_S = 60.0

Write = Callable[[Callable[[sa.Connection], Any]], Awaitable[Any]]


class Refusals:
    """Writes down who was refused what. It never holds up or fails the answer to whoever was refused."""

    def __init__(
        self, write: Write, spawn: Callable[[Coroutine[Any, Any, None]], None], clock: Clock
    ) -> None:
        self._write = write
        self._spawn = spawn
        self._clock = clock
        self._room = Buckets(1.0 / ONCE_IN_S, 1.0, clock.monotonic_s)

    def note(self, actor: Actor, operation: str, reason: str) -> None:
        """Somebody was refused an operation, for one of ``REASONS``; other reasons are no matter of permission."""
        if reason not in REASONS or self._room.take(f"{actor.agent_id} {operation}"):
            return
        at = self._clock.now()
        detail = {"operation": operation, "reason": reason, "roles": list(actor.roles)}
        entry = audit.entry("refused", at, actor=actor.agent_id, client_id=actor.client_id, detail=detail)
        self._spawn(self._keep(entry))

    async def _keep(self, entry: sa.Insert) -> None:
        try:
            await self._write(lambda connection: connection.execute(entry))
        except (sa.exc.SQLAlchemyError, OSError) as problem:
            log.warning("a refusal could not be audited: %s", type(problem).__name__)
