"""A clock for several processes at once, ahead of the machine's by as much as a file says.

Imported by tests it sets that file. Run as a script, ``later.py FILE WORD …``, it is the program itself with
that clock. The program knows nothing of it: only here is its clock reached into.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Later:
    """The time of a test's world: it runs on, and can be moved forward."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ahead_s = 0.0
        path.write_text("0")

    def advance(self, seconds: float) -> None:
        """Move every process that keeps this time forward."""
        self._ahead_s += seconds
        new = self.path.with_suffix(".new")
        new.write_text(str(self._ahead_s))
        new.replace(self.path)

    def now(self) -> datetime:
        """What it is now in that world."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead_s)


def keep_time(path: Path) -> None:
    """Let this process keep the time of that file."""
    from agent_desktop.core.clock import SystemClock

    def now(_clock: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(path.read_text()))

    SystemClock.now = now  # type: ignore[method-assign]


def main() -> int:
    """The program, later."""
    keep_time(Path(sys.argv[1]))
    from agent_desktop.cli import main as program

    return program(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
