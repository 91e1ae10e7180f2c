"""What a disk can do to a replica, told in plain words: full, read-only, damaged, in use, out of reach."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import sqlalchemy as sa

from agent_desktop.core.errors import KnownError


class _Code(IntEnum):
    """SQLite's primary result codes that are the world's doing."""

    BUSY = 5
    LOCKED = 6
    READ_ONLY = 8
    IO = 10
    CORRUPT = 11
    FULL = 13
    CANNOT_OPEN = 14
    NO_DATABASE = 26


_NO_ROOM_BYTES = 1024 * 1024
_NOTHING_HALF = (
    "Nothing was half done: what was kept before is safe, and what you typed is where you typed it."
)


class StoreFault(KnownError):
    """The disk under a replica failed it; the transaction under way was taken back whole."""


class DiskFull(StoreFault):
    """There is no room on the disk."""


class ReadOnlyDisk(StoreFault):
    """The file, its folder or its disk cannot be written."""


class Damaged(StoreFault):
    """The file is no database that its key opens, or parts of it are broken."""


class InUse(StoreFault):
    """Another program holds the file for longer than anybody should wait."""


def disk_full(path: Path) -> DiskFull:
    """The error for a disk without room."""
    return DiskFull(
        "The disk is full: nothing more can be kept on this desk.",
        kept=_NOTHING_HALF,
        todo=f"Make room on the disk that holds {path.parent}, then save again.",
    )


def read_only(path: Path) -> ReadOnlyDisk:
    """The error for what cannot be written."""
    return ReadOnlyDisk(
        f"This desk's copy cannot be written: {path} or its folder is read-only.",
        kept=f"{_NOTHING_HALF} What is open can still be read.",
        todo="Give this account the right to write there, or set replica_dir to another folder.",
    )


def fault_of(error: BaseException, path: Path) -> StoreFault | None:
    """The fault behind an error of the driver or of SQLAlchemy; None for a bug of ours.

    A full disk makes SQLite take the whole transaction back at once, and what fails after that ("no such
    savepoint") hides the reason; so the errors before it are looked at too.
    """
    for seen in _with_causes(error):
        if isinstance(seen, OSError) and seen.errno in {errno.ENOSPC, errno.EDQUOT}:
            return disk_full(path)
        if isinstance(seen, OSError) and seen.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            return read_only(path)
        fault = _fault_of_code(_code(seen), path)
        if fault is not None:
            return fault
    return None


def _fault_of_code(code: _Code | None, path: Path) -> StoreFault | None:
    match code:
        case _Code.FULL:
            return disk_full(path)
        case _Code.READ_ONLY:
            return read_only(path)
        case _Code.IO:
            return disk_full(path) if _has_no_room(path) else _out_of_reach(path)
        case _Code.CANNOT_OPEN:
            return _out_of_reach(path)
        case _Code.CORRUPT | _Code.NO_DATABASE:
            return Damaged(
                "This desk's copy is damaged, or is not opened by its key.",
                kept=f"The file was left as it is: {path}.",
                todo="Sign out and in again; if it stays, ask your administrator.",
            )
        case _Code.BUSY | _Code.LOCKED:
            return InUse(
                "Another program uses this desk's copy.",
                kept=_NOTHING_HALF,
                todo="Close the other window of Agent Desktop, then try again.",
            )
    return None


def _out_of_reach(path: Path) -> StoreFault:
    return StoreFault(
        "The disk under this desk's copy cannot be used.",
        kept=_NOTHING_HALF,
        todo=f"See whether {path.parent} can be reached, has room and allows files of this size, then try again.",
    )


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _code(error: BaseException) -> _Code | None:
    original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", None)
    # The upper bits say more than a person can act on.
    return _Code(code & 0xFF) if isinstance(code, int) and code & 0xFF in set(_Code) else None


def _has_no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM_BYTES
    except OSError:
        return False
