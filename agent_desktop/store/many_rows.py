"""Many rows as one parameter: PostgreSQL takes them apart itself, at a fraction of what a row at a time costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core.work import Row
from agent_desktop.store.rows import json_text
from agent_desktop.store.schema import UtcDateTime

_dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
_quoted = _dialect.identifier_preparer.quote


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Add rows that name the same columns, in their order; raises the database's error and then adds none."""
    connection.execute(_insert(table, tuple(rows[0])), _as_one(table, rows))


def upsert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, key: tuple[str, ...], also: str = ""
) -> None:
    """Add rows, or put them in the place of those with the same ``key``; no two may have the same.

    ``also`` is what is set besides in a row that was there.
    """
    connection.execute(_upsert(table, tuple(rows[0]), key, also), _as_one(table, rows))


def update_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Set what rows hold besides ``id``; all name the same columns."""
    ids = [row["id"] for row in rows]
    connection.execute(_update(table, tuple(rows[0])), _as_one(table, rows) | {"ids": ids})


def rows_text(table: sa.Table, rows: Sequence[Row]) -> str:
    """Rows that name the same columns as one document; raises ``StatementError`` for a time without a zone."""
    moments = _moments(table).intersection(rows[0]) if rows else ()
    for row in rows:
        for name in moments:
            # The database would take one without a zone for UTC.
            if row[name] is not None and row[name].tzinfo is None:
                raise sa.exc.StatementError("a stored time needs a zone", None, None, None)
    return json_text(rows)


def _as_one(table: sa.Table, rows: Sequence[Row]) -> dict[str, Any]:
    return {"rows": rows_text(table, rows)}


@lru_cache(maxsize=256)
def _moments(table: sa.Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if isinstance(column.type, UtcDateTime))


@lru_cache(maxsize=256)
def _insert(table: sa.Table, shape: tuple[str, ...]) -> sa.TextClause:
    return _text(_insert_text(table, shape))


@lru_cache(maxsize=256)
def _upsert(table: sa.Table, shape: tuple[str, ...], key: tuple[str, ...], also: str) -> sa.TextClause:
    changes = [f"{_quoted(name)} = excluded.{_quoted(name)}" for name in shape if name not in key]
    taken = ", ".join([*changes, *([also] if also else [])])
    names = ", ".join(_quoted(name) for name in key)
    return _text(f"{_insert_text(table, shape)} ON CONFLICT ({names}) DO UPDATE SET {taken}")


@lru_cache(maxsize=256)
def _update(table: sa.Table, shape: tuple[str, ...]) -> sa.TextClause:
    name = _dialect.identifier_preparer.format_table(table)
    changes = ", ".join(f"{_quoted(column)} = fresh.{_quoted(column)}" for column in shape if column != "id")
    # The ids apart, since the planner takes any document for a hundred rows and would read the whole table for
    # one. Every name is the schema's own.
    return _text(
        f"UPDATE {name} SET {changes} FROM {_fresh(table, shape)} "  # noqa: S608
        f"WHERE {name}.id = fresh.id AND {name}.id = ANY(:ids)"
    ).bindparams(sa.bindparam("ids", type_=postgresql.ARRAY(sa.Uuid(as_uuid=False))))


def _insert_text(table: sa.Table, shape: tuple[str, ...]) -> str:
    name, columns = _dialect.identifier_preparer.format_table(table), ", ".join(map(_quoted, shape))
    return f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {_fresh(table, shape)}"  # noqa: S608


def _fresh(table: sa.Table, shape: tuple[str, ...]) -> str:
    columns = ", ".join(f"{_quoted(name)} {table.c[name].type.compile(_dialect)}" for name in shape)
    return f"json_to_recordset(CAST(:rows AS json)) AS fresh({columns})"


def _text(statement: str) -> sa.TextClause:
    return sa.text(statement).bindparams(sa.bindparam("rows", type_=sa.Text))


def plain_rows(found: sa.CursorResult[Any] | sa.Result[Any]) -> list[Row]:
    """Every row of a result as a plain dict."""
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]
