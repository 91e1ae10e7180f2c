"""Taking a file in: every row read, checked and written in one transaction, or nothing at all; or part by part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.import_memory import Done, Journal
from agent_desktop.core.errors import Invalid, KnownError, Stopped
from agent_desktop.core.sheet import ImportReport, Rejected, RejectsFile, SheetRow, Table, refusal
from agent_desktop.store.engines import central_engine

BATCH_ROWS = 5_000

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
Progress = Callable[[int], None]
"""Told how many rows have been read so far."""


class Intake(Protocol[T]):
    """What is special about one kind of file. Its methods are called in this order, within one transaction."""

    required: frozenset[str]
    allowed: frozenset[str] | None
    key_field: str

    async def begin(self, connection: AsyncConnection) -> None:
        """Learn what is on record."""

    def read(self, values: Mapping[str, str]) -> T:
        """The record of a row; raises ``Invalid``."""

    def key_of(self, item: T) -> str | None:
        """What must be unique of it, None where nothing must."""

    async def stored(self, connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
        """Which of some keys are on record already."""

    async def write(self, connection: AsyncConnection, items: Sequence[T]) -> None:
        """Write some records."""

    async def finish(self, connection: AsyncConnection) -> None:
        """Write what must be written last."""


@runtime_checkable
class LooksUp(Protocol[T_contra]):
    """What an intake may do besides: refuse rows for what is on record, or is not."""

    async def refused(self, connection: AsyncConnection, items: Mapping[int, T_contra]) -> dict[int, Invalid]:
        """Why some rows cannot be used, by line."""


class _Taking(Generic[T]):
    """One file on its way in."""

    def __init__(
        self, intake: Intake[T], connection: AsyncConnection, sheet: Table, rejects: RejectsFile | None
    ) -> None:
        self._intake = intake
        self._sheet = sheet
        self._connection = connection
        self._rejects = rejects
        self.read = 0
        self.accepted = 0
        self.rejected: list[Rejected] = []

    async def take(self, rows: Sequence[SheetRow], *, is_writing: bool) -> None:
        """Check some rows, and write the good ones unless a bad one forbids it."""
        found: dict[int, T] = {}
        refused: dict[int, Rejected] = {}
        rows_fault = self._sheet.rows_fault
        for row in rows:
            if row.fault is not None or rows_fault:
                refused[row.line] = row.fault or Rejected(row.line, "", rows_fault)
                continue
            try:
                found[row.line] = self._intake.read(self._sheet.as_ours(row.values))
            except Invalid as problem:
                refused[row.line] = refusal(row.line, problem)
        refused |= await self._doubles(found)
        if isinstance(self._intake, LooksUp):
            looked_up = await self._intake.refused(self._connection, found)
            refused |= {line: refusal(line, problem) for line, problem in looked_up.items()}
        good = [item for line, item in found.items() if line not in refused]
        self.read += len(rows)
        self.accepted += len(good)
        for row in rows:
            if why := refused.get(row.line):
                self.rejected.append(why)
                if self._rejects is not None:
                    self._rejects.add(row, why)
        if good and is_writing and (not self.rejected or self._rejects is not None):
            await self._intake.write(self._connection, good)

    async def _doubles(self, found: Mapping[int, T]) -> dict[int, Rejected]:
        """Rows whose key an earlier row of the file or a stored record has."""
        lines: dict[str, int] = {}
        refused: dict[int, Rejected] = {}
        field = self._intake.key_field
        twice = f"An earlier row of the file has this {field}."
        for line, item in found.items():
            key = self._intake.key_of(item)
            if key is None:
                continue
            if key in lines:
                refused[line] = Rejected(line, field, twice)
            else:
                lines[key] = line
        if not lines:
            return refused
        stored = await self._intake.stored(self._connection, list(lines))
        # The keys of the file so far are kept by the database, so that memory stays bounded.
        fresh = await self._connection.execute(
            sa.text(
                "INSERT INTO import_seen SELECT unnest(CAST(:keys AS text[])) ON CONFLICT DO NOTHING RETURNING key"
            ),
            {"keys": [key for key in lines if key not in stored]},
        )
        new = set(fresh.scalars())
        for key, line in lines.items():
            if key in stored:
                refused[line] = Rejected(line, field, f"A stored record has this {field} already.")
            elif key not in new:
                refused[line] = Rejected(line, field, twice)
        return refused


async def take_in(
    url: str,
    sheet: Table,
    intake: Intake[T],
    *,
    dry_run: bool,
    skip_bad: bool,
    rejects_path: Path,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    journal: Journal | None = None,
) -> ImportReport:
    """Read an open file into the database at ``url``, and close it; see ``importing`` for the options.

    With a ``journal`` the file comes in part by part, each a transaction with its place in the journal, and goes
    on behind those that are in. Unless bad rows are to be skipped all of it is read and checked before.
    """
    engine = central_engine(url, pool_size=1)
    rejects: RejectsFile | None = None
    steps = _Steps(progress, should_stop)
    try:
        with sheet:
            sheet.expect(intake.required, intake.allowed)
            if sheet.faults:
                return ImportReport(0, 0, sheet.faults)
            if skip_bad:
                is_more = journal is not None and not dry_run
                rejects = RejectsFile(rejects_path, sheet, is_kept=not dry_run, is_more=is_more)
            async with engine.connect() as connection:
                if journal is None or dry_run:
                    return await _whole(connection, sheet, intake, rejects, steps, is_kept=not dry_run)
                return await _in_parts(connection, sheet, intake, rejects, steps, journal)
    except sa.exc.IntegrityError:
        raise KnownError(
            "Somebody else imported some of these rows meanwhile.",
            kept="Nothing was written." if journal is None else "What was written before stays.",
            todo="Import the file again to learn which.",
        ) from None
    finally:
        if rejects is not None:
            rejects.close()
        await engine.dispose()


class _Steps:
    """What is done between batches: telling how far it is, and hearing that it is to stop."""

    def __init__(self, progress: Progress | None, should_stop: Callable[[], bool] | None) -> None:
        self._progress = progress
        self._should_stop = should_stop

    async def between(self, rows: int, kept: str) -> None:
        """Tell, let others run, and raise ``Stopped`` when it is to stop."""
        if self._progress is not None:
            self._progress(rows)
        await asyncio.sleep(0)  # Others of this loop get their turn, and a cancellation is heard.
        if self._should_stop is not None and self._should_stop():
            raise Stopped("The import was stopped.", kept=kept)


async def _begin(connection: AsyncConnection, intake: Intake[T]) -> None:
    await connection.execute(
        sa.text("CREATE TEMPORARY TABLE import_seen (key text PRIMARY KEY) ON COMMIT DROP")
    )
    await intake.begin(connection)


async def _whole(
    connection: AsyncConnection,
    sheet: Table,
    intake: Intake[T],
    rejects: RejectsFile | None,
    steps: _Steps,
    *,
    is_kept: bool,
) -> ImportReport:
    """All of a file as one transaction."""
    transaction = await connection.begin()
    await _begin(connection, intake)
    taking = _Taking(intake, connection, sheet, rejects)
    for rows in _batches(sheet.rows()):
        await taking.take(rows, is_writing=is_kept)
        await steps.between(taking.read, "Nothing was written.")
    is_refused = bool(taking.rejected) and rejects is None
    if not is_kept or is_refused:
        await transaction.rollback()
    else:
        await intake.finish(connection)
        await transaction.commit()
    return ImportReport(taking.read, 0 if is_refused else taking.accepted, taking.rejected)


async def _in_parts(
    connection: AsyncConnection,
    sheet: Table,
    intake: Intake[T],
    rejects: RejectsFile | None,
    steps: _Steps,
    journal: Journal,
) -> ImportReport:
    """A file part by part; answers what was read this time."""
    async with connection.begin():
        before = done = await journal.read(connection)
    if done.is_finished:
        raise KnownError(
            "All of this file is in already.",
            kept=f"{done.accepted} of its {done.rows} rows were written.",
            todo="Import it without --resume to have every row looked at again.",
        )
    if rejects is None and not done.rows:
        checked = await _whole(connection, sheet, intake, None, steps, is_kept=False)
        if checked.rejected:
            return checked
    rejected: list[Rejected] = []
    for rows in _batches(islice(sheet.rows(), done.rows, None)):
        async with connection.begin():
            if (held := await journal.read(connection)) != done:
                raise KnownError("This file is being imported elsewhere, too.", kept=_kept(held))
            await _begin(connection, intake)
            taking = _Taking(intake, connection, sheet, rejects)
            await taking.take(rows, is_writing=True)
            if taking.rejected and rejects is None:
                why = taking.rejected[0]
                raise KnownError(
                    f"Line {why.row} cannot be used any more: {why.reason}",
                    kept=_kept(done),
                    todo="Go on with --resume --skip-bad.",
                )
            await intake.finish(connection)
            done = Done(
                done.rows + taking.read,
                done.accepted + taking.accepted,
                done.rejected + len(taking.rejected),
                is_finished=False,
            )
            if rejects is not None:
                rejects.flush()
            await journal.write(connection, done)
        rejected += taking.rejected
        await steps.between(done.rows, _kept(done))
    async with connection.begin():
        await journal.write(connection, Done(done.rows, done.accepted, done.rejected, is_finished=True))
    return ImportReport(done.rows - before.rows, done.accepted - before.accepted, rejected)


def _kept(done: Done) -> str:
    return f"{done.accepted} of the first {done.rows} rows are written; go on with --resume."


def rejects_beside(path: Path) -> Path:
    """Where refused rows go unless told otherwise: ``calls.csv`` has them in ``calls.rejects.csv``."""
    return path.with_name(f"{path.stem}.rejects.csv")


def _batches(rows: Iterator[SheetRow]) -> Iterator[list[SheetRow]]:
    batch: list[SheetRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


async def copy_rows(connection: AsyncConnection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append rows by COPY, in the connection's transaction; JSON columns are given as text.

    All rows name the same columns, and those left out take their defaults.
    """
    if not rows:
        return
    columns = list(rows[0])
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None  # noqa: S101 - a connection in use has one
    await raw.copy_records_to_table(
        table.name, columns=columns, records=[tuple(row[name] for name in columns) for row in rows]
    )
