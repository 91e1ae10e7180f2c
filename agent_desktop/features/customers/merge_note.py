"""How two customers were before they were merged, written down so that it can be undone. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.rows import from_wire, to_json
from agent_desktop.store.schema import SYNC_COLUMNS


class Moved(msgspec.Struct, frozen=True):
    """One record that named the customer who went."""

    entity: str
    record_id: str
    column: str


class Dropped(msgspec.Struct, frozen=True):
    """One record that the survivor had already, as it was."""

    entity: str
    row: dict[str, Any]


class Changed(msgspec.Struct, frozen=True):
    """Fields of one record, before and after."""

    entity: str
    record_id: str
    before: dict[str, Any]
    after: dict[str, Any]


class Before(msgspec.Struct):
    """Everything a merge did, in the order it is taken back."""

    customer: dict[str, Any]
    moved: list[Moved] = []
    dropped: list[Dropped] = []
    changed: list[Changed] = []
    made: list[list[str]] = []
    """[entity, id] of records that the merge made."""

    def move(self, entity: str, record_id: str, column: str) -> None:
        """Note a record that moves."""
        self.moved.append(Moved(entity, record_id, column))

    def drop(self, entity: str, row: Row) -> None:
        """Note a record that goes."""
        self.dropped.append(Dropped(entity, row_note(row)))

    def change(self, entity: str, record_id: str, before: Row, after: Row) -> None:
        """Note fields that change."""
        was = {name: before[name] for name in after}
        self.changed.append(Changed(entity, record_id, row_note(was), row_note(after)))


def row_note(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON values, without what sync writes by itself."""
    kept = {name: value for name, value in row.items() if name not in SYNC_COLUMNS}
    found: dict[str, Any] = msgspec.json.decode(to_json(kept))
    return found


def row_back(registry: Registry, entity: str, noted: dict[str, Any]) -> Row:
    """A row that was noted, as handlers write it."""
    return from_wire(registry.entities[entity].table, noted)
