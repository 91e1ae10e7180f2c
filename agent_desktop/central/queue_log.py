"""A site's history on day one: the calls of Asterisk's ``queue_log`` as facts, in one transaction.

A call is written once, when it is told to its end. Importing the same log again adds nothing, and one that has
grown adds what is new; a call that the exchange's connector told already stays as it was told.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.intake import Progress, copy_rows, rejects_beside
from agent_desktop.central.queue_log_file import LogFiles
from agent_desktop.central.roster import Roster
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.sheet import Rejected, column_name
from agent_desktop.features import house
from agent_desktop.features.calls.queue_log import CallsOfLog, ToldCall
from agent_desktop.features.calls.queue_log_people import NAME_PREFIX, PeopleOfLog, Told
from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.features.calls.visits import HandlingRow, VisitRow, project
from agent_desktop.features.workforce.tables import agent, agent_state_fact
from agent_desktop.store.engines import central_engine
from agent_desktop.store.rows import json_text

BATCH_CALLS = 1_000
BATCH_LINES = 5_000
_TOLD_LINES = 20

# PJSIP/1001, SIP/1001-0000002a, Local/1001@from-queue/n, Agent/1001: the phone behind a member.
_PHONE = re.compile(r"[A-Za-z][A-Za-z0-9]*/(?P<phone>[^@/]+?)(?:-[0-9a-f]{8})?(?:[@/].*)?")


class QueueLogReport(msgspec.Struct, frozen=True):
    """What became of a log. Its JSON form is a contract that others script against.

    ``read`` counts lines; ``accepted`` the calls written, or that would be in a dry run; ``known`` those on
    record already; ``open`` those not told to their end yet, which a later import takes in; ``lost`` those of which
    nothing was told for a day, so that their end is not in the log.
    """

    read: int
    accepted: int
    known: int
    open: int
    lost: int
    rejected: list[Rejected]


class NamesOfLog:
    """Who and which queue is meant by the names of a log; ``mapping`` says so where it is not plain."""

    def __init__(self, roster: Roster, extensions: Mapping[str, str], mapping: Mapping[str, str]) -> None:
        self._roster = roster
        self._extensions = extensions
        self._mapping = mapping

    @classmethod
    def load(cls, connection: sa.Connection, mapping: Mapping[str, str]) -> NamesOfLog:
        """Everybody, every queue and every telephone on record."""
        rows = connection.execute(
            sa.select(agent.c.extension, agent.c.login).where(agent.c.extension.is_not(None))
        ).all()
        known = [row.extension for row in rows]
        return cls(
            Roster.load(connection),
            {row.extension: row.login for row in rows if known.count(row.extension) == 1},
            mapping,
        )

    @property
    def roster(self) -> Roster:
        """People and queues by name."""
        return self._roster

    def queue_id(self, name: str) -> str:
        """The id of a queue, made if there is none of that name."""
        return self._roster.queue_id(self._mapping.get(column_name(name), name))

    def agent_id(self, name: str) -> str:
        """The id of a person by login, name, telephone or member; raises ``Invalid`` where several fit."""
        person = self._person(name)
        if self._roster.is_ambiguous(person):
            raise Invalid("agent", "Several people are called so; say who is meant with --map.")
        return self._roster.agent_id(person)

    def _person(self, name: str) -> str:
        if mapped := self._mapping.get(column_name(name)):
            return mapped
        member = _PHONE.fullmatch(name)
        phone = member["phone"] if member else name
        return self._extensions.get(phone, phone)


class _Writing:
    """Calls on their way in, a batch at a time."""

    def __init__(self, connection: AsyncConnection, names: NamesOfLog, log: LogFiles) -> None:
        self._connection = connection
        self._names = names
        self._log = log
        self._batch: dict[str, ToldCall] = {}
        self.accepted = 0
        self.known = 0

    async def add(self, calls: Iterable[ToldCall]) -> None:
        """Take whole calls in."""
        for call in calls:
            if call.call_id in self._batch:
                self.known += 1
            else:
                self._batch[call.call_id] = call
        if len(self._batch) >= BATCH_CALLS:
            await self.write()

    async def write(self) -> None:
        """Write what is not on record yet, by COPY."""
        batch, self._batch = self._batch, {}
        if not batch:
            return
        f = call_fact.c
        found = await self._connection.execute(
            sa.select(f.call_id).where(f.call_id.in_(list(batch))).distinct()
        )
        stored = set(found.scalars())
        self.known += len(stored)
        facts: list[dict[str, Any]] = []
        visits: list[dict[str, Any]] = []
        handled: list[dict[str, Any]] = []
        for call_id, call in batch.items():
            if call_id in stored:
                continue
            try:
                told = self._rows(call)
            except Invalid as problem:
                self._log.refuse(problem, call.line)
                continue
            for into, rows in zip((facts, visits, handled), told, strict=True):
                into.extend(rows)
            self.accepted += 1
        for table, rows in ((call_fact, facts), (queue_visit, visits), (call_handling, handled)):
            await copy_rows(self._connection, table, rows)

    def _rows(self, call: ToldCall) -> tuple[list[dict[str, Any]], ...]:
        queues = {fact.queue: self._names.queue_id(fact.queue) for fact in call.facts if fact.queue}
        agents = {fact.agent: self._names.agent_id(fact.agent) for fact in call.facts if fact.agent}
        facts = [
            {
                "connector": fact.connector,
                "call_id": fact.call_id,
                "seq": fact.seq,
                "kind": fact.kind,
                "at": fact.at,
                "queue": fact.queue,
                "agent": fact.agent,
                "queue_id": queues.get(fact.queue) if fact.queue else None,
                "agent_id": agents.get(fact.agent) if fact.agent else None,
                "data": json_text(fact.data),
            }
            for fact in call.facts
        ]
        connector = call.facts[0].connector

        def counted(row: VisitRow | HandlingRow) -> dict[str, Any]:
            values = msgspec.structs.asdict(row)
            values["queue_id"] = queues.get(values.pop("queue"))
            values["agent_id"] = agents.get(values.pop("agent"))
            return {"connector": connector, "call_id": call.call_id, **values}

        of_visits, of_parts = project(call.facts)
        return facts, [counted(row) for row in of_visits], [counted(row) for row in of_parts]


async def import_queue_log(
    url: str,
    paths: Sequence[Path],
    *,
    time_zone: tzinfo | None = None,
    region: str = "GB",
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    rejects_path: Path | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> QueueLogReport:
    """Import the files of one log, in any order; plain or gzip, each line of them once.

    ``mapping`` names our people and queues by how the log calls them (in lower case, ``_`` for a space);
    ``time_zone`` is that of times written as a time of day, and not needed for Unix seconds. ``progress`` and
    ``should_stop`` are as for ``importing.import_calls``.
    """
    clock = clock or SystemClock()
    log = LogFiles(paths, time_zone or ZoneInfo("UTC"), encoding)
    calls = CallsOfLog(region)
    registry = house()
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            transaction = await connection.begin()
            names = await connection.run_sync(lambda sync: NamesOfLog.load(sync, mapping or {}))
            writing = _Writing(connection, names, log)
            people = PeopleOfLog(names.agent_id, await connection.run_sync(_told_of_people))
            lost = 0
            for line in log.lines():
                try:
                    await writing.add(calls.take(line))
                except Invalid as problem:
                    log.refuse(problem)
                people.take(line)
                if log.read % BATCH_LINES == 0:
                    await writing.add(calls.settle())
                    lost += calls.forget_lost()
                    await _write_states(connection, people)
                    await _breathe(log, progress, should_stop)
            await writing.add(calls.settle(clock.now()))
            lost += calls.forget_lost(clock.now())
            await writing.write()
            if calls.latest is not None:
                people.end(calls.latest)
            await _write_states(connection, people)
            if progress is not None:
                progress(log.read)
            if not log.read:
                raise KnownError("There is no whole line in the log.", kept="Nothing was written.")
            is_refused = bool(log.refused) and not skip_bad
            if dry_run or is_refused:
                await transaction.rollback()
            else:
                if log.refused:
                    log.write_refused(rejects_path or rejects_beside(paths[0]))
                await connection.run_sync(lambda sync: names.roster.write(sync, registry, clock.now()))
                await transaction.commit()
            accepted = 0 if is_refused else writing.accepted
            return QueueLogReport(log.read, accepted, writing.known, calls.still_open, lost, log.refused)
    except sa.exc.IntegrityError:
        raise KnownError(
            "Somebody else imported some of these calls meanwhile.",
            kept="Nothing was written.",
            todo="Import the log again.",
        ) from None
    finally:
        await engine.dispose()


def _told_of_people(connection: sa.Connection) -> dict[str, Told]:
    """Of everybody, up to when logs were imported, and from when on a live floor told of them."""
    f = agent_state_fact.c
    is_imported = f.agent.startswith(NAME_PREFIX, autoescape=True)
    rows = connection.execute(
        sa.select(
            f.agent_id,
            sa.func.max(f.at).filter(is_imported).label("imported_until"),
            sa.func.min(f.at).filter(sa.not_(is_imported)).label("live_from"),
        )
        .where(f.agent_id.is_not(None))
        .group_by(f.agent_id)
    )
    return {row.agent_id: Told(row.imported_until, row.live_from) for row in rows}


async def _write_states(connection: AsyncConnection, people: PeopleOfLog) -> None:
    rows = [
        {
            "agent": fact.agent,
            "agent_id": agent_id,
            "state": fact.state,
            "reason": fact.reason,
            "call_id": fact.call_id,
            "at": fact.at,
            "data": "{}",
        }
        for agent_id, fact in people.drain()
    ]
    await copy_rows(connection, agent_state_fact, rows)


async def _breathe(log: LogFiles, progress: Progress | None, should_stop: Callable[[], bool] | None) -> None:
    """Tell how far it is, and let others of this loop have their turn."""
    if progress is not None:
        progress(log.read)
    await asyncio.sleep(0)
    if should_stop is not None and should_stop():
        raise KnownError("The import was stopped.", kept="Nothing was written.")


async def import_file(
    url: str,
    *,
    files: Sequence[Path],
    region: str,
    time_zone: tzinfo,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    is_dry_run: bool = False,
    is_skipping_bad: bool = False,
    rejects: Path | None = None,
    is_json: bool = False,
    out: Callable[[str], object],
    progress: Progress | None = None,
) -> bool:
    """The command line's import of a log: do it, tell what came of it, and answer whether it was refused."""
    report = await import_queue_log(
        url,
        files,
        time_zone=time_zone,
        region=region,
        encoding=encoding,
        mapping=mapping,
        dry_run=is_dry_run,
        skip_bad=is_skipping_bad,
        rejects_path=rejects,
        progress=progress,
    )
    is_refused = bool(report.rejected) and not is_skipping_bad
    if is_json:
        out(msgspec.json.encode(report).decode() + "\n")
        return is_refused
    lines = [
        f"line {bad.row}{': ' + bad.field if bad.field else ''}: {bad.reason}"
        for bad in report.rejected[:_TOLD_LINES]
    ]
    if len(report.rejected) > _TOLD_LINES:
        lines.append(f"… and {len(report.rejected) - _TOLD_LINES} more")
    counts = f"{report.read} lines read, {len(report.rejected)} refused"
    if is_refused:
        lines.append(f"{counts}. Nothing was written; put them right, or leave them out with --skip-bad.")
    else:
        wrote = "would be written. This was a dry run" if is_dry_run else "written"
        lines.append(f"{counts}; {report.accepted} calls {wrote}.")
        if report.known:
            lines.append(f"{report.known} calls were on record already and stay as they are.")
        if report.open:
            lines.append(f"{report.open} calls are not over yet; import the log again later for them.")
        if report.lost:
            lines.append(f"{report.lost} calls have no end in the log and are left out.")
        if report.rejected and not is_dry_run:
            lines.append(f"The refused lines are in {rejects or rejects_beside(files[0])}.")
    out("\n".join(lines) + "\n")
    return is_refused
