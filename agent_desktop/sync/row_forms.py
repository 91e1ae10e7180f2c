"""Rows off the wire straight into the parameters of one statement a table: what a desk does many thousand times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.core.work import Row
from agent_desktop.store.rows import json_text
from agent_desktop.store.schema import Json, UtcDateTime, microseconds

Bind = Callable[[Any], Any]


class RowForm:
    """How the rows of one table are read from JSON and written to a replica, worked out once."""

    def __init__(self, dialect: sa.Dialect, table: sa.Table) -> None:
        self._upsert, names, binds = upsert_of(dialect, table, tuple(column.name for column in table.columns))
        fields = [(name, _type_of(table.c[name])) for name in names]
        # Out of sight of the collector, which would look through thousands of them for circles that cannot be.
        self._decode = msgspec.json.Decoder(msgspec.defstruct(f"{table.name}_row", fields, gc=False)).decode
        quick = [_quick_bind(table.c[name], bind) for name, bind in zip(names, binds, strict=True)]
        self._binds = [(place, bind) for place, bind in enumerate(quick) if bind is not None]

    def read(self, bodies: Iterable[msgspec.Raw]) -> list[Any] | None:
        """The rows as structs; None where one has not every column, as those of another release may."""
        decode = self._decode
        try:
            return [decode(body) for body in bodies]
        except msgspec.ValidationError:
            return None

    def write(self, connection: sa.Connection, rows: Sequence[Any]) -> None:
        """Insert or replace rows that ``read`` has answered."""
        # Column by column: so nearly all of it is done without a step of Python for each value.
        columns = list(zip(*map(msgspec.structs.astuple, rows), strict=True))
        for place, bind in self._binds:
            columns[place] = tuple(map(bind, columns[place]))
        connection.exec_driver_sql(self._upsert, list(zip(*columns, strict=True)))


@lru_cache(maxsize=256)
def form_of(dialect: sa.Dialect, table: sa.Table) -> RowForm:
    """The form of a table's rows."""
    return RowForm(dialect, table)


def plain(row: Any) -> Row:
    """A row that a form has read, as handlers know it."""
    return msgspec.structs.asdict(row)


@lru_cache(maxsize=256)
def upsert_of(
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


def _type_of(column: sa.Column[Any]) -> Any:
    """What the decoder checks on its way; the rest is taken as it comes, as SQLite takes it."""
    if isinstance(column.type, UtcDateTime):
        return datetime | None
    return bool | None if isinstance(column.type, sa.Boolean) else Any


def _quick_bind(column: sa.Column[Any], bind: Bind | None) -> Bind | None:
    if isinstance(column.type, UtcDateTime):
        return microseconds
    if isinstance(column.type, type(Json)):
        return _json
    return None if isinstance(column.type, sa.Boolean) else bind


def _json(value: Any) -> str | None:
    if value == {}:
        return "{}"
    return None if value is None else json_text(value)
