"""Closes the streams of sessions that are over, at whichever instance they were ended."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import sqlalchemy as sa

from agent_desktop.central.desk_stream import WIPE
from agent_desktop.central.hub import Hub
from agent_desktop.central.sessions import Sessions
from agent_desktop.core.clock import Clock

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
"""How long a stream outlives its session at another instance, at most."""

WHOLE_EVERY = 8
"""Every so many looks all open sessions are checked, for what ends them without a trace in the sessions."""

_OVERLAP = timedelta(seconds=30)
"""Clocks of instances may differ by this much, and a transaction may take as long to be seen."""


class SessionWatch:
    """Looks every two seconds what was ended lately; an index answers that in no time."""

    def __init__(self, sessions: Sessions, hub: Hub, clock: Clock) -> None:
        self._sessions = sessions
        self._hub = hub
        self._clock = clock

    async def run(self) -> None:
        """Look until cancelled; a database that is away is waited for."""
        turn = 0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            turn += 1
            try:
                await self.look(is_whole=turn % WHOLE_EVERY == 0)
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                log.warning("sessions could not be checked: %s", type(problem).__name__)

    async def look(self, *, is_whole: bool = False) -> None:
        """Close what is over; a stream whose device was revoked ends with ``wipe``."""
        open_ones = {desk.who.session_id for desk in self._hub.desks()}
        if not open_ones:
            return
        lately = await self._sessions.ended_since(self._clock.now() - _OVERLAP)
        over = {session_id for session_id in lately if session_id in open_ones}
        if is_whole:
            over |= await self._sessions.ended(open_ones)
        revoked = {session_id for session_id in over if lately.get(session_id)}
        self._hub.end_sessions(revoked, WIPE)
        self._hub.end_sessions(over - revoked)

    async def look_at_rights(self) -> None:
        """Have those open their streams anew who have other roles or queues than when they opened them."""
        desks = self._hub.desks()
        rights = await self._sessions.rights_of({desk.who.actor.agent_id for desk in desks})
        self._hub.begin_anew(
            desk
            for desk in desks
            if rights.get(desk.who.actor.agent_id) != (desk.who.actor.roles, desk.who.actor.queues)
        )
