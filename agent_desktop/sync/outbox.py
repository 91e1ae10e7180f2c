"""The outbox and the inbox of conflicts as their author works with them: looked at, sent again, changed, let go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.sync.messages import Lost, Problem
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import conflict_inbox, outbox, outbox_record
from agent_desktop.sync.waiting import UNJUDGED, Waiting, row_of

Record = tuple[str, str]
"""An entity and an id."""


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How much there is to tell: not judged yet, refused, lost to a colleague and not decided, texts kept."""

    waiting: int = 0
    refused: int = 0
    lost: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.waiting or self.refused or self.lost or self.kept)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's own work on one record stands with central.

    ``state`` is refused, merged, waiting or sent, the first of these that holds; ``at`` is when the oldest
    such command was made, or for sent ones when the latest was taken. ``count`` says how many there are.
    """

    state: str
    at: datetime
    kind: str
    count: int = 1
    problem: Problem | None = None
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A row of the inbox: a field lost to a colleague, or the text of a command that is not in the outbox any more."""

    n: int
    command_id: str
    kind: str
    data: dict[str, Any]
    what: str
    lost: Lost
    made_at: datetime
    told_at: datetime


def counts(replica: Replica) -> OutboxCounts:
    """How much there is to tell."""
    with replica.transaction() as connection:
        states = _counted(connection, outbox.c.state, outbox.c.state.in_((*UNJUDGED, "refused")))
        entries = _counted(connection, conflict_inbox.c.what, conflict_inbox.c.outcome.is_(None))
    return OutboxCounts(
        sum(states.get(state, 0) for state in UNJUDGED),
        states.get("refused", 0),
        entries.get("lost", 0),
        entries.get("kept", 0),
    )


def _counted(connection: sa.Connection, by: sa.Column[Any], where: sa.ColumnElement[bool]) -> dict[str, int]:
    rows = connection.execute(sa.select(by, sa.func.count()).where(where).group_by(by)).all()
    return {row[0]: row[1] for row in rows}


def standings(
    replica: Replica, records: Collection[Record], subject: str | None = None
) -> dict[Record, Standing]:
    """How the work on each of these records stands; those that nothing here concerns are left out.

    ``subject`` keeps to the commands of one subject (``"customers"``): a ticket made for a customer is no
    change of the customer.
    """
    found: dict[Record, list[sa.Row[Any]]] = {}
    with replica.transaction() as connection:
        for entity in {entity for entity, _ in records}:
            ids = [entity_id for name, entity_id in records if name == entity]
            for start in range(0, len(ids), 500):
                statement = (
                    sa.select(outbox, outbox_record.c.entity_id)
                    .join(outbox_record, outbox_record.c.command_id == outbox.c.command_id)
                    .where(
                        outbox_record.c.entity == entity,
                        outbox_record.c.entity_id.in_(ids[start : start + 500]),
                    )
                    .order_by(outbox.c.n)
                )
                if subject is not None:
                    statement = statement.where(outbox.c.kind.startswith(f"{subject}."))
                for row in connection.execute(statement).all():
                    found.setdefault((entity, str(row.entity_id)), []).append(row)
        undecided = _undecided(connection, {str(row.command_id) for rows in found.values() for row in rows})
    told = {record: _standing(rows, undecided) for record, rows in found.items()}
    return {record: standing for record, standing in told.items() if standing is not None}


def inbox(replica: Replica, what: str) -> list[InboxEntry]:
    """What is lost and not decided, or the texts that are kept; oldest first."""
    with replica.transaction() as connection:
        rows = connection.execute(
            sa.select(conflict_inbox)
            .where(conflict_inbox.c.what == what, conflict_inbox.c.outcome.is_(None))
            .order_by(conflict_inbox.c.n)
        ).all()
    return [_entry(row) for row in rows]


def settle(replica: Replica, n: int, outcome: str, at: datetime) -> None:
    """The person has decided: ``theirs`` stays, ``mine`` was put again, or a kept text is ``gone``."""
    with replica.transaction() as connection:
        connection.execute(
            sa.update(conflict_inbox).where(conflict_inbox.c.n == n).values(outcome=outcome, settled_at=at)
        )


def with_dependents(replica: Replica, command_id: str) -> list[Waiting]:
    """A command of the outbox and those refused only because it was, oldest first."""
    with replica.transaction() as connection:
        rows = connection.execute(
            sa.select(outbox).where(outbox.c.state.in_((*UNJUDGED, "refused"))).order_by(outbox.c.n)
        ).all()
    wanted = {command_id}
    for row in rows:
        if row.because is not None and str(row.because) in wanted:
            wanted.add(str(row.command_id))
    return [row_of(row) for row in rows if str(row.command_id) in wanted]


