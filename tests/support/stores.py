"""The two stores as tests use them: a replica's SQLite, and central's PostgreSQL with its tables and head."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from agent_desktop.core.clock import Clock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Query
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.engines import central_engine, replica_engine
from agent_desktop.store.schema import central_metadata, metadata
from agent_desktop.store.work import SqlRead, write_keys
from agent_desktop.sync import bundles, feed, server
from agent_desktop.sync.epochs import epoch
from agent_desktop.sync.feed_pages import pull_text
from agent_desktop.sync.messages import (
    Bundle,
    Envelope,
    FeedRow,
    PullReply,
    PullRequest,
    PushReply,
    SnapshotHead,
    Verdict,
)
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.snapshot_lines import snapshot
from agent_desktop.sync.snapshot_steps import snapshot_rows
from agent_desktop.sync.tables import sync_head

T = TypeVar("T")
Records = Iterable[tuple[str, Row]]


def make_tables(connection: sa.Connection) -> None:
    """Everything central needs in an empty database."""
    metadata.create_all(connection)
    central_metadata.create_all(connection)
    connection.execute(sa.insert(sync_head).values(shard=feed.SHARD, seq=0, epoch=new_id()))


def put(connection: sa.Connection, registry: Registry, records: Records) -> None:
    """Write records as they are, with their search keys."""
    for entity, row in records:
        spec = registry.entities[entity]
        connection.execute(sa.insert(spec.table).values(row))
        write_keys(connection, spec, row["id"], row)


def all_rows(connection: sa.Connection | SqlRead, registry: Registry) -> dict[str, dict[str, Row]]:
    """Every record by entity and id."""
    return {
        name: {row["id"]: dict(row) for row in connection.execute(sa.select(spec.table)).mappings()}
        for name, spec in registry.entities.items()
    }


def pull(connection: sa.Connection, request: PullRequest, allowed: frozenset[str]) -> PullReply:
    """What a desk reads out of a page."""
    return msgspec.json.decode(pull_text(connection, request, allowed)[0], type=PullReply)


class Central:
    """Central's store on a real PostgreSQL, its functions called the way central calls them."""

    def __init__(self, url: str, registry: Registry, clock: Clock) -> None:
        self.url = url
        self.registry = registry
        self.clock = clock
        self._loop = asyncio.new_event_loop()
        self._engine = central_engine(url, pool_size=2)

    def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Run something in one transaction, and commit."""

        async def once() -> T:
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)

        return self._loop.run_until_complete(once())

    def close(self) -> None:
        self._loop.run_until_complete(self._engine.dispose())
        self._loop.close()

    def put(self, records: Records) -> None:
        """Write records and bring the feed up to date with them."""
        held = list(records)

        def write(connection: sa.Connection) -> None:
            put(connection, self.registry, held)
            feed.stamp(connection, self.registry, {(entity, row["id"]): None for entity, row in held})

        self.run(write)

    def push(self, actor: Actor, commands: Sequence[Envelope]) -> PushReply:
        return self.run(lambda c: server.push(c, self.registry, actor, commands, self.clock))

    def do(self, actor: Actor, command: Command, seen: Mapping[str, int] | None = None) -> Verdict:
        """Push one command by somebody else, whose desk is not part of the test."""
        return self.push(actor, [envelope(self.registry, command, seen)]).verdicts[0]

    def ask(self, actor: Actor, query: Query[T]) -> T:
        answer: T = self.run(lambda c: self.registry.queries.run(SqlRead(c, is_whole=True), actor, query))
        return answer

    def pull(self, epoch: str, cursors: dict[str, int], limit: int = 500) -> PullReply:
        request = PullRequest(epoch, cursors, limit)
        return self.run(lambda c: pull(c, request, frozenset(cursors)))

    def snapshot(
        self, scope: str, after: tuple[str, str] | None = None
    ) -> tuple[SnapshotHead, list[FeedRow]]:
        sent = self.run(lambda c: b"".join(snapshot(c, scope, after)))
        first, _, lines = sent.partition(b"\n")
        return msgspec.json.decode(first, type=SnapshotHead), snapshot_rows(lines)

    def bundle(self, customer_id: str) -> Bundle | None:
        return self.run(lambda c: bundles.bundle(c, self.registry, customer_id))

    def epoch(self) -> str:
        return self.run(epoch)

    def rows(self) -> dict[str, dict[str, Row]]:
        return self.run(lambda c: all_rows(c, self.registry))

    def get(self, entity: str, entity_id: str) -> Row:
        return self.rows()[entity][entity_id]


class Desk:
    """A person's replica on their device, synchronised by hand."""

    def __init__(self, path: Path, central: Central, actor: Actor, scopes: Iterable[str]) -> None:
        self.central = central
        self.actor = actor
        self.replica = Replica(path, central.registry, central.clock)
        self.epoch = central.epoch()
        self.follow(scopes)

    def follow(self, scopes: Iterable[str]) -> None:
        for scope in self.replica.follow(scopes):
            head, rows = self.central.snapshot(scope)
            step = self.replica.begin_snapshot(head)
            if rows:
                step = self.replica.take_part(self.actor, step, rows)
            self.replica.end_snapshot(self.actor, step)

    def do(self, command: Command) -> None:
        self.replica.do(self.actor, command)

    def open_customer(self, customer_id: str) -> None:
        bundle = self.central.bundle(customer_id)
        assert bundle is not None
        self.replica.apply_bundle(self.actor, bundle)

    def push(self) -> list[Verdict]:
        reply = self.central.push(self.actor, self.replica.outgoing())
        self.replica.take_verdicts(self.actor, reply.verdicts)
        return reply.verdicts

    def pull(self, limit: int = 500) -> int:
        """Pull until nothing more comes, and answer how many rows did."""
        count = 0
        while True:
            page = self.central.pull(self.epoch, self.replica.cursors(), limit)
            self.replica.apply_page(self.actor, page)
            count += len(page.rows)
            if not page.more:
                return count

    def rows(self) -> dict[str, dict[str, Row]]:
        with self.replica.reader() as read:
            return all_rows(read, self.central.registry)

    def find(self, entity: str, entity_id: str) -> Row | None:
        return self.rows()[entity].get(entity_id)

    def get(self, entity: str, entity_id: str) -> Row:
        return self.rows()[entity][entity_id]

    def ask(self, query: Query[T]) -> T:
        with self.replica.reader() as read:
            answer: T = self.central.registry.queries.run(read, self.actor, query)
        return answer


class SqliteStore:
    """A replica's store with any records in it, for questions."""

    def __init__(self, path: Path, registry: Registry) -> None:
        self.registry = registry
        self._engine = replica_engine(path)
        with self._engine.begin() as connection:
            metadata.create_all(connection)

    def run(self, work: Callable[[sa.Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def put(self, records: Records) -> None:
        self.run(lambda c: put(c, self.registry, records))

    def ask(self, actor: Actor, query: Query[T]) -> T:
        answer: T = self.run(lambda c: self.registry.queries.run(SqlRead(c, is_whole=False), actor, query))
        return answer

    def close(self) -> None:
        self._engine.dispose()


def envelope(registry: Registry, command: Command, seen: Mapping[str, int] | None = None) -> Envelope:
    """A command as a desk sends it: through JSON and back, as on the wire."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(registry.commands.encode(command)))
    return Envelope(registry.commands.of(command).kind, data, dict(seen or {}))
