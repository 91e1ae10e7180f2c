"""Restoring a backup: beside the old database first, counted, begun as another life, and then put in its place."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from agent_desktop.central import erasures_file
from agent_desktop.central.backup import NOTE, Manifest, check_counts, digest_of, manifest_of, restore_into
from agent_desktop.central.databases import (
    administration,
    connected,
    count_rows,
    counted,
    engine_on,
    exists,
    put_in_place,
    scratch_database,
    server_version_of,
)
from agent_desktop.central.erasures_file import Line
from agent_desktop.central.pg_tools import find_tools
from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.central.store import reached
from agent_desktop.central.tables import desk_session
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.features import house
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.migrate import migrate
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import SHARD, stamp
from agent_desktop.sync.tables import erasure_log, sync_client, sync_head

log = logging.getLogger(__name__)


async def restore(settings: Settings, file: Path, *, is_replacing: bool, notes: Sequence[Path] = ()) -> int:
    """Bring a backup back as central's database and answer the exit code.

    It is restored beside the database at the address, counted against its manifest, brought to this
    release's schema, begun as a new life of the feed, and rid of whoever was erased since: by ``notes``, by
    the ``erasures.jsonl`` beside the file and of this site, and by the database it replaces. Only then does it
    take that one's place; until then a failure changes nothing. Raises ``KnownError``.
    """
    manifest = await asyncio.to_thread(_checked, file)
    async with reached(settings) as address:
        url = sa.make_url(address)
        lines = _noted([*notes, file.parent / NOTE, erasures_file.erasures_file(settings)], set(notes))
        if await exists(url):
            lines += await _former(url, is_replacing=is_replacing)
        async with administration(url) as beside:
            version = await server_version_of(beside)
        tools = await asyncio.to_thread(find_tools, version)
        async with scratch_database(url, "restore") as scratch:
            await restore_into(tools, file, scratch, len(manifest.rows) if manifest else 0)
            rows = await counted(scratch)
            if manifest is not None:
                check_counts(manifest.rows, rows)
            async with engine_on(scratch) as engine:
                await migrate(engine)
                async with engine.begin() as connection:
                    erased = await connection.run_sync(begin_again, house(), lines, datetime.now(UTC))
            await put_in_place(url, scratch)
    sys.stdout.write(
        f"{sum(rows.values()):,} rows of {len(rows)} tables were restored"
        + (f" from {manifest.made_at:%Y-%m-%d %H:%M} UTC" if manifest else ", unchecked: it has no manifest")
        + f".\n{erased} customers erased since were erased again.\n"
        "Everybody signs in again, and each desk offers what it did in the last seven days.\n"
        "Devices and people that were shut out since the backup may come in again: shut them out anew.\n"
    )
    return 0


def begin_again(connection: sa.Connection, registry: Registry, lines: Sequence[Line], at: datetime) -> int:
    """Make a restored database a new life of central; answers how many erasures it did not know of.

    Another epoch makes every desk take snapshots and offer its last seven days again. Sessions end: a refresh
    token that was spent since the backup would be worth something again, also to a thief.
    """
    connection.execute(
        sa.update(sync_head).where(sync_head.c.shard == SHARD).values(epoch=new_id(), began_at=at)
    )
    connection.execute(sa.update(sync_client).values(erased_to=0))
    connection.execute(
        sa.update(desk_session)
        .where(desk_session.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_because="restored")
    )
    work = SqlCentralWork(connection, registry, CENTRAL_ITSELF, Command(made_at=at), recorded_at=at)
    for repair in registry.restorers:
        repair(work)
    stamp(connection, registry, work.touched)
    return erasures_file.erase_again(connection, registry, lines, at, set())


def _checked(file: Path) -> Manifest | None:
    """The manifest of a backup, whose file is what it says; None for a file that has none."""
    if not file.is_file():
        raise KnownError(f"There is no backup {file}.", todo="Check the name.")
    beside = manifest_of(file)
    if not beside.exists():
        log.warning("%s has no manifest: it is restored unchecked", file.name)
        return None
    try:
        manifest = msgspec.json.decode(beside.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise KnownError(
            f"The manifest {beside} cannot be read: {error}.", kept="Nothing was changed."
        ) from error
    if file.stat().st_size != manifest.bytes or digest_of(file) != manifest.sha256:
        raise KnownError(
            f"{file} is not the file that was backed up: it was cut short or changed.",
            kept="Nothing was changed.",
            todo="Copy it again, or restore another backup.",
        )
    return manifest


def _noted(files: Sequence[Path], necessary: set[Path]) -> list[Line]:
    """The erasures in every file that is there; those a person named have to be."""
    return [
        line
        for file in dict.fromkeys(files)
        if file in necessary or file.exists()
        for line in erasures_file.read(file)
    ]


async def _former(url: sa.URL, *, is_replacing: bool) -> list[Line]:
    """The erasures of the database that is to be replaced, as far as it can still say; refused without leave."""
    async with engine_on(url) as engine, connected(engine) as connection:
        rows = await connection.run_sync(count_rows)
        if any(rows.values()) and not is_replacing:
            raise KnownError(
                f"The database {url.database} holds data.",
                kept="It was left as it is.",
                todo="Restore into another one, or add --replace: then it is dropped.",
            )
        if erasure_log.name not in rows:
            return []
        try:
            return await connection.run_sync(erasures_file.lines_of)
        except sa.exc.DBAPIError:
            log.warning("the former database does not say whom it erased; only the notes do")
            return []
