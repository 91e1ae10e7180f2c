"""One unit of work over one SQLAlchemy connection: what handlers write through, on either store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.schema import SYNC_COLUMNS
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.store.sql_states import sqlstate

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LostField:
    """A field that somebody else had changed since the author saw it: their value stayed.

    ``writer`` is the client that wrote it.
    """

    entity: str
    entity_id: str
    field: str
    yours: Any
    theirs: Any
    writer: str = ""


class SqlRead:
    """A read transaction on one store."""

    def __init__(self, connection: sa.Connection, *, is_whole: bool) -> None:
        self._connection = connection
        self._is_whole = is_whole
        self.enrolled: dict[str, frozenset[str]] = {}
        """Whose working sets a customer was found to be in: their numbers are in the same."""

    @property
    def is_whole(self) -> bool:
        """Whether this store holds everything."""
        return self._is_whole

    def at_hand(self, entity: str, record_id: str) -> Row | None:  # noqa: ARG002 - nothing is, here
        """A record that need not be read from the store, or None."""
        return None

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a select and answer its result."""
        return self._connection.execute(statement, parameters)

    def by_id(self, table: Any, record_id: str) -> Row | None:
        """One record of a table, or None."""
        row = self._connection.execute(_one(table, False), {"of_id": record_id}).mappings().first()
        return dict(row) if row is not None else None


