"""What imports remember from one time to the next: the mapping of a header, and how far a file has come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.import_tables import import_mapping, import_run
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import column_name
from agent_desktop.store.engines import central_engine

_PIECE = 1_048_576


class Done(msgspec.Struct, frozen=True):
    """How far a file has come: rows read, of those accepted and refused, and whether that was all."""

    rows: int
    accepted: int
    rejected: int
    is_finished: bool


class Journal:
    """How far one file has come; written in the very transaction that writes its rows."""

    def __init__(self, file_hash: str, clock: Clock) -> None:
        self._hash = file_hash
        self._clock = clock

    @classmethod
    def of(cls, path: Path, options: Mapping[str, object], clock: Clock) -> Journal:
        """The journal of a file as it is now, read in this way; raises ``KnownError`` if it cannot be read."""
        found = hashlib.sha256(msgspec.json.encode(options, order="deterministic"))
        try:
            with path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    found.update(piece)
        except OSError as problem:
            raise KnownError(
                f"{path} cannot be read: {problem.strerror or problem}.", todo="Check the file's name."
            ) from None
        return cls(found.hexdigest(), clock)

    async def read(self, connection: AsyncConnection) -> Done:
        """How far the file has come; held until the transaction ends, so that nobody else goes on beside it."""
        now = self._clock.now()
        fresh = {"rows_done": 0, "accepted": 0, "rejected": 0, "started_at": now, "updated_at": now}
        await connection.execute(
            insert(import_run).values(file_hash=self._hash, **fresh).on_conflict_do_nothing()
        )
        t = import_run.c
        found = await connection.execute(
            sa.select(t.rows_done, t.accepted, t.rejected, t.finished_at)
            .where(t.file_hash == self._hash)
            .with_for_update()
        )
        row = found.one()
        return Done(row.rows_done, row.accepted, row.rejected, row.finished_at is not None)

    async def write(self, connection: AsyncConnection, done: Done) -> None:
        """Note how far it has come."""
        now = self._clock.now()
        await connection.execute(
            sa.update(import_run)
            .where(import_run.c.file_hash == self._hash)
            .values(
                rows_done=done.rows,
                accepted=done.accepted,
                rejected=done.rejected,
                updated_at=now,
                finished_at=now if done.is_finished else None,
            )
        )


async def remembered_mapping(url: str, header: Sequence[str]) -> dict[str, str]:
    """Which columns of a header were mapped the last time, by field; empty where it is new."""
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(
                sa.select(import_mapping.c.mapping).where(import_mapping.c.header_hash == _key(header))
            )
            return dict(found.scalar() or {})
    finally:
        await engine.dispose()


async def remember_mapping(
    connection: AsyncConnection, header: Sequence[str], mapping: Mapping[str, str], now: datetime
) -> None:
    """Take the columns of such a header like this from now on."""
    values = {"mapping": dict(mapping), "used_at": now}
    await connection.execute(
        insert(import_mapping)
        .values(header_hash=_key(header), **values)
        .on_conflict_do_update(index_elements=["header_hash"], set_=values)
    )


def _key(header: Sequence[str]) -> str:
    return hashlib.sha256(
        "\x1f".join(column_name(cell) for cell in header).encode(errors="replace")
    ).hexdigest()
