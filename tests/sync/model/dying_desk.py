"""A desk in a process of its own that ends at a given statement, as by ``kill -9``: run by ``test_killed_desks``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket
from agent_desktop.sync.messages import PullReply
from agent_desktop.sync.replica import Replica
from tests.support.floor import LEILA_AT_DESK, NOW, PUMP, an_id


def tell(line: str) -> None:
    """Say something that outlives this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def day(work: Replica, page: PullReply) -> None:
    """What this desk does; each line is told when it is done, and only then."""
    for n in range(3):
        work.do(
            LEILA_AT_DESK, AddTicketNote(made_at=NOW, note_id=an_id(800 + n), ticket_id=PUMP, text=f"n{n}")
        )
        tell(f"n{n}")
    work.apply_page(LEILA_AT_DESK, page)
    tell("page")
    work.do(LEILA_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=PUMP, topic="n3"))
    tell("n3")


def main(path: str, page: str, last: str) -> None:
    """Do the day, and end at statement ``last`` of it; 0 is never."""
    replica = Replica(Path(path), house(), HeldClock(NOW))
    left = int(last)

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(9)

    sa.event.listen(replica._writer.engine, "before_cursor_execute", step)
    sa.event.listen(replica._writer.engine, "commit", step)
    day(replica, msgspec.json.decode(Path(page).read_bytes(), type=PullReply))
    tell(f"statements {int(last) - left}")
    replica.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
