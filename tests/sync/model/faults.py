"""What goes wrong in the model: on the wire, at any statement of central, and at any statement of a replica."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import await_only

WIRE_FAULTS = ("lost", "lost_reply", "late", "twice", "twice_at_once", "short", "killed", "cut")
"""One request each: never arrives · its reply is lost · arrives steps later · arrives twice, one after the
other or both at once · its reply breaks off · central dies at a statement of it · its database connection
does."""


class Killed(BaseException):
    """The process ended here, as by ``kill -9``; no handler of errors may see it."""


@dataclass
class AtStatement:
    """What happens at the ``n``-th statement of one request at central; ``n`` 0 is its commit."""

    n: int
    strike: Callable[[sa.Connection], None]
    seen: int = 0
    has_struck: bool = False

    def comes(self, connection: sa.Connection, *, is_commit: bool) -> None:
        """Count one statement, and strike if it is the one."""
        self.seen += not is_commit
        if not self.has_struck and (is_commit if self.n == 0 else self.seen >= self.n):
            self.has_struck = True
            self.strike(connection)


at_statement: ContextVar[AtStatement | None] = ContextVar("at_statement", default=None)
"""The fault of the request that is being served in this context."""


@dataclass
class Hold:
    """Makes a transaction of central stand still where it is, until ``release``."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def strike(self, _connection: sa.Connection) -> None:
        self.reached.set()
        await_only(self.gate.wait())

    def release(self) -> None:
        self.gate.set()


def cutting(cut: Callable[[int], Awaitable[None]]) -> Callable[[sa.Connection], None]:
    """A strike that ends the database's end of the connection, as an administrator or a crash would."""

    def strike(connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        await_only(cut(driver.get_server_pid()))

    return strike


@dataclass
class ReplicaFaults:
    """Counts the statements of one replica's writer, and kills its desk at one of them.

    Dying copies the files as they lie on the disk at that moment, which is all that a killed process
    leaves behind; the desk's next life begins on the copy.
    """

    folder: Path
    grave: Path | None = None
    left: int | None = None

    def watch(self, writer: sa.Engine) -> None:
        """Count what this engine does from here on."""
        sa.event.listen(writer, "before_cursor_execute", self._before)
        sa.event.listen(writer, "commit", self._step)

    def kill_at(self, statement: int, grave: Path) -> None:
        """Die at the ``statement``-th statement or commit from now."""
        self.left, self.grave = statement, grave

    def die_now(self) -> None:
        """Copy what is on the disk, without an error for anybody: the desk is at rest."""
        assert self.grave is not None
        self.left = None
        if not self.grave.exists():
            shutil.copytree(self.folder, self.grave, ignore=shutil.ignore_patterns("*-shm"))

    def _before(self, connection: sa.Connection, *_rest: object) -> None:
        self._step(connection)

    def _step(self, _connection: sa.Connection) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.die_now()
            raise Killed


def fill_disk(writer: sa.Engine, *, is_full: bool) -> None:
    """Let the file not grow any more, which is how a full disk looks to SQLite; or let it grow again."""
    with writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={1 if is_full else 1_073_741_823}")
