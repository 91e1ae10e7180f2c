"""The chronicle: who changed which field of a record, from what to what, when and by which command. Central's alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.work import Row
from agent_desktop.store.many_rows import insert_rows
from agent_desktop.store.schema import SYNC_COLUMNS, Id, Json, UtcDateTime, central_metadata
from agent_desktop.store.work import SqlWork

record_change = sa.Table(
    "record_change",
    central_metadata,
    sa.Column("n", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", Id, nullable=False),
    sa.Column("subject_id", Id, nullable=False),  # the ticket it is about; of the ticket itself its own id
    sa.Column("kind", sa.Text, nullable=False),  # of the command, or what central did it for
    sa.Column("command_id", Id),
    sa.Column("agent_id", Id),  # null: central itself
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Column("changes", Json, nullable=False),  # by field: [before, after]; of a deleted record null
    sa.Index(None, "subject_id", "n"),
    sa.Index(None, "entity_id"),
    sa.Index(None, "entity", "recorded_at"),
)

_UNTOLD = SYNC_COLUMNS | {"id"}


class Page:
    """What one unit of work has changed so far, told a step at a time."""

    def __init__(self, work: Any) -> None:
        self._work: SqlWork = work
        self._told: dict[tuple[str, str], Row | None] = {}
        self.rows: list[Row] = []

    def note(self, kind: str, agent_id: str | None) -> None:
        """Write down what changed since the last time, as this person's doing, or with None as central's."""
        work = self._work
        for key in list(work.touched):
            spec = work.registry.entities[key[0]]
            if not spec.is_chronicled:
                continue
            before = self._told.get(key, work.touched[key])
            after = work._find(spec, key[1])
            self._told[key] = after
            changes = _changes(before, after)
            if changes is None or changes:
                self.rows.append(self._row(key, before or after or {}, kind, agent_id, changes))

    def _row(
        self, key: tuple[str, str], row: Row, kind: str, agent_id: str | None, changes: dict[str, Any] | None
    ) -> Row:
        work = self._work
        return {
            "entity": key[0],
            "entity_id": key[1],
            "subject_id": row.get("ticket_id") or key[1],
            "kind": kind,
            "command_id": work.command.command_id,
            "agent_id": agent_id,
            "made_at": work.command.made_at,
            "recorded_at": getattr(work, "recorded_at", work.command.made_at),
            "changes": {} if changes is None else changes,
        }


class Chronicle:
    """What a transaction has changed, to be written at its end in one statement."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        """What is to be written."""

    def page(self, work: Any) -> Page:
        """A page for one unit of work."""
        return Page(work)

    def keep(self, page: Page) -> None:
        """What the page says did happen."""
        self.rows += page.rows

    def drop(self, ids: set[str]) -> None:
        """Say nothing of these records."""
        self.rows = [row for row in self.rows if row["entity_id"] not in ids and row["subject_id"] not in ids]

    def write(self, connection: sa.Connection) -> None:
        """Write it all down."""
        if self.rows:
            insert_rows(connection, record_change, self.rows)
            self.rows = []


def forget(connection: sa.Connection, chronicle: Chronicle, ids: Iterable[str]) -> None:
    """Erase what is told of records of somebody who was erased."""
    gone = sorted(set(ids))
    chronicle.drop(set(gone))
    connection.execute(
        sa.delete(record_change).where(
            sa.or_(record_change.c.entity_id.in_(gone), record_change.c.subject_id.in_(gone))
        )
    )


def note_down(connection: sa.Connection, work: Any, kind: str) -> None:
    """Chronicle a unit of work of central itself: what it has not told under another kind before."""
    chronicle = Chronicle()
    page = work.page or chronicle.page(work)
    page.note(kind, None)
    chronicle.keep(page)
    chronicle.write(connection)


def _changes(before: Row | None, after: Row | None) -> dict[str, Any] | None:
    """Each field that is another one now; None where the record is gone."""
    if after is None:
        return None
    names = [name for name in after if name not in _UNTOLD]
    if before is None:
        return {name: [None, after[name]] for name in names if after[name] is not None}
    return {name: [before[name], after[name]] for name in names if before[name] != after[name]}
