"""Central's end of the protocol: push, pull, snapshot and bundle, as functions over one connection."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command, CommandSpec
from agent_desktop.core.errors import KnownError, NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.store.rows import to_json
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.erasure import (
    Erasure,
    erase,
    erased_among,
    erased_since,
    log_erasures,
    speaks_of_erased,
)
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
from agent_desktop.sync.tables import command_log, erasure_log, sync_feed, sync_head
from agent_desktop.sync.versions import NOT_HERE_YET, OFFERED_AGAIN, decoded, is_kept_back

log = logging.getLogger(__name__)


class EpochChanged(KnownError):
    """The replica belongs to another life of the database: it must take a snapshot and keep its outbox."""

    reason = "epoch_changed"


class AwayTooLong(EpochChanged):
    """Tombstones that the replica has not seen are purged: it must take a snapshot, and offer nothing again."""

    reason = "away_too_long"


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
) -> PushReply:
    """Run a batch once, in one transaction that the caller commits, and answer a verdict a command.

    Each command has a savepoint of its own, so a bad one never fails its batch; one seen before answers
    its stored verdict and does nothing. The feed is stamped last, once for the batch; ``reached`` is
    filled with the scopes whose replicas it concerns. A command that cannot be judged yet is not logged
    and judged anew when it comes again (``sync.versions``). ``known_epoch`` and ``keeps_back`` are the
    request's. Raises ``Refused`` for a batch of more than ``MAX_PUSH`` and ``EpochChanged`` before anything
    is run in a life of the database that the desk does not know.
    """
    if len(commands) > MAX_PUSH:
        raise Refused("too_many", f"At most {MAX_PUSH} commands fit in one push.", kept="Nothing was run.")
    life, began_at = connection.execute(_LIFE).one()
    if known_epoch and known_epoch != str(life):
        raise _restored()
    batch = _Batch(
        connection,
        registry,
        actor,
        clock.now(),
        began_at=began_at,
        keeps_back=keeps_back,
        erased=erased_among(connection, commands),
    )
    verdicts: list[Verdict] = []
    fresh: dict[str, int] = {}
    for envelope in commands:
        command_id = str(envelope.data.get("command_id", ""))
        if command_id in fresh:  # The same command twice in one batch: its author's desk stuttered.
            verdicts.append(verdicts[fresh[command_id]])
            continue
        verdict, is_new = _judge(batch, envelope)
        if is_new:
            fresh[command_id] = len(verdicts)
        batch.keeps_back = batch.keeps_back or is_kept_back(verdict)
        verdicts.append(verdict)
    position = stamp(connection, registry, batch.touched, reached)
    log_erasures(connection, batch.erasures, position, actor, batch.recorded_at)
    for index, verdict in enumerate(verdicts):
        if verdict.command_id in fresh:
            verdicts[index] = msgspec.structs.replace(verdict, seq=position)
    _log_verdicts(connection, actor, [(commands[i], verdicts[i]) for i in fresh.values()], batch.recorded_at)
    return PushReply(verdicts, position, str(life))


_LIFE = sa.select(sync_head.c.epoch, sync_head.c.began_at).where(sync_head.c.shard == SHARD)


@dataclass
class _Batch:
    """What the commands of one push have in common, and what they have done together so far."""

    connection: sa.Connection
    registry: Registry
    actor: Actor
    recorded_at: datetime
    began_at: datetime | None
    keeps_back: bool
    erased: set[str]
    touched: Touched = field(default_factory=dict)
    erasures: list[Erasure] = field(default_factory=list)

    def is_offered_again(self, made_at: datetime) -> bool:
        """Whether a command is older than this life of the database, and soon enough to be expected."""
        began_at = self.began_at
        return began_at is not None and made_at < began_at and self.recorded_at < began_at + OFFERED_AGAIN


def _restored() -> EpochChanged:
    return EpochChanged("The central store was restored from a backup.", kept="Your outbox is kept.")


def epoch(connection: sa.Connection) -> str:
    """The life of this database; a restored backup begins another."""
    return str(
        connection.execute(sa.select(sync_head.c.epoch).where(sync_head.c.shard == SHARD)).scalar_one()
    )


def _judge(batch: _Batch, envelope: Envelope) -> tuple[Verdict, bool]:
    """The verdict on one command, and whether it is to be logged: final, and not given before."""
    connection, registry, actor = batch.connection, batch.registry, batch.actor
    command_id = str(envelope.data.get("command_id", ""))
    if _has_nul(envelope.data):
        return Verdict(command_id, "refused", problem=_NUL), False
    try:
        command = decoded(registry.commands, envelope)
    except Refused as refusal:
        return Verdict(command_id, "refused", problem=_problem(refusal)), False
    earlier = _earlier_verdict(connection, actor, command_id)
    if earlier is not None:
        return earlier, False
    if speaks_of_erased(envelope, batch.erased):
        return Verdict(command_id, "refused", problem=_ERASED), False
    work = SqlCentralWork(
        connection,
        registry,
        actor,
        command,
        seen=envelope.seen,
        recorded_at=batch.recorded_at,
        is_offered_again=batch.is_offered_again(command.made_at),
    )
    return _carry_out(batch, work, command)


def _carry_out(batch: _Batch, work: SqlCentralWork, command: Command) -> tuple[Verdict, bool]:
    command_id, spec = command.command_id, batch.registry.commands.of(command)
    savepoint = batch.connection.begin_nested()
    try:
        batch.registry.commands.run(work, batch.actor, command)
        result = _central_step(spec, work, batch.actor, command)
        erasures = [erase(work, customer_id, reason) for customer_id, reason in work.erasures]
    except NotHere as missing:
        savepoint.rollback()
        if batch.keeps_back or work.is_offered_again:
            return Verdict(command_id, "refused", problem=NOT_HERE_YET), False
        return Verdict(command_id, "refused", problem=_problem(missing)), True
    except KnownError as refusal:
        savepoint.rollback()
        return Verdict(command_id, "refused", problem=_problem(refusal)), True
    except sa.exc.DBAPIError as failure:
        savepoint.rollback()
        if is_retryable(failure):
            raise
        log.exception("command %s %s failed in the store", spec.kind, command_id)
        return Verdict(command_id, "refused", problem=_BUG), True
    except Exception:
        savepoint.rollback()
        log.exception("command %s %s failed", spec.kind, command_id)
        return Verdict(command_id, "refused", problem=_BUG), True
    savepoint.commit()
    for key, before in work.touched.items():
        batch.touched.setdefault(key, before)
    for key in work.restamped:
        batch.touched.setdefault(key, None)
    for erasure in erasures:
        batch.erasures.append(erasure)
        batch.erased.update(erasure.record_hashes)
        result = {**(result or {}), "erased": erasure.counts}
    lost = [Lost(f.entity, f.entity_id, f.field, f.yours, f.theirs) for f in work.lost]
    return Verdict(command_id, "merged" if lost else "applied", result=result, lost=lost), True


def _earlier_verdict(connection: sa.Connection, actor: Actor, command_id: str) -> Verdict | None:
    """What was decided when this command came before, told to its author alone."""
    earlier = connection.execute(
        sa.select(command_log.c.verdict, command_log.c.actor).where(command_log.c.command_id == command_id)
    ).first()
    if earlier is None:
        return None
    if str(earlier.actor) != actor.agent_id:
        return Verdict(command_id, "refused", problem=_NOT_YOURS)
    return msgspec.convert(earlier.verdict, Verdict)


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
_ERASED = Problem(
    "erased",
    "The customer this is about was erased.",
    todo="Discard it; nothing of theirs may be kept.",
)
_NOT_YOURS = Problem("not_yours", "A command is only ever sent by its author.")


def _has_nul(value: Any) -> bool:
    """Whether any text in decoded JSON holds U+0000, which PostgreSQL takes in no text and no jsonb."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(part) for key, part in value.items())
    return isinstance(value, list) and any(_has_nul(part) for part in value)


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
    Raises ``EpochChanged`` for a replica of another life of the database, and ``AwayTooLong`` for one so old
    that tombstones it has not seen are purged.
    """
    position, life, purged_below, erased_to = connection.execute(_STAND).one()
    life = str(life)
    if request.epoch != life:
        raise _restored()
    scopes = [scope for scope in sorted(request.cursors) if scope in allowed]
    if any(request.cursors[scope] < purged_below for scope in scopes):
        raise AwayTooLong("This desk was away for too long to catch up.", kept="Your outbox is kept.")
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
    is_behind = request.erased_to is not None and request.erased_to < (erased_to or 0)
    erased = erased_since(connection, request.erased_to or 0) if is_behind else []
    return PullReply(life, position, rows, cursors, more, erased)


_STAND = sa.select(
    sync_head.c.seq,
    sync_head.c.epoch,
    sync_head.c.purged_below,
    sa.select(sa.func.max(erasure_log.c.seq)).scalar_subquery(),
).where(sync_head.c.shard == SHARD)


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
