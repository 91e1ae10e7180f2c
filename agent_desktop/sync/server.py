"""Central's end of the protocol: push, pull, snapshot and bundle, as functions over one connection."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import CommandSpec
from agent_desktop.core.errors import KnownError, NotHere, Refused
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.store.batch import Batch, BatchRead, BatchWork, FlushFailed
from agent_desktop.store.rows import to_json
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import SHARD, Touched, head, stamp
from agent_desktop.sync.messages import (
    MAX_PULL,
    MAX_PUSH,
    NOTHING,
    Bundle,
    Envelope,
    FeedRow,
    Lost,
    Problem,
    PullReply,
    PullRequest,
    PushReply,
    Verdict,
)
from agent_desktop.sync.tables import command_log, sync_feed, sync_head

log = logging.getLogger(__name__)


class EpochChanged(KnownError):
    """The replica belongs to another life of the database: it must take a snapshot and keep its outbox."""


def push(
    connection: sa.Connection,
    registry: Registry,
    actor: Actor,
    commands: Sequence[Envelope],
    clock: Clock,
    reached: set[str] | None = None,
) -> PushReply:
    """Run a batch once, in one transaction that the caller commits, and answer a verdict a command.

    A bad command never fails its batch: what it did is undone, and where only the database could tell that
    it is bad, the batch runs again with a savepoint a command. One seen before answers its stored verdict and
    does nothing. The feed is stamped last, once for the batch; ``reached`` is filled with the scopes whose
    replicas it concerns. Raises ``Refused`` for a batch of more than ``MAX_PUSH``.
    """
    if len(commands) > MAX_PUSH:
        raise Refused("too_many", f"At most {MAX_PUSH} commands fit in one push.", kept="Nothing was run.")
    recorded_at = clock.now()
    batch = Batch(connection, registry)
    savepoint = connection.begin_nested()
    try:
        judged = _judge_all(batch, actor, commands, recorded_at, is_careful=False)
        batch.flush()
    except (KnownError, FlushFailed, sa.exc.StatementError) as failure:
        if isinstance(failure, sa.exc.DBAPIError) and is_retryable(failure):
            raise
        # One of them wrote what the database does not take: one by one, it is known which.
        batch.back()
        savepoint.rollback()
        batch = Batch(connection, registry)
        judged = _judge_all(batch, actor, commands, recorded_at, is_careful=True)
    else:
        savepoint.commit()
    verdicts, fresh = judged.verdicts, judged.fresh
    position = stamp(connection, registry, judged.touched, reached, BatchRead(batch))
    for index, verdict in enumerate(verdicts):
        if verdict.command_id in fresh:
            verdicts[index] = msgspec.structs.replace(verdict, seq=position)
    _log_verdicts(connection, actor, [(commands[i], verdicts[i]) for i in fresh.values()], recorded_at)
    return PushReply(verdicts, position, epoch(connection))


def epoch(connection: sa.Connection) -> str:
    """The life of this database; a restored backup begins another."""
    return str(
        connection.execute(sa.select(sync_head.c.epoch).where(sync_head.c.shard == SHARD)).scalar_one()
    )


@dataclass
class _Judged:
    """What came of the commands of a batch."""

    verdicts: list[Verdict] = field(default_factory=list)
    fresh: dict[str, int] = field(default_factory=dict)
    """Where the verdict of each command stands that was run now and not before."""
    touched: Touched = field(default_factory=dict)


def _judge_all(
    batch: Batch, actor: Actor, commands: Sequence[Envelope], recorded_at: datetime, *, is_careful: bool
) -> _Judged:
    judged = _Judged()
    ids = [str(envelope.data.get("command_id", "")) for envelope in commands]
    earlier = _earlier_verdicts(batch.connection, actor, ids)
    batch.fetch(_habits.expected(commands))
    for command_id, envelope in zip(ids, commands, strict=True):
        if command_id in judged.fresh:  # The same command twice in one batch: its author's desk stuttered.
            judged.verdicts.append(judged.verdicts[judged.fresh[command_id]])
            continue
        verdict, is_new = _judge(
            batch, actor, envelope, recorded_at, judged.touched, earlier, is_careful=is_careful
        )
        if is_new:
            judged.fresh[command_id] = len(judged.verdicts)
        judged.verdicts.append(verdict)
    return judged


def _judge(
    batch: Batch,
    actor: Actor,
    envelope: Envelope,
    recorded_at: datetime,
    touched: Touched,
    earlier: Mapping[str, Verdict],
    *,
    is_careful: bool,
) -> tuple[Verdict, bool]:
    registry = batch.registry
    command_id = str(envelope.data.get("command_id", ""))
    if (problem := _unstorable(envelope.data)) is not None:
        return Verdict(command_id, "refused", problem=problem), False
    try:
        command = registry.commands.decode(envelope.kind, envelope.data)
    except Refused as refusal:
        return Verdict(command_id, "refused", problem=_problem(refusal)), False
    if command_id in earlier:
        return earlier[command_id], False
    spec = registry.commands.of(command)
    work = BatchWork(
        batch.connection,
        registry,
        actor,
        command,
        seen=envelope.seen,
        recorded_at=recorded_at,
        batch=batch,
    )
    batch.mark(is_careful=is_careful)
    try:
        registry.commands.run(work, actor, command)
        result = _central_step(spec, work, actor, command)
        batch.keep()
    except (KnownError, NotHere) as refusal:
        batch.back()
        return Verdict(command.command_id, "refused", problem=_problem(refusal)), True
    except FlushFailed:
        raise
    except sa.exc.DBAPIError as failure:
        batch.back()
        if is_retryable(failure):
            raise
        log.exception("command %s %s failed in the store", spec.kind, command.command_id)
        return Verdict(command.command_id, "refused", problem=_BUG), True
    except Exception:
        batch.back()
        log.exception("command %s %s failed", spec.kind, command.command_id)
        return Verdict(command.command_id, "refused", problem=_BUG), True
    _habits.learn(envelope, work.asked)
    for key, before in work.touched.items():
        touched.setdefault(key, before)
    for key in work.restamped:
        touched.setdefault(key, None)
    lost = [Lost(f.entity, f.entity_id, f.field, f.yours, f.theirs) for f in work.lost]
    return Verdict(command.command_id, "merged" if lost else "applied", result=result, lost=lost), True


class _Habits:
    """Which fields of a kind of command name records it asks for, learnt from those that ran.

    Known beforehand, the records of a batch are read in one statement a kind of record. It is only a forecast:
    what was not foreseen is read when it is asked for.
    """

    def __init__(self) -> None:
        self._entity_of: dict[tuple[str, str], str] = {}

    def learn(self, envelope: Envelope, asked: Mapping[str, str]) -> None:
        """Note in which fields the ids stood that a command asked for."""
        for name, value in envelope.data.items():
            if isinstance(value, str) and value in asked and name != "command_id":
                self._entity_of[envelope.kind, name] = asked[value]

    def expected(self, commands: Sequence[Envelope]) -> dict[str, set[str]]:
        """The ids, by entity, that these commands are likely to ask for."""
        wanted: dict[str, set[str]] = {}
        for envelope in commands:
            for name, value in envelope.data.items():
                entity = self._entity_of.get((envelope.kind, name))
                if entity is not None and isinstance(value, str) and is_id(value):
                    wanted.setdefault(entity, set()).add(value)
        return wanted


_habits = _Habits()


def _earlier_verdicts(
    connection: sa.Connection, actor: Actor, command_ids: Sequence[str]
) -> dict[str, Verdict]:
    """What was decided of those commands that came before, told to their author alone."""
    wanted = sorted({command_id for command_id in command_ids if is_id(command_id)})
    if not wanted:
        return {}
    return {
        str(row.command_id): msgspec.convert(row.verdict, Verdict)
        if str(row.actor) == actor.agent_id
        else Verdict(str(row.command_id), "refused", problem=_NOT_YOURS)
        for row in connection.execute(_EARLIER, {"of_ids": wanted})
    }


_EARLIER = sa.select(command_log.c.command_id, command_log.c.verdict, command_log.c.actor).where(
    command_log.c.command_id
    == sa.any_(sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False))))
)

_BUG = Problem(
    "central_failed",
    "Central could not carry this out because of a fault of its own.",
    kept="Your text is kept here.",
    todo="Try again later, and tell your administrator.",
)


def _central_step(
    spec: CommandSpec, work: SqlCentralWork, actor: Actor, command: Any
) -> dict[str, Any] | None:
    if spec.central_step is None:
        return None
    result = spec.central_step(work, actor, command)
    return None if result is None else msgspec.to_builtins(dict(result))


def sqlstate(failure: sa.exc.DBAPIError) -> str:
    """PostgreSQL's five-letter code of a database error, empty where it has none."""
    state = getattr(failure.orig, "sqlstate", None) or getattr(
        getattr(failure.orig, "__cause__", None), "sqlstate", None
    )
    return str(state or "")


