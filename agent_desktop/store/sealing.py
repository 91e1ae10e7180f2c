"""Replica files and their encryption: the key, what a file says of itself, and sealing one that was plain."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

CIPHER = "SQLCipher 4, AES-256"
COMPANIONS = ("-wal", "-shm", "-journal")
_PLAIN_HEADER = b"SQLite format 3\x00"
_SALT_BYTES = 16
_SECRET_BYTES = 32


class FileKey:
    """The random 256-bit key of one replica file, and the salt that file begins with.

    The salt is no secret: it stands in the first 16 bytes of the file, and tells which key opens it, wherever
    the file was moved. The key itself is shown by nothing: neither ``repr`` nor an error holds it.
    """

    __slots__ = ("_secret", "salt")

    def __init__(self, salt: bytes, secret: bytes) -> None:
        if len(salt) != _SALT_BYTES or len(secret) != _SECRET_BYTES:
            raise ValueError("a key has 32 bytes and its salt 16")
        self.salt = salt
        self._secret = secret

    @classmethod
    def fresh(cls) -> FileKey:
        """A new key for a new file."""
        return cls(secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def from_text(cls, salt: bytes, text: str) -> FileKey:
        """A key as it was kept; raises ``ValueError`` for what is none, without repeating it."""
        try:
            secret = bytes.fromhex(text.strip())
        except ValueError:
            raise ValueError("a key is 64 hexadecimal digits") from None
        return cls(salt, secret)

    def to_text(self) -> str:
        """The key for keeping it in a keyring or a key file, and for nothing else."""
        return self._secret.hex()

    def quoted(self) -> str:
        """The raw key with its salt as SQLCipher takes it; no passphrase, so nothing is derived from it."""
        return f"\"x'{self._secret.hex()}{self.salt.hex()}'\""

    def __repr__(self) -> str:
        return f"FileKey(salt={self.salt.hex()}, secret=hidden)"


def connect(path: Path, key: FileKey | None) -> Any:
    """A DB-API connection to a replica file, opened with its key; without one the file is a plain one.

    The key goes to the driver directly and never through SQLAlchemy, which would write it to its log.
    """
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), check_same_thread=False, timeout=10.0, isolation_level=None)
    # What goes wrong is raised; the library would write it to standard error besides.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        connection.execute(f"PRAGMA key = {key.quoted()}")
    return connection


def salt_of(path: Path) -> bytes | None:
    """The salt an encrypted file begins with; None for one that is missing, new, or plain."""
    head = _head(path)
    return head if len(head) == _SALT_BYTES and head != _PLAIN_HEADER else None


def is_plain(path: Path) -> bool:
    """Whether a file is an SQLite database without encryption, as release 0.1 kept them."""
    return _head(path) == _PLAIN_HEADER


def seal(plain: Path, sealed: Path, key: FileKey) -> None:
    """Write everything that a plain database holds into a new encrypted one, and prove that it arrived.

    ``plain`` keeps its content and becomes one file without a log beside it. Raises the driver's own errors,
    and ``ValueError`` where the two differ; then ``sealed`` is nothing to rely on.
    """
    delete(sealed)
    connection = connect(plain, None)
    try:
        # The log is taken into the file, so that the file alone is the whole database.
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        held = _counts(connection)
        connection.execute(f"ATTACH DATABASE ? AS sealed KEY {key.quoted()}", (str(sealed),))
        connection.execute("PRAGMA sealed.auto_vacuum = INCREMENTAL")
        connection.execute("SELECT sqlcipher_export('sealed')").fetchall()
        connection.execute(f"PRAGMA sealed.user_version = {version}")
        connection.execute("DETACH DATABASE sealed")
    finally:
        connection.close()
    again = connect(sealed, key)
    try:
        found = again.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)] or _counts(again) != held:
            raise ValueError("the encrypted copy differs from the plain one")
    finally:
        again.close()
    sync_to_disk(sealed)


def copy_whole(path: Path, key: FileKey | None, target: Path) -> None:
    """Copy a database as of its last commit, whoever else has it open; the copy opens with the same key.

    Never by reading the file: closing it again would let go of every lock this process has on it.
    """
    part = target.with_name(target.name + ".part")
    delete(part)
    source, copy = connect(path, key), connect(part, key)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    sync_to_disk(part)
    part.replace(target)


def move(path: Path, target: Path) -> None:
    """Rename a database and what lies beside it, so that it opens under its new name as under the old."""
    path.replace(target)
    for end in COMPANIONS:
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.replace(target.with_name(target.name + end))


def delete(path: Path) -> None:
    """Remove a database and what lies beside it, where there is one."""
    for name in (path.name, *(path.name + end for end in COMPANIONS)):
        path.with_name(name).unlink(missing_ok=True)


def sync_to_disk(path: Path) -> None:
    """Make sure a file is on the disk before another one is given up for it."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_SALT_BYTES)
    except FileNotFoundError:
        return b""


def _counts(connection: Any) -> dict[str, int]:
    names = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: int(connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0])  # noqa: S608
        for (name,) in names
    }
