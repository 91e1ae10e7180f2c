"""A desk's process is killed at a statement of its replica: what it said was done is done, and nothing is half."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from agent_desktop.features.tickets.commands import ChangeTicket
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk

ROOT = Path(__file__).parents[3]
SCOPES = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]
KILLS = 24


def live(path: Path, page: Path, last: int) -> list[str]:
    """Run the desk until it dies; answers what it said was done."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.model.dying_desk", str(path), str(page), str(last)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == (9 if last else 0), done.stderr
    return done.stdout.split("\n")[:-1]


@pytest.mark.long
def test_a_desk_that_is_killed_anywhere_keeps_what_it_said_was_done(central: Central, tmp_path: Path) -> None:
    start, page = tmp_path / "start.db", tmp_path / "page.json"
    desk = Desk(start, central, LEILA_AT_DESK, SCOPES)
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
    page.write_bytes(msgspec.json.encode(central.pull(desk.epoch, desk.replica.cursors())))
    desk.replica.close()
    whole = tmp_path / "whole.db"
    shutil.copy(start, whole)
    count = int(live(whole, page, 0)[-1].split()[1])
    assert count > KILLS
    for kill in range(KILLS):
        path = tmp_path / f"{kill}.db"
        shutil.copy(start, path)
        said = live(path, page, 1 + kill * (count - 1) // (KILLS - 1))
        again = Desk(path, central, LEILA_AT_DESK, SCOPES)
        with again.replica.transaction() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        texts = [sent.data.get("text") or sent.data["topic"] for sent in again.replica.outgoing()]
        told = [line for line in said if line != "page"]
        assert told in (texts, texts[:-1]), (kill, said, texts)
        row = again.get("ticket", floor.PUMP)
        assert row["topic"] == ("n3" if "n3" in texts else None)
        if "page" in said:
            assert row["subject"] == "Pump dead"
        again.pull()
        assert again.get("ticket", floor.PUMP)["subject"] == "Pump dead"
        assert {"n0", "n1", "n2"} & set(texts) <= {
            note["text"] for note in again.rows()["ticket_note"].values()
        }
        again.replica.close()
