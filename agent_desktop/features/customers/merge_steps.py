"""The steps of which a merge is made: each changes records and notes how they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.errors import NotHere
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers.merge_note import Before
from agent_desktop.features.customers.tables import merged_record


@dataclass(frozen=True, slots=True)
class Step:
    """One merge under way: where it writes, what it notes, and who stays."""

    work: CentralWork
    note: Before
    merge_id: str
    survivor_id: str

    def change(self, entity: str, record_id: str, values: Row) -> None:
        """Set fields, and note how they were."""
        before = self.work.get(entity, record_id)
        changed = {name: value for name, value in values.items() if before[name] != value}
        if changed:
            self.note.change(entity, record_id, before, changed)
            self.work.update(entity, record_id, changed)

    def drop(self, entity: str, row: Row) -> None:
        """Let a record go."""
        self.note.drop(entity, row)
        self.work.delete(entity, row["id"])

    def fold(self, entity: str, row: Row, into: Row) -> None:
        """Let a record go that another one says as well: what desks still write to it lands there."""
        for alias in self.of(merged_record, "into_id", row["id"]):
            self.change("merged_record", alias["id"], {"into_id": into["id"]})
        self.drop(entity, row)
        self.work.insert("merged_record", self.alias(entity, row["id"], into["id"], into["version"]))
        self.note.made.append(["merged_record", row["id"]])

    def alias(self, entity: str, gone_id: str, into_id: str, version: int) -> Row:
        """Where a record went, as ``merged_record`` keeps it."""
        return {
            "id": gone_id,
            "customer_id": self.survivor_id,
            "kind": entity,
            "into_id": into_id,
            "since_version": version,
            "merge_id": self.merge_id,
        }

    def of(self, table: sa.Table, column: str, value: str) -> list[Row]:
        """The records of a table that have this in a column, by id."""
        wanted = sa.select(table).where(table.c[column] == value).order_by(table.c.id)
        return [dict(row) for row in self.work.execute(wanted).mappings()]


class Noted:
    """A unit of work whose changes are noted, for hooks of other subjects."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def update(self, entity: str, record_id: str, values: Row) -> None:
        """Set fields, and note how they were."""
        self._step.change(entity, record_id, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step.work, name)


def there(work: Work, entity: str, record_id: str) -> Row | None:
    """A record, or None where it is gone."""
    try:
        return work.get(entity, record_id)
    except NotHere:
        return None
