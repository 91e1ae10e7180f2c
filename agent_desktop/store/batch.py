"""A batch of commands in one transaction at central: records are read and written many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.many_rows import insert_rows, plain_rows, update_rows
from agent_desktop.store.rows import json_text
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.store.work import SqlCentralWork, SqlRead, already_there, is_duplicate

Key = tuple[str, str]
"""(entity, id) of a record."""

T = TypeVar("T")
_ABSENT = object()


class FlushFailed(Exception):
    """The database did not take what some command of the batch wrote; run one by one, it is known which."""


class Batch:
    """The records of one batch, as its commands have left them so far.

    A record is read and locked once; what is written goes to the database when ``flush`` is called, in one
    statement a table and shape. ``back`` undoes what was done since ``mark``, in memory and, where a central
    step has put questions to the database meanwhile, there too.
    """

    def __init__(
        self, connection: sa.Connection, registry: Registry, definitions: dict[Any, Any] | None = None
    ) -> None:
        self.connection = connection
        self.registry = registry
        self._definitions: dict[Any, Any] = {} if definitions is None else definitions
        self._wrote: set[str] = set()
        self._rows: dict[Key, Row | None] = {}
        self._inserted: dict[Key, Row] = {}
        self._updated: dict[Key, Row] = {}
        self._deleted: dict[Key, None] = {}
        self._keyed: dict[Key, tuple[frozenset[str] | None, Row | None]] = {}
        """By record: the search keys that the database has of it, if that is known, and how it is now."""
        self._undo: list[tuple[dict[Key, Any], Key, Any]] = []
        self._savepoint: sa.NestedTransaction | None = None
        self._is_careful = False
        self._held: set[Key] = set()

    @property
    def is_careful(self) -> bool:
        """Whether the command under way has a savepoint of its own from the start."""
        return self._is_careful

    # -- one command after another -------------------------------------------------------------------

    def mark(self, *, is_careful: bool) -> None:
        """Begin a command; ``is_careful`` gives it a savepoint of its own from the start."""
        self._undo.clear()
        self._is_careful = is_careful
        if is_careful:
            self._savepoint = self.connection.begin_nested()

    def keep(self) -> None:
        """The command went well; a careful one is written at once, and may still turn out to go wrong."""
        if self._is_careful:
            self.flush()
        self._undo.clear()
        if self._savepoint is not None:
            savepoint, self._savepoint = self._savepoint, None
            savepoint.commit()

    def back(self) -> None:
        """The command did not go well: everything is as it was at its mark."""
        if self._savepoint is not None:
            savepoint, self._savepoint = self._savepoint, None
            savepoint.rollback()
            self._held.clear()  # A lock taken since the savepoint goes with it.
        for changed, key, before in reversed(self._undo):
            if before is _ABSENT:
                changed.pop(key, None)
            else:
                changed[key] = before
        self._undo.clear()

    # -- reading -------------------------------------------------------------------------------------

    def fetch(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Read and lock records that the commands will ask for, in the order of their ids."""
        for entity in sorted(wanted):
            spec = self.registry.entities[entity]
            ids = sorted({record_id for record_id in wanted[entity] if (entity, record_id) not in self._rows})
            if not ids:
                continue
            found = plain_rows(self.connection.execute(_many(spec.table), {"of_ids": ids}))
            rows = {str(row["id"]): row for row in found}
            for record_id in ids:
                self._rows[entity, record_id] = rows.get(record_id)

    def find(self, spec: EntitySpec, record_id: str) -> Row | None:
        """A record as it is now, locked; None where there is none."""
        key = (spec.name, record_id)
        if key not in self._rows:
            if key in self._inserted:
                self._write_out()  # The database has filled in what the command left out.
            self.fetch({spec.name: [record_id]})
        row = self._rows[key]
        return None if row is None else dict(row)

    def held(self, table: Any, record_id: str) -> Row | None:
        """A record if the batch has it at hand, whether it was written already or not."""
        return self.known(table.name, record_id)

    def known(self, entity: str, record_id: str) -> Row | None:
        """The same by the name of its entity."""
        return self._rows.get((entity, record_id))

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement of a central step: it sees everything written so far."""
        self._write_out()
        # The step may write by itself: what was read before it is not trusted any more.
        for key in list(self._rows):
            self._forget(self._rows, key)
        return self.connection.execute(statement, parameters)

    def defined(self, statement: Any, made_of: Callable[[list[Row]], T]) -> T:
        """What ``made_of`` makes of a statement's rows, if need be: asked anew once this batch has written there."""
        is_ours = not self._wrote.isdisjoint(_tables_of(statement))
        if not is_ours and statement in self._definitions:
            found: T = self._definitions[statement]
            return found
        made = made_of(plain_rows(self.connection.execute(statement)))
        if not is_ours:
            self._definitions[statement] = made
        return made

    def hold(self, spec: EntitySpec, record_id: str) -> None:
        """Lock a record before anything else is trusted: whoever held it may have written what was read absent."""
        key = (spec.name, record_id)
        if key in self._held:
            return
        self.execute(_many(spec.table), {"of_ids": [record_id]})
        self._held.add(key)

    # -- writing -------------------------------------------------------------------------------------

    def insert(self, spec: EntitySpec, record_id: str, row: Row) -> None:
        """Add a record."""
        key = (spec.name, record_id)
        self._wrote.add(spec.table.name)
        self._set(self._inserted, key, row)
        # Of a record that was not there nothing is kept, unless it was there before and is in the way.
        self._set(self._keyed, key, (self._keys_before(key, spec), row))
        if len(row) == len(spec.table.columns):
            self._set(self._rows, key, row)
        else:
            self._forget(self._rows, key)

    def update(self, spec: EntitySpec, record_id: str, values: Row, row: Row) -> None:
        """Change a record to ``row`` by setting ``values``."""
        key = (spec.name, record_id)
        self._wrote.add(spec.table.name)
        self._set(self._keyed, key, (self._keys_before(key, spec), row))
        if key in self._inserted:
            self._set(self._inserted, key, {**self._inserted[key], **values})
        else:
            self._set(self._updated, key, {**self._updated.get(key, {}), **values})
        self._set(self._rows, key, row)

    def delete(self, spec: EntitySpec, record_id: str) -> None:
        """Remove a record."""
        key = (spec.name, record_id)
        self._wrote.add(spec.table.name)
        self._set(self._keyed, key, (self._keys_before(key, spec), None))
        self._forget(self._updated, key)
        if key in self._inserted:
            self._forget(self._inserted, key)
        else:
            self._set(self._deleted, key, None)
        self._set(self._rows, key, None)

    def flush(self) -> None:
        """Write what was done; raises ``Refused`` where something unique is taken, else the database's error."""
        for table, ids in self._by_table(self._deleted).items():
            self.connection.execute(_delete(table), {"of_ids": ids})
        for spec, rows in _shapes(self.registry, self._inserted):
            try:
                insert_rows(self.connection, spec.table, rows)
            except sa.exc.IntegrityError as clash:
                if not is_duplicate(clash):
                    raise
                raise already_there(spec) from None
        changed = {key: {**values, "id": key[1]} for key, values in self._updated.items()}
        for spec, rows in _shapes(self.registry, changed):
            update_rows(self.connection, spec.table, rows)
        self._flush_keys()
        for pending in (self._deleted, self._inserted, self._updated, self._keyed):
            for key in list(pending):
                self._forget(pending, key)

    def _write_out(self) -> None:
        """Flush in the middle of a command; an error may be an earlier command's, unless each is careful."""
        if self._savepoint is None:
            self._savepoint = self.connection.begin_nested()
        if self._is_careful:
            self.flush()
            return
        try:
            self.flush()
        except (KnownError, sa.exc.StatementError) as problem:
            raise FlushFailed from problem

    def _keys_before(self, key: Key, spec: EntitySpec) -> frozenset[str] | None:
        """The search keys that the database has of a record about to change; None where only it knows."""
        if spec.keys_of is None:
            return None
        if key in self._keyed:
            return self._keyed[key][0]
        if key not in self._rows:
            return None
        row = self._rows[key]
        return frozenset() if row is None else frozenset(spec.keys_of(row))

    def _flush_keys(self) -> None:
        """Make the search keys of the records written what their rows say."""
        fresh: list[dict[str, Any]] = []
        changed: list[Key] = []
        is_any_kept = False
        for (entity, record_id), (before, row) in self._keyed.items():
            keys_of = self.registry.entities[entity].keys_of
            if keys_of is None:
                continue
            keys = frozenset(keys_of(row)) if row is not None else frozenset[str]()
            if keys == before:
                continue
            changed.append((entity, record_id))
            is_any_kept = is_any_kept or before is None or bool(before)
            fresh += key_rows(entity, record_id, keys)
        if not is_any_kept:
            if fresh:
                insert_rows(self.connection, search_key, fresh)
            return
        told = {"of_entities": [key[0] for key in changed], "of_ids": [key[1] for key in changed]}
        self.connection.execute(_PUT_KEYS, told | {"rows": json_text(fresh)})

    def _by_table(self, keys: Iterable[Key]) -> dict[Any, list[str]]:
        found: dict[Any, list[str]] = defaultdict(list)
        for entity, record_id in keys:
            found[self.registry.entities[entity].table].append(record_id)
        return found

    def _set(self, changed: dict[Key, Any], key: Key, value: Any) -> None:
        self._undo.append((changed, key, changed.get(key, _ABSENT)))
        changed[key] = value

    def _forget(self, changed: dict[Key, Any], key: Key) -> None:
        if key in changed:
            self._undo.append((changed, key, changed.pop(key)))