def take_out(replica: Replica, actor: Actor, command_ids: Sequence[str], keeps: Collection[str]) -> Changes:
    """Take commands out of the outbox for good; the texts of those in ``keeps`` stay in the inbox."""

    def change(connection: sa.Connection) -> None:
        now = replica.now()
        for command_id in command_ids:
            row = connection.execute(sa.select(outbox).where(outbox.c.command_id == command_id)).first()
            if row is None:
                continue
            _forget(connection, command_id)
            if command_id in keeps:
                connection.execute(
                    sa.insert(conflict_inbox).values(
                        command_id=command_id,
                        kind=row.kind,
                        data=row.data,
                        what="kept",
                        made_at=row.made_at,
                        told_at=now,
                    )
                )

    return replica.rework(actor, change)


def put_instead(
    replica: Replica, registry: Registry, actor: Actor, instead: Mapping[str, Command]
) -> Changes:
    """Give commands of the outbox way to others in their very places, and run all that waits again.

    The new ones have ids of their own, since central answers an old id with its old verdict, and are held
    against what is seen now. Raises the handler's ``KnownError`` where the rules refuse one of them at once:
    then everything stays as it was.
    """

    def change(connection: sa.Connection) -> None:
        for old_id, command in instead.items():
            _drop_text(connection, old_id)
            connection.execute(sa.delete(outbox_record).where(outbox_record.c.command_id == old_id))
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.command_id == old_id)
                .values(
                    command_id=command.command_id,
                    kind=registry.commands.of(command).kind,
                    data=registry.commands.encode(command),
                    seen={},
                    state="waiting",
                    has_forecast=False,
                    attempts=0,
                    ack_seq=None,
                    verdict=None,
                    judged_at=None,
                    because=None,
                    made_at=command.made_at,
                )
            )

    return replica.rework(actor, change, fresh={command.command_id for command in instead.values()})


def _forget(connection: sa.Connection, command_id: str) -> None:
    _drop_text(connection, command_id)
    connection.execute(sa.delete(outbox).where(outbox.c.command_id == command_id))
    connection.execute(sa.delete(outbox_record).where(outbox_record.c.command_id == command_id))


def _drop_text(connection: sa.Connection, command_id: str) -> None:
    """A refused command's text is in the inbox only as long as the command rests refused."""
    connection.execute(
        sa.delete(conflict_inbox).where(
            conflict_inbox.c.command_id == command_id, conflict_inbox.c.what == "refused"
        )
    )


def _undecided(connection: sa.Connection, command_ids: set[str]) -> dict[str, list[Lost]]:
    found: dict[str, list[Lost]] = {}
    ids = sorted(command_ids)
    for start in range(0, len(ids), 500):
        for row in connection.execute(
            sa.select(conflict_inbox).where(
                conflict_inbox.c.what == "lost",
                conflict_inbox.c.outcome.is_(None),
                conflict_inbox.c.command_id.in_(ids[start : start + 500]),
            )
        ).all():
            found.setdefault(str(row.command_id), []).append(_entry(row).lost)
    return found


def _standing(rows: Sequence[sa.Row[Any]], undecided: Mapping[str, Sequence[Lost]]) -> Standing | None:
    refused = [row for row in rows if row.state == "refused"]
    if refused:
        first = row_of(refused[0])
        problem = first.verdict.problem if first.verdict is not None else None
        return Standing("refused", first.made_at, first.kind, len(refused), problem)
    lost = [(row, one) for row in rows for one in undecided.get(str(row.command_id), ())]
    if lost:
        row = lost[0][0]
        return Standing("merged", row.made_at, row.kind, len(lost), lost=tuple(one for _, one in lost))
    waiting = [row for row in rows if row.state in UNJUDGED]
    if waiting:
        return Standing("waiting", waiting[0].made_at, waiting[0].kind, len(waiting))
    sent = [row for row in rows if row.judged_at is not None]
    if not sent:
        return None
    last = max(sent, key=lambda row: row.judged_at)
    return Standing("sent", last.judged_at, last.kind)


def _entry(row: sa.Row[Any]) -> InboxEntry:
    by = str(row.by) if row.by is not None else None
    lost = Lost(row.entity, row.entity_id, row.field, row.yours, row.theirs, by, row.at)
    return InboxEntry(
        row.n, str(row.command_id), row.kind, row.data, row.what, lost, row.made_at, row.told_at
    )
