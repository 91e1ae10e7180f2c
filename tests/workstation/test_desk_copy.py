"""Opening a person's replica: whose it is, what its key opens, and what is put aside and never deleted."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.store import sealing
from agent_desktop.store.faults import DiskFull
from agent_desktop.store.sealing import FileKey, is_plain, salt_of
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import desk_copy
from agent_desktop.workstation.desk_copy import is_here, open_replica, replica_path
from agent_desktop.workstation.vault import Vault
from tests.support.floor import LEILA, LEILA_AT_DESK, MARCUS, NOW
from tests.support.writing_desk import a_ticket
from tests.sync.released import keep

CENTRAL = "https://central.example:8440"


class Place:
    """A desk: its folder, its keys, and the clock on its wall."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "replica"
        self.vault = Vault("file", folder / "keys")
        self.clock = HeldClock(NOW)
        self.path = replica_path(self.folder, CENTRAL, "leila")

    def open(self, agent_id: str | None = LEILA) -> Replica:
        return open_replica(self.path, self.vault, house(), self.clock, agent_id=agent_id)

    def with_one_command(self) -> None:
        replica = self.open()
        replica.do(LEILA_AT_DESK, a_ticket(1))
        replica.close()

    def waiting(self, agent_id: str | None = LEILA) -> int:
        replica = self.open(agent_id)
        try:
            return len(replica.outgoing())
        finally:
            replica.close()

    def put_aside(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if ".aside-" in path.name)

    def bring_in_the_first_release(self) -> None:
        self.folder.mkdir(parents=True)
        self.path.write_bytes(gzip.decompress((keep.FOLDER / "0.1.0.replica.gz").read_bytes()))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# -- whose file ----------------------------------------------------------------------------------------


def test_logins_that_differ_and_centrals_that_differ_have_files_of_their_own(tmp_path: Path) -> None:
    names = {
        replica_path(tmp_path, server, login)
        for server in (CENTRAL, "https://other.example:8440", "https://central.example:8441")
        for login in ("leila", "Leila", "leila ", "lei\nla")
    }
    assert len(names) == 12
    same = {
        replica_path(tmp_path, server, "leila")
        for server in (CENTRAL, CENTRAL + "/", "HTTPS://Central.Example:8440")
    }
    assert same == {replica_path(tmp_path, CENTRAL, "leila")}


def test_a_replica_opens_for_its_owner_and_is_put_aside_for_anybody_else(place: Place) -> None:
    """Central may have been set up anew: then the same login is another person."""
    place.with_one_command()
    with pytest.raises(KnownError, match="somebody else's") as told:
        place.open(MARCUS)
    (aside,) = place.put_aside()
    assert str(aside) in told.value.kept
    assert place.waiting(MARCUS) == 0
    aside.replace(place.path)
    assert place.waiting(LEILA) == 1


def test_a_name_that_was_shared_goes_to_whom_it_belongs(place: Place) -> None:
    """0.1 wrote "Leila" small: her file is found again, and "leila" does not get it."""
    place.bring_in_the_first_release()
    plain = sqlite3.connect(place.path)
    plain.execute('UPDATE sync_state SET value = replace(value, \'"login":"leila"\', \'"login":"Leila"\')')
    plain.commit()
    plain.close()
    assert is_here(place.folder, CENTRAL, "Leila")
    assert not is_here(place.folder, CENTRAL, "leila")
    place.path = replica_path(place.folder, CENTRAL, "Leila")
    assert place.waiting() == 3


# -- what the key opens --------------------------------------------------------------------------------


def test_a_replica_is_encrypted_from_its_first_byte_on(place: Place) -> None:
    place.with_one_command()
    salt = salt_of(place.path)
    assert salt is not None
    assert place.vault.find(salt) is not None
    assert place.waiting() == 1


