"""The workstation's end: a copy of the working set, forecasts on top of it, and the outbox behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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
from agent_desktop.store.engines import replica_engine
from agent_desktop.store.schema import metadata
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.forecast import ForecastWork, restore_base_rows
from agent_desktop.sync.messages import MAX_PUSH, Bundle, Envelope, FeedRow, PullReply, Verdict
from agent_desktop.sync.replica_tables import (
    outbox,
    replica_metadata,
    scope_state,
    sync_state,
)
from agent_desktop.sync.taking import held_rows, leave, take_rows
from agent_desktop.sync.versions import is_kept_back

PENDING = ("waiting", "kept_back", "acknowledged")
UNJUDGED = ("waiting", "kept_back")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command in the outbox, as shown to its author."""

    command_id: str
    kind: str
    data: dict[str, Any]
    state: str
    made_at: datetime
    verdict: Verdict | None


class Replica:
    """One person's replica on one device.

    Synchronous on purpose: everything here runs in the replica's one writer thread. Reads for the screen
    go through ``reader()`` on a connection and a thread of their own.
    """

    def __init__(self, path: Path, registry: Registry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self._writer = replica_engine(path)
        with self._writer.begin() as connection:
            metadata.create_all(connection)
            replica_metadata.create_all(connection)
        self._reader = replica_engine(path, is_reader=True)

    def close(self) -> None:
        """Close both connections."""
        self._reader.dispose()
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

    def outgoing(self, most: int = MAX_PUSH) -> list[Envelope]:
        """The oldest commands that central has not judged yet."""
        with self._writer.begin() as connection:
            rows = connection.execute(
                sa.select(outbox.c.kind, outbox.c.data, outbox.c.seen)
                .where(outbox.c.state == "waiting")
                .order_by(outbox.c.n)
                .limit(most)
            ).all()
        return [Envelope(row.kind, row.data, row.seen) for row in rows]

    def count_outgoing(self) -> int:
        """How many commands central has not judged yet."""
        return self._count(*UNJUDGED)

    def count_kept_back(self) -> int:
        """How many commands wait until central can judge them."""
        return self._count("kept_back")

    def _count(self, *states: str) -> int:
        with self._writer.begin() as connection:
            counted = sa.select(sa.func.count()).where(outbox.c.state.in_(states))
            return int(connection.execute(counted).scalar_one())

    def waiting(self) -> list[Waiting]:
        """What waits for central, is kept back for it, or was refused, oldest first."""
        with self._writer.begin() as connection:
            rows = connection.execute(
                sa.select(outbox).where(outbox.c.state.in_((*UNJUDGED, "refused"))).order_by(outbox.c.n)
            ).all()
        return [
            Waiting(
                str(row.command_id),
                row.kind,
                row.data,
                row.state,
                row.made_at,
                msgspec.convert(row.verdict, Verdict) if row.verdict else None,
            )
            for row in rows
        ]

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

    def remember_in(self, connection: sa.Connection, name: str, value: str) -> None:
        """Keep a small value in a transaction that is under way."""
        _remember(connection, name, value)

    def has_outbox(self) -> bool:
        """Whether anything at all stands in the outbox, judged or not."""
        with self._writer.begin() as connection:
            return bool(connection.execute(sa.select(sa.exists(sa.select(outbox.c.n)))).scalar())

    def empty_log(self) -> None:
        """Write everything into the file and empty its log, in which older pages would lie about.

        A reader at work may keep it from happening now; then the next time does.
        """
        connection = self._writer.raw_connection()
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
            self._follow_new_customers(connection, work.touched if work else {})
            return self._changes(connection, work.touched if work else ())

    def take_verdicts(self, actor: Actor, verdicts: Iterable[Verdict]) -> Changes:
        """Note what central decided; a refused command's forecast is taken back at once.

        What central could not judge yet keeps its forecast and is kept back, until ``offer_kept_back``.
        """
        with self._writer.begin() as connection:
            is_refused = False
            for verdict in verdicts:
                state = "refused" if verdict.status == "refused" else "acknowledged"
                state = "kept_back" if is_kept_back(verdict) else state
                is_refused = is_refused or state == "refused"
                connection.execute(
                    sa.update(outbox)
                    .where(outbox.c.command_id == verdict.command_id, outbox.c.state == "waiting")
                    .values(
                        state=state,
                        ack_seq=verdict.seq,
                        attempts=outbox.c.attempts + 1,
                        verdict=msgspec.to_builtins(verdict),
                    )
                )
            return self._rebase(connection, actor, set) if is_refused else Changes()

    def offer_kept_back(self) -> int:
        """Let what was kept back be offered again, in its old place; answers how much that is."""
        with self._writer.begin() as connection:
            return connection.execute(
                sa.update(outbox).where(outbox.c.state == "kept_back").values(state="waiting")
            ).rowcount

    def rebase(
        self, actor: Actor, take: Callable[[sa.Connection], set[tuple[str, str]]] = lambda _connection: set()
    ) -> Changes:
        """Change what lies under the forecasts, in one transaction; ``take`` answers the records it touched."""
        with self._writer.begin() as connection:
            return self._rebase(connection, actor, lambda: take(connection))

    def discard(self, actor: Actor, command_id: str) -> Changes:
        """Take a waiting or refused command out of the outbox for good, and its forecast with it."""
        with self._writer.begin() as connection:
            connection.execute(sa.delete(outbox).where(outbox.c.command_id == command_id))
            return self._rebase(connection, actor, set)

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

    def take_part(self, actor: Actor, rows: Sequence[FeedRow]) -> Changes:
        """Take in part of a snapshot; the scope counts as held only once ``end_snapshot`` has run."""
        with self._writer.begin() as connection:

            def take() -> set[tuple[str, str]]:
                take_rows(connection, self._registry, rows)
                return {(row.entity, row.entity_id) for row in rows}

            return self._rebase(connection, actor, take)

    def end_snapshot(self, actor: Actor, scope: str, seq: int, rows: set[tuple[str, str]]) -> Changes:
        """Every row of the scope was taken in: those that it held before and are not in ``rows`` leave."""
        with self._writer.begin() as connection:

            def take() -> set[tuple[str, str]]:
                gone = held_rows(connection, scope) - rows
                for entity, entity_id in gone:
                    leave(connection, self._registry, scope, entity, entity_id)
                self._open_scope(connection, scope, seq)
                return gone

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
                return held | taken

            changes = self._rebase(connection, actor, take)
            return changes | Changes(customers=frozenset({bundle.customer_id}))

    def follow(self, scopes: Iterable[str], *, most_customers: int = 60) -> list[str]:
        """Hold exactly these working-set scopes, and the latest customers; answers scopes without a snapshot."""
        wanted = set(scopes)
        with self._writer.begin() as connection:
            held = {
                row.scope: row.opened_at
                for row in connection.execute(sa.select(scope_state.c.scope, scope_state.c.opened_at))
            }
            customers = sorted(
                (s for s in held if s.startswith("customer:")), key=lambda s: held[s], reverse=True
            )
            kept = wanted | set(customers[:most_customers])
            for scope in set(held) - kept:
                self._drop_scope(connection, scope)
            return sorted(wanted - set(held))

    def forget_position(self, *, offer_again: bool = True) -> None:
        """Before new snapshots: every cursor goes, the outbox stays.

        Acknowledged commands are offered again, since a restored store may not have them; ``offer_again=False``
        where it is the same store and only the desk was away. Customers held by their bundles leave: no
        snapshot would ever bring them up to date.
        """
        with self._writer.begin() as connection:
            for scope in connection.execute(sa.select(scope_state.c.scope)).scalars().all():
                if scope.startswith("customer:"):
                    self._drop_scope(connection, scope)
            connection.execute(sa.delete(scope_state))
            if offer_again:
                connection.execute(sa.delete(sync_state).where(sync_state.c.name.in_(_OF_AN_EPOCH)))
                connection.execute(
                    sa.update(outbox)
                    .where(outbox.c.state.in_(("acknowledged", "settled")))
                    .values(state="waiting", ack_seq=None)
                )

    def purge_settled(self, before: datetime) -> int:
        """Forget commands that were settled before a moment; answers how many."""
        with self._writer.begin() as connection:
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
        except BaseException:
            savepoint.rollback()
            raise
        savepoint.commit()
        return work

    def _rebase(
        self, connection: sa.Connection, actor: Actor, take: Callable[[], set[tuple[str, str]]]
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
            try:
                command = self._registry.commands.decode(row.kind, row.data)
                work = self._forecast(connection, actor, command, row.seen)
            except KnownError:
                # Central has the last word, and a newer release may have written what this one cannot
                # read; until then the command waits without a forecast.
                work = None
            if work is not None:
                touched.update(work.touched)
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.command_id == row.command_id)
                .values(has_forecast=work is not None)
            )
        return before | self._changes(connection, touched) if pending else before

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
        for entity, entity_id in held_rows(connection, scope):
            leave(connection, self._registry, scope, entity, entity_id)
        connection.execute(sa.delete(scope_state).where(scope_state.c.scope == scope))

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
        customers = set()
        for entity, entity_id in keys:
            spec = self._registry.entities[entity]
            if spec.customer_column is not None:
                found = connection.execute(
                    _customer_of(spec.table, spec.customer_column), {"of_id": entity_id}
                ).scalar()
                if found:
                    customers.add(str(found))
        return Changes(keys, frozenset(customers))


_OF_AN_EPOCH = ("epoch", "pulled_to", "erased_to", "compared_at")
"""What a replica remembers of one life of central, and forgets with it."""


@cache
def _customer_of(table: sa.Table, column: str) -> sa.Select[Any]:
    """Whose a record is; built once, for it is asked of every row that comes."""
    return sa.select(table.c[column]).where(table.c.id == sa.bindparam("of_id"))


class _HasId(msgspec.Struct):
    id: str


def _remember(connection: sa.Connection, name: str, value: str) -> None:
    statement = insert(sync_state).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    )
