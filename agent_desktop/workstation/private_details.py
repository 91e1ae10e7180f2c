"""Private details at the desk: asked for with a ground, shown while it lasts, and taken away by the clock."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.private_commands import PRIVATE_FIELDS
from agent_desktop.features.customers.read_models import PrivateDetails
from agent_desktop.sync import private_hold
from agent_desktop.sync.messages import PrivateDelivery, Reveal
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Transport

LOOK_EVERY_S = 5.0
"""A machine that slept wakes up with its clock ahead: so long at most does it take to notice."""


@dataclass(frozen=True, slots=True)
class ShownPrivate:
    """What is private of a customer, why it is here (contact, visit, reveal) and until when at most."""

    customer_id: str
    ground: str
    expires_at: datetime
    details: PrivateDetails


class PrivateShelf:
    """The private details on this desk. They are read from here and nowhere else, and never logged."""

    def __init__(
        self,
        transport: Transport,
        registry: Registry,
        clock: Clock,
        opened: Callable[[], StoreThreads],
        send_waiting: Callable[[], Awaitable[None]],
    ) -> None:
        self._transport = transport
        self._registry = registry
        self._clock = clock
        self._opened = opened
        self._send_waiting = send_waiting
        self._came = asyncio.Event()
        self.gone: Observers[frozenset[str]] = Observers("private details")
        """Tells the customers whose details have just left this desk."""

    async def ask(self, customer_id: str, reason: str = "") -> ShownPrivate:
        """Have central hand them out; it decides whether there is a ground, and records that they were seen.

        Raises ``Refused("reason_needed")`` where neither contact nor visit is a ground and no reason was
        given, and ``Unreachable`` without central.
        """
        # The contact that is the ground may still be on its way to central.
        await self._send_waiting()
        path = f"/api/v1/customers/{customer_id}/private"
        delivery = await self._transport.post(path, Reveal(reason), PrivateDelivery)

        def keep(replica: Replica) -> None:
            with replica.transaction() as connection:
                private_hold.take(connection, self._registry, delivery)

        store = self._opened()
        await store.write(partial(keep, store.replica))
        shown = await self.read(customer_id)
        self._came.set()
        return shown or ShownPrivate(customer_id, delivery.ground, delivery.expires_at, PrivateDetails())

    async def read(self, customer_id: str) -> ShownPrivate | None:
        """What is here of a customer, None where nothing is or its time is over."""

        def look(replica: Replica) -> ShownPrivate | None:
            with replica.transaction() as connection:
                row = private_hold.held(connection, self._registry, customer_id, self._clock.now())
            if row is None:
                return None
            details = PrivateDetails(**{name: getattr(row, name) for name in PRIVATE_FIELDS})
            return ShownPrivate(customer_id, row.ground, row.expires_at, details)

        store = self._opened()
        return await store.write(partial(look, store.replica))

    async def hide(self, customer_id: str) -> None:
        """Take them away before their time."""
        await self._release(lambda _connection: {customer_id})

    async def forget_over(self) -> None:
        """Take away what is over: by the clock, or with the contact or visit it was there for."""
        now = self._clock.now()
        await self._release(lambda connection: private_hold.over(connection, self._registry, now))

    async def forget_passing(self) -> None:
        """Nobody sits here any more, or just sat down: only what is there for a visit stays."""
        await self._release(private_hold.passing)
        await self.forget_over()

    async def tend(self) -> None:
        """Take away what is over as soon as it is, until cancelled."""
        while True:
            self._came.clear()
            await self.forget_over()
            store = self._opened()
            upcoming = await store.write(partial(_next_expiry, store.replica))
            if upcoming is None:
                await self._came.wait()
                continue
            left_s = (upcoming - self._clock.now()).total_seconds()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.05, min(left_s, LOOK_EVERY_S))):
                    await self._came.wait()

    def look_after(self, changes: Changes) -> None:
        """A contact or a visit may have ended: look at once."""
        if changes.touches("interaction", "visit"):
            self._came.set()

    async def _release(self, which: Callable[..., set[str]]) -> None:
        def release(replica: Replica) -> frozenset[str]:
            with replica.transaction() as connection:
                gone = which(connection)
                private_hold.release(connection, self._registry, gone)
                return frozenset(gone)

        store = self._opened()
        if gone := await store.write(partial(release, store.replica)):
            self.gone.tell(gone)


def _next_expiry(replica: Replica) -> datetime | None:
    with replica.transaction() as connection:
        return private_hold.next_expiry(connection)
