"""Attachments and recordings at the desk: sent to central, fetched from it, and kept in the encrypted copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import blob_cache
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Transport

MOST_KEPT_BYTES = 128_000_000
"""Above it those used longest ago leave the desk; central keeps them."""


class BlobShelf:
    """What was sent or opened here lately, and the way to the rest."""

    def __init__(self, transport: Transport, clock: Clock, opened: Callable[[], StoreThreads]) -> None:
        self._transport = transport
        self._clock = clock
        self._opened = opened

    async def put(self, body: bytes, media_type: str) -> str:
        """Send a file to central and answer its SHA-256, by which records refer to it.

        Raises ``Refused`` (too_large, wrong_type) and, without central, ``Unreachable``.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        await self._transport.put_bytes(f"/api/v1/blobs/{sha256}", body, media_type)
        await self._keep(sha256, body)
        return sha256

    async def get(self, sha256: str) -> bytes:
        """A file by its SHA-256, from this desk or else from central.

        Raises ``Refused("not_found")`` where there is none for this person, and ``Unreachable``.
        """
        store = self._opened()
        kept = await store.write(partial(self._look, store.replica, sha256))
        if kept is not None:
            return kept
        body = await self._transport.get_bytes(f"/api/v1/blobs/{sha256}")
        if hashlib.sha256(body).hexdigest() != sha256:
            raise KnownError("The attachment arrived damaged.", todo="Open it again.")
        await self._keep(sha256, body)
        return body

    def _look(self, replica: Replica, sha256: str) -> bytes | None:
        with replica.transaction() as connection:
            body = connection.execute(
                sa.select(blob_cache.c.body).where(blob_cache.c.sha256 == sha256)
            ).scalar()
            if body is None:
                return None
            connection.execute(
                sa.update(blob_cache).where(blob_cache.c.sha256 == sha256).values(used_at=self._clock.now())
            )
            return bytes(body)

    async def _keep(self, sha256: str, body: bytes) -> None:
        def keep(replica: Replica) -> None:
            row = {"sha256": sha256, "size": len(body), "body": body, "used_at": self._clock.now()}
            with replica.transaction() as connection:
                connection.execute(insert(blob_cache).values(row).on_conflict_do_nothing())
                self._make_room(connection, sha256)

        if len(body) <= MOST_KEPT_BYTES:
            store = self._opened()
            await store.write(partial(keep, store.replica))

    def _make_room(self, connection: sa.Connection, newest: str) -> None:
        held = connection.execute(
            sa.select(blob_cache.c.sha256, blob_cache.c.size)
            .where(blob_cache.c.sha256 != newest)
            .order_by(blob_cache.c.used_at.desc())
        ).all()
        room = MOST_KEPT_BYTES - int(
            connection.execute(sa.select(blob_cache.c.size).where(blob_cache.c.sha256 == newest)).scalar_one()
        )
        for sha256, size in held:
            room -= size
            if room < 0:
                connection.execute(sa.delete(blob_cache).where(blob_cache.c.sha256 == sha256))
