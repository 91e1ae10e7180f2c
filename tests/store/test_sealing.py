"""Encrypted replica files: what opens them, what they show of themselves, and that no log shows the key."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.store.engines import ReplicaStore
from agent_desktop.store.faults import Damaged
from agent_desktop.store.sealing import FileKey, copy_whole, is_plain, salt_of, seal

WORDS = "Margaret keeps bees"


def a_store(path: Path, key: FileKey | None) -> ReplicaStore:
    store = ReplicaStore(path, key)
    with store.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)")
        connection.execute(sa.text("INSERT INTO note (words) VALUES (:words)"), {"words": WORDS})
    return store


def words_in(path: Path, key: FileKey | None) -> list[str]:
    store = ReplicaStore(path, key)
    try:
        with store.begin() as connection:
            return list(connection.exec_driver_sql("SELECT words FROM note").scalars())
    finally:
        store.dispose()


def test_nothing_on_the_disk_can_be_read_without_the_key(tmp_path: Path) -> None:
    path, key = tmp_path / "a.replica", FileKey.fresh()
    store = a_store(path, key)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert WORDS.encode() not in on_disk
    assert b"CREATE TABLE" not in on_disk
    store.dispose()
    assert words_in(path, key) == [WORDS]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM note")
    for wrong in (FileKey.fresh(), None):
        with pytest.raises(Damaged, match="not opened by its key"):
            words_in(path, wrong)


def test_a_file_tells_by_its_salt_which_key_it_wants(tmp_path: Path) -> None:
    key = FileKey.fresh()
    a_store(tmp_path / "a.replica", key).dispose()
    a_store(tmp_path / "b.replica", None).dispose()
    assert salt_of(tmp_path / "a.replica") == key.salt
    assert not is_plain(tmp_path / "a.replica")
    assert salt_of(tmp_path / "b.replica") is None
    assert is_plain(tmp_path / "b.replica")
    assert salt_of(tmp_path / "none.replica") is None


def test_the_key_is_in_no_log_and_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, key = tmp_path / "a.replica", FileKey.fresh()
    with caplog.at_level(logging.DEBUG):
        level_before = logging.getLogger("sqlalchemy").level
        logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
        try:
            store = a_store(path, key)
            copy_whole(path, key, tmp_path / "copy.replica")
            store.dispose()
            path.write_bytes(b"x" * 8192)
            with pytest.raises(Damaged) as told:
                words_in(path, key)
        finally:
            logging.getLogger("sqlalchemy").setLevel(level_before)
    shown = caplog.text + repr(key) + str(key) + repr(told.getrepr(showlocals=True))
    assert "INSERT INTO note" in caplog.text, "the log is on, or this test could not fail"
    assert WORDS not in caplog.text
    assert key.to_text() not in shown
    assert bytes.fromhex(key.to_text()) not in shown.encode()


def test_a_key_that_is_none_is_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match="64 hexadecimal") as told:
        FileKey.from_text(b"s" * 16, "swordfish")
    assert "swordfish" not in str(told.value)


def test_a_plain_database_is_sealed_with_all_it_holds(tmp_path: Path) -> None:
    plain, sealed, key = tmp_path / "plain", tmp_path / "sealed", FileKey.fresh()
    store = a_store(plain, None)
    with store.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 7")
        connection.exec_driver_sql("CREATE INDEX ix_words ON note (words)")
        connection.exec_driver_sql("INSERT INTO note VALUES (900, 'last')")
        connection.exec_driver_sql("DELETE FROM note WHERE id = 900")
    store.dispose()
    before = plain.read_bytes()
    seal(plain, sealed, key)
    assert words_in(sealed, key) == [WORDS]
    again = ReplicaStore(sealed, key)
    with again.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == 7
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one() == 2
        assert "ix_words" in connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        # An outbox never gives the same place twice.
        connection.exec_driver_sql("INSERT INTO note (words) VALUES ('next')")
        assert connection.exec_driver_sql("SELECT max(id) FROM note").scalar_one() == 901
    again.dispose()
    assert words_in(plain, None) == [WORDS]
    assert len(plain.read_bytes()) == len(before)


def test_a_copy_holds_what_was_committed_while_another_writes(tmp_path: Path) -> None:
    path, key = tmp_path / "a.replica", FileKey.fresh()
    store = a_store(path, key)
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE note SET words = 'not yet'")
        copy_whole(path, key, tmp_path / "copy.replica")
    assert words_in(tmp_path / "copy.replica", key) == [WORDS]
    assert words_in(path, key) == ["not yet"]
    store.dispose()
