"""What a replica does when the disk is full or read-only, and when its process is killed."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock
from agent_desktop.features import house
from agent_desktop.store.faults import Damaged, DiskFull, InUse, ReadOnlyDisk
from agent_desktop.store.rows import to_json
from agent_desktop.sync.messages import FeedRow, PullReply, SnapshotHead
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import drafts
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.vault import Vault
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, floor_records
from tests.support.writing_desk import KEY, a_ticket, turn

MS_RDONLY, MS_REMOUNT = 1, 32
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="takes disks and processes away as Linux does")


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    made = Replica(tmp_path / "leila.replica", house(), HeldClock(NOW), key=KEY)
    yield made
    made.close()


def most_pages(replica: Replica, more: int | None) -> None:
    """Let the file grow by so many pages only, or as it likes."""
    with replica.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        limit = 1_000_000 if more is None else pages + more
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")


def refuse_writing(replica: Replica, is_refused: bool) -> None:
    """Answer every write as a read-only disk does."""
    connection = replica._writer.engine.raw_connection()
    connection.cursor().execute(f"PRAGMA query_only = {int(is_refused)}")
    connection.close()


def turns_until_full(replica: Replica, first: int) -> tuple[int, DiskFull]:
    """Keep writing; answers the turn that found no room, and what was told."""
    for n in range(first, 500):
        try:
            turn(replica, n)
        except DiskFull as full:
            return n, full
    pytest.fail("it never was full")


def is_whole(replica: Replica) -> bool:
    with replica.transaction() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]


def tickets_and_commands(replica: Replica) -> tuple[int, int]:
    with replica.transaction() as connection:
        table = house().entities["ticket"].table
        tickets = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return tickets, len(replica.outgoing(100_000))


def test_on_a_full_disk_a_command_is_kept_whole_or_not_at_all_and_goes_through_later(
    replica: Replica,
) -> None:
    turn(replica, 1)
    most_pages(replica, 6)
    kept, told = turns_until_full(replica, 2)
    assert "disk is full" in told.what
    assert told.kept
    assert str(replica.path.parent) in told.todo
    tickets, commands = tickets_and_commands(replica)
    assert tickets == commands == kept - 1
    assert is_whole(replica)
    most_pages(replica, None)
    turn(replica, kept)
    assert tickets_and_commands(replica) == (kept, kept)


def test_a_full_disk_in_the_middle_of_a_pull_leaves_forecasts_and_cursors_as_they_were(
    replica: Replica,
) -> None:
    """The commands that wait are run again inside the pull: their trouble must not pass for the rules' refusal."""
    registry = house()
    replica.end_snapshot(LEILA_AT_DESK, replica.begin_snapshot(SnapshotHead("org", 5, "epoch")))
    for n in range(1, 40):
        replica.do(LEILA_AT_DESK, a_ticket(n))
    before = (replica.cursors(), tickets_and_commands(replica))
    rows = [
        FeedRow("org", entity, row["id"], 100 + n, "U", msgspec.Raw(to_json(row).encode()))
        for n, (entity, row) in enumerate(floor_records(registry))
    ]
    page = PullReply("epoch", 200, rows, {"org": 200}, False)
    for more in range(0, 60, 4):
        most_pages(replica, more)
        try:
            replica.apply_page(LEILA_AT_DESK, page)
        except DiskFull:
            assert (replica.cursors(), tickets_and_commands(replica)) == before
        else:
            break
    assert more, "it never was full"
    assert replica.cursors() == {"org": 200}
    with replica.transaction() as connection:
        unforecast = connection.exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE NOT has_forecast"
        ).scalar_one()
    assert unforecast == 0
    assert is_whole(replica)


