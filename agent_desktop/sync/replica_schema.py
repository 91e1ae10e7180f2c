"""Brings a replica of an earlier release to this one's tables when it is opened.

Tables, columns and indexes that are missing are made from the tables' own description: a new column must be
nullable or have a default. What that cannot say is a step of its own in ``STEPS``. ``PRAGMA user_version``
tells what a file has come to; release 0.1 left it at 0.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.schema import CreateColumn, CreateIndex

from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.store.engines import ReplicaStore
from agent_desktop.store.faults import fault_of
from agent_desktop.store.schema import metadata
from agent_desktop.store.sealing import copy_whole, delete
from agent_desktop.store.work import write_keys
from agent_desktop.sync.concerned import note_records
from agent_desktop.sync.replica_tables import (
    base_row,
    bundle_cache,
    outbox,
    outbox_record,
    replica_metadata,
    scope_state,
    snapshot_state,
    sync_state,
)

log = logging.getLogger(__name__)

OWNER = "agent_id"
"""Under this name ``sync_state`` keeps whose replica it is."""


def _name_the_owner(connection: sa.Connection, _registry: Registry) -> None:
    """0.1 kept the session alone; from 0.2 on a replica says itself whose it is."""
    found = connection.execute(sa.select(sync_state.c.value).where(sync_state.c.name == "session")).scalar()
    if found is None:
        return
    session: dict[str, Any] = msgspec.json.decode(found)
    statement = insert(sync_state).values(name=OWNER, value=session["person"]["agent_id"])
    connection.execute(statement.on_conflict_do_nothing())


def _say_what_commands_concern(connection: sa.Connection, registry: Registry) -> None:
    """0.1 kept no list of the records a command concerns, by which each record tells how work on it stands."""
    rows = connection.execute(sa.select(outbox.c.kind, outbox.c.data).order_by(outbox.c.n)).all()
    for row in rows:
        note_records(connection, registry, registry.commands.decode(row.kind, row.data), None)
    # What central has no row of was made here, by the first command that names it.
    made = sa.select(base_row.c.entity, base_row.c.entity_id).where(base_row.c.body.is_(None))
    for entity, entity_id in connection.execute(made).all():
        named = (outbox_record.c.entity == entity) & (outbox_record.c.entity_id == entity_id)
        maker = connection.execute(
            sa.select(outbox.c.command_id)
            .join(outbox_record, outbox_record.c.command_id == outbox.c.command_id)
            .where(named)
            .order_by(outbox.c.n)
            .limit(1)
        ).scalar()
        connection.execute(
            sa.update(outbox_record).where(named, outbox_record.c.command_id == maker).values(is_new=True)
        )


def _key_whole_names(connection: sa.Connection, registry: Registry) -> None:
    """0.2 found customers by words alone, and orders by their number as it was written."""
    for entity in ("customer", "order"):
        spec = registry.entities[entity]
        for row in connection.execute(sa.select(spec.table)).mappings().all():
            write_keys(connection, spec, row["id"], dict(row))


STEPS: tuple[Callable[[sa.Connection, Registry], None], ...] = (
    _name_the_owner,
    _say_what_commands_concern,
    _key_whole_names,
)
"""Step n, counted from 1, brings a replica from version n-1 to n; a released one is never changed."""

VERSION = len(STEPS)


def bring_up_to_date(store: ReplicaStore, registry: Registry) -> None:
    """Make a replica hold what this release's tables say; a new file gets all of them.

    It is one transaction, so a crash in its middle leaves the replica as it was, and a copy is kept beside
    it until that transaction is on the disk. Raises ``KnownError`` for a replica of a newer release, which
    stays as it is, and for one that cannot be brought up to date, whose copy then stays too.
    """
    before = before_name(store.path)
    with store.begin() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > VERSION:
            raise KnownError(
                "This desk's copy was written by a newer release of Agent Desktop.",
                kept="It was left as it is, with everything that waits in it.",
                todo="Start the newer release here, or ask your administrator to install it.",
            )
        held = _held(connection)
        if not held.columns:
            _create_all(connection)
        elif version < VERSION or _is_missing_something(held):
            _keep_copy(store, before)
            _migrate(connection, registry, held, version, before)
        if version < VERSION:
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    delete(before)


def before_name(path: Path) -> Path:
    """Where the copy of a replica is kept while it is brought up to date."""
    return path.with_name(f"{path.name}.before-update")


class _Held:
    """What a file has: the columns of each table, and its indexes by name."""

    def __init__(self, columns: dict[str, set[str]], indexes: set[str]) -> None:
        self.columns = columns
        self.indexes = indexes


def _held(connection: sa.Connection) -> _Held:
    columns: dict[str, set[str]] = {}
    rows = connection.exec_driver_sql(
        "SELECT held.name, part.name FROM sqlite_master AS held JOIN pragma_table_info(held.name) AS part"
        " WHERE held.type = 'table' AND held.name NOT LIKE 'sqlite%'"
    )
    for table, column in rows:
        columns.setdefault(table, set()).add(column)
    indexes = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars()
    return _Held(columns, set(indexes))


def _create_all(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False)
    replica_metadata.create_all(connection, checkfirst=False)


def _tables() -> list[sa.Table]:
    return [*metadata.sorted_tables, *replica_metadata.sorted_tables]


def _is_missing_something(held: _Held) -> bool:
    for table in _tables():
        columns = held.columns.get(table.name)
        if columns is None or not columns.issuperset(column.name for column in table.columns):
            return True
        if any(index.name not in held.indexes for index in _indexes_of(table)):
            return True
    return False


def _keep_copy(store: ReplicaStore, before: Path) -> None:
    try:
        copy_whole(store.path, store.key, before)
    except Exception as error:
        fault = fault_of(error, store.path)
        if fault is None:
            raise
        raise fault from error


def _migrate(connection: sa.Connection, registry: Registry, held: _Held, version: int, before: Path) -> None:
    try:
        grown = _add_missing(connection, held)
        for step in STEPS[version:]:
            step(connection, registry)
        if grown:
            _ask_for_everything_again(connection)
    except Exception as error:
        if fault_of(error, before) is not None:
            raise
        log.exception("a replica could not be brought up to date")
        raise _failed(before) from error
    log.info("the replica was brought from version %s to %s", version, VERSION)


def _failed(before: Path) -> KnownError:
    return KnownError(
        "This desk's copy could not be brought up to this release.",
        kept=f"It is as it was, with everything that waits in it, and a copy of it is {before.name}.",
        todo="Start the release you had before, and tell your administrator.",
    )


CENTRAL_ONLY = frozenset({"ix_ticket_open_by_deadline"})
"""Indexes in PostgreSQL's own words, which ``ddl_if`` keeps from a new replica."""


