"""This desk's copy of the records: finding a person's file, opening it with its key, and keeping it in bounds."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.store.faults import Damaged, fault_of, read_only
from agent_desktop.store.file_lock import FileLock
from agent_desktop.store.sealing import CIPHER, FileKey, connect, delete, is_plain, move, salt_of, seal
from agent_desktop.sync.limits import drop_oldest_customer, room_of
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_schema import OWNER
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.vault import KeyPlace, Vault

log = logging.getLogger(__name__)

SUFFIX = ".replica"
LOOK_AT_SIZE_S = 60.0
_WAIT_FOR_OTHERS_S = 10.0
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeskCopy:
    """What the person is told of their copy. ``largest_bytes`` is the site's limit, None where it has none.

    ``key_place`` says whether the keyring or a file keeps the key, ``key_where`` which keyring or folder.
    """

    path: Path
    size_bytes: int
    largest_bytes: int | None
    customers: int
    cipher: str
    key_place: KeyPlace
    key_where: str


def replica_path(folder: Path, server_url: str, login: str) -> Path:
    """The file of one person of one central: two centrals, or two logins however alike, have two files.

    Central tells "Leila" from "leila", so this does too; only the address's host may be written either way.
    """
    return folder / f"{_digest(_address(server_url), login)}{SUFFIX}"


def is_here(folder: Path, server_url: str, login: str) -> bool:
    """Whether somebody with this login has worked at this desk with this central."""
    _take_over_old_name(folder, server_url, login)
    path = replica_path(folder, server_url, login)
    return path.exists() or _plain_copy(path).exists()


def open_replica(
    path: Path, vault: Vault, registry: Registry, clock: Clock, *, agent_id: str | None = None
) -> Replica:
    """Open a person's replica with its key, or begin one; one of 0.1 is encrypted first. Blocks.

    ``agent_id`` is who central says signed in; without it whoever the replica belongs to is taken on trust.
    A file that no key opens, or that is somebody else's, is put aside under another name and never deleted:
    the ``KnownError`` names it, and signing in again begins with a fresh one. Also raises ``NoKeyring``,
    ``StoreFault``, and ``KnownError`` for a replica of a newer release.
    """
    _check_writable(path)
    with FileLock(path.with_suffix(".lock")).exclusive(timeout_s=_WAIT_FOR_OTHERS_S):
        _finish_interrupted(path)
        try:
            key = _key_for(path, vault, clock)
            replica = Replica(path, registry, clock, key=key)
        except Damaged as problem:
            raise _put_aside(
                path, clock, "This desk's copy is damaged, or its key does not open it."
            ) from problem
        # Only now is the plain one given up: what it held is in a replica that opens.
        delete(_plain_copy(path))
        try:
            _claim(replica, agent_id)
        except KnownError:
            replica.close()
            raise _put_aside(path, clock, "This desk's copy under this login is somebody else's.") from None
        except BaseException:
            replica.close()
            raise
    log.info("this desk's copy is encrypted (%s); its key is kept in: %s", CIPHER, vault.place)
    return replica


async def describe(store: StoreThreads, vault: Vault, largest_mb: int) -> DeskCopy:
    """What there is to tell of an open replica."""
    path = store.replica.path
    room = await store.write(partial(room_of, store.replica))
    where = await asyncio.to_thread(lambda: vault.where)
    files = (path, path.with_name(path.name + "-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    return DeskCopy(
        path,
        size,
        largest_mb * _MEGABYTE if largest_mb else None,
        room.customers,
        CIPHER,
        vault.place,
        where,
    )


async def keep_in_bounds(
    store: StoreThreads,
    registry: Registry,
    largest_mb: int,
    tell_changes: Callable[[Changes], None],
    tell_problem: Callable[[KnownError], None],
) -> None:
    """Look at the replica's size every minute, for as long as it is open, and make it fit the site's limit.

    Says once where it does not fit although nothing more may go.
    """
    has_said = False
    while largest_mb:
        is_over = await make_fit(store, registry, largest_mb * _MEGABYTE, tell_changes)
        if is_over and not has_said:
            tell_problem(too_large(largest_mb))
        has_said = is_over
        await asyncio.sleep(LOOK_AT_SIZE_S)


async def make_fit(
    store: StoreThreads, registry: Registry, most_bytes: int, tell_changes: Callable[[Changes], None]
) -> bool:
    """Let go of customers, the one opened longest ago first; whether the replica is still too large."""
    while True:
        changes = await store.write(partial(drop_oldest_customer, store.replica, registry, most_bytes))
        if changes is None:
            return (await store.write(partial(room_of, store.replica))).used_bytes > most_bytes
        tell_changes(changes)


def too_large(largest_mb: int) -> KnownError:
    """What the person is told where nothing more may be let go of."""
    return KnownError(
        f"This desk's copy is larger than the {largest_mb} MB your site allows.",
        kept="Everything in it is kept, and you can go on.",
        todo="Let what waits be sent; if it stays so, ask your administrator about replica_largest_mb.",
    )


# -- opening -----------------------------------------------------------------------------------------


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:24]


def _address(server_url: str) -> str:
    parts = urlsplit(server_url.rstrip("/"))
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))


def _take_over_old_name(folder: Path, server_url: str, login: str) -> None:
    """0.1 named "Leila" and "leila" alike; such a file goes to whom it belongs, and to nobody else."""
    path = replica_path(folder, server_url, login)
    old = folder / f"{_digest(server_url.rstrip('/'), login.casefold())}{SUFFIX}"
    if old == path or path.exists() or not is_plain(old):
        return
    connection = connect(old, None)
    try:
        found = connection.execute("SELECT value FROM sync_state WHERE name = 'session'").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        connection.close()
    if found is not None and msgspec.json.decode(found[0])["person"]["login"] == login:
        move(old, path)


def _check_writable(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise fault_of(error, path) or read_only(path) from error
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise read_only(path)


def _finish_interrupted(path: Path) -> None:
    """A program that ended while it encrypted a replica of 0.1 left the plain one: it begins again with it."""
    plain = _plain_copy(path)
    if plain.exists() and not path.exists():
        move(plain, path)
    delete(_sealed_part(path))


def _key_for(path: Path, vault: Vault, clock: Clock) -> FileKey:
    if is_plain(path):
        return _seal(path, vault)
    salt = salt_of(path)
    if salt is None:
        # None yet, or one whose making was cut off before the first page was written.
        key = FileKey.fresh()
        vault.keep(key)
        return key
    found = vault.find(salt)
    if found is None:
        raise _put_aside(path, clock, f"The key of this desk's copy is not in the {vault.place} any more.")
    return found


def _seal(path: Path, vault: Vault) -> FileKey:
    """Encrypt a replica of 0.1, what waits and what is drafted included; the plain one stays until it opens."""
    key, sealed = FileKey.fresh(), _sealed_part(path)
    vault.keep(key)
    try:
        seal(path, sealed, key)
    except Exception as error:
        delete(sealed)
        vault.forget(key)
        fault = fault_of(error, path)
        if fault is None:
            raise KnownError(
                "This desk's copy could not be encrypted.",
                kept="It is as it was, with everything that waits in it.",
                todo="Start the release you had before, and tell your administrator.",
            ) from error
        raise fault from error
    move(path, _plain_copy(path))
    sealed.replace(path)
    log.info("this desk's copy was encrypted")
    return key


def _claim(replica: Replica, agent_id: str | None) -> None:
    owner = replica.remembered(OWNER)
    if agent_id is None:
        return
    if owner is None:
        replica.remember(OWNER, agent_id)
    elif owner != agent_id:
        raise KnownError("This replica is somebody else's.")


def _put_aside(path: Path, clock: Clock, what: str) -> KnownError:
    aside = _aside(path, clock.now())
    move(path, aside)
    log.error("a replica was put aside as %s: %s", aside, what)
    return KnownError(
        what,
        kept=f"It was put aside, whole, as {aside}.",
        todo="Sign in again to begin with a fresh copy. What had not been sent is only in the file put aside: tell "
        "your administrator.",
    )


def _aside(path: Path, at: datetime) -> Path:
    return path.with_name(f"{path.name}.aside-{at:%Y%m%dT%H%M%S%f}Z")


def _plain_copy(path: Path) -> Path:
    return path.with_name(f"{path.name}.plain")


def _sealed_part(path: Path) -> Path:
    return path.with_name(f"{path.name}.sealing")