def is_retryable(failure: sa.exc.DBAPIError) -> bool:
    """Whether a batch is to be run again: a deadlock, a serialisation failure, or the same command twice at once.

    The second of two requests with one command id fails when it logs its verdict; run again it finds
    the verdict of the first.
    """
    state = sqlstate(failure)
    if state == "23505":
        cause = getattr(failure.orig, "__cause__", None)
        return getattr(cause, "table_name", None) == command_log.name
    return state in {"40001", "40P01"}


_NUL = Problem(
    "malformed",
    "A text holds a character with the code 0, which cannot be stored.",
    kept="Your text is kept here.",
)
_TOO_DEEP = Problem(
    "malformed", "It is nested more deeply than any command is.", kept="Your text is kept here."
)
_DEEPEST = 32
_NOT_YOURS = Problem("not_yours", "A command is only ever sent by its author.")


def _unstorable(value: Any, levels: int = _DEEPEST) -> Problem | None:
    """Why decoded JSON cannot be stored: PostgreSQL takes U+0000 in no text and no jsonb, and nests only so far."""
    if isinstance(value, str):
        return _NUL if "\0" in value else None
    if not isinstance(value, dict | list):
        return None
    if not levels:
        return _TOO_DEEP
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next((found for part in parts if (found := _unstorable(part, levels - 1)) is not None), None)


