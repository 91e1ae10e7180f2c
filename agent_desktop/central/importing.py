"""Files into the store: past calls as facts, and customers as records.

Every row is read and checked. With one bad row nothing is written, unless bad rows are to be skipped; then
they go to a file of their own beside what they came from. A dry run writes nothing, in no file either. All of
a file is one transaction: it is in or it is not, also when the import is cancelled. Customers may come in part by
part instead, and go on where they ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.customer_intake import CustomerIntake
from agent_desktop.central.import_memory import Journal, remembered_mapping
from agent_desktop.central.intake import Intake, Progress, copy_rows, rejects_beside, take_in
from agent_desktop.central.roster import Roster
from agent_desktop.central.sources import open_customers
from agent_desktop.central.ticket_intake import import_tickets
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.sheet import NOTHING_READ, ImportReport, Sheet, Table, check_format, is_left_out
from agent_desktop.features import house
from agent_desktop.features.calls import importing as calls
from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.features.calls.visits import HandlingRow, VisitRow
from agent_desktop.features.customers import importing as customers
from agent_desktop.features.customers import parts
from agent_desktop.store.rows import json_text

KINDS = ("customers", "calls", "tickets")


class CallIntake:
    """Past calls: facts under the connector ``import``, and what is counted of them."""

    required = calls.COLUMNS
    allowed: frozenset[str] | None = None  # Exports carry more columns than are asked for.
    key_field = "call_id"

    def __init__(self, registry: Registry, region: str, clock: Clock) -> None:
        self._registry = registry
        self._region = region
        self._clock = clock
        self._roster: Roster | None = None

    @property
    def roster(self) -> Roster:
        """People and queues by name, once ``begin`` has read them."""
        assert self._roster is not None  # noqa: S101 - ``begin`` comes first
        return self._roster

    async def begin(self, connection: AsyncConnection) -> None:
        """Learn who and which queues are on record."""
        self._roster = await connection.run_sync(Roster.load)

    def read(self, values: Mapping[str, str]) -> calls.ImportedCall:
        """The call of a row; raises ``Invalid``."""
        call = calls.read_call(values, self._region)
        if call.agent is not None and self.roster.is_ambiguous(call.agent):
            raise Invalid("agent", "Several people are called so; write the login.")
        return call

    def key_of(self, item: calls.ImportedCall) -> str:
        """A call is counted once."""
        return item.call_id

    async def stored(self, connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
        """Calls on record, whichever connector told of them: the same call twice would count twice."""
        f = call_fact.c
        found = await connection.execute(sa.select(f.call_id).where(f.call_id.in_(keys)).distinct())
        return set(found.scalars())

    async def write(self, connection: AsyncConnection, items: Sequence[calls.ImportedCall]) -> None:
        """Append facts, visits and handled parts by COPY."""
        facts: list[dict[str, Any]] = []
        visits: list[dict[str, Any]] = []
        handled: list[dict[str, Any]] = []
        for call in items:
            ids = {
                "queue_id": self.roster.queue_id(call.queue),
                "agent_id": self.roster.agent_id(call.agent) if call.agent else None,
            }
            for fact in calls.facts_of(call):
                facts.append(
                    {
                        "connector": fact.connector,
                        "call_id": fact.call_id,
                        "seq": fact.seq,
                        "kind": fact.kind,
                        "at": fact.at,
                        "queue": fact.queue,
                        "agent": fact.agent,
                        "queue_id": ids["queue_id"],
                        "agent_id": ids["agent_id"] if fact.agent else None,
                        "data": json_text(fact.data),
                    }
                )
            visits.append(_counted(call, calls.visit_of(call), ids))
            if part := calls.handling_of(call):
                handled.append(_counted(call, part, ids))
        await copy_rows(connection, call_fact, facts)
        await copy_rows(connection, queue_visit, visits)
        await copy_rows(connection, call_handling, handled)

    async def finish(self, connection: AsyncConnection) -> None:
        """Make the queues and people that were not on record, inactive."""
        now = self._clock.now()
        await connection.run_sync(lambda sync: self.roster.write(sync, self._registry, now))


def _counted(
    call: calls.ImportedCall, row: VisitRow | HandlingRow, ids: Mapping[str, str | None]
) -> dict[str, Any]:
    values = msgspec.structs.asdict(row)
    del values["queue"], values["agent"]
    return {"connector": calls.CONNECTOR, "call_id": call.call_id, **values, **ids}


async def import_calls(
    url: str,
    path: Path,
    *,
    region: str = "GB",
    encoding: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    rejects_path: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ImportReport:
    """Import past calls; ``region`` is the site's, for numbers written without a country.

    ``progress`` is told the rows read so far; ``should_stop`` is asked between batches, and answering true
    ends the import with a ``KnownError`` and nothing written, as does cancelling the task.
    """
    intake: Intake[calls.ImportedCall] = CallIntake(house(), region, clock or SystemClock())
    return await take_in(
        url,
        Sheet.open(path, encoding),
        intake,
        dry_run=dry_run,
        skip_bad=skip_bad,
        rejects_path=rejects_path or rejects_beside(path),
        progress=progress,
        should_stop=should_stop,
    )


async def import_customers(
    url: str,
    path: Path,
    *,
    region: str = "GB",
    currency: str = "GBP",
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    resume: bool = False,
    rejects_path: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    note: Callable[[str], object] | None = None,
    by: Actor | None = None,
) -> ImportReport:
    """Import customers; ``currency`` is the site's, for rows that name none. See ``import_calls``.

    For ``file_format``, ``mapping`` and ``encoding`` see ``sources.open_customers``. A mapping is remembered by
    the file's header, and taken again where none is given. With ``resume`` the file comes in part by part, and
    goes on where an import of it ended. ``note`` is told what else there is to say, in whole sentences. ``by`` is
    who did it, for the audit log; None is somebody at the command line.
    """
    check_mapping(mapping)
    ticking = clock or SystemClock()
    table, taken = await open_remembered(url, path, file_format, mapping, encoding, note)
    journal = None
    if resume and not dry_run:
        options = {"kind": "customers", "format": file_format, "mapping": taken, "encoding": encoding}
        journal = Journal.of(path, options, ticking)
    remembering = (table.header, mapping) if mapping else None
    intake = CustomerIntake(house(), region, currency, ticking, remembering, by)
    report = await take_in(
        url,
        table,
        intake,
        dry_run=dry_run,
        skip_bad=skip_bad,
        rejects_path=rejects_path or rejects_beside(path),
        progress=progress,
        should_stop=should_stop,
        journal=journal,
    )
    if note is not None:
        for sentence in intake.notes():
            note(sentence)
    return report


async def open_remembered(
    url: str,
    path: Path,
    file_format: str | None,
    mapping: Mapping[str, str] | None,
    encoding: str | None,
    note: Callable[[str], object] | None,
) -> tuple[Table, Mapping[str, str]]:
    """A file of customers, with the mapping that is given or was used for such a header the last time."""
    table = open_customers(path, file_format=file_format, mapping=mapping, encoding=encoding)
    if mapping or not table.is_mappable:
        return table, mapping or {}
    known = await remembered_mapping(url, table.header)
    if not known:
        return table, {}
    table.close()
    if note is not None:
        taken = sorted((field, column) for field, column in known.items() if not is_left_out(field))
        columns = ", ".join(f"{field}={column}" for field, column in taken)
        note(f"The columns are taken as the last time: {columns}.")
    return open_customers(path, file_format=file_format, mapping=known, encoding=encoding), known


async def import_file(
    url: str,
    *,
    kind: str,
    file: Path,
    region: str,
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    is_dry_run: bool = False,
    is_skipping_bad: bool = False,
    is_resuming: bool = False,
    rejects: Path | None = None,
    is_json: bool = False,
    out: Callable[[str], object],
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    queue_name: str | None = None,
) -> bool:
    """The command line's import: do it, tell what came of it, and answer whether the file was refused.

    With ``is_json`` that is one JSON object of exactly ``read``, ``accepted`` and ``rejected``. A file is
    refused when nothing was written because of bad rows (or would not have been, in a dry run).
    """
    if kind not in KINDS:
        raise KnownError(f"{kind} cannot be imported.", todo=f"Import one of: {', '.join(KINDS)}.")
    options: dict[str, Any] = {
        "region": region,
        "encoding": encoding,
        "dry_run": is_dry_run,
        "skip_bad": is_skipping_bad,
        "rejects_path": rejects,
        "progress": progress,
        "should_stop": should_stop,
    }
    note = None if is_json else lambda text: out(text + "\n")
    if kind == "customers":
        options |= {"resume": is_resuming, "note": note}
        report = await import_customers(url, file, file_format=file_format, mapping=mapping, **options)
    else:
        if is_resuming:
            raise KnownError("Only customers come in part by part.", todo="Leave --resume away.")
        if mapping:
            page = "figures" if kind == "calls" else "operations"
            raise KnownError(f"Columns of {kind} are not mapped.", todo=f"Name them as docs/{page}.md says.")
        if kind == "tickets":
            del options["region"]
            options |= {"file_format": file_format, "queue_name": queue_name, "note": note}
            report = await import_tickets(url, file, **options)
        else:
            check_format(file, file_format)
            report = await import_calls(url, file, **options)
    is_refused = bool(report.rejected) and (not is_skipping_bad or report.read == 0)
    if is_json:
        out(msgspec.json.encode(report).decode() + "\n")
    else:
        out(
            _told(report, kind, rejects or rejects_beside(file), is_dry_run=is_dry_run, is_refused=is_refused)
        )
    return is_refused


def check_mapping(mapping: Mapping[str, str] | None) -> None:
    """Raise ``KnownError`` for a mapping of something that no customer has."""
    allowed = customers.COLUMNS.union(parts.COLUMNS, parts.OPT_OUTS)
    for name in mapping or {}:
        if name not in allowed and not is_left_out(name):
            raise KnownError(
                f"{name} is nothing a customer has.",
                kept=NOTHING_READ,
                todo=f"Map some of: {', '.join(sorted(allowed))}.",
            )


_TOLD_ROWS = 20


def _told(report: ImportReport, kind: str, rejects: Path, *, is_dry_run: bool, is_refused: bool) -> str:
    lines = [
        f"line {bad.row}{': ' + bad.field if bad.field else ''}: {bad.reason}" for bad in report.rejected
    ]
    if len(lines) > _TOLD_ROWS:
        lines[_TOLD_ROWS:] = [f"… and {len(lines) - _TOLD_ROWS} more"]
    counts = f"{report.read} rows read, {len(report.rejected)} refused"
    if is_refused:
        lines.append(f"{counts}. Nothing was written; put them right, or leave them out with --skip-bad.")
    elif is_dry_run:
        lines.append(f"{counts}; {report.accepted} {kind} would be written. This was a dry run.")
    else:
        where = f"; the refused rows are in {rejects}" if report.rejected else ""
        lines.append(f"{counts}; {report.accepted} {kind} written{where}.")
    return "\n".join(lines) + "\n"
