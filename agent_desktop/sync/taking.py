"""Taking central's rows into a replica, many at a time, and letting go of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.rows import from_wire
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.store.work import drop_keys
from agent_desktop.sync.messages import FeedRow
from agent_desktop.sync.replica_tables import base_row, row_scope

_HOLD = "INSERT INTO row_scope (entity, entity_id, scope) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_DROP_KEYS = sa.delete(search_key).where(
    search_key.c.entity_id == sa.bindparam("of_id"), search_key.c.entity == sa.bindparam("of_entity")
)


def take_rows(connection: sa.Connection, registry: Registry, rows: Sequence[FeedRow]) -> None:
    """Make the replica say what these rows say, in one pass a table.

    Rows that left a scope go first: a record that moved is then taken in by its new scope. Entities that
    this version does not know are left out; a newer central may have them.
    """
    for row in rows:
        if row.op != "U":
            leave(connection, registry, row.scope, row.entity, row.entity_id)
    by_entity: dict[str, list[FeedRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.seq):
        if row.op == "U" and row.entity in registry.entities:
            by_entity[row.entity].append(row)
    for entity, found in by_entity.items():
        table = registry.entities[entity].table
        values = [from_wire(table, msgspec.json.decode(row.body)) for row in found]
        _upsert(connection, table, values)
        _replace_keys(connection, registry, entity, values)
        connection.exec_driver_sql(_HOLD, [(entity, row.entity_id, row.scope) for row in found])


def leave(connection: sa.Connection, registry: Registry, scope: str, entity: str, entity_id: str) -> None:
    """Take a record out of a scope; it stays while any other scope holds it."""
    here = (row_scope.c.entity == entity) & (row_scope.c.entity_id == entity_id)
    connection.execute(sa.delete(row_scope).where(here, row_scope.c.scope == scope))
    if connection.execute(sa.select(sa.exists().where(here))).scalar():
        return
    spec = registry.entities.get(entity)
    if spec is None:
        return
    forecast = (base_row.c.entity == entity) & (base_row.c.entity_id == entity_id)
    if connection.execute(sa.update(base_row).where(forecast).values(body=None)).rowcount:
        return  # A waiting command shows in it; the next rebase finds no record under it any more.
    connection.execute(sa.delete(spec.table).where(spec.table.c.id == entity_id))
    drop_keys(connection, spec, entity_id)


def held_rows(connection: sa.Connection, scope: str) -> set[tuple[str, str]]:
    """The records that a scope holds."""
    rows = connection.execute(
        sa.select(row_scope.c.entity, row_scope.c.entity_id).where(row_scope.c.scope == scope)
    )
    return {(row.entity, row.entity_id) for row in rows}


def scopes_with_rows(connection: sa.Connection) -> set[str]:
    """Every scope that keeps a row here, whether or not it is held: one step of the index for each."""
    first = sa.select(sa.func.min(row_scope.c.scope).label("scope")).cte("scopes", recursive=True)
    following = sa.select(sa.func.min(row_scope.c.scope)).where(row_scope.c.scope > first.c.scope)
    every = first.union_all(sa.select(following.scalar_subquery()).where(first.c.scope.is_not(None)))
    return set(connection.execute(sa.select(every.c.scope).where(every.c.scope.is_not(None))).scalars())


@cache
def customers_of(table: sa.Table, column: str) -> sa.Select[Any]:
    """Whose some records are; built once, for it is asked of every page that comes."""
    ids = sa.func.json_each(sa.bindparam("of_ids", type_=sa.Text)).table_valued("value")
    return sa.select(table.c[column]).where(table.c.id.in_(sa.select(ids.c.value))).distinct()


def _upsert(connection: sa.Connection, table: sa.Table, values: Iterable[Row]) -> None:
    """Insert or replace; rows of an older or newer central may carry other columns, so they go by shape."""
    by_shape: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in values:
        by_shape[tuple(row)].append(row)
    for shape, rows in by_shape.items():
        text, names, binds = _upsert_of(connection.dialect, table, shape)
        # A snapshot is many thousand rows: given as they are bound, they take half as long as by name.
        connection.exec_driver_sql(
            text,
            [
                tuple(
                    bind(row[name]) if bind is not None else row[name]
                    for name, bind in zip(names, binds, strict=True)
                )
                for row in rows
            ],
        )


Bind = Callable[[Any], Any]


@lru_cache(maxsize=256)
def _upsert_of(
    dialect: sa.Dialect, table: sa.Table, shape: tuple[str, ...]
) -> tuple[str, list[str], list[Bind | None]]:
    """The statement for rows of one shape, its parameters in order, and what turns each into what is stored."""
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_={name: statement.excluded[name] for name in shape if name != "id"}
    )
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(shape))
    names = list(compiled.positiontup)
    return str(compiled), names, [_bind_of(dialect, table.c[name]) for name in names]


def _bind_of(dialect: sa.Dialect, column: sa.Column[Any]) -> Bind | None:
    found: Bind | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return found


def _replace_keys(connection: sa.Connection, registry: Registry, entity: str, values: list[Row]) -> None:
    keys_of = registry.entities[entity].keys_of
    if keys_of is None:
        return
    latest: dict[str, Row] = {row["id"]: row for row in values}
    connection.execute(_DROP_KEYS, [{"of_id": entity_id, "of_entity": entity} for entity_id in latest])
    keys: list[dict[str, Any]] = []
    for entity_id, row in latest.items():
        keys += key_rows(entity, entity_id, keys_of(row))
    if keys:
        connection.execute(sa.insert(search_key), keys)