@dataclass
class BatchWork(SqlCentralWork):
    """The unit of work of one command of a batch."""

    batch: Batch = field(kw_only=True)
    asked: dict[str, str] = field(default_factory=dict)
    """Entity by id of every record the command asked for: what its kind will ask for again."""

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement in this transaction."""
        return self.batch.execute(statement, parameters)

    def fetch(self, entity: str, entity_ids: Iterable[str]) -> None:
        """Read and lock records that will be asked for."""
        self.batch.fetch({entity: entity_ids})

    def defined(self, statement: Any, made_of: Callable[[list[Row]], T]) -> T:
        """What the site has defined, as ``made_of`` makes it of the rows of a statement."""
        return self.batch.defined(statement, made_of)

    def hold(self, entity: str, entity_id: str) -> None:
        """Lock a record for this transaction and read afresh from here on."""
        self.batch.hold(self._spec(entity), entity_id)

    def _find(self, spec: EntitySpec, entity_id: str) -> Row | None:
        self.asked[entity_id] = spec.name
        return self.batch.find(spec, entity_id)

    def _insert_row(self, spec: EntitySpec, entity_id: str, row: Row) -> None:
        self.batch.insert(spec, entity_id, row)

    def _update_row(self, spec: EntitySpec, entity_id: str, values: Row, row: Row) -> None:
        self.batch.update(spec, entity_id, values, row)

    def _delete_row(self, spec: EntitySpec, entity_id: str) -> None:
        self.batch.delete(spec, entity_id)


class BatchRead(SqlRead):
    """A read that finds the records of a batch at hand."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch.connection, is_whole=True)
        self._batch = batch

    def at_hand(self, entity: str, record_id: str) -> Row | None:
        """A record that this transaction has read or written and holds locked, as it is now."""
        return self._batch.known(entity, record_id)

    def by_id(self, table: Any, record_id: str) -> Row | None:
        """One record of a table, or None."""
        return self._batch.held(table, record_id) or super().by_id(table, record_id)


