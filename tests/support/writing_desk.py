"""A desk that only writes, in a process of its own, for a test that takes the disk or the process from it.

    python -m tests.support.writing_desk FILE LIMIT_BYTES

Writes a draft and a command a turn and prints the turn's number once it is kept. With a limit no file may grow
beyond it, as with a quota; what the desk is told then is printed too, and the limit is lifted for one more turn.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.sealing import FileKey
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation import drafts
from tests.support.floor import HEATING, LEILA_AT_DESK, NOW

KEY = FileKey(b"s" * 16, b"k" * 32)


def a_ticket(n: int) -> CreateTicket:
    """A command whose row takes some room."""
    return CreateTicket(
        made_at=NOW,
        ticket_id=new_id(),
        number=ticket_number(n),
        subject=f"{n} " + "no hot water " * 20,
        queue_id=HEATING,
        channel="call",
    )


def turn(replica: Replica, n: int) -> None:
    """What one turn keeps: a draft, and then a command."""
    drafts.save_draft(replica, "contact:1", {"note": str(n)}, NOW)
    replica.do(LEILA_AT_DESK, a_ticket(n))


def say(line: str) -> None:
    """Tell whoever started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    path, limit = Path(sys.argv[1]), int(sys.argv[2])
    replica = Replica(path, house(), HeldClock(NOW), key=KEY)
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    n = 0
    while n < 100_000:
        n += 1
        try:
            turn(replica, n)
        except KnownError as problem:
            told = {
                "type": type(problem).__name__,
                "what": problem.what,
                "kept": problem.kept,
                "todo": problem.todo,
            }
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            held = len(replica.outgoing(100_000))
            turn(replica, n)
            after = len(replica.outgoing(100_000))
            say(json.dumps({"told": told, "turn": n, "held": held, "after": after}))
            return 0
        say(str(n))
    return 1


if __name__ == "__main__":
    sys.exit(main())
