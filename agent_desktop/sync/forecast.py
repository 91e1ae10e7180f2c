"""Forecasts: a command run on the replica before central has judged it, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.rows import from_wire, to_json
from agent_desktop.store.work import SqlWork, drop_keys, write_keys
from agent_desktop.sync.replica_tables import base_row


@dataclass
class ForecastWork(SqlWork):
    """The unit of work of a forecast: keeps central's version of each row before it is first touched."""

    base_versions: dict[str, int] = field(default_factory=dict)
    """Central's version of each record the command read or wrote: what its author had seen."""

    def _find(self, spec: EntitySpec, entity_id: str) -> Row | None:
        row = super()._find(spec, entity_id)
        if row is not None and entity_id not in self.base_versions:
            kept = self.connection.execute(_BASE, {"of_entity": spec.name, "of_id": entity_id}).first()
            if kept is None:
                self.base_versions[entity_id] = row["version"]
            elif kept.body is not None:
                self.base_versions[entity_id] = msgspec.json.decode(kept.body)["version"]
        return row

    def _remember(self, entity: str, entity_id: str, row: Row | None) -> None:
        if (entity, entity_id) not in self.touched:
            body = None if row is None else to_json(row)
            self.connection.exec_driver_sql(_KEEP_BASE, (entity, entity_id, body))
        super()._remember(entity, entity_id, row)


_BASE = sa.select(base_row.c.body).where(
    base_row.c.entity == sa.bindparam("of_entity"), base_row.c.entity_id == sa.bindparam("of_id")
)
_KEEP_BASE = "INSERT INTO base_row (entity, entity_id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def restore_base_rows(connection: sa.Connection, registry: Registry) -> set[tuple[str, str]]:
    """Put central's version of every forecast row back and answer which rows that were."""
    kept = connection.execute(sa.select(base_row)).all()
    for row in kept:
        spec = registry.entities[row.entity]
        entity_id = str(row.entity_id)
        connection.execute(sa.delete(spec.table).where(spec.table.c.id == entity_id))
        drop_keys(connection, spec, entity_id)
        if row.body is not None:
            values = from_wire(spec.table, msgspec.json.decode(row.body))
            connection.execute(sa.insert(spec.table).values(values))
            write_keys(connection, spec, entity_id, values)
    connection.execute(sa.delete(base_row))
    return {(row.entity, str(row.entity_id)) for row in kept}
