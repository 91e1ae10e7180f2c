"""A replica of every released version, opened by today's code: what waits in it is there, and can be sent."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import agent_desktop
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.store.engines import ReplicaStore
from agent_desktop.store.sealing import FileKey, salt_of
from agent_desktop.sync import outbox
from agent_desktop.sync.messages import PullReply
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_schema import OWNER, VERSION
from agent_desktop.sync.replica_tables import outbox_record
from agent_desktop.workstation import drafts
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.vault import Vault
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.stores import Central
from tests.sync.released import keep

RELEASES = sorted(path.name.removesuffix(".replica.gz") for path in keep.FOLDER.glob("*.replica.gz"))


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """The keys of a desk that ran those releases."""
    vault = Vault("file", tmp_path / "keys")
    vault.keep(FileKey(keep.SALT, keep.SECRET))
    return vault


@pytest.fixture
def kept(release: str, tmp_path: Path) -> Path:
    """The release's replica, on a desk."""
    path = tmp_path / "desk" / "leila.replica"
    path.parent.mkdir()
    path.write_bytes(gzip.decompress((keep.FOLDER / f"{release}.replica.gz").read_bytes()))
    return path


@pytest.fixture
def replica(kept: Path, vault: Vault) -> Iterator[Replica]:
    opened = open_replica(kept, vault, house(), HeldClock(NOW), agent_id=floor.LEILA)
    yield opened
    opened.close()


def test_there_is_one_of_each_release() -> None:
    assert {"0.1.0", "0.2.0"} <= set(RELEASES)


def test_what_waits_is_kept_and_can_be_sent(replica: Replica, central: Central) -> None:
    waiting = replica.waiting()
    assert [(row.kind.rpartition(".")[2], row.state) for row in waiting] == [
        ("AddTicketNote", "refused"),
        ("CreateTicket", "waiting"),
        ("AddTicketNote", "waiting"),
        ("ChangeTicket", "waiting"),
    ]
    refusal = waiting[0].verdict
    assert refusal is not None
    assert refusal.problem is not None
    assert refusal.problem.reason == "forbidden"
    verdicts = central.push(LEILA_AT_DESK, replica.outgoing()).verdicts
    assert [verdict.status for verdict in verdicts] == ["applied"] * 3, verdicts
    replica.take_verdicts(LEILA_AT_DESK, verdicts)
    assert replica.outgoing() == []
    assert central.get("ticket", keep.NEW_TICKET)["subject"] == "Kettle trips the fuse"
    assert central.get("ticket", floor.PUMP)["subject"] == keep.SUBJECT
    assert keep.NEW_NOTE in central.rows()["ticket_note"]


def test_records_forecasts_and_drafts_are_there(replica: Replica) -> None:
    with replica.reader() as read:
        tickets = house().entities["ticket"].table
        shown = {row.id: row.subject for row in read.execute(sa.select(tickets.c.id, tickets.c.subject))}
        customers = house().entities["customer"].table
        names = set(read.execute(sa.select(customers.c.name)).scalars())
    assert shown[keep.NEW_TICKET] == "Kettle trips the fuse"
    assert shown[floor.PUMP] == keep.SUBJECT
    assert "Margaret Okafor" in names
    assert drafts.load_drafts(replica, "contact:") == {keep.DRAFT_KEY: keep.DRAFT}
    assert replica.remembered("epoch") == keep.EPOCH
    assert replica.remembered(OWNER) == floor.LEILA
    assert replica.remembered("session")


def test_forecasts_can_still_be_taken_back(replica: Replica) -> None:
    """Central's rows below the forecasts came along too."""
    ids = [command.command_id for command in replica.waiting()]
    outbox.take_out(replica, LEILA_AT_DESK, ids, keeps=())
    replica.apply_page(LEILA_AT_DESK, PullReply(keep.EPOCH, 0, [], {}, False))
    with replica.reader() as read:
        tickets = house().entities["ticket"].table
        shown = {row.id: row.subject for row in read.execute(sa.select(tickets.c.id, tickets.c.subject))}
    assert keep.NEW_TICKET not in shown
    assert shown[floor.PUMP] != keep.SUBJECT


def test_each_record_tells_how_the_work_on_it_stands(replica: Replica) -> None:
    """0.1 kept no list of what its commands concern; it is made on the way."""
    tickets = [("ticket", keep.NEW_TICKET), ("ticket", floor.PUMP), ("ticket", floor.INVOICE)]
    found = outbox.standings(replica, tickets)
    assert {key[1]: standing.state for key, standing in found.items()} == {
        keep.NEW_TICKET: "waiting",
        floor.PUMP: "refused",
    }
    with replica.transaction() as connection:
        made = connection.execute(
            sa.select(outbox_record.c.entity, outbox_record.c.entity_id).where(outbox_record.c.is_new)
        ).all()
    assert set(made) >= {("ticket", keep.NEW_TICKET), ("ticket_note", keep.NEW_NOTE)}


def test_it_is_encrypted_now_and_nothing_plain_is_left(replica: Replica, kept: Path) -> None:
    replica.close()
    files = {path.name: path for path in kept.parent.iterdir() if path.suffix != ".lock"}
    assert set(files) == {"leila.replica"}
    assert salt_of(kept) is not None
    assert b"Kettle" not in kept.read_bytes()


def test_it_opens_again_and_for_nobody_else(replica: Replica, kept: Path, vault: Vault) -> None:
    replica.close()
    again = open_replica(kept, vault, house(), HeldClock(NOW), agent_id=floor.LEILA)
    assert len(again.outgoing()) == 3
    again.close()
    with pytest.raises(KnownError, match="somebody else's"):
        open_replica(kept, vault, house(), HeldClock(NOW), agent_id=floor.MARCUS)


def test_the_newest_kept_replica_is_of_todays_tables(tmp_path: Path) -> None:
    """A released replica's tables never change: what came after its release needs a version of its own.

    Until the release is out its replica is simply kept anew: ``python -m tests.sync.released.keep 0.2.0``.
    """
    newest = RELEASES[-1]
    if _numbers(agent_desktop.__version__) < _numbers(newest):
        pytest.skip(f"{newest} is not out yet, so its tables may still change")
    path = tmp_path / "kept.replica"
    path.write_bytes(gzip.decompress((keep.FOLDER / f"{newest}.replica.gz").read_bytes()))
    then, now = ReplicaStore(path, FileKey(keep.SALT, keep.SECRET)), tmp_path / "now.replica"
    Replica(now, house(), HeldClock(NOW)).close()
    if _version(then) == VERSION:
        assert _tables(then) == _tables(ReplicaStore(now)), (
            f"the tables changed after {newest}: add a step to STEPS"
        )


def test_the_first_release_was_plain() -> None:
    """Or the tests above would not show that one is encrypted on the way."""
    path = keep.FOLDER / "0.1.0.replica.gz"
    with gzip.open(path) as file:
        assert file.read(15) == b"SQLite format 3"


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")[:3] if part.isdigit()]


def _version(store: ReplicaStore) -> int:
    with store.begin() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _tables(store: ReplicaStore) -> set[tuple[str, str]]:
    with store.begin() as connection:
        found = {
            (row[0], row[1])
            for row in connection.exec_driver_sql(
                "SELECT held.name, part.name FROM sqlite_master AS held JOIN pragma_table_info(held.name) AS part"
            )
        }
    store.dispose()
    return found
