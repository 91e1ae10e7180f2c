"""What a replica does beside taking in the feed: erasing, being counted, and growing with a new release."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.store.rows import json_text
from agent_desktop.sync import private_hold
from agent_desktop.sync.counting import differing, holds
from agent_desktop.sync.erased_words import ERASE, hash_of, ids_in
from agent_desktop.sync.messages import CompareReply, Envelope, Erased, Problem, Verdict
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import (
    base_row,
    outbox,
    outbox_record,
    replica_metadata,
    row_scope,
    scope_state,
    sync_state,
)
from agent_desktop.sync.taking import held_rows, leave
from agent_desktop.sync.versions import OFFERED_AGAIN, shape_of
from agent_desktop.sync.waiting import UNJUDGED

log = logging.getLogger(__name__)

COMPARED_EVERY = timedelta(days=1)
_ERASED = Problem("erased", "The customer this was about was erased.", todo="Nothing; it was removed here.")
_KEPT = frozenset(table.name for table in (row_scope, base_row, scope_state, sync_state))
"""Tables of the replica that hold no text of anybody: the feed itself brings them up to date."""


@dataclass
class ErasedHere:
    """What a desk let go of: the changes for the window, and unsent work that went with it."""

    changes: Changes = field(default_factory=Changes)
    removed: list[tuple[Envelope, Verdict]] = field(default_factory=list)


def take_erased(replica: Replica, registry: Registry, actor: Actor, erased: Sequence[Erased]) -> ErasedHere:
    """Forget everything this desk holds beside its records that speaks of somebody erased.

    Outbox, drafts, conflicts and bundles go, sent or unsent; the records themselves leave by the feed. What
    was deleted is overwritten in the file (``secure_delete``), and the write-ahead log is emptied.
    """
    hashes = {one for erasure in erased for one in erasure.hashes}
    here = ErasedHere()
    known: dict[str, bool] = {}

    def speaks_of_them(text: str) -> bool:
        for entity_id in ids_in(text):
            if entity_id not in known:
                known[entity_id] = hash_of(entity_id) in hashes
        return any(known[entity_id] for entity_id in ids_in(text))

    def take(connection: sa.Connection) -> set[tuple[str, str]]:
        touched: set[tuple[str, str]] = set()
        for table in replica_metadata.sorted_tables:
            if table.name not in _KEPT:
                here.removed += _forget_rows(connection, table, speaks_of_them)
        for scope in connection.execute(sa.select(scope_state.c.scope)).scalars().all():
            if speaks_of_them(scope):
                for entity, entity_id in held_rows(connection, scope):
                    leave(connection, registry, scope, entity, entity_id)
                    touched.add((entity, entity_id))
                connection.execute(sa.delete(scope_state).where(scope_state.c.scope == scope))
        # What is private came by no scope, so none takes it away.
        private = {customer for customer in private_ids(connection, registry) if speaks_of_them(customer)}
        private_hold.release(connection, registry, private)
        orphans = sa.select(outbox.c.command_id)
        connection.execute(sa.delete(outbox_record).where(outbox_record.c.command_id.not_in(orphans)))
        replica.remember_in(connection, "erased_to", str(max(erasure.seq for erasure in erased)))
        return touched

    here.changes = replica.rebase(actor, take)
    replica.empty_log()
    return here


def private_ids(connection: sa.Connection, registry: Registry) -> set[str]:
    """The customers whose private details lie here, held or forgotten."""
    spec = registry.entities.get(private_hold.ENTITY)
    return set() if spec is None else set(connection.execute(sa.select(spec.table.c.id)).scalars())


def _forget_rows(
    connection: sa.Connection, table: sa.Table, speaks_of_them: Any
) -> list[tuple[Envelope, Verdict]]:
    removed = []
    keys = list(table.primary_key.columns)
    for row in connection.execute(sa.select(table)).mappings().all():
        if table is outbox and row["kind"] == ERASE:
            continue  # It names the customer and says why, and may have to be offered again.
        if not speaks_of_them(" ".join(_text(value) for value in row.values())):
            continue
        connection.execute(sa.delete(table).where(*(column == row[column.name] for column in keys)))
        if table is outbox and row["state"] in UNJUDGED:
            verdict = Verdict(row["command_id"], "refused", problem=_ERASED)
            removed.append((Envelope(row["kind"], {"command_id": row["command_id"]}), verdict))
    return removed


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value if isinstance(value, str) else json_text(value)


def has_outbox(replica: Replica) -> bool:
    """Whether anything at all stands in the outbox, judged or not."""
    with replica.transaction() as connection:
        return bool(connection.execute(sa.select(sa.exists(sa.select(outbox.c.n)))).scalar())


def begin_erasures_at(replica: Replica, seq: int) -> None:
    """A replica that holds nothing yet has nothing to erase: it begins with what its first snapshot says."""
    if replica.remembered("erased_to") is None and not replica.cursors() and not has_outbox(replica):
        replica.remember("erased_to", str(seq))


def erased_to(replica: Replica) -> int:
    """The position of the latest erasure this replica has carried out."""
    return int(replica.remembered("erased_to") or 0)


def adopt_shape(replica: Replica, registry: Registry) -> bool:
    """Whether this release knows other entities or columns than the one that filled the replica.

    Then every snapshot is to be taken anew, for what the other release left out; the outbox stays as it is.
    """
    shape, before = shape_of(registry), replica.remembered("shape")
    if before == shape:
        return False
    if before is not None:
        replica.forget_position()
    replica.remember("shape", shape)
    return before is not None


def begin_another_life(replica: Replica, actor: Actor) -> Changes:
    """Before new snapshots of a restored store: what was acknowledged is offered again, since it may be missing.

    It waits again from here on, and so it shows at once, also where central is not reached again for hours.
    """

    def take(connection: sa.Connection) -> set[tuple[str, str]]:
        replica.forget_position_in(connection)
        connection.execute(sa.delete(sync_state).where(sync_state.c.name.in_(_OF_A_LIFE)))
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.state.in_(("acknowledged", "settled")))
            .values(state="waiting", ack_seq=None)
        )
        return set()

    return replica.rebase(actor, take)


_OF_A_LIFE = ("epoch", "pulled_to", "erased_to", "compared_at")
"""What a replica remembers of one life of central, and forgets with it."""


def forget_different(replica: Replica, registry: Registry, reply: CompareReply) -> list[str]:
    """Hold what central says against what is here; scopes that differ are to be taken anew, and answered.

    A scope that has moved on since this replica last pulled says nothing, and is left for another day.
    """
    different = []
    cursors = replica.cursors()
    with replica.transaction() as connection:
        for scope, (latest, should) in reply.scopes.items():
            if cursors.get(scope, -1) < latest:
                continue
            found = differing(registry, should, holds(connection, registry, scope))
            if found:
                log.warning(
                    "the replica's %s differs from central (should, does): %s", scope.split(":")[0], found
                )
                different.append(scope)
        _forget_cursors(connection, different)
    return different


def _forget_cursors(connection: sa.Connection, scopes: Iterable[str]) -> None:
    connection.execute(sa.delete(scope_state).where(scope_state.c.scope.in_(list(scopes))))


def forget_rested(replica: Replica, now: datetime) -> int:
    """Forget commands that have rested their seven days; answers how many."""
    return replica.purge_settled(now - OFFERED_AGAIN)
