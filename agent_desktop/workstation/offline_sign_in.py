"""Signing in at this desk with central gone: what is kept for it, and who may."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from agent_desktop.sync.messages import Session
from agent_desktop.workstation import desk_copy, offline_key
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Unreachable, Untrusted

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

KEY_AFTER_S = 3.0
BY_PROVIDER = "provider"


class OfflineSignIn:
    """Part of a workstation, which it knows from within: it opens the replica and looks into it.

    The key kept with the replica is made of the password; or, for who signs in by a provider, of the desk
    passphrase, if they have one.
    """

    def __init__(self, desk: Workstation) -> None:
        self._desk = desk

    async def remember(self, session: Session, password: str | None) -> None:
        """Keep what a later sign-in without central needs; None for a password that a provider saw, not we."""
        desk = self._desk
        store = desk._opened()
        kept = msgspec.structs.replace(session, access_token="", refresh_token="")
        body = msgspec.json.encode(kept).decode()
        way = BY_PROVIDER if password is None else "password"

        def write() -> None:
            if password is None and store.replica.remembered("signed_in_by") != BY_PROVIDER:
                # A password of earlier days opens this desk no more.
                store.replica.remember("offline_key", "")
            store.replica.remember("signed_in_by", way)
            store.replica.remember("session", body)

        await store.write(write)
        desk.access.by_provider = password is None
        if password is not None:
            desk._spawn(self._keep_key(store, password))

    async def sign_in(self, login: str, password: str, problem: Unreachable) -> Session:
        """The session of who worked here before and knows the key; raises ``problem`` or says who cannot vouch."""
        desk = self._desk
        await desk._keeping.check_before_offline(login)
        session = None
        if desk_copy.is_here(desk._folder, desk._transport.base_url, login):
            await desk._open_store(login)
            store = desk._opened()

            def vouched() -> str | None:
                key = store.replica.remembered("offline_key")
                fits = key and offline_key.fits(key, password)
                return store.replica.remembered("session") if fits else None

            session = await store.write(vouched)
            way = await store.write(lambda: store.replica.remembered("signed_in_by"))
            desk.access.by_provider = way == BY_PROVIDER
        if session is None:
            await desk._close_store()
            if isinstance(problem, Untrusted) or problem.retry_after_s is not None:
                raise problem
            raise Unreachable(
                "Central cannot be reached, and this desk cannot vouch for you.",
                kept="Nothing was changed.",
                todo="Check the password or desk passphrase, or try again when central answers.",
            )
        if isinstance(problem, Untrusted):
            desk.problems.tell(problem)
        return msgspec.json.decode(session, type=Session)

    async def _keep_key(self, store: StoreThreads, password: str) -> None:
        """Make the key a little later, in a thread of its own: it is dear on purpose, and nobody waits for it.

        The one of an earlier day stays until then; a desk that ends before has none or the old one.
        """
        await asyncio.sleep(KEY_AFTER_S)
        key = await asyncio.to_thread(offline_key.make, password)
        await store.write(lambda: store.replica.remember("offline_key", key))