def _indexes_of(table: sa.Table) -> list[sa.Index]:
    """The indexes a replica has of a table: those for central's dialect alone are left to central."""
    return [index for index in table.indexes if index.name not in CENTRAL_ONLY]


def _add_missing(connection: sa.Connection, held: _Held) -> bool:
    """Make what is missing; whether records have columns or tables that central's rows never filled."""
    grown = False
    for table in _tables():
        columns = held.columns.get(table.name)
        if columns is None:
            table.create(connection, checkfirst=False)
            grown = grown or table.metadata is metadata
            continue
        for column in table.columns:
            if column.name not in columns:
                connection.exec_driver_sql(_add_column(table, column))
                grown = grown or table.metadata is metadata
        for index in _indexes_of(table):
            if index.name not in held.indexes:
                connection.execute(CreateIndex(index))
    return grown


def _add_column(table: sa.Table, column: sa.Column[Any]) -> str:
    """The statement that adds a column; raises ``ValueError`` for one that old rows could not have."""
    from sqlalchemy.dialects import sqlite

    dialect = sqlite.dialect()
    text = str(CreateColumn(column).compile(dialect=dialect))
    if not column.nullable and column.server_default is None:
        default = column.default
        if not isinstance(default, sa.ColumnDefault) or not default.is_scalar:
            raise ValueError(f"{table.name}.{column.name} needs a default, or a step of its own")
        value = sa.literal(default.arg, column.type).compile(
            dialect=dialect, compile_kwargs={"literal_binds": True}
        )
        text += f" DEFAULT {value}"
    return f'ALTER TABLE "{table.name}" ADD COLUMN {text}'


def _ask_for_everything_again(connection: sa.Connection) -> None:
    """Records got places for what central had all along: the working set is taken as snapshots once more.

    Customers that are open stay as they are until they are opened again, which brings their whole bundle: it
    is not held against the ETag of what came before.
    """
    connection.execute(sa.delete(snapshot_state))
    connection.execute(sa.update(bundle_cache).values(etag=None))
    connection.execute(sa.delete(scope_state).where(sa.not_(scope_state.c.scope.startswith("customer:"))))