def _problem(refusal: KnownError | NotHere) -> Problem:
    if isinstance(refusal, NotHere):
        return Problem(
            "not_found", f"This {refusal.entity} does not exist any more.", kept="Your text is kept here."
        )
    reason = refusal.reason if isinstance(refusal, Refused) else "invalid"
    return Problem(reason, refusal.what, refusal.kept, refusal.todo)


def _log_verdicts(
    connection: sa.Connection, actor: Actor, judged: list[tuple[Envelope, Verdict]], recorded_at: datetime
) -> None:
    if not judged:
        return
    rows = [
        {
            "command_id": verdict.command_id,
            "client_id": actor.client_id,
            "actor": actor.agent_id,
            "kind": envelope.kind,
            "data": envelope.data,
            "status": verdict.status,
            "verdict": msgspec.to_builtins(verdict),
            "seq": verdict.seq,
            "made_at": msgspec.convert(envelope.data["made_at"], datetime),
            "applied_at": recorded_at,
        }
        for envelope, verdict in judged
    ]
    connection.execute(sa.insert(command_log), rows)


# Keys first, scope by scope, then bodies: one scan of the index a scope, however many scopes a desk holds.
_wanted = (
    sa.func.unnest(
        sa.bindparam("scopes", type_=postgresql.ARRAY(sa.Text)),
        sa.bindparam("cursors", type_=postgresql.ARRAY(sa.BigInteger)),
    )
    .table_valued("scope", "cursor", name="wanted")
    .render_derived()
)
_keys = (
    sa.select(sync_feed.c.scope, sync_feed.c.entity, sync_feed.c.entity_id, sync_feed.c.seq)
    .where(sync_feed.c.scope == _wanted.c.scope, sync_feed.c.seq > _wanted.c.cursor)
    .order_by(sync_feed.c.seq)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .lateral("keys")
)
_first = (
    sa.select(_keys)
    .select_from(_wanted.join(_keys, sa.true()))
    .order_by(_keys.c.seq)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .subquery("page")
)
_PULL = (
    sa.select(
        sync_feed.c.scope,
        sync_feed.c.entity,
        sync_feed.c.entity_id,
        sync_feed.c.seq,
        sync_feed.c.op,
        sa.cast(sync_feed.c.body, sa.Text).label("body"),
    )
    .join(
        _first,
        sa.and_(
            sync_feed.c.scope == _first.c.scope,
            sync_feed.c.entity == _first.c.entity,
            sync_feed.c.entity_id == _first.c.entity_id,
        ),
    )
    .order_by(sync_feed.c.seq)
)


