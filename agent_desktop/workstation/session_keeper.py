"""Keeps a session: its tokens, in memory only, and new ones ahead of time, asked for once at a time."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from agent_desktop.core import tasks
from agent_desktop.core.errors import KnownError
from agent_desktop.sync.messages import Session

log = logging.getLogger(__name__)

AHEAD = 0.66
"""New tokens are asked for after this part of a token's life, give or take a tenth, so that desks spread."""

LATER_S = (5.0, 20.0)
"""How long to wait before asking again when central did not answer."""


class SessionKeeper:
    """The tokens of one signed-in person. ``ask`` exchanges the refresh token; it raises ``KnownError``.

    However many requests find their token expired, one exchange runs, and all get its outcome. A reply that
    was lost is asked for again with the same token, which central answers alike for a while.
    """

    def __init__(self, ask: Callable[[str, str], Awaitable[Session]]) -> None:
        self._ask = ask
        self._refresh = ""
        self._client_id = ""
        self._life_s = 0.0
        self._kept_at_s = 0.0
        self._exchange: asyncio.Task[None] | None = None
        self.access = ""

    @property
    def is_kept(self) -> bool:
        """Whether there is a session to continue."""
        return bool(self._refresh)

    def keep(self, session: Session) -> None:
        """Take the tokens of a session that began or goes on."""
        self.access, self._refresh = session.access_token, session.refresh_token
        self._client_id = session.client_id
        self._life_s = session.access_life_s
        self._kept_at_s = asyncio.get_running_loop().time()

    def forget(self) -> None:
        """The session is over: its tokens are of no use."""
        self.access = self._refresh = ""

    async def renew(self, used: str) -> None:
        """Have other tokens than ``used``; raises what asking for them raised."""
        if self.access != used or not self._refresh:
            return
        if self._exchange is None or self._exchange.done():
            self._exchange = asyncio.create_task(self._renew(), name="session refresh")
            # What nobody waits for any more, because its request was given up, has been told all the same.
            self._exchange.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(self._exchange)

    async def stay_ahead(self) -> None:
        """Renew before the token runs out, until the session is over; ends quietly then."""
        while self.is_kept and self._life_s > 0:
            loop = asyncio.get_running_loop()
            due_s = self._kept_at_s + self._life_s * AHEAD * random.uniform(0.9, 1.1)  # noqa: S311 - spreads desks
            await asyncio.sleep(max(0.0, due_s - loop.time()))
            try:
                await self.renew(self.access)
            except KnownError as problem:
                log.info("the session could not be renewed yet: %s", problem.what)
                await asyncio.sleep(random.uniform(*LATER_S) if self._refresh else 0.0)  # noqa: S311 - spreads desks

    async def close(self) -> None:
        """End an exchange that is under way."""
        if self._exchange is not None and not self._exchange.done():
            await tasks.end([self._exchange])

    async def _renew(self) -> None:
        self.keep(await self._ask(self._refresh, self._client_id))
