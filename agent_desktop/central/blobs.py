"""Attachments and recordings: kept once by what is in them, readable by whoever may read what refers to them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.central.guard import may_hold
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.store.blob_tables import UPLOAD, blob, blob_use
from agent_desktop.store.work import SqlRead

log = logging.getLogger(__name__)
UNUSED_FOR = timedelta(days=1)
PURGE_EVERY_S = 3600.0
PIECE_BYTES = 256 * 1024
STALLED_S = 30.0
"""An upload of which nothing comes for so long is given up: few are taken at a time, and it holds a place."""

MOST_A_DAY_BYTES = 1_000_000_000
"""So much may one person upload within a day."""

MOST_USES = 50
"""So many records are looked at before a blob counts as not readable."""

Write = Callable[[Callable[[sa.Connection], Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a blob without reading it."""

    sha256: str
    size: int
    media_type: str


def is_sha256(text: str) -> bool:
    """Whether this is a SHA-256 as we write it: 64 digits, lower case."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


async def taken(pieces: AsyncIterator[bytes], sha256: str, most_bytes: int) -> bytes:
    """The body of an upload once it is whole and what its name says.

    Raises ``Refused`` (too_large, wrong_hash, stalled).
    """
    body, digest = bytearray(), hashlib.sha256()
    coming = aiter(pieces)
    while True:
        try:
            async with asyncio.timeout(STALLED_S):
                piece = await anext(coming, None)
        except TimeoutError:
            raise Refused("stalled", "The file stopped coming.", todo="Try again.") from None
        if piece is None:
            break
        if len(body) + len(piece) > most_bytes:
            raise Refused(
                "too_large",
                f"This file is larger than {most_bytes / 1e6:g} MB.",
                todo="Make it smaller, or ask your administrator.",
            )
        body += piece
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise Refused("wrong_hash", "What arrived is not what was sent.", todo="Try again.")
    return bytes(body)


def put(
    connection: sa.Connection, actor: Actor, sha256: str, media_type: str, body: bytes, at: datetime
) -> None:
    """Keep a blob, once, and let its uploader read it until something refers to it; raises ``Refused("too_many")``."""
    sent = connection.execute(
        sa.select(sa.func.coalesce(sa.func.sum(blob.c.size), 0))
        .join(blob_use, blob_use.c.sha256 == blob.c.sha256)
        .where(
            blob_use.c.entity == UPLOAD,
            blob_use.c.entity_id == actor.agent_id,
            blob_use.c.at > at - UNUSED_FOR,
            blob.c.sha256 != sha256,
        )
    ).scalar_one()
    if sent + len(body) > MOST_A_DAY_BYTES:
        raise Refused(
            "too_many",
            f"Within a day at most {MOST_A_DAY_BYTES / 1e6:g} MB are taken of one person.",
            kept="What was sent before is kept.",
            todo="Try again tomorrow, or ask your administrator.",
        )
    row = {
        "sha256": sha256,
        "size": len(body),
        "media_type": media_type,
        "body": body,
        "created_at": at,
        "created_by": actor.agent_id,
    }
    # The row is locked where it is there: a purge of the same moment waits, and then finds the upload.
    connection.execute(
        insert(blob)
        .values(row)
        .on_conflict_do_update(index_elements=[blob.c.sha256], set_={"size": blob.c.size})
    )
    use = {"sha256": sha256, "entity": UPLOAD, "entity_id": actor.agent_id, "at": at}
    connection.execute(
        insert(blob_use)
        .values(use)
        .on_conflict_do_update(
            index_elements=[blob_use.c.sha256, blob_use.c.entity, blob_use.c.entity_id], set_={"at": at}
        )
    )


def readable(connection: sa.Connection, registry: Registry, actor: Actor, sha256: str) -> Kept:
    """The blob, for whoever may read a record that refers to it, or uploaded it; raises ``Refused("not_found")``.

    Whether it exists is not told to anybody else.
    """
    found = connection.execute(
        sa.select(blob.c.size, blob.c.media_type).where(blob.c.sha256 == sha256)
    ).first()
    if found is not None and _may_read(connection, registry, actor, sha256):
        return Kept(sha256, found.size, found.media_type)
    raise Refused("not_found", "There is no such attachment.")


def _may_read(connection: sa.Connection, registry: Registry, actor: Actor, sha256: str) -> bool:
    uses = connection.execute(
        sa.select(blob_use.c.entity, blob_use.c.entity_id)
        .where(blob_use.c.sha256 == sha256)
        .order_by(blob_use.c.entity, blob_use.c.entity_id)
        .limit(MOST_USES)
    ).all()
    for entity, entity_id in uses:
        if entity == UPLOAD:
            if str(entity_id) == actor.agent_id:
                return True
            continue
        spec = registry.entities.get(entity)
        if spec is not None and _may_read_record(connection, spec, actor, str(entity_id)):
            return True
    return False


def _may_read_record(connection: sa.Connection, spec: EntitySpec, actor: Actor, entity_id: str) -> bool:
    row = connection.execute(sa.select(spec.table).where(spec.table.c.id == entity_id)).mappings().first()
    if row is None:
        return False
    if spec.customer_column is not None:
        if not spec.is_in_bundle:
            return False  # What is private of a customer is shown with a ground alone.
        if row[spec.customer_column] is not None and actor.holds(DESK):
            return True
    read = SqlRead(connection, is_whole=True)
    return any(may_hold(actor, scope) for scope in spec.scopes_of(read, dict(row)))


def piece(connection: sa.Connection, sha256: str, start: int) -> bytes:
    """``PIECE_BYTES`` of a blob from a place on; fewer at its end, none where it is gone."""
    part = sa.func.substring(blob.c.body, start + 1, PIECE_BYTES)
    return bytes(connection.execute(sa.select(part).where(blob.c.sha256 == sha256)).scalar() or b"")


def purge(connection: sa.Connection, registry: Registry, now: datetime) -> int:
    """Delete uses by records that are gone, then blobs nothing refers to, uploads after a day; answers how many."""
    entities = connection.execute(sa.select(blob_use.c.entity).distinct()).scalars().all()
    for entity in entities:
        spec = registry.entities.get(entity)
        if spec is not None:
            is_there = sa.exists().where(spec.table.c.id == blob_use.c.entity_id)
            connection.execute(sa.delete(blob_use).where(blob_use.c.entity == entity, ~is_there))
    connection.execute(
        sa.delete(blob_use).where(blob_use.c.entity == UPLOAD, blob_use.c.at < now - UNUSED_FOR)
    )
    # Locked one by one: an upload of the same content that is under way keeps its row.
    unused = (
        sa.select(blob.c.sha256)
        .where(~sa.exists().where(blob_use.c.sha256 == blob.c.sha256))
        .with_for_update(skip_locked=True)
    )
    gone = connection.execute(unused).scalars().all()
    connection.execute(
        sa.delete(blob).where(blob.c.sha256.in_(gone), ~sa.exists().where(blob_use.c.sha256 == blob.c.sha256))
    )
    return len(gone)


async def purge_unused(write: Write, registry: Registry, clock: Clock) -> None:
    """Purge every hour, until cancelled; instances that do it at once do no harm."""
    while True:
        await asyncio.sleep(PURGE_EVERY_S)
        try:
            gone = await write(lambda connection: purge(connection, registry, clock.now()))
        except (sa.exc.SQLAlchemyError, OSError) as problem:
            log.warning("unused attachments could not be purged: %s", type(problem).__name__)
        else:
            if gone:
                log.info("%d unused attachments were purged", gone)