@dataclass
class SqlWork:
    """The unit of work of one command; what it touched is read from it afterwards."""

    connection: sa.Connection
    registry: Registry
    actor: Actor
    command: Command
    seen: Mapping[str, int] = field(default_factory=dict)
    touched: dict[tuple[str, str], Row | None] = field(default_factory=dict)
    """(entity, id) of every record written, with the row as it was before, or None where it is new."""
    restamped: set[tuple[str, str]] = field(default_factory=set)
    lost: list[LostField] = field(default_factory=list)
    is_offered_again: bool = False

    def get(self, entity: str, entity_id: str) -> Row:
        """The record, locked at central; raises ``NotHere``."""
        row = self._find(self._spec(entity), entity_id)
        if row is None:
            raise NotHere(entity, entity_id)
        return row

    def hold(self, entity: str, entity_id: str) -> None:
        """A replica has one writer: there is nobody to wait for."""

    def insert(self, entity: str, values: Mapping[str, Any]) -> None:
        """Add a record; raises ``Refused("exists")`` where its id is taken."""
        spec = self._spec(entity)
        entity_id = str(values["id"])
        if self._find(spec, entity_id) is not None:
            raise Refused(
                "exists", f"There is already a {entity} with this id.", kept="It was left as it is."
            )
        self._remember(entity, entity_id, None)
        row = {
            **_nothing(spec.table),
            **values,
            "version": 1,
            "field_versions": {},
            "updated_at": self.command.made_at,
        }
        self._insert_row(spec, entity_id, row)

    def update(self, entity: str, entity_id: str, values: Mapping[str, Any]) -> None:
        """Set fields whatever they held; fields that already hold the value stay untouched."""
        spec = self._spec(entity)
        row = self.get(entity, entity_id)
        self._write(spec, row, {name: value for name, value in values.items() if row[name] != value})

    def merge(self, entity: str, entity_id: str, values: Mapping[str, Any]) -> None:
        """Set fields one by one against the version the person saw; see ``core.work.Work``."""
        spec = self._spec(entity)
        row = self.get(entity, entity_id)
        seen = self.seen.get(entity_id, row["version"])
        kept: Row = {}
        for name, value in values.items():
            if row[name] == value:
                continue
            version, writer = row["field_versions"].get(name, (0, ""))
            # Versions are counted anew after a restored backup: there, who said it later was later.
            is_newer = version > seen or (self.is_offered_again and row["updated_at"] > self.command.made_at)
            if is_newer and version and writer != self.actor.client_id:
                self.lost.append(LostField(entity, entity_id, name, value, row[name], writer))
            else:
                kept[name] = value
        self._write(spec, row, kept)

    def delete(self, entity: str, entity_id: str) -> None:
        """Remove a record and its search keys."""
        spec = self._spec(entity)
        row = self.get(entity, entity_id)
        self._remember(entity, entity_id, row)
        self._delete_row(spec, entity_id)

    def restamp(self, entity: str, entity_id: str) -> None:
        """Weigh anew which replicas hold a record, although it did not change."""
        self.restamped.add((entity, entity_id))

    def _write(self, spec: EntitySpec, row: Row, values: Row) -> None:
        if forbidden := SYNC_COLUMNS.intersection(values) or {"id"}.intersection(values):
            raise ValueError(f"a handler may not set {sorted(forbidden)}")
        if not values:
            return
        entity_id = row["id"]
        self._remember(spec.name, entity_id, row)
        version = row["version"] + 1
        made_at = self.command.made_at
        stamps = {name: [version, self.actor.client_id] for name in values}
        written = {
            **values,
            "version": version,
            "field_versions": {**row["field_versions"], **stamps},
            # Offered again, commands come in any order; which was later is known by this column alone.
            "updated_at": max(made_at, row["updated_at"]) if self.is_offered_again else made_at,
        }
        self._update_row(spec, entity_id, written, {**row, **written})

    def _remember(self, entity: str, entity_id: str, row: Row | None) -> None:
        self.touched.setdefault((entity, entity_id), row)

    # -- the store itself; a batch at central writes later and many at once ----------------------------

    def _find(self, spec: EntitySpec, entity_id: str) -> Row | None:
        return find_row(self.connection, spec, entity_id)

    def _insert_row(self, spec: EntitySpec, entity_id: str, row: Row) -> None:
        try:
            self.connection.execute(_add(spec.table), row)
        except sa.exc.IntegrityError as clash:
            if not is_duplicate(clash):
                raise
            raise already_there(spec) from None
        write_keys(self.connection, spec, entity_id, row)

    def _update_row(self, spec: EntitySpec, entity_id: str, values: Row, row: Row) -> None:
        self.connection.execute(_set(spec.table, tuple(values)), {**values, "of_id": entity_id})
        write_keys(self.connection, spec, entity_id, row)

    def _delete_row(self, spec: EntitySpec, entity_id: str) -> None:
        self.connection.execute(sa.delete(spec.table).where(spec.table.c.id == entity_id))
        drop_keys(self.connection, spec, entity_id)

    def _spec(self, entity: str) -> EntitySpec:
        return self.registry.entities[entity]


@dataclass
class SqlCentralWork(SqlWork):
    """The unit of work at central: rows are locked, and set questions may be asked."""

    recorded_at: datetime = field(kw_only=True)
    erasures: list[tuple[str, str]] = field(default_factory=list)
    """(customer, reason) of each erasure asked for; whoever runs the transaction carries them out."""
    page: Any = None
    """Where what is written is chronicled, a ``chronicle.Page``; None where nobody keeps one."""

    @property
    def command_id(self) -> str:
        """The id of the command."""
        return self.command.command_id

    def told_as(self, kind: str) -> None:
        """Chronicle what was written since the last time as central's own doing."""
        if self.page is not None:
            self.page.note(kind, None)

    @property
    def is_whole(self) -> bool:
        """Central holds everything."""
        return True

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement in this transaction."""
        return self.connection.execute(statement, parameters)

    def fetch(self, entity: str, entity_ids: Iterable[str]) -> None:
        """A unit of work by itself reads each when it is asked for."""

    def look(
        self, statement: Any, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Any:
        """Run a statement past what waits to be written."""
        return self.connection.execute(statement, parameters)

    def defined(self, statement: Any, made_of: Callable[[list[Row]], T]) -> T:
        """What the site has defined, as ``made_of`` makes it of the rows of a statement."""
        return made_of([dict(row) for row in self.look(statement).mappings()])

    def by_id(self, table: Any, record_id: str) -> Row | None:
        """One record of a table, or None, as this transaction sees it."""
        row = self.execute(_one(table, False), {"of_id": record_id}).mappings().first()
        return dict(row) if row is not None else None

    def erase_customer(self, customer_id: str, reason: str) -> None:
        """Note a customer to be erased; ``sync.erasure`` does it at the end of the command."""
        self.erasures.append((customer_id, reason))

    def hold(self, entity: str, entity_id: str) -> None:
        """Lock a record, if there is one; what is read after that is as its last holder left it."""
        find_row(self.connection, self._spec(entity), entity_id, is_locked=True)

    def lose(self, entity: str, entity_id: str, field: str, yours: Any, theirs: Any) -> None:
        """Note a value of the author's that lost against one that was there."""
        self.lost.append(LostField(entity, entity_id, field, yours, theirs))

    def _find(self, spec: EntitySpec, entity_id: str) -> Row | None:
        return find_row(self.connection, spec, entity_id, is_locked=True)


