"""Where the keys of replica files are kept: the system's keyring, or by a setting a file of this account's."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from pathlib import Path
from typing import Any, Literal

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime import paths
from agent_desktop.store.sealing import FileKey, salt_of

log = logging.getLogger(__name__)

KeyPlace = Literal["keyring", "file"]
KEYRING_SERVICE = "Agent Desktop replica"
FOLDER_NAME = "replica-keys"


class NoKeyring(KnownError):
    """There is no keyring here, or it does not open or keep what it is given."""


class Vault:
    """The keys of this account's replicas, one a file, each found by the salt its file begins with.

    ``place`` is "keyring", the system's own, or "file": a file of mode 0600 a key in ``folder``, by default
    the person's configuration folder. The one is never silently taken for the other. A key that lies in the
    other place, since the setting was changed, is moved.
    """

    def __init__(self, place: str = "keyring", folder: Path | None = None) -> None:
        self.place: KeyPlace = "file" if place == "file" else "keyring"
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where key files are, whether or not they are in use."""
        return self._folder or paths.config_dir() / FOLDER_NAME

    @property
    def where(self) -> str:
        """The folder of the key files, or the name of the keyring's kind."""
        return str(self.folder) if self.place == "file" else _keyring_name()

    def warm(self) -> None:
        """Load the keyring's libraries, which takes a moment, before anybody waits for it."""
        if self.place == "keyring":
            with contextlib.suppress(NoKeyring):
                _backend()

    def find(self, salt: bytes) -> FileKey | None:
        """The key of the file that begins with ``salt``; None where it is in neither place.

        Raises ``NoKeyring`` where the keyring is wanted and cannot be asked, which says nothing of the key.
        """
        text = self._read(self.place, salt)
        if text is None:
            text = self._moved_here(salt)
        if text is None:
            return None
        try:
            return FileKey.from_text(salt, text)
        except ValueError:
            log.error("what is kept as a replica's key is none: %s", self.place)  # noqa: TRY400 - holds a secret
            return None

    def keep(self, key: FileKey) -> None:
        """Keep a new key, and make sure that it is there: what it encrypts is lost without it.

        Raises ``NoKeyring``, or ``KnownError`` where the folder cannot be written.
        """
        self._write(key.salt, key.to_text())

    def forget(self, key: FileKey) -> None:
        """Drop the key of a file that was never made."""
        self._delete(self.place, key.salt)

    def forget_file(self, path: Path) -> None:
        """Drop the key of a file that goes for good, wherever it is kept; one that is not sealed has none."""
        salt = salt_of(path) if path.exists() else None
        key = self.find(salt) if salt is not None else None
        if key is not None:
            self.forget(key)

    def _moved_here(self, salt: bytes) -> str | None:
        other: KeyPlace = "file" if self.place == "keyring" else "keyring"
        try:
            text = self._read(other, salt)
        except KnownError:
            # The other place is not the one that was asked for; that it is not there is no fault.
            return None
        if text is not None:
            self._write(salt, text)
            self._delete(other, salt)
            log.info("the key of this desk's copy was moved to the place the settings name: %s", self.place)
        return text

    def _read(self, place: KeyPlace, salt: bytes) -> str | None:
        if place == "keyring":
            found: str | None = _ask_keyring(lambda ring: ring.get_password(KEYRING_SERVICE, salt.hex()))
            return found
        path = self._file(salt)
        try:
            if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                log.warning("a replica's key file could be read by other accounts; now it cannot: %s", path)
                path.chmod(0o600)
            return path.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise KnownError(
                f"The key of this desk's copy cannot be read: {path}.",
                kept="The copy was left as it is.",
                todo="Give this account the right to read that file.",
            ) from error

    def _write(self, salt: bytes, text: str) -> None:
        if self.place == "keyring":
            _ask_keyring(lambda ring: ring.set_password(KEYRING_SERVICE, salt.hex(), text))
            if _ask_keyring(lambda ring: ring.get_password(KEYRING_SERVICE, salt.hex())) != text:
                raise _no_keyring("The system's keyring does not keep what it is given.")
            return
        path = self._file(salt)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise KnownError(
                f"The key of this desk's copy cannot be kept in {self.folder}: {error.strerror}.",
                kept="No copy was made.",
                todo="Make room there, or give this account the right to write there.",
            ) from error

    def _delete(self, place: KeyPlace, salt: bytes) -> None:
        if place == "file":
            self._file(salt).unlink(missing_ok=True)
        else:
            _ask_keyring(lambda ring: ring.delete_password(KEYRING_SERVICE, salt.hex()))

    def _file(self, salt: bytes) -> Path:
        return self.folder / f"{salt.hex()}.key"


def _backend() -> Any:
    """The keyring's backend; raises ``NoKeyring`` where there is none that keeps anything."""
    import keyring
    from keyring.backends import fail, null

    try:
        backend = keyring.get_keyring()
    except Exception as error:
        raise _no_keyring("The system's keyring cannot be reached.") from error
    if isinstance(backend, fail.Keyring | null.Keyring):
        raise _no_keyring("There is no keyring on this system to keep the key of this desk's copy in.")
    return backend


def _ask_keyring(ask: Any) -> Any:
    from keyring.errors import KeyringError

    try:
        return ask(_backend())
    except KeyringError as error:
        # The error is not repeated: a backend may put anything into it.
        raise _no_keyring(f"The system's keyring does not answer ({type(error).__name__}).") from None


def _keyring_name() -> str:
    try:
        return str(_backend().name)
    except KnownError:
        return "keyring"


def _no_keyring(what: str) -> NoKeyring:
    return NoKeyring(
        what,
        kept="Nothing was written.",
        todo='Unlock or set up the keyring; or, where there is none, set replica_key = "file", which keeps the key '
        "in a file that only this account can read (docs/operations.md).",
    )
