"""One's own access: where one is signed in, unlocking the window, and for supervisors devices and quarantine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.sync.access import (
    Decide,
    Decided,
    Device,
    Held,
    OwnSession,
    PasswordAnswer,
    PasswordCheck,
)
from agent_desktop.workstation import offline_key
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import SignedOut, Transport, Unreachable

SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 256
Opener = Literal["password", "passphrase", "nothing"]
"""What opens a locked window, and the desk with central gone."""


class Access:
    """Asked of central at once and never queued; only unlocking works without it."""

    def __init__(self, transport: Transport, store: Callable[[], StoreThreads]) -> None:
        self._transport = transport
        self._store = store
        self.by_provider = False  # nobody but the provider knows a password of who is signed in

    async def sessions(self) -> list[OwnSession]:
        """One's sign-ins that hold, the one last seen first."""
        return await self._transport.get("/api/v1/sessions", list[OwnSession])

    async def end_session(self, session_id: str) -> None:
        """End one of them."""
        await self._transport.delete(f"/api/v1/sessions/{session_id}")

    async def sign_out_everywhere(self) -> None:
        """End all of them, this one too: the desk is then to be signed out here as well."""
        await self._transport.delete("/api/v1/sessions")

    async def is_password(self, password: str) -> bool:
        """Whether this is the password of whoever is signed in, or their desk passphrase.

        A passphrase never leaves the desk. A password central knows; with central gone, or the session over,
        the key kept at this desk does. Raises ``Unreachable`` with a time to wait after too many failures, and
        where nobody can tell.
        """
        if self.by_provider:
            return await self._fits_here(password)
        try:
            answer = await self._transport.post(
                "/api/v1/session/password", PasswordCheck(password), PasswordAnswer
            )
        except Unreachable as problem:
            if problem.retry_after_s is not None:
                raise
        except SignedOut:
            # A session that is over keeps nobody out of the desk on which their own work still lies.
            pass
        else:
            return answer.is_right
        return await self._fits_here(password)

    async def opened_by(self) -> Opener:
        """What opens this person's locked window: nothing, where a provider vouched and they chose no passphrase."""
        if not self.by_provider:
            return "password"
        store = self._store()
        key = await store.write(lambda: store.replica.remembered("offline_key"))
        return "passphrase" if key else "nothing"

    async def set_passphrase(self, passphrase: str) -> None:
        """Choose what opens this desk with central gone, or after it was locked; raises ``Invalid``."""
        if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
            raise Invalid(
                "passphrase",
                f"A desk passphrase has at least {SHORTEST_PASSPHRASE} characters.",
                todo="Add some.",
            )
        store = self._store()
        key = await asyncio.to_thread(offline_key.make, passphrase)
        await store.write(lambda: store.replica.remember("offline_key", key))

    async def forget_passphrase(self) -> None:
        """Have no desk passphrase any more: the next sign-in by the provider asks for one."""
        store = self._store()
        if self.by_provider:
            await store.write(lambda: store.replica.remember("offline_key", ""))

    async def devices(self) -> list[Device]:
        """Every device; for supervisors."""
        return await self._transport.get("/api/v1/devices", list[Device])

    async def revoke(self, client_id: str) -> None:
        """Shut a device out; for supervisors."""
        await self._transport.tell(f"/api/v1/devices/{client_id}/revoke")

    async def allow(self, client_id: str) -> None:
        """Let a device in again; for supervisors."""
        await self._transport.tell(f"/api/v1/devices/{client_id}/allow")

    async def quarantine(self) -> list[Held]:
        """What revoked devices handed over and waits for a decision; for supervisors."""
        return await self._transport.get("/api/v1/quarantine", list[Held])

    async def decide(self, client_id: str, deed: str, command_ids: list[str] | None = None) -> Decided:
        """Release or discard it; for supervisors."""
        wish = Decide(client_id, deed, command_ids)
        return await self._transport.post("/api/v1/quarantine/decide", wish, Decided)

    async def _fits_here(self, password: str) -> bool:
        store = self._store()
        key = await store.write(lambda: store.replica.remembered("offline_key"))
        if not key:
            raise KnownError(
                "Central cannot be reached, and this desk cannot tell whether that is your password.",
                kept="Your work is kept.",
                todo="Try again when central answers.",
            )
        # Off the writer's thread: it is dear on purpose.
        return await asyncio.to_thread(offline_key.fits, key, password)
