"""Where a replica's key is kept: the keyring or a named file, never one for the other in silence."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail, null

from agent_desktop.core.errors import KnownError
from agent_desktop.store.sealing import FileKey
from agent_desktop.workstation.vault import NoKeyring, Vault
from tests.support.memory_keyring import MemoryKeyring


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """The keyring of this test."""
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def text_of(key: FileKey | None) -> str | None:
    return key.to_text() if key is not None else None


@pytest.mark.parametrize("place", ["keyring", "file"])
def test_a_key_is_found_by_the_salt_of_its_file(ring: MemoryKeyring, tmp_path: Path, place: str) -> None:
    keys = [FileKey.fresh(), FileKey.fresh()]
    for key in keys:
        Vault(place, tmp_path).keep(key)
    later = Vault(place, tmp_path)
    assert [text_of(later.find(key.salt)) for key in keys] == [key.to_text() for key in keys]
    assert later.find(b"?" * 16) is None
    later.forget(keys[0])
    assert later.find(keys[0].salt) is None
    assert bool(ring.kept) == (place == "keyring")
    assert bool(list(tmp_path.iterdir())) == (place == "file")


@pytest.mark.skipif(os.name != "posix", reason="modes are of posix")
def test_a_key_file_is_for_this_account_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    vault, key = Vault("file", tmp_path / "keys"), FileKey.fresh()
    vault.keep(key)
    (file,) = vault.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    file.chmod(0o644)
    assert text_of(vault.find(key.salt)) == key.to_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "could be read by other accounts" in caplog.text
    assert key.to_text() not in caplog.text


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_without_a_keyring_nothing_is_kept_elsewhere_and_the_setting_is_named(
    ring: MemoryKeyring, tmp_path: Path, backend: type[keyring.backend.KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    vault, key = Vault("keyring", tmp_path), FileKey.fresh()
    for ask in (lambda: vault.keep(key), lambda: vault.find(key.salt)):
        with pytest.raises(NoKeyring, match="There is no keyring") as told:
            ask()
        assert 'replica_key = "file"' in told.value.todo
    assert list(tmp_path.iterdir()) == []
    vault.warm()


def test_a_locked_keyring_says_nothing_of_the_key(ring: MemoryKeyring, tmp_path: Path) -> None:
    """A dismissed prompt must not pass for a lost key: the replica would be put aside for it."""
    vault, key = Vault("keyring", tmp_path), FileKey.fresh()
    vault.keep(key)
    ring.is_locked = True
    with pytest.raises(NoKeyring, match="KeyringLocked"):
        vault.find(key.salt)
    ring.is_locked = False
    assert text_of(vault.find(key.salt)) == key.to_text()


@pytest.mark.parametrize(("before", "after"), [("keyring", "file"), ("file", "keyring")])
def test_when_the_setting_changes_the_key_moves(
    ring: MemoryKeyring, tmp_path: Path, before: str, after: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = FileKey.fresh()
    Vault(before, tmp_path).keep(key)
    with caplog.at_level(logging.INFO):
        assert text_of(Vault(after, tmp_path).find(key.salt)) == key.to_text()
    assert "moved" in caplog.text
    assert key.to_text() not in caplog.text
    assert bool(ring.kept) == (after == "keyring")
    assert bool(list(tmp_path.iterdir())) == (after == "file")


def test_with_the_file_in_use_a_keyring_that_is_not_there_is_no_fault(
    ring: MemoryKeyring, tmp_path: Path
) -> None:
    ring.is_locked = True
    assert Vault("file", tmp_path).find(b"?" * 16) is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(KnownError, match="cannot be kept in"):
        Vault("file", tmp_path / "keys").keep(FileKey.fresh())


def test_what_is_kept_and_is_no_key_counts_as_lost(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    vault, key = Vault("file", tmp_path), FileKey.fresh()
    vault.keep(key)
    next(tmp_path.iterdir()).write_text("swordfish")
    assert vault.find(key.salt) is None
    assert "swordfish" not in caplog.text
