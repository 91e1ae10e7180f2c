"""Makes a replica as the release at hand leaves one, to be kept for the tests of later releases.

    python -m tests.sync.released.keep 0.2.0

Run it from a checkout of that release, once, when it is released; a kept file is never made anew after that.
That of 0.1.0 was made in the same way, by that release's own calls and without a key.
In it: Leila's working set, commands that wait, a refused one, and drafts. Its key, where it has one, is no secret.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

import msgspec

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import make_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.rows import to_json
from agent_desktop.store.sealing import FileKey
from agent_desktop.sync.messages import FeedRow, Person, Problem, Session, SnapshotHead, Verdict
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import drafts
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW

FOLDER = Path(__file__).parent
SALT, SECRET = bytes(range(16)), bytes(range(100, 132))
EPOCH = make_id(1_790_000_000_000, 7, 1)
NEW_TICKET, NEW_NOTE, REFUSED = (make_id(1_790_000_000_000, 7, n) for n in (2, 3, 4))
DRAFT_KEY = f"contact:{floor.UNFINISHED}"
DRAFT = {"note": "Kettle trips the fuse, every morning at 7", "topic": "Fault"}
SUBJECT = "Pump hums since Tuesday"


def keep(release: str) -> Path:
    """Write the replica of this release and answer its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leila.replica"
        replica = Replica(path, house(), HeldClock(NOW), key=FileKey(SALT, SECRET))
        _fill(replica)
        replica.close()
        kept = FOLDER / f"{release}.replica.gz"
        # No time stamp, so that the same content is the same file.
        kept.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    return kept


def _fill(replica: Replica) -> None:
    registry = house()
    rows = [
        FeedRow("org", entity, row["id"], n, "U", msgspec.Raw(to_json(row).encode()))
        for n, (entity, row) in enumerate(floor.floor_records(registry), 1)
    ]
    step = replica.begin_snapshot(SnapshotHead("org", len(rows), EPOCH, len(rows)))
    # By entity and id, as central sends them.
    ordered = sorted(rows, key=lambda row: (row.entity, row.entity_id))
    replica.end_snapshot(LEILA_AT_DESK, replica.take_part(LEILA_AT_DESK, step, ordered))
    person = Person(floor.LEILA, "leila", "Leila Davies", ["agent"], [floor.HEATING], "201")
    session = Session("", NOW, "", LEILA_AT_DESK.client_id, person, ["org"], EPOCH, {"name": "Test"})
    replica.remember("session", msgspec.json.encode(session).decode())
    _refused(replica)
    for command in (
        CreateTicket(
            command_id=make_id(1_790_000_000_000, 7, 11),
            made_at=NOW,
            ticket_id=NEW_TICKET,
            number=ticket_number(90_001),
            subject="Kettle trips the fuse",
            queue_id=floor.HEATING,
            channel="call",
        ),
        AddTicketNote(
            command_id=make_id(1_790_000_000_000, 7, 12),
            made_at=NOW,
            note_id=NEW_NOTE,
            ticket_id=NEW_TICKET,
            text="Rang twice",
        ),
        ChangeTicket(
            command_id=make_id(1_790_000_000_000, 7, 13), made_at=NOW, ticket_id=floor.PUMP, subject=SUBJECT
        ),
    ):
        replica.do(LEILA_AT_DESK, command)
    drafts.save_draft(replica, DRAFT_KEY, DRAFT, NOW)


def _refused(replica: Replica) -> None:
    command = AddTicketNote(
        command_id=REFUSED,
        made_at=NOW,
        note_id=make_id(1_790_000_000_000, 7, 5),
        ticket_id=floor.PUMP,
        text="?",
    )
    replica.do(LEILA_AT_DESK, command)
    problem = Problem("forbidden", "This queue is not yours.", kept="Your note is kept.")
    replica.take_verdicts(LEILA_AT_DESK, [Verdict(REFUSED, "refused", problem=problem)])


if __name__ == "__main__":
    sys.stdout.write(f"{keep(sys.argv[1])}\n")