def pull(connection: sa.Connection, request: PullRequest, allowed: frozenset[str]) -> PullReply:
    """A page of what changed in the scopes a replica holds, since the cursor of each.

    The caller decides ``allowed``; a scope outside it is not answered and its cursor not advanced.
    Raises ``EpochChanged`` for a replica of another life of the database, or so old that tombstones it
    has not seen are purged.
    """
    position, life, purged_below = connection.execute(
        sa.select(sync_head.c.seq, sync_head.c.epoch, sync_head.c.purged_below).where(
            sync_head.c.shard == SHARD
        )
    ).one()
    life = str(life)
    if request.epoch != life:
        raise EpochChanged("The central store was restored from a backup.", kept="Your outbox is kept.")
    scopes = [scope for scope in sorted(request.cursors) if scope in allowed]
    if any(request.cursors[scope] < purged_below for scope in scopes):
        raise EpochChanged("This desk was away for too long to catch up.", kept="Your outbox is kept.")
    most = max(1, min(request.limit, MAX_PULL))
    found = connection.execute(
        _PULL,
        {"scopes": scopes, "cursors": [request.cursors[s] for s in scopes], "most": most + 1},
    ).all()
    more = len(found) > most
    page = found[:most]
    cursors = {scope: request.cursors[scope] for scope in scopes}
    for row in page:
        cursors[row.scope] = max(cursors[row.scope], row.seq)
    if not more:
        cursors = {scope: max(cursor, position) for scope, cursor in cursors.items()}
    rows = [
        FeedRow(
            row.scope,
            row.entity,
            str(row.entity_id),
            row.seq,
            row.op,
            msgspec.Raw(row.body.encode()) if row.op == "U" else NOTHING,
        )
        for row in page
    ]
    return PullReply(life, position, rows, cursors, more)


def snapshot(connection: sa.Connection, scope: str) -> Iterator[bytes]:
    """The whole of a scope as NDJSON lines, the head first; each line ends in a newline.

    Call it in a repeatable-read transaction, so that the head and the rows are of one moment.
    """
    yield msgspec.json.encode({"scope": scope, "seq": head(connection), "epoch": epoch(connection)}) + b"\n"
    rows = connection.execution_options(yield_per=500).execute(
        sa.select(
            sync_feed.c.entity,
            sync_feed.c.entity_id,
            sync_feed.c.seq,
            sa.cast(sync_feed.c.body, sa.Text).label("body"),
        ).where(sync_feed.c.scope == scope, sync_feed.c.op == "U")
    )
    for row in rows:
        yield (
            msgspec.json.encode(
                FeedRow(scope, row.entity, str(row.entity_id), row.seq, "U", msgspec.Raw(row.body.encode()))
            )
            + b"\n"
        )


def bundle(
    connection: sa.Connection, registry: Registry, customer_id: str, *, most: int = 200
) -> Bundle | None:
    """Everything of one customer, at most the ``most`` latest records an entity; None for no such one.

    Its ETag changes with any row of it.
    """
    position, life = connection.execute(_POSITION).one()
    rows: list[tuple[str, msgspec.Raw]] = []
    digest = hashlib.sha256()
    for spec in registry.entities.values():
        if spec.customer_column is None or not spec.is_in_bundle:
            continue
        statement = _latest_of(spec.table, spec.customer_column)
        found = connection.execute(statement, {"of_customer": customer_id, "most": most}).mappings().all()
        if spec.customer_column == "id" and not found:
            return None
        for row in found:
            digest.update(f"{spec.name}:{row['id']}:{row['version']};".encode())
            rows.append((spec.name, msgspec.Raw(to_json(dict(row)).encode())))
    return Bundle(customer_id, int(position), str(life), digest.hexdigest()[:32], rows)


_POSITION = sa.select(sync_head.c.seq, sync_head.c.epoch).where(sync_head.c.shard == SHARD)


@cache
def _latest_of(table: sa.Table, column: str) -> sa.Select[Any]:
    """A customer's latest records of one kind; built once, for a caller waits for it."""
    return (
        sa.select(table)
        .where(table.c[column] == sa.bindparam("of_customer"))
        .order_by(table.c.updated_at.desc(), table.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
