"""A snapshot taken part by part: where it stands, kept with its rows, so that it goes on where it broke off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.registry import Registry
from agent_desktop.sync.messages import FeedRow, SnapshotHead
from agent_desktop.sync.replica_tables import row_scope, snapshot_state
from agent_desktop.sync.taking import leave, leave_scope


@dataclass(frozen=True, slots=True)
class SnapshotStep:
    """How far a snapshot has come: its first head, the last entity and id taken, and how many rows that makes.

    ``seq`` stays that of the first head however often it is continued: what changed since comes by the feed.
    """

    scope: str
    epoch: str
    seq: int
    entity: str = ""
    entity_id: str = ""
    taken: int = 0


_ROWS = msgspec.json.Decoder(FeedRow)


def snapshot_rows(lines: bytes) -> list[FeedRow]:
    """The rows of so many whole lines of a snapshot."""
    return _ROWS.decode_lines(lines)


def step_of(connection: sa.Connection, scope: str) -> SnapshotStep | None:
    """Where the snapshot of a scope broke off; None where none was begun."""
    row = connection.execute(sa.select(snapshot_state).where(snapshot_state.c.scope == scope)).first()
    if row is None:
        return None
    return SnapshotStep(row.scope, row.epoch, row.seq, row.entity, row.entity_id, row.taken)


def begin(connection: sa.Connection, head: SnapshotHead) -> SnapshotStep:
    """Note the head of a snapshot; one that is under way in the same life goes on with its own."""
    known = step_of(connection, head.scope)
    if known is not None and known.epoch == head.epoch:
        return known
    step = SnapshotStep(head.scope, head.epoch, head.seq)
    _keep(connection, step)
    return step


def advance(
    connection: sa.Connection, registry: Registry, step: SnapshotStep, rows: Sequence[FeedRow]
) -> SnapshotStep:
    """Note the last of some rows in their order; what the scope held among them and is not there leaves."""
    last = rows[-1]
    _leave_between(connection, registry, step, (last.entity, last.entity_id), rows)
    taken = step.taken + len(rows)
    reached = SnapshotStep(step.scope, step.epoch, step.seq, last.entity, last.entity_id, taken)
    _keep(connection, reached)
    return reached


def finish(connection: sa.Connection, registry: Registry, step: SnapshotStep) -> None:
    """Every row was taken: what the scope still holds behind the last one leaves."""
    _leave_between(connection, registry, step, None, ())
    forget(connection, step.scope)


def forget(connection: sa.Connection, scope: str) -> None:
    """A snapshot is finished, or of no use any more."""
    connection.execute(sa.delete(snapshot_state).where(snapshot_state.c.scope == scope))


def give_up_others(connection: sa.Connection, registry: Registry, wanted: set[str]) -> None:
    """Snapshots of scopes that nobody wants any more go, with the rows they brought."""
    begun = connection.execute(sa.select(snapshot_state.c.scope)).scalars().all()
    for scope in set(begun) - wanted:
        leave_scope(connection, registry, scope)
        forget(connection, scope)


def _leave_between(
    connection: sa.Connection,
    registry: Registry,
    step: SnapshotStep,
    end: tuple[str, str] | None,
    rows: Sequence[FeedRow],
) -> None:
    """Rows that the scope held behind the step, up to ``end``, and that did not come, are in it no more."""
    key = sa.tuple_(row_scope.c.entity, row_scope.c.entity_id)
    wanted = sa.select(row_scope.c.entity, row_scope.c.entity_id).where(
        row_scope.c.scope == step.scope, key > sa.tuple_(step.entity, step.entity_id)
    )
    if end is not None:
        wanted = wanted.where(key <= sa.tuple_(*end))
    came = {(row.entity, row.entity_id) for row in rows}
    for entity, entity_id in {(row.entity, row.entity_id) for row in connection.execute(wanted)} - came:
        leave(connection, registry, step.scope, entity, entity_id)


def _keep(connection: sa.Connection, step: SnapshotStep) -> None:
    values = {
        "epoch": step.epoch,
        "seq": step.seq,
        "entity": step.entity,
        "entity_id": step.entity_id,
        "taken": step.taken,
    }
    connection.execute(
        insert(snapshot_state)
        .values(scope=step.scope, **values)
        .on_conflict_do_update(index_elements=["scope"], set_=values)
    )