_OF_IDS = sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False)))
# What stays is left where it is: what goes and what comes are never the same key, so one statement does both.
_PUT_KEYS = sa.text("""
WITH fresh AS (
  SELECT entity, key, entity_id FROM json_to_recordset(CAST(:rows AS json))
    AS fresh(entity text, key text COLLATE "C", entity_id uuid)
), gone AS (
  DELETE FROM search_key USING unnest(:of_entities, :of_ids) AS changed(entity, entity_id)
  WHERE search_key.entity_id = changed.entity_id AND search_key.entity = changed.entity AND NOT EXISTS (
    SELECT FROM fresh WHERE fresh.entity = search_key.entity AND fresh.entity_id = search_key.entity_id
      AND fresh.key = search_key.key)
)
INSERT INTO search_key (entity, key, entity_id) SELECT entity, key, entity_id FROM fresh ON CONFLICT DO NOTHING
""").bindparams(
    sa.bindparam("of_entities", type_=postgresql.ARRAY(sa.Text)),
    sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False))),
    sa.bindparam("rows", type_=sa.Text),
)


@lru_cache(maxsize=256)
def _tables_of(statement: sa.Select[Any]) -> frozenset[str]:
    return frozenset(str(table.name) for table in statement.get_final_froms() if isinstance(table, sa.Table))


@lru_cache(maxsize=256)
def _many(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).where(table.c.id == sa.any_(_OF_IDS)).order_by(table.c.id).with_for_update()


@lru_cache(maxsize=256)
def _delete(table: sa.Table) -> sa.Delete:
    return sa.delete(table).where(table.c.id == sa.any_(_OF_IDS))


def _shapes(registry: Registry, rows: Mapping[Key, Row]) -> Iterable[tuple[EntitySpec, list[Row]]]:
    """Rows that one statement can write, in the order of the registry so that writers never cross."""
    found: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
    for (entity, _), row in sorted(rows.items(), key=lambda item: item[0]):
        found[entity, tuple(row)].append(row)
    for (entity, _), group in found.items():
        yield registry.entities[entity], group
