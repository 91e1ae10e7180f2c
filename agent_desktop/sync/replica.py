"""The workstation's end: a copy of the working set, forecasts on top of it, and the outbox behind them."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError, NotHere
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.engines import ReplicaStore
from agent_desktop.store.faults import StoreFault, fault_of
from agent_desktop.store.sealing import FileKey
from agent_desktop.store.work import SqlRead
from agent_desktop.sync import bundle_cache, snapshot_steps
from agent_desktop.sync.concerned import note_records
from agent_desktop.sync.forecast import ForecastWork, restore_base_rows
from agent_desktop.sync.messages import MAX_PUSH, Bundle, Envelope, FeedRow, PullReply, SnapshotHead, Verdict
from agent_desktop.sync.replica_schema import bring_up_to_date
from agent_desktop.sync.replica_tables import (
    conflict_inbox,
    outbox,
    outbox_record,
    scope_state,
    snapshot_state,
    sync_state,
)
from agent_desktop.sync.snapshot_steps import SnapshotStep
from agent_desktop.sync.taking import customers_of, held_rows, leave, leave_scope, scopes_with_rows, take_rows
from agent_desktop.sync.verdicts import note_verdicts, refuse_dependents
from agent_desktop.sync.waiting import UNJUDGED, Waiting, row_of, waiting_envelopes

log = logging.getLogger(__name__)
PENDING = (*UNJUDGED, "acknowledged")
CUSTOMER_DAYS = 7.0
"""How long a customer who was opened stays on a desk, where the site says nothing."""


class Replica:
    """One person's replica on one device.

    Synchronous on purpose: everything here runs in the replica's one writer thread. Reads for the screen
    go through ``reader()`` on a connection and a thread of their own.
    """

    def __init__(self, path: Path, registry: Registry, clock: Clock, *, key: FileKey | None = None) -> None:
        self._registry = registry
        self._clock = clock
        self.path = path
        self._writer = ReplicaStore(path, key)
        try:
            bring_up_to_date(self._writer, registry)
        except BaseException:
            self._writer.dispose()
            raise
        self._reader = ReplicaStore(path, key, is_reader=True)

    def close(self) -> None:
        """Close both connections; where the reader has a thread of its own, each thread closes its own."""
        self.close_reader()
        self.close_writer()

    def close_reader(self) -> None:
        """Close the connection of ``reader()``; for the reader thread only."""
        self._reader.dispose()

    def close_writer(self) -> None:
        """Close the connection of everything else; for the writer thread only."""
        self._writer.dispose()

    # -- reading -----------------------------------------------------------------------------------

    @contextmanager
    def reader(self) -> Iterator[SqlRead]:
        """A read transaction; for the reader thread only."""
        with self._reader.begin() as connection:
            yield SqlRead(connection, is_whole=False)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A write transaction for what is the desk's own, such as drafts; for the writer thread only."""
        with self._writer.begin() as connection:
            yield connection

    def outgoing(self, most: int = MAX_PUSH, *, after: str | None = None) -> list[Envelope]:
        """The oldest commands that central has not judged yet; of those behind a command where one is named."""
        with self._writer.begin() as connection:
            return waiting_envelopes(connection, most, after)

    def count_outgoing(self) -> int:
        """How many commands central has not judged yet."""
        with self._writer.begin() as connection:
            counted = sa.select(sa.func.count()).where(outbox.c.state.in_(UNJUDGED))
            return int(connection.execute(counted).scalar_one())

    def waiting(self) -> list[Waiting]:
        """What waits for central, is kept back for it, or was refused, oldest first."""
        with self._writer.begin() as connection:
            rows = connection.execute(
                sa.select(outbox).where(outbox.c.state.in_((*UNJUDGED, "refused"))).order_by(outbox.c.n)
            ).all()
        return [row_of(row) for row in rows]

    def cursors(self) -> dict[str, int]:
        """Where the replica stands in each scope it holds."""
        with self._writer.begin() as connection:
            return {row.scope: row.cursor for row in connection.execute(sa.select(scope_state))}

    def remembered(self, name: str) -> str | None:
        """A small value kept with the replica, such as the epoch."""
        with self._writer.begin() as connection:
            return connection.execute(
                sa.select(sync_state.c.value).where(sync_state.c.name == name)
            ).scalar_one_or_none()

    # -- writing -----------------------------------------------------------------------------------

    def remember(self, name: str, value: str) -> None:
        """Keep a small value with the replica."""
        with self._writer.begin() as connection:
            _remember(connection, name, value)

    def now(self) -> datetime:
        """The desk's own time."""
        return self._clock.now()

    def remember_in(self, connection: sa.Connection, name: str, value: str) -> None:
        """Keep a small value in a transaction that is under way."""
        _remember(connection, name, value)

    def empty_log(self) -> None:
        """Write everything into the file and empty its log, in which older pages would lie about.

        A reader at work may keep it from happening now; then the next time does.
        """
        connection = self._writer.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def do(self, actor: Actor, command: Command) -> Changes:
        """Forecast a command and put it in the outbox, in one transaction.

        Raises the handler's ``KnownError`` where the rules refuse it at once: then nothing is queued. A
        record that is not in this replica queues the command without a forecast.
        """
        with self._writer.begin() as connection:
            work = self._forecast(connection, actor, command)
            connection.execute(
                sa.insert(outbox).values(
                    command_id=command.command_id,
                    kind=self._registry.commands.of(command).kind,
                    data=self._registry.commands.encode(command),
                    seen=work.base_versions if work else {},
                    state="waiting",
                    has_forecast=work is not None,
                    made_at=command.made_at,
                )
            )
            note_records(connection, self._registry, command, work)
            self._follow_new_customers(connection, work.touched if work else {})
            return self._changes(connection, work.touched if work else ())

    def take_verdicts(self, actor: Actor, verdicts: Iterable[Verdict]) -> Changes:
        """Note what central decided; a refused command's forecast is taken back at once.

        What central could not judge yet keeps its forecast and is kept back (``sync.kept_back``).
        """
        with self._writer.begin() as connection:
            if not note_verdicts(connection, verdicts, self._clock.now()):
                return Changes()
            changes = self._rebase(connection, actor, set)
            refuse_dependents(connection, self._clock.now())
            return changes

    def rebase(self, actor: Actor, take: Callable[[sa.Connection], set[tuple[str, str]]]) -> Changes:
        """Change what lies under the forecasts, in one transaction; ``take`` answers the records it touched."""
        with self._writer.begin() as connection:
            return self._rebase(connection, actor, lambda: take(connection))

    def rework(
        self, actor: Actor, change: Callable[[sa.Connection], None], fresh: Collection[str] = ()
    ) -> Changes:
        """Change the outbox and run all that waits again, in one transaction.

        The commands in ``fresh`` are held against what is seen now. Raises the ``KnownError`` of one that
        the rules refuse at once: then everything stays as it was.
        """
        with self._writer.begin() as connection:
            change(connection)
            return self._rebase(connection, actor, set, fresh)

    def apply_page(self, actor: Actor, page: PullReply) -> Changes:
        """Take in one page of the feed, its cursors included, in one transaction, and rebase what waits."""
        with self._writer.begin() as connection:

            def take() -> set[tuple[str, str]]:
                touched = {(row.entity, row.entity_id) for row in page.rows}
                take_rows(connection, self._registry, page.rows)
                for scope, cursor in page.cursors.items():
                    connection.execute(
                        sa.update(scope_state).where(scope_state.c.scope == scope).values(cursor=cursor)
                    )
                if not page.more:
                    self._settle(connection, page.head)
                return touched

            return self._rebase(connection, actor, take)

    def snapshot_step(self, scope: str) -> SnapshotStep | None:
        """Where the snapshot of a scope broke off, so that it can be continued there."""
        with self._writer.begin() as connection:
            return snapshot_steps.step_of(connection, scope)

    def begin_snapshot(self, head: SnapshotHead) -> SnapshotStep:
        """Begin a snapshot, or go on with the one that broke off in the same life of the database."""
        with self._writer.begin() as connection:
            _remember(connection, "epoch", head.epoch)
            return snapshot_steps.begin(connection, head)

    def take_part(self, actor: Actor, step: SnapshotStep, rows: Sequence[FeedRow]) -> SnapshotStep:
        """Take in the next rows of a snapshot, in their order, and note how far it has come.

        The scope counts as held only once ``end_snapshot`` has run.
        """
        with self._writer.begin() as connection:
            reached = step

            def take() -> set[tuple[str, str]]:
                nonlocal reached
                # What left goes first: afterwards there would be all these rows to look through.
                reached = snapshot_steps.advance(connection, self._registry, step, rows)
                take_rows(connection, self._registry, rows)
                return set()

            self._rebase(connection, actor, take)
            return reached

    def end_snapshot(self, actor: Actor, step: SnapshotStep) -> Changes:
        """Every row of the scope was taken in; the feed is followed from the snapshot's first head on."""
        with self._writer.begin() as connection:

            def take() -> set[tuple[str, str]]:
                snapshot_steps.finish(connection, self._registry, step)
                self._open_scope(connection, step.scope, step.seq)
                return set()

            self._rebase(connection, actor, take)
            return Changes.everything()

    def apply_bundle(self, actor: Actor, bundle: Bundle) -> Changes:
        """Take in everything of one customer, and follow that customer from here on."""
        scope = f"customer:{bundle.customer_id}"
        with self._writer.begin() as connection:

            def take() -> set[tuple[str, str]]:
                rows = [
                    FeedRow(scope, entity, msgspec.json.decode(body, type=_HasId).id, bundle.seq, "U", body)
                    for entity, body in bundle.rows
                ]
                taken = {(row.entity, row.entity_id) for row in rows}
                held = held_rows(connection, scope)
                take_rows(connection, self._registry, rows)
                for entity, entity_id in held - taken:
                    leave(connection, self._registry, scope, entity, entity_id)
                self._open_scope(connection, scope, bundle.seq)
                bundle_cache.note(connection, bundle.customer_id, bundle.etag, self._clock.now())
                return held | taken

            changes = self._rebase(connection, actor, take)
            return changes | Changes(customers=frozenset({bundle.customer_id}))

    def follow(
        self, scopes: Iterable[str], *, most_customers: int = 60, customer_days: float = CUSTOMER_DAYS
    ) -> list[str]:
        """Hold exactly these working-set scopes, and the latest customers; answers scopes without a snapshot.

        Customers who were not opened for ``customer_days`` leave, and of the others all but the latest
        ``most_customers``; those the person keeps offline stay and are not counted.
        """
        wanted = set(scopes)
        oldest = self._clock.now() - timedelta(days=customer_days)
        with self._writer.begin() as connection:
            held = {
                row.scope: row.opened_at
                for row in connection.execute(sa.select(scope_state.c.scope, scope_state.c.opened_at))
            }
            kept = {f"customer:{customer_id}" for customer_id in bundle_cache.kept_ids(connection)}
            customers = sorted(
                (s for s in held if s.startswith("customer:") and s not in kept and held[s] >= oldest),
                key=lambda s: held[s],
                reverse=True,
            )
            # A scope whose position was forgotten keeps its rows for the next snapshot, but only if there is one.
            gone = (
                (set(held) | scopes_with_rows(connection)) - wanted - kept - set(customers[:most_customers])
            )
            for scope in gone:
                self._drop_scope(connection, scope)
            snapshot_steps.give_up_others(connection, self._registry, wanted)
            return sorted(wanted - set(held))

    def forget_position(self) -> None:
        """Before new snapshots of the same store: every cursor goes, the outbox stays."""
        with self._writer.begin() as connection:
            self.forget_position_in(connection)

    def forget_position_in(self, connection: sa.Connection) -> None:
        """The same in a transaction that is under way.

        Customers held by their bundles leave: no snapshot would ever bring them up to date.
        """
        for scope in connection.execute(sa.select(scope_state.c.scope)).scalars().all():
            if scope.startswith("customer:"):
                self._drop_scope(connection, scope)
        connection.execute(sa.delete(scope_state))
        connection.execute(sa.delete(snapshot_state))

    def purge_settled(self, before: datetime) -> int:
        """Forget commands that were settled before a moment; answers how many."""
        with self._writer.begin() as connection:
            gone = sa.select(outbox.c.command_id).where(
                outbox.c.state == "settled", outbox.c.settled_at < before
            )
            connection.execute(sa.delete(outbox_record).where(outbox_record.c.command_id.in_(gone)))
            connection.execute(sa.delete(conflict_inbox).where(conflict_inbox.c.settled_at < before))
            return connection.execute(
                sa.delete(outbox).where(outbox.c.state == "settled", outbox.c.settled_at < before)
            ).rowcount

    # -- inside one transaction ----------------------------------------------------------------------

    def _forecast(
        self,
        connection: sa.Connection,
        actor: Actor,
        command: Command,
        seen: Mapping[str, int] | None = None,
    ) -> ForecastWork | None:
        # Run again, a command is held against what its author saw then, as central will hold it.
        work = ForecastWork(connection, self._registry, actor, command, seen=seen or {})
        savepoint = connection.begin_nested()
        try:
            self._registry.commands.run(work, actor, command)
        except NotHere:
            savepoint.rollback()
            return None
        except BaseException as error:
            # On a full disk SQLite has ended the transaction already, savepoints and all, and rolling back to
            # one would only hide the reason.
            if not self._is_disk_fault(error):
                savepoint.rollback()
            raise
        savepoint.commit()
        return work

    def _rebase(
        self,
        connection: sa.Connection,
        actor: Actor,
        take: Callable[[], set[tuple[str, str]]],
        fresh: Collection[str] = (),
    ) -> Changes:
        """Put central's rows back, take in what is new, and run what still waits on top of it."""
        touched = restore_base_rows(connection, self._registry)
        touched |= take()
        before = self._changes(connection, touched)
        pending = connection.execute(
            sa.select(outbox.c.command_id, outbox.c.kind, outbox.c.data, outbox.c.seen)
            .where(outbox.c.state.in_(PENDING))
            .order_by(outbox.c.n)
        ).all()
        for row in pending:
            is_fresh = str(row.command_id) in fresh
            work = self._run_again(connection, actor, row, is_fresh=is_fresh)
            if work is not None:
                touched.update(work.touched)
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.command_id == row.command_id)
                .values(has_forecast=work is not None)
            )
        return before | self._changes(connection, touched) if pending else before

    def _run_again(
        self, connection: sa.Connection, actor: Actor, row: Any, *, is_fresh: bool
    ) -> ForecastWork | None:
        try:
            command = self._registry.commands.decode(row.kind, row.data)
            work = self._forecast(connection, actor, command, {} if is_fresh else row.seen)
        except Exception as error:
            if self._is_disk_fault(error):
                # SQLite has taken the whole transaction back, so nothing may go on in it.
                raise
            if isinstance(error, KnownError):
                if is_fresh:
                    raise
                # Central has the last word, and a newer release may have written what this one cannot read;
                # until then the command waits without a forecast.
                return None
            # A fault in one forecast must not keep the desk from all that central has to tell.
            log.exception("forecast of %s failed", row.kind)
            return None
        if is_fresh:
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.command_id == row.command_id)
                .values(seen=work.base_versions if work is not None else {})
            )
            note_records(connection, self._registry, command, work)
        return work

    def _is_disk_fault(self, error: BaseException) -> bool:
        return isinstance(error, StoreFault) or (
            isinstance(error, Exception) and fault_of(error, self.path) is not None
        )

    def _follow_new_customers(
        self, connection: sa.Connection, touched: Mapping[tuple[str, str], Row | None]
    ) -> None:
        """A customer made at this desk stays on it: their scope is followed from the latest position known.

        Central learns of them later than that, and an older position may lie below what it has purged.
        """
        for (entity, entity_id), before in touched.items():
            if before is None and self._registry.entities[entity].customer_column == "id":
                latest = connection.execute(sa.select(sa.func.max(scope_state.c.cursor))).scalar()
                self._open_scope(connection, f"customer:{entity_id}", latest or 0)

    def _open_scope(self, connection: sa.Connection, scope: str, seq: int) -> None:
        statement = insert(scope_state).values(scope=scope, cursor=seq, opened_at=self._clock.now())
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["scope"],
                set_={"cursor": statement.excluded.cursor, "opened_at": statement.excluded.opened_at},
            )
        )

    def _drop_scope(self, connection: sa.Connection, scope: str) -> None:
        leave_scope(connection, self._registry, scope)
        connection.execute(sa.delete(scope_state).where(scope_state.c.scope == scope))
        if scope.startswith("customer:"):
            bundle_cache.gone(connection, scope.removeprefix("customer:"))

    def _settle(self, connection: sa.Connection, head: int) -> None:
        """Stop forecasting commands whose effect every cursor has passed; not before, or edits flicker."""
        _remember(connection, "pulled_to", str(head))
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.state == "acknowledged", outbox.c.ack_seq <= head)
            .values(state="settled", settled_at=self._clock.now())
        )

    def _changes(self, connection: sa.Connection, touched: Iterable[tuple[str, str]]) -> Changes:
        keys = frozenset(key for key in touched if key[0] in self._registry.entities)
        by_entity: dict[str, list[str]] = defaultdict(list)
        for entity, entity_id in keys:
            by_entity[entity].append(entity_id)
        customers: set[str] = set()
        for entity, ids in by_entity.items():
            spec = self._registry.entities[entity]
            if spec.customer_column is not None:
                wanted = {"of_ids": msgspec.json.encode(ids).decode()}
                found = connection.execute(customers_of(spec.table, spec.customer_column), wanted)
                customers.update(str(customer) for customer in found.scalars() if customer)
        return Changes(keys, frozenset(customers))


class _HasId(msgspec.Struct):
    id: str


def _remember(connection: sa.Connection, name: str, value: str) -> None:
    statement = insert(sync_state).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
