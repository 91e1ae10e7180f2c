"""Central's end of the protocol: push, as a function over one connection (see also ``feed_pages`` and ``bundles``)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import CommandSpec
from agent_desktop.core.errors import KnownError, NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.store.batch import Batch, BatchRead, BatchWork, FlushFailed
from agent_desktop.store.chronicle import Chronicle, forget
from agent_desktop.store.sql_states import is_unusable_value
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.closing import close
from agent_desktop.sync.command_records import (
    ERASED_BEFORE,
    NUL,
    UNUSABLE,
    bug,
    log_rows,
    log_verdicts,
    problem_of,
)
from agent_desktop.sync.epochs import restored
from agent_desktop.sync.erasure import (
    Erasure,
    erase,
    erased_among,
    log_erasures,
    speaks_of_erased,
)
from agent_desktop.sync.failures import is_passing, reason_of
from agent_desktop.sync.feed import Touched, stamp_with
from agent_desktop.sync.first_writers import lost_to
from agent_desktop.sync.habits import habits
from agent_desktop.sync.landing import landed
from agent_desktop.sync.messages import (
    MAX_PUSH,
    Envelope,
    PushReply,
    Verdict,
)
from agent_desktop.sync.opening import Opening, definitions, opened
from agent_desktop.sync.versions import NOT_HERE_YET, OFFERED_AGAIN, decoded, is_kept_back

log = logging.getLogger(__name__)

CENTRAL = "central"
"""Under this kind the chronicle has what central did of itself after a command."""


def push(
    connection: sa.Connection,
    registry: Registry,
    actor: Actor,
    commands: Sequence[Envelope],
    clock: Clock,
    reached: set[str] | None = None,
    *,
    known_epoch: str = "",
    keeps_back: bool = False,
    is_careful: bool = False,
    may_run_again: bool = False,
) -> PushReply:
    """Run a batch once, in one transaction that the caller commits, and answer a verdict a command.

    A bad command never fails its batch: what it did is undone, and where only the database could tell that
    it is bad, the batch runs again with a savepoint a command. One seen before answers its stored verdict and
    does nothing. One that cannot be judged yet is not logged, and judged anew when it comes again
    (``sync.versions``). The feed is stamped last, once for the batch; ``reached`` is filled with the scopes
    whose replicas it concerns. ``known_epoch`` and ``keeps_back`` are the request's. ``is_careful`` gives each
    command a savepoint from the start; whoever ``may_run_again`` spares the one of the batch, and has to begin
    another transaction, a careful one, when ``Spoiled`` is raised. Raises ``Refused`` for a batch of more than
    ``MAX_PUSH``, and ``EpochChanged`` before anything is run in a life of the database that the desk does not know.
    """
    if len(commands) > MAX_PUSH:
        raise Refused("too_many", f"At most {MAX_PUSH} commands fit in one push.", kept="Nothing was run.")
    opening = opened(connection, actor, [_id_of(envelope) for envelope in commands])
    if known_epoch and known_epoch != opening.epoch:
        raise restored()
    erased = frozenset(erased_among(connection, commands) if opening.is_any_erased else ())
    frame = _Frame(actor, clock.now(), opening, keeps_back, erased)
    asked, commands = commands, landed(connection, registry, commands)
    known = definitions(connection, opening, clock.monotonic_s())
    batch = Batch(connection, registry, known)
    savepoint = None if is_careful or may_run_again else connection.begin_nested()
    try:
        judged = _judge_all(batch, frame, commands, is_careful=is_careful)
        batch.flush()
    except (KnownError, FlushFailed, sa.exc.StatementError) as failure:
        if is_passing(failure):
            raise reason_of(failure) from None
        if is_careful:
            raise
        # One of them wrote what the database does not take: one by one, it is known which.
        batch.back()
        if savepoint is None:
            raise Spoiled from failure
        savepoint.rollback()
        batch = Batch(connection, registry, known)
        judged = _judge_all(batch, frame, commands, is_careful=True)
    else:
        if savepoint is not None:
            savepoint.commit()
    verdicts, fresh = judged.verdicts, judged.fresh
    logged = log_rows(registry, actor, [(asked[i], verdicts[i]) for i in fresh.values()], frame.recorded_at)
    is_closed = False

    def closing(states: list[dict[str, Any]], began: int) -> int | None:
        nonlocal is_closed
        if not states or judged.erasures:
            return None
        position = close(connection, states, judged.chronicle.rows, logged, began)
        is_closed = position is not None
        return position

    position = stamp_with(connection, registry, judged.touched, reached, BatchRead(batch), closing)
    if not is_closed:
        judged.chronicle.write(connection)
        log_erasures(connection, judged.erasures, position, actor, frame.recorded_at)
        log_verdicts(connection, logged, position)
    for index, verdict in enumerate(verdicts):
        if verdict.command_id in fresh:
            verdicts[index] = msgspec.structs.replace(verdict, seq=position)
    return PushReply(verdicts, position, opening.epoch)


class Spoiled(Exception):
    """A command wrote what the database does not take, and the transaction is lost: careful, it is known which."""


def _id_of(envelope: Envelope) -> str:
    return str(envelope.data.get("command_id", ""))


@dataclass(frozen=True)
class _Frame:
    """What the commands of one push have in common."""

    actor: Actor
    recorded_at: datetime
    opening: Opening
    keeps_back: bool
    erased: frozenset[str]
    """The hashes, among the ids these commands speak of, of what was erased before."""

    def is_offered_again(self, made_at: datetime) -> bool:
        """Whether a command is older than this life of the database, and soon enough to be expected."""
        began_at = self.opening.began_at
        return began_at is not None and made_at < began_at and self.recorded_at < began_at + OFFERED_AGAIN


@dataclass
class _Judged:
    """What came of the commands of a batch."""

    verdicts: list[Verdict] = field(default_factory=list)
    fresh: dict[str, int] = field(default_factory=dict)
    """Where the verdict of each command stands that was run now and not before."""
    touched: Touched = field(default_factory=dict)
    erasures: list[Erasure] = field(default_factory=list)
    chronicle: Chronicle = field(default_factory=Chronicle)
    erased: set[str] = field(default_factory=set)
    keeps_back: bool = False
    """Whether the desk keeps commands back that later ones may stand on."""


def _judge_all(batch: Batch, frame: _Frame, commands: Sequence[Envelope], *, is_careful: bool) -> _Judged:
    judged = _Judged(erased=set(frame.erased), keeps_back=frame.keeps_back)
    ids = [_id_of(envelope) for envelope in commands]
    earlier = frame.opening.earlier
    batch.fetch(habits.expected(commands))
    for command_id, envelope in zip(ids, commands, strict=True):
        if command_id in judged.fresh:  # The same command twice in one batch: its author's desk stuttered.
            judged.verdicts.append(judged.verdicts[judged.fresh[command_id]])
            continue
        verdict, is_new = _judge(batch, frame, judged, envelope, earlier, is_careful=is_careful)
        if is_new:
            judged.fresh[command_id] = len(judged.verdicts)
        judged.keeps_back = judged.keeps_back or is_kept_back(verdict)
        judged.verdicts.append(verdict)
    return judged


def _judge(
    batch: Batch,
    frame: _Frame,
    judged: _Judged,
    envelope: Envelope,
    earlier: Mapping[str, Verdict],
    *,
    is_careful: bool,
) -> tuple[Verdict, bool]:
    """The verdict on one command, and whether it is to be logged: final, and not given before."""
    command_id = _id_of(envelope)
    if has_nul(envelope.data):
        return Verdict(command_id, "refused", problem=NUL), False
    try:
        command = decoded(batch.registry.commands, envelope)
    except Refused as refusal:
        return Verdict(command_id, "refused", problem=problem_of(refusal)), False
    if command_id in earlier:
        return earlier[command_id], False
    if speaks_of_erased(envelope, judged.erased):
        return Verdict(command_id, "refused", problem=ERASED_BEFORE), False
    work = BatchWork(
        batch.connection,
        batch.registry,
        frame.actor,
        command,
        seen=envelope.seen,
        recorded_at=frame.recorded_at,
        batch=batch,
        is_offered_again=frame.is_offered_again(command.made_at),
    )
    batch.mark(is_careful=is_careful)
    verdict = _carry_out(work, judged)
    if verdict.status != "refused":
        habits.learn(envelope, work.asked)
    return verdict, not is_kept_back(verdict)


def _carry_out(work: BatchWork, judged: _Judged) -> Verdict:
    """Run one command and its central step; what did not go well is undone."""
    batch, command, command_id = work.batch, work.command, work.command.command_id
    spec = batch.registry.commands.of(command)
    try:
        batch.registry.commands.run(work, work.actor, command)
        result = _central_step(spec, work, work.actor, command)
        told = work.page = judged.chronicle.page(work)
        told.note(spec.kind, work.actor.agent_id)
        for follow_up in batch.registry.aftermaths:
            follow_up(work, work.actor, command, dict(work.touched))
        told.note(CENTRAL, None)
        erasures = [erase(work, customer_id, reason) for customer_id, reason in work.erasures]
        batch.keep()
    except (KnownError, NotHere) as refusal:
        batch.back()
        is_yet_to_come = isinstance(refusal, NotHere) and (judged.keeps_back or work.is_offered_again)
        return Verdict(command_id, "refused", problem=NOT_HERE_YET if is_yet_to_come else problem_of(refusal))
    except FlushFailed:
        raise
    except Exception as failure:
        if is_passing(failure):
            raise
        if isinstance(failure, sa.exc.DBAPIError) and not batch.is_careful:
            raise FlushFailed from failure  # The transaction may be lost with it.
        batch.back()
        if isinstance(failure, sa.exc.StatementError) and is_unusable_value(failure):
            return Verdict(command_id, "refused", problem=UNUSABLE)
        log.exception("command %s %s failed", spec.kind, command_id)
        return Verdict(command_id, "refused", problem=bug())
    for key, before in work.touched.items():
        judged.touched.setdefault(key, before)
    for key in work.restamped:
        judged.touched.setdefault(key, None)
    judged.chronicle.keep(told)
    for erasure in erasures:
        forget(batch.connection, judged.chronicle, erasure.terms["ids"])
        judged.erasures.append(erasure)
        judged.erased.update(erasure.record_hashes)
        result = {**(result or {}), "erased": erasure.counts}
    lost = lost_to(batch.connection, work.lost)
    return Verdict(command_id, "merged" if lost else "applied", result=result, lost=lost)


def _central_step(
    spec: CommandSpec, work: SqlCentralWork, actor: Actor, command: Any
) -> dict[str, Any] | None:
    if spec.central_step is None:
        return None
    result = spec.central_step(work, actor, command)
    return None if result is None else msgspec.to_builtins(dict(result))


def has_nul(value: Any) -> bool:
    """Whether any text in decoded JSON holds U+0000, which PostgreSQL takes in no text and no jsonb."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        # Loops, not generators: this is asked of every field of every command.
        for name, part in value.items():
            if "\0" in name or has_nul(part):
                return True
    elif isinstance(value, list):
        for part in value:
            if has_nul(part):
                return True
    return False