def test_a_lost_key_puts_the_file_aside_and_a_fresh_one_begins(place: Place) -> None:
    place.with_one_command()
    whole = place.path.read_bytes()
    (key_file,) = place.vault.folder.iterdir()
    key = key_file.read_text()
    key_file.unlink()
    with pytest.raises(KnownError, match="key of this desk's copy is not in the file") as told:
        place.open()
    (aside,) = place.put_aside()
    assert aside.read_bytes() == whole
    assert str(aside) in told.value.kept
    assert "Sign in again" in told.value.todo
    assert place.waiting() == 0
    # The key turns up: the old file opens under its old name, beside the key of the fresh one.
    key_file.write_text(key)
    aside.replace(place.path)
    assert place.waiting() == 1


def test_a_key_that_does_not_fit_puts_the_file_aside(place: Place) -> None:
    place.with_one_command()
    salt = salt_of(place.path)
    assert salt is not None
    place.vault.keep(FileKey(salt, b"w" * 32))
    with pytest.raises(KnownError, match="does not open it"):
        place.open()
    assert len(place.put_aside()) == 1
    assert place.waiting() == 0


def test_a_second_file_put_aside_does_not_take_the_place_of_the_first(place: Place) -> None:
    for turn in range(2):
        place.with_one_command()
        place.path.write_bytes(b"\0" + place.path.read_bytes()[1:])
        place.clock.advance(1)
        with pytest.raises(KnownError):
            place.open()
        assert len(place.put_aside()) == turn + 1


def test_one_whose_making_was_cut_off_is_begun_anew(place: Place) -> None:
    place.folder.mkdir(parents=True)
    place.path.touch()
    assert place.waiting() == 0
    assert place.put_aside() == []


# -- replicas of 0.1 -----------------------------------------------------------------------------------


def test_a_plain_one_is_encrypted_with_what_waits_in_it(place: Place) -> None:
    place.bring_in_the_first_release()
    assert is_plain(place.path)
    assert place.waiting() == 3
    assert salt_of(place.path) is not None
    left = {path.name for path in place.folder.iterdir()}
    assert left == {place.path.name, place.path.with_suffix(".lock").name}


def test_without_a_place_for_the_key_the_plain_one_stays(place: Place) -> None:
    place.bring_in_the_first_release()
    before = place.path.read_bytes()
    place.vault.folder.write_text("a file where the folder should be")
    with pytest.raises(KnownError, match="cannot be kept"):
        place.open()
    assert place.path.read_bytes() == before


def test_a_full_disk_while_encrypting_leaves_the_plain_one_and_no_key(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.bring_in_the_first_release()
    real = sealing.connect

    def small(path: Path, key: FileKey | None) -> object:
        connection = real(path, key)
        if key is not None:
            connection.execute("PRAGMA max_page_count = 3")
        return connection

    def seal(plain: Path, sealed: Path, key: FileKey) -> None:
        connection = small(sealed, key)
        try:
            connection.execute("CREATE TABLE a (b)")  # type: ignore[attr-defined]
            connection.execute("INSERT INTO a VALUES (zeroblob(100000))")  # type: ignore[attr-defined]
        finally:
            connection.close()  # type: ignore[attr-defined]

    with monkeypatch.context() as patched:
        patched.setattr(desk_copy, "seal", seal)
        with pytest.raises(DiskFull):
            place.open()
    assert is_plain(place.path)
    assert list(place.vault.folder.iterdir()) == []
    assert place.waiting() == 3


@pytest.mark.parametrize("moment", ["exported", "moved away", "in place"])
def test_a_program_that_ends_while_it_encrypts_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    def moved_away(path: Path, target: Path) -> None:
        path.replace(target)
        raise Killed

    place.bring_in_the_first_release()
    with monkeypatch.context() as patched:
        if moment == "exported":
            patched.setattr(desk_copy, "move", killed)
        elif moment == "moved away":
            patched.setattr(desk_copy, "move", moved_away)
        else:
            patched.setattr(desk_copy, "Replica", killed)
        with pytest.raises(Killed):
            place.open()
    assert is_here(place.folder, CENTRAL, "leila")
    assert place.waiting() == 3
    assert [path.name for path in place.folder.iterdir() if path.suffix not in {".lock", ".replica"}] == []
