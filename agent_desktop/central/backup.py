"""Backups: one file of the whole database at one moment, proved by restoring it before it gets its name."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from agent_desktop import __version__
from agent_desktop.central import erasures_file
from agent_desktop.central.databases import (
    connected,
    count_rows,
    counted,
    engine_on,
    scratch_database,
    server_version_of,
)
from agent_desktop.central.pg_tools import Tools, find_tools, run_tool
from agent_desktop.central.store import reached
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.migrate import revision_of
from agent_desktop.sync.tables import sync_head

NAME = "agent-desktop-{:%Y%m%d-%H%M%S}.dump"
NAMES = "agent-desktop-*.dump"
NOTE = "erasures.jsonl"
_PIECE_BYTES = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What lies beside a backup as ``<file>.json``: what it holds, so that a restore can be checked against it."""

    made_at: datetime
    app_version: str
    server_version: int
    revision: str
    epoch: str
    seq: int
    rows: dict[str, int]
    bytes: int
    sha256: str
    is_verified: bool


async def backup(settings: Settings, *, out: Path, keep: int | None, is_verified: bool) -> int:
    """Write a backup to ``out``, a file or a folder, and answer the exit code.

    The database is read at one moment while it goes on being used. The file gets its name when it is whole
    and, with ``is_verified``, when it has been restored into a scratch database and counted: until then it is
    called ``.partial``. ``keep`` deletes all but the latest so many in the folder. Raises ``KnownError``.
    """
    made_at = datetime.now(UTC)
    target = await asyncio.to_thread(_target, out, keep, made_at)
    async with reached(settings) as address:
        url = sa.make_url(address)
        partial = target.with_name(target.name + ".partial")
        try:
            make_private(partial)
            manifest, lines = await _dump(url, partial, made_at)
            if is_verified:
                await _verify(url, partial, manifest)
            manifest = await asyncio.to_thread(_finished, partial, manifest, is_verified)
            _place(partial, target, manifest)
        except OSError as error:
            raise KnownError(
                f"{target} cannot be written: {error.strerror}.", todo="Make room, or choose another place."
            ) from error
        finally:
            partial.unlink(missing_ok=True)
    erasures_file.note(target.parent / NOTE, lines)
    gone = _thin_out(target.parent, keep) if keep is not None else []
    proved = "restored once and counted" if is_verified else "not verified"
    sys.stdout.write(
        f"{target}: {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
        f"{manifest.bytes:,} bytes, {proved}.\n"
    )
    for old in gone:
        sys.stdout.write(f"{old} was deleted.\n")
    return 0


def _target(out: Path, keep: int | None, made_at: datetime) -> Path:
    """The file to write; raises ``KnownError`` for one that is there, and for a file where folders are thinned."""
    is_folder = out.is_dir()
    if keep is not None and not is_folder:
        raise KnownError(
            f"{out} is no folder.", kept="Nothing was written.", todo="With --keep, --out names a folder."
        )
    target = out / NAME.format(made_at) if is_folder else out
    if target.exists():
        raise KnownError(f"{target} is there already.", kept="It was left as it is.")
    return target


async def _dump(url: sa.URL, partial: Path, made_at: datetime) -> tuple[Manifest, list[erasures_file.Line]]:
    """Dump and count in one snapshot of the database, so that both speak of the same moment."""
    async with engine_on(url) as engine:
        still = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        async with connected(still) as connection:
            revision = await connection.run_sync(revision_of)
            if revision is None:
                raise KnownError("This database holds no central.", todo="Check its address.")
            server_version = await server_version_of(connection)
            tools = await asyncio.to_thread(find_tools, server_version)
            snapshot = (await connection.execute(sa.select(sa.func.pg_export_snapshot()))).scalar_one()
            rows = await connection.run_sync(count_rows)
            life = (await connection.execute(sa.select(sync_head.c.epoch, sync_head.c.seq))).one()
            lines = await connection.run_sync(erasures_file.lines_of)
            words = ["--format=custom", "--no-owner", "--no-privileges", "--verbose"]
            words += [f"--snapshot={snapshot}", f"--file={partial}"]
            told = progress("saved", "dumping contents of table", len(rows))
            await asyncio.to_thread(run_tool, tools, "pg_dump", words, url, told)
    manifest = Manifest(
        made_at=made_at,
        app_version=__version__,
        server_version=server_version,
        revision=revision,
        epoch=str(life.epoch),
        seq=life.seq,
        rows=rows,
        bytes=0,
        sha256="",
        is_verified=False,
    )
    return manifest, lines


async def _verify(url: sa.URL, file: Path, manifest: Manifest) -> None:
    tools = await asyncio.to_thread(find_tools, manifest.server_version)
    async with scratch_database(url, "check") as scratch:
        await restore_into(tools, file, scratch, len(manifest.rows))
        check_counts(manifest.rows, await counted(scratch))


async def restore_into(tools: Tools, file: Path, url: sa.URL, tables: int) -> None:
    """Restore a file into an empty database; raises ``KnownError`` at the first thing that does not fit."""
    words = ["--exit-on-error", "--no-owner", "--no-privileges", "--verbose", "--jobs=2"]
    words += [f"--dbname={url.database}", str(file)]
    told = progress("restored", "processing data for table", tables)
    await asyncio.to_thread(run_tool, tools, "pg_restore", words, url, told)


def check_counts(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Raise ``KnownError`` where a restored database does not hold the rows that were saved."""
    wrong = [
        f"{name}: {wanted.get(name, 0):,} saved, {found.get(name, 0):,} restored"
        for name in sorted(set(wanted) | set(found))
        if wanted.get(name, 0) != found.get(name, 0)
    ]
    if wrong:
        raise KnownError(
            f"What was restored is not what was saved ({'; '.join(wrong[:5])}).",
            kept="Nothing was changed.",
            todo="Make another backup, and look at the disk and at the database's log.",
        )


def progress(done: str, sign: str, tables: int) -> Callable[[str], None]:
    """Tells a terminal how many of ``tables`` are done, from the lines of PostgreSQL's programs with ``sign``."""
    count = 0

    def hear(line: str) -> None:
        nonlocal count
        if sign in line and sys.stderr.isatty():
            count += 1
            sys.stderr.write(f"\r{count} of {tables} tables {done}" + ("\n" if count == tables else ""))
            sys.stderr.flush()

    return hear


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read: a backup holds everything."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))


def manifest_of(file: Path) -> Path:
    """Where the manifest of a backup lies."""
    return file.with_name(file.name + ".json")


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _finished(partial: Path, manifest: Manifest, is_verified: bool) -> Manifest:
    with partial.open("rb") as content:
        os.fsync(content.fileno())
    return msgspec.structs.replace(
        manifest, bytes=partial.stat().st_size, sha256=digest_of(partial), is_verified=is_verified
    )


def _place(partial: Path, target: Path, manifest: Manifest) -> None:
    """Give manifest and backup their names, the backup last: where it is, its manifest is too."""
    beside = manifest_of(target)
    make_private(beside)
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    partial.replace(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _thin_out(folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest ``keep`` backups that bear a time in their name; answers those deleted."""
    gone = sorted(folder.glob(NAMES))[:-keep]
    for file in gone:
        file.unlink()
        manifest_of(file).unlink(missing_ok=True)
    return gone