def test_a_file_that_may_not_grow_is_told_and_works_again_when_it_may(tmp_path: Path) -> None:
    done = subprocess.run(
        _child(tmp_path / "leila.replica", 900_000),
        env=_environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["told"]["type"] in {"StoreFault", "DiskFull"}
    assert "room" in said["told"]["todo"]
    assert said["held"] == said["turn"] - 1
    assert said["after"] == said["turn"]
    again = Replica(tmp_path / "leila.replica", house(), HeldClock(NOW), key=KEY)
    assert len(again.outgoing(100_000)) == said["turn"]
    assert is_whole(again)
    again.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount(place, "size=2m"):
        pytest.skip("this account may not mount a disk")
    yield place
    _libc().umount2(bytes(place), 2)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    replica = Replica(small_disk / "leila.replica", house(), HeldClock(NOW), key=KEY)
    turn(replica, 1)
    ballast = fill(small_disk)
    kept, _ = turns_until_full(replica, 2)
    assert tickets_and_commands(replica) == (kept - 1, kept - 1)
    ballast.unlink()
    turn(replica, kept)
    assert tickets_and_commands(replica) == (kept, kept)
    assert is_whole(replica)
    replica.close()


def test_there_is_no_beginning_on_a_full_disk(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(DiskFull):
        Replica(small_disk / "leila.replica", house(), HeldClock(NOW), key=KEY)


def test_where_writing_is_refused_reading_goes_on(replica: Replica) -> None:
    turn(replica, 1)
    refuse_writing(replica, True)
    with pytest.raises(ReadOnlyDisk, match="read-only") as told:
        replica.do(LEILA_AT_DESK, a_ticket(2))
    assert "still be read" in told.value.kept
    assert ticket_count(replica) == 1
    refuse_writing(replica, False)
    turn(replica, 2)
    assert tickets_and_commands(replica) == (2, 2)


def test_a_read_only_disk_is_told_at_the_start(small_disk: Path, tmp_path: Path) -> None:
    path, vault, clock = small_disk / "leila.replica", Vault("file", tmp_path / "keys"), HeldClock(NOW)
    replica = open_replica(path, vault, house(), clock, agent_id=floor.LEILA)
    turn(replica, 1)
    replica.close()
    assert mount(small_disk, "", flags=MS_REMOUNT | MS_RDONLY)
    with pytest.raises(ReadOnlyDisk, match="read-only") as told:
        open_replica(path, vault, house(), clock, agent_id=floor.LEILA)
    assert str(path) in told.value.what
    assert mount(small_disk, "", flags=MS_REMOUNT)
    again = open_replica(path, vault, house(), clock, agent_id=floor.LEILA)
    assert tickets_and_commands(again) == (1, 1)
    again.close()


def test_another_program_that_holds_the_file_is_named(replica: Replica) -> None:
    other = Replica(replica.path, house(), HeldClock(NOW), key=KEY)
    with other.transaction() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with replica.transaction(), pytest.raises(InUse), other.transaction():
        pytest.fail("two hold it")
    other.close()


def test_a_file_that_breaks_under_the_desk_is_named(replica: Replica) -> None:
    for n in range(1, 60):
        turn(replica, n)
    with replica.transaction() as connection:
        connection.exec_driver_sql("SELECT 1")
    path = replica.path
    replica.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(Damaged):
        Replica(path, house(), HeldClock(NOW), key=KEY).outgoing()


def test_what_a_killed_process_had_kept_is_there(tmp_path: Path) -> None:
    path = tmp_path / "leila.replica"
    with subprocess.Popen(
        _child(path, 0), env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        last = 0
        began = time.monotonic()
        for line in desk.stdout:
            last = int(line)
            if last >= 150 or time.monotonic() - began > 30:
                desk.kill()
                break
        # What it had printed by then counts as told to the person.
        last = max([last, *(int(line) for line in desk.stdout.read().split("\n")[:-1])])
        desk.wait()
    assert desk.returncode == -9
    again = Replica(path, house(), HeldClock(NOW), key=KEY)
    assert is_whole(again)
    subjects = [command.data["subject"].split()[0] for command in again.outgoing(100_000)]
    assert subjects[:last] == [str(n) for n in range(1, last + 1)]
    assert len(subjects) in {last, last + 1}, "nothing twice, and at most the one under way"
    tickets, commands = tickets_and_commands(again)
    assert tickets == commands
    assert int(drafts.load_drafts(again, "contact:")["contact:1"]["note"]) in {last, last + 1}
    again.close()


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    return ballast


def ticket_count(replica: Replica) -> int:
    with replica.reader() as read:
        return int(
            read.execute(
                sa.select(sa.func.count()).select_from(house().entities["ticket"].table)
            ).scalar_one()
        )


def _child(path: Path, limit_bytes: int) -> list[str]:
    return [sys.executable, "-m", "tests.support.writing_desk", str(path), str(limit_bytes)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def mount(place: Path, options: str, flags: int = 0) -> bool:
    return bool(_libc().mount(b"tmpfs", bytes(place), b"tmpfs", flags, options.encode()) == 0)
