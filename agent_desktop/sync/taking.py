"""Taking central's rows into a replica, many at a time, and letting go of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.rows import from_wire
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.store.work import drop_keys
from agent_desktop.sync.messages import FeedRow
from agent_desktop.sync.replica_tables import row_scope
from agent_desktop.sync.row_forms import form_of, plain, upsert_of

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
    for row in sorted(rows, key=_position):
        if row.op == "U" and row.entity in registry.entities:
            by_entity[row.entity].append(row)
    for entity, found in by_entity.items():
        latest = {row.entity_id: row.body for row in found}
        _take(connection, registry.entities[entity], list(latest.values()))
        connection.exec_driver_sql(_HOLD, [(entity, row.entity_id, row.scope) for row in found])


_position = attrgetter("seq")


def _take(connection: sa.Connection, spec: EntitySpec, bodies: Sequence[msgspec.Raw]) -> None:
    """Insert or replace records of one kind, each once."""
    form = form_of(connection.dialect, spec.table)
    found = form.read(bodies)
    if found is None:
        # From an older or newer central: row by row, each with the columns it has.
        values = [from_wire(spec.table, msgspec.json.decode(body)) for body in bodies]
        _upsert(connection, spec.table, values)
    else:
        form.write(connection, found)
        values = [plain(row) for row in found] if spec.keys_of is not None else []
    _replace_keys(connection, spec, values)


def leave(connection: sa.Connection, registry: Registry, scope: str, entity: str, entity_id: str) -> None:
    """Take a record out of a scope; it stays while any other scope holds it."""
    key = (entity, entity_id)
    connection.exec_driver_sql(_LEAVE, (*key, scope))
    if connection.exec_driver_sql(_IS_HELD, key).first() is not None:
        return
    spec = registry.entities.get(entity)
    if spec is None:
        return
    if connection.exec_driver_sql(_GONE_BELOW, key).rowcount:
        return  # A waiting command shows in it; the next rebase finds no record under it any more.
    connection.execute(_delete_of(spec.table), {"of_id": entity_id})
    drop_keys(connection, spec, entity_id)


def leave_scope(connection: sa.Connection, registry: Registry, scope: str) -> None:
    """Take every record out of a scope, many thousand as fast as one; each stays while another scope holds it."""
    held = connection.exec_driver_sql("SELECT DISTINCT entity FROM row_scope WHERE scope = ?", (scope,))
    for entity in held.scalars().all():
        spec = registry.entities.get(entity)
        if spec is None:
            continue
        # What a waiting command shows in stays for now; the next rebase finds no record under it any more.
        connection.exec_driver_sql(_GONE_BELOW_ALL, (entity, scope, entity))
        if spec.keys_of is not None:
            connection.exec_driver_sql(
                f"DELETE FROM search_key WHERE entity = ? AND entity_id IN ({_UNSEEN})",  # noqa: S608
                (entity, scope, entity),
            )
        name = connection.dialect.identifier_preparer.format_table(spec.table)
        connection.exec_driver_sql(f"DELETE FROM {name} WHERE id IN ({_UNSEEN})", (scope, entity))  # noqa: S608
    connection.exec_driver_sql("DELETE FROM row_scope WHERE scope = ?", (scope,))


_ALONE = """
SELECT r.entity_id FROM row_scope AS r WHERE r.scope = ? AND r.entity = ? AND NOT EXISTS (
    SELECT 1 FROM row_scope AS o WHERE o.entity = r.entity AND o.entity_id = r.entity_id AND o.scope <> r.scope
)
"""
_NOT_FORECAST = """AND NOT EXISTS (
    SELECT 1 FROM base_row AS b WHERE b.entity = r.entity AND b.entity_id = r.entity_id
)
"""
_UNSEEN = _ALONE + _NOT_FORECAST
_GONE_BELOW_ALL = f"UPDATE base_row SET body = NULL WHERE entity = ? AND entity_id IN ({_ALONE})"  # noqa: S608
_LEAVE = "DELETE FROM row_scope WHERE entity = ? AND entity_id = ? AND scope = ?"
_IS_HELD = "SELECT 1 FROM row_scope WHERE entity = ? AND entity_id = ? LIMIT 1"
_GONE_BELOW = "UPDATE base_row SET body = NULL WHERE entity = ? AND entity_id = ?"


@cache
def _delete_of(table: sa.Table) -> sa.Delete:
    """The statement for one record, built once: a page may bring a thousand that left."""
    return sa.delete(table).where(table.c.id == sa.bindparam("of_id"))


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
        text, names, binds = upsert_of(connection.dialect, table, shape)
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


def _replace_keys(connection: sa.Connection, spec: EntitySpec, values: list[Row]) -> None:
    if spec.keys_of is None:
        return
    connection.execute(_DROP_KEYS, [{"of_id": row["id"], "of_entity": spec.name} for row in values])
    keys: list[dict[str, Any]] = []
    for row in values:
        keys += key_rows(spec.name, row["id"], spec.keys_of(row))
    if keys:
        connection.execute(sa.insert(search_key), keys)
