"""Snapshots: a whole scope sent piece by piece while it is read, however large it is."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from agent_desktop.core import tasks
from agent_desktop.sync.snapshot_lines import snapshot

PIECE_BYTES = 64 * 1024
_WAITING = 2
_SLOWEST_PIECE_S = 30.0
_GZIP = 16 + zlib.MAX_WBITS


async def snapshot_pieces(
    engine: AsyncEngine,
    scope: str,
    *,
    is_gzip: bool,
    after: tuple[str, str] | None = None,
    life: str | None = None,
) -> AsyncGenerator[bytes, None]:
    """The bytes of a snapshot, read in one transaction of ``engine``'s isolation level.

    At most ``_WAITING`` pieces are held; a reader that takes none for half a minute is given up, so that
    it keeps no connection and no old rows. ``after`` and ``life`` continue one that broke off (see
    ``sync.snapshot_lines``). Raises what reading raised.
    """
    pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(_WAITING)

    async def put(piece: bytes) -> None:
        if piece:
            async with asyncio.timeout(_SLOWEST_PIECE_S):
                await pieces.put(piece)

    def read(connection: sa.Connection) -> None:
        squeeze = zlib.compressobj(3, zlib.DEFLATED, _GZIP) if is_gzip else None
        waiting: list[bytes] = []
        size = 0
        for lines in snapshot(connection, scope, after, life):
            waiting.append(lines)
            size += len(lines)
            if size >= PIECE_BYTES:
                piece = b"".join(waiting)
                await_only(put(squeeze.compress(piece) if squeeze else piece))
                waiting, size = [], 0
        piece = b"".join(waiting)
        await_only(put(squeeze.compress(piece) + squeeze.flush() if squeeze else piece))

    async def produce() -> None:
        try:
            async with engine.connect() as connection:
                await connection.run_sync(read)
        except Exception as problem:
            await pieces.put(problem)
        else:
            await pieces.put(None)

    task = asyncio.create_task(produce(), name="snapshot")
    try:
        while (piece := await pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        await tasks.end([task])
