"""Sync broken on purpose, one way at a time: what the model must notice, or it proves nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from weakref import WeakSet

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.store.engines import ReplicaStore
from agent_desktop.sync import feed, riding, server
from agent_desktop.sync.live import PokePage
from agent_desktop.sync.messages import Envelope, PullReply, Verdict
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import outbox, scope_state
from agent_desktop.sync.tables import command_log, sync_feed

Patch = tuple[Any, str, Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way to break sync: what is replaced by what, and SQL that central's database begins with.

    ``often`` names the step that brings it to light soonest, to be taken more often.
    """

    name: str
    patches: Callable[[], Sequence[Patch]]
    often: str = "rest"
    also: str = ""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Sync is broken inside."""
        with ExitStack() as stack:
            for owner, name, replacement in self.patches():
                stack.enter_context(mock.patch.object(owner, name, replacement))
            yield


def _drops_an_outbox_row() -> list[Patch]:
    original, count = Replica.do, iter(range(1_000_000))

    def do(self: Replica, actor: Any, command: Any) -> Any:
        changes = original(self, actor, command)
        if next(count) % 5 == 4:
            with self._writer.begin() as connection:
                connection.execute(sa.delete(outbox).where(outbox.c.command_id == command.command_id))
        return changes

    return [(Replica, "do", do)]


_SEQUENCE = """
ALTER TABLE sync_head RENAME TO sync_head_row;;
CREATE SEQUENCE feed_seq;;
SELECT setval('feed_seq', (SELECT max(seq) FROM sync_head_row));;
CREATE VIEW sync_head AS
    SELECT shard, (SELECT last_value FROM feed_seq) AS seq, epoch, purged_below, began_at
    FROM sync_head_row
"""


def _stamps_by_a_sequence() -> list[Patch]:
    def publish(connection: sa.Connection, states: list[dict[str, Any]]) -> int:
        if not states:
            return feed.head(connection)
        taken = sa.text("SELECT nextval('feed_seq') FROM generate_series(1, :n)")
        places = connection.execute(taken, {"n": len(states)}).scalars().all()
        statement = insert(sync_feed)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[sync_feed.c.scope, sync_feed.c.entity, sync_feed.c.entity_id],
                set_={name: statement.excluded[name] for name in ("seq", "version", "op", "schema", "body")},
            ),
            [{**state, "seq": seq} for state, seq in zip(states, places, strict=True)],
        )
        return int(places[-1])

    # With a sequence nobody waits for anybody: there is no row that all writers take.
    return [(feed, "publish", publish), (feed, "_taken_head", feed.head), (server, "close", lambda *_: None)]


def _sends_a_colleagues_outbox() -> list[Patch]:
    begin, original = Replica.__init__, Replica.outgoing
    everybodys: WeakSet[Replica] = WeakSet()
    sent: set[str] = set()

    def initialised(self: Replica, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        everybodys.add(self)

    def outgoing(self: Replica, *args: Any, **more: Any) -> list[Envelope]:
        mine = original(self, *args, **more)
        if mine:
            return mine
        for other in everybodys - {self}:
            found = [row for row in _waiting_at(other) if row.command_id not in sent]
            if found:
                sent.update(row.command_id for row in found)
                return [Envelope(row.kind, row.data, row.seen) for row in found]
        return []

    return [(Replica, "__init__", initialised), (Replica, "outgoing", outgoing)]


def _waiting_at(replica: Replica) -> list[Any]:
    """What waits at another desk; by a connection of its own, since that desk is at work on its own two."""
    waiting = sa.select(outbox).where(outbox.c.state == "waiting").order_by(outbox.c.n).limit(3)
    store = ReplicaStore(replica.path, replica._reader.key, is_reader=True)
    try:
        with store.begin() as connection:
            return list(connection.execute(waiting).all())
    finally:
        store.dispose()


def _keeps_the_rows_of_a_scope_it_left() -> list[Patch]:
    def drop_scope(_self: Replica, connection: sa.Connection, scope: str) -> None:
        connection.execute(sa.delete(scope_state).where(scope_state.c.scope == scope))

    return [(Replica, "_drop_scope", drop_scope)]


def _runs_a_command_again() -> list[Patch]:
    log = server.log_verdicts

    look = server.opened

    def log_again(connection: sa.Connection, rows: Any, position: int) -> None:
        ids = [row["command_id"] for row in rows]
        connection.execute(sa.delete(command_log).where(command_log.c.command_id.in_(ids)))
        log(connection, rows, position)

    return [
        (server, "opened", lambda *args: dataclasses.replace(look(*args), earlier={})),
        (server, "close", lambda *_: None),
        (server, "log_verdicts", log_again),
    ]


def _tells_nobody_what_they_lost() -> list[Patch]:
    original = server._judge

    def judge(*args: Any, **more: Any) -> tuple[Verdict, bool]:
        verdict, is_new = original(*args, **more)
        if verdict.status == "merged":
            verdict = msgspec.structs.replace(verdict, status="applied", lost=[])
        return verdict, is_new

    return [(server, "_judge", judge)]


def _forgets_a_waiting_command_in_a_rebase() -> list[Patch]:
    original, count = Replica._forecast, iter(range(1_000_000))

    def forecast(self: Replica, connection: Any, actor: Any, command: Any, seen: Any = None) -> Any:
        if seen is not None and next(count) % 2:
            return None
        return original(self, connection, actor, command, seen)

    return [(Replica, "_forecast", forecast)]


def _throws_away_what_was_refused() -> list[Patch]:
    original = Replica.take_verdicts

    def take_verdicts(self: Replica, actor: Any, verdicts: Any) -> Any:
        changes = original(self, actor, verdicts)
        with self._writer.begin() as connection:
            connection.execute(sa.delete(outbox).where(outbox.c.state == "refused"))
        return changes

    return [(Replica, "take_verdicts", take_verdicts)]


def _loses_the_last_row_of_a_page() -> list[Patch]:
    original = Replica.apply_page

    def apply_page(self: Replica, actor: Any, page: PullReply) -> Any:
        return original(self, actor, msgspec.structs.replace(page, rows=page.rows[:-1]))

    return [(Replica, "apply_page", apply_page)]


def _takes_a_page_whatever_it_missed() -> list[Patch]:
    original = riding.take_page

    def take_page(replica: Replica, registry: Any, actor: Any, page: PokePage) -> Any:
        scopes = {scope: (0, to) for scope, (_after, to) in page.scopes.items()}
        return original(replica, registry, actor, msgspec.structs.replace(page, scopes=scopes))

    return [(riding, "take_page", take_page)]


NAMED = [
    Mutant("drops an outbox row", _drops_an_outbox_row),
    Mutant("stamps the feed by a sequence", _stamps_by_a_sequence, "held", _SEQUENCE),
    Mutant("sends a colleague's outbox", _sends_a_colleagues_outbox),
]
"""The classic three: each is how some sync on the market really lost something."""

FURTHER = [
    Mutant("keeps the rows of a scope it left", _keeps_the_rows_of_a_scope_it_left, "move_person"),
    Mutant("runs a command again that came twice", _runs_a_command_again, "faulty_line"),
    Mutant("tells nobody what they lost", _tells_nobody_what_they_lost, "together"),
    Mutant("forgets a waiting command in a rebase", _forgets_a_waiting_command_in_a_rebase, "together"),
    Mutant("throws away what was refused", _throws_away_what_was_refused),
    Mutant("loses the last row of a page", _loses_the_last_row_of_a_page),
    Mutant("takes a page whatever it missed", _takes_a_page_whatever_it_missed, "told"),
]
