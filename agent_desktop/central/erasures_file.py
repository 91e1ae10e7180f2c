"""The note of erasures that lies outside the database, by hash: a restored backup erases those customers again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.tables import customer
from agent_desktop.runtime import paths
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.erasure import Counts, erase, log_erasures, remember_records
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.sweep import sweep_next
from agent_desktop.sync.tables import erased_record, erasure_log


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure: the hash of the customer's id, and those of every record that was theirs."""

    subject: str
    records: list[str]
    erased_at: datetime
    reason: str


def erasures_file(settings: Settings) -> Path:
    """Where this site keeps the note."""
    return settings.erasures_file or paths.data_dir() / "erasures.jsonl"


def lines_of(connection: sa.Connection) -> list[Line]:
    """Every erasure the database knows of, the oldest first."""
    records: dict[str, list[str]] = {}
    for row in connection.execute(sa.select(erased_record).order_by(erased_record.c.record_hash)):
        records.setdefault(row.subject_hash, []).append(row.record_hash)
    return [
        Line(
            subject=row.subject_hash,
            records=records.get(row.subject_hash, []),
            erased_at=row.erased_at,
            reason=row.reason,
        )
        for row in connection.execute(sa.select(erasure_log).order_by(erasure_log.c.seq))
    ]


def note(path: Path, lines: Sequence[Line]) -> int:
    """Add to a file the erasures it does not have; answers how many. Written whole or not at all.

    Raises ``KnownError`` where the file cannot be read or written.
    """
    try:
        kept = {line.subject: line for line in read(path)} if path.exists() else {}
        new = [line for line in lines if line.subject not in kept]
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(path.name + ".partial")
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
                for line in (*kept.values(), *new):
                    file.write(msgspec.json.encode(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
    except OSError as error:
        raise KnownError(
            f"The note of erasures {path} cannot be written: {error.strerror}.",
            todo="Make room or choose another place with the setting erasures_file.",
        ) from error
    return len(new)


def read(path: Path) -> list[Line]:
    """The erasures in a file; raises ``KnownError`` for one that is something else."""
    try:
        return [
            msgspec.json.decode(line, type=Line) for line in path.read_bytes().splitlines() if line.strip()
        ]
    except OSError as error:
        raise KnownError(
            f"The note of erasures {path} cannot be read: {error.strerror}.", kept="Nothing was changed."
        ) from error
    except msgspec.MsgspecError as error:
        raise KnownError(
            f"{path} is no note of erasures: {error}.",
            kept="Nothing was changed.",
            todo="Give the file that central or a backup wrote, erasures.jsonl.",
        ) from error


def erase_again(
    connection: sa.Connection, registry: Registry, lines: Iterable[Line], at: datetime, reached: set[str]
) -> int:
    """Erase in a restored database whoever was erased after its backup; answers how many it did not know of.

    In the caller's transaction, sweep included. Customers the backup never had are noted all the same: a
    desk may hold commands that would make them.
    """
    known = set(connection.execute(sa.select(erasure_log.c.subject_hash)).scalars())
    new = {line.subject: line for line in lines if line.subject not in known}
    if not new:
        return 0
    hashed = sa.func.encode(
        sa.func.sha256(sa.func.convert_to(sa.cast(customer.c.id, sa.Text), "UTF8")), "hex"
    )
    here = connection.execute(
        sa.select(customer.c.id, hashed.label("hash")).where(hashed.in_(list(new))).order_by(customer.c.id)
    ).all()
    work = SqlCentralWork(connection, registry, CENTRAL_ITSELF, Command(made_at=at), recorded_at=at)
    done = [erase(work, str(row.id), new[row.hash].reason) for row in here]
    seq = stamp(connection, registry, work.touched, reached)
    log_erasures(connection, done, seq, CENTRAL_ITSELF, at)
    for line in new.values():
        connection.execute(
            insert(erasure_log)
            .values(
                subject_hash=line.subject,
                seq=seq,
                erased_at=line.erased_at,
                erased_by=CENTRAL_ITSELF.agent_id,
                reason=line.reason,
                counts=msgspec.to_builtins(Counts()),
                swept_at=at,
            )
            .on_conflict_do_nothing()
        )
        remember_records(connection, line.subject, line.records)
    while sweep_next(connection, registry, at, reached):
        pass
    return len(new)
