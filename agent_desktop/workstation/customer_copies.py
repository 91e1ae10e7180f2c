"""Customers that came on demand: their bundle while it is right, and those the person keeps offline for good."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.sync import bundle_cache
from agent_desktop.sync.bundle_cache import KeptCustomer
from agent_desktop.sync.messages import Bundle
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Transport, Unreachable

log = logging.getLogger(__name__)


class CustomerCopies:
    """Brings customers to this desk whole, without asking for what it has already."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        opened: Callable[[], StoreThreads],
        take: Callable[[Bundle], Awaitable[None]],
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._opened = opened
        self._take = take
        self._is_checked = False
        self.kept_changed: Observers[frozenset[str]] = Observers("customers kept offline")
        """Tells the ids of all customers kept, after each change."""

    def begin(self) -> None:
        """Somebody has signed in: those they keep are checked once, for what came past the feed."""
        self._is_checked = False

    async def fetch(self, customer_id: str) -> bool:
        """Have everything of a customer here and followed; false where what was here is still right.

        Raises ``Unreachable``, and ``Refused("not_found")`` for a customer central does not know.
        """
        store = self._opened()
        etag = await store.write(partial(_etag, store.replica, customer_id))
        bundle = await self._transport.get_unless(f"/api/v1/customers/{customer_id}/bundle", etag, Bundle)
        if bundle is None:
            await store.write(partial(_opened, store.replica, customer_id, self._clock.now()))
            return False
        await self._take(bundle)
        return True

    async def kept(self) -> list[KeptCustomer]:
        """The customers kept offline on this desk, by name."""
        store = self._opened()
        return await store.write(partial(_kept, store.replica))

    async def keep(self, customer_id: str, name: str) -> None:
        """Keep a customer offline: from now on they are brought up to date and never leave by themselves.

        Without central they come as soon as it answers. Raises ``KnownError`` when there are too many.
        """
        store = self._opened()
        await store.write(partial(_keep, store.replica, customer_id, name, self._clock.now()))
        await self._tell()
        try:
            await self.fetch(customer_id)
        except Unreachable:
            log.info("a customer to keep will be fetched later")

    async def let_go(self, customer_id: str) -> None:
        """Keep a customer no longer than any other."""
        store = self._opened()
        await store.write(partial(_let_go, store.replica, customer_id))
        await self._tell()

    async def refresh_kept(self) -> None:
        """Fetch the customers to keep who are not here, and once after signing in look at all of them again."""
        wanted = [one for one in await self.kept() if not one.is_here or not self._is_checked]
        for one in wanted:
            try:
                await self.fetch(one.customer_id)
            except Refused as problem:
                # Whatever central has against one of them must not keep the desk from the rest.
                log.warning("a customer to keep was refused: %s", problem.reason)
                if problem.reason == "not_found":
                    await self.let_go(one.customer_id)
        self._is_checked = True

    async def _tell(self) -> None:
        self.kept_changed.tell(frozenset(one.customer_id for one in await self.kept()))


def _etag(replica: Replica, customer_id: str) -> str | None:
    with replica.transaction() as connection:
        return bundle_cache.etag_of(connection, customer_id)


def _opened(replica: Replica, customer_id: str, at: datetime) -> None:
    with replica.transaction() as connection:
        bundle_cache.opened(connection, customer_id, at)


def _kept(replica: Replica) -> list[KeptCustomer]:
    with replica.transaction() as connection:
        return bundle_cache.kept(connection)


def _keep(replica: Replica, customer_id: str, name: str, at: datetime) -> None:
    with replica.transaction() as connection:
        bundle_cache.keep(connection, customer_id, name, at)


def _let_go(replica: Replica, customer_id: str) -> None:
    with replica.transaction() as connection:
        bundle_cache.let_go(connection, customer_id)