def already_there(spec: EntitySpec) -> Refused:
    """What must be unique beside the id is taken, such as a ticket's number, or a race for the id was lost."""
    return Refused("exists", f"There is already a {spec.name} like this one.", kept="It was left as it is.")


def is_duplicate(clash: sa.exc.IntegrityError) -> bool:
    """Whether an error says that something unique is taken, on either store."""
    return sqlstate(clash) == "23505" or "UNIQUE constraint" in str(clash.orig)


def find_row(
    connection: sa.Connection, spec: EntitySpec, entity_id: str, *, is_locked: bool = False
) -> Row | None:
    """One record by id as a plain dict, or None."""
    row = connection.execute(_one(spec.table, is_locked), {"of_id": entity_id}).mappings().first()
    return dict(row) if row is not None else None


@cache
def _add(table: sa.Table) -> sa.Insert:
    """The statement for a new record, built once; it takes the columns of the parameters it is given."""
    return sa.insert(table)


@cache
def _set(table: sa.Table, names: tuple[str, ...]) -> sa.Update:
    """The statement that sets these columns of a record, built once."""
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of_id"))
        .values({name: sa.bindparam(name) for name in names})
    )


@cache
def _nothing(table: sa.Table) -> Row:
    """A record with nothing in it: every column that the database does not fill in by itself."""
    return {column.name: None for column in table.columns if column.server_default is None}


@cache
def _one(table: sa.Table, is_locked: bool) -> sa.Select[Any]:
    """The statement for one record, built once: that takes longer than running it."""
    statement = sa.select(table).where(table.c.id == sa.bindparam("of_id"))
    return statement.with_for_update() if is_locked else statement


def write_keys(connection: sa.Connection, spec: EntitySpec, entity_id: str, row: Row) -> None:
    """Make the search keys of one record what its row says now."""
    if spec.keys_of is None:
        return
    drop_keys(connection, spec, entity_id)
    if rows := key_rows(spec.name, entity_id, spec.keys_of(row)):
        connection.execute(sa.insert(search_key), rows)


def drop_keys(connection: sa.Connection, spec: EntitySpec, entity_id: str) -> None:
    """Forget the search keys of one record."""
    if spec.keys_of is not None:
        connection.execute(_DROP_KEYS, {"of_id": entity_id, "of_entity": spec.name})


_DROP_KEYS = sa.delete(search_key).where(
    search_key.c.entity_id == sa.bindparam("of_id"), search_key.c.entity == sa.bindparam("of_entity")
)


def customers_of(registry: Registry, rows: Iterable[tuple[str, Row | None]]) -> frozenset[str]:
    """The customers that some records belong to."""
    found = set()
    for entity, row in rows:
        column = registry.entities[entity].customer_column
        if row is not None and column is not None and row.get(column):
            found.add(str(row[column]))
    return frozenset(found)
