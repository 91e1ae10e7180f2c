"""The sweep: looking through every column of the database for somebody, to scrub it or to prove there is nothing.

It asks the database itself which tables there are, so that a table nobody thought of is searched too.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.rows import json_text
from agent_desktop.store.schema import SYNC_COLUMNS
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.erased_words import ERASE, ERASED, Words, blanked, identifier_of, patterns_of
from agent_desktop.sync.erasure import Counts
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.tables import command_log, erasure_log

log = logging.getLogger(__name__)

_SEARCHABLE = frozenset({"text", "character varying", "character", "json", "jsonb", "uuid", "ARRAY"})
_JSON = frozenset({"json", "jsonb"})
_OWN = frozenset({"alembic_version", "erasure_log", "erased_record"})
"""Tables the sweep does not change: they hold hashes, and the words themselves while a sweep is due."""
_WITHOUT_DOCUMENTS = frozenset({"sync_feed", "search_key"})
"""Tables whose documents are records of their own: an id in them does not make them somebody else's text."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: str
    is_nullable: bool


def sweep_next(connection: sa.Connection, registry: Registry, at: datetime, reached: set[str]) -> str | None:
    """Scrub every trace of the erasure that waits longest; answers its subject's hash, None when none waits.

    In the caller's transaction, with no limit of time: it reads every table. Records it changes go out to
    replicas; ``reached`` is filled with their scopes.
    """
    row = connection.execute(
        sa.select(
            erasure_log.c.subject_hash, erasure_log.c.terms, erasure_log.c.counts, erasure_log.c.erased_by
        )
        .where(erasure_log.c.terms.is_not(None))
        .order_by(erasure_log.c.seq)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    words, ids = Words(row.terms["patterns"]), Words(row.terms["ids"])
    counts: Counter[str] = Counter()
    left: list[str] = []
    actor = Actor(str(row.erased_by), "central")
    work = SqlCentralWork(connection, registry, actor, Command(made_at=at), recorded_at=at)
    for name, columns in _tables(connection):
        savepoint = connection.begin_nested()
        try:
            counts[name] += _scrub_table(work, _target(registry, name, columns), words, ids)
        except sa.exc.DBAPIError as failure:
            # A table that refuses to be changed, such as an audit trail: said in the certificate.
            savepoint.rollback()
            log.warning("the sweep could not change %s: %s", name, type(failure.orig).__name__)
            left.append(name)
        else:
            savepoint.commit()
    kept = msgspec.convert(row.counts, Counts)
    done = Counts(kept.erased, {name: count for name, count in counts.items() if count}, left)
    connection.execute(
        sa.update(erasure_log)
        .where(erasure_log.c.subject_hash == row.subject_hash)
        .values(terms=None, swept_at=at, counts=msgspec.to_builtins(done))
    )
    stamp(connection, registry, work.touched, reached)
    return str(row.subject_hash)


def traces(connection: sa.Connection, texts: Sequence[str]) -> dict[str, int]:
    """In how many rows of which columns any of some texts stands, in any way it may be written.

    Nothing is left out: every text, JSON and id column of every table. Empty is the proof of an erasure.
    """
    words = Words(patterns_of(identifier_of(text) for text in texts if text.strip()))
    if not words:
        return {}
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    found: dict[str, int] = {}
    for name, columns in _tables(connection, with_own=True):
        wanted = ", ".join(
            f"count(*) FILTER (WHERE {_as_text(column)} ~* :words) AS c{n}"
            for n, column in enumerate(columns)
        )
        statement = f"SELECT {wanted} FROM {_quoted(name)}"  # noqa: S608 - names the database told
        counted = connection.execute(sa.text(statement), {"words": words.sql}).one()
        for column, count in zip(columns, counted, strict=True):
            if count:
                found[f"{name}.{column.name}"] = int(count)
    return found


def _tables(connection: sa.Connection, *, with_own: bool = False) -> Iterator[tuple[str, list[_Column]]]:
    """Every table of this schema with the columns that can hold a text; the records come first."""
    rows = connection.execute(
        sa.text(
            "SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES' AS is_nullable "
            "FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
            "ORDER BY c.table_name = 'sync_feed', c.table_name, c.ordinal_position"
        )
    ).all()
    found: dict[str, list[_Column]] = {}
    for row in rows:
        if row.data_type in _SEARCHABLE and (with_own or row.table_name not in _OWN):
            column = _Column(row.column_name, row.data_type, row.is_nullable)
            found.setdefault(row.table_name, []).append(column)
    yield from found.items()


@dataclass(frozen=True, slots=True)
class _Target:
    """One table to be scrubbed: which columns are texts, and which of those are documents about something."""

    name: str
    entity: str | None
    texts: list[_Column]
    documents: list[_Column]


def _target(registry: Registry, name: str, columns: list[_Column]) -> _Target:
    entity = next((spec.name for spec in registry.entities.values() if spec.table.name == name), None)
    skipped = SYNC_COLUMNS if entity else frozenset[str]()
    texts = [column for column in columns if column.type != "uuid" and column.name not in skipped]
    is_log = entity is None and name not in _WITHOUT_DOCUMENTS
    return _Target(name, entity, texts, [c for c in texts if is_log and c.type in _JSON])


def _scrub_table(work: SqlCentralWork, target: _Target, words: Words, ids: Words) -> int:
    conditions = [f"{_as_text(c)} ~* :words" for c in target.texts] if words else []
    conditions += [f"{_as_text(c)} ~ :ids" for c in target.documents]
    if not conditions:
        return 0
    key = "id::text" if target.entity else "ctid::text"
    listed = ", ".join([f"{key} AS row_key", *(f"{_as_text(c)} AS {_quoted(c.name)}" for c in target.texts)])
    statement = f"SELECT {listed} FROM {_quoted(target.name)} WHERE {' OR '.join(conditions)} FOR UPDATE"  # noqa: S608
    wanted = {"words": words.sql, "ids": ids.sql}
    used = {name: value for name, value in wanted.items() if f":{name}" in statement}
    changed = 0
    for row in work.execute(sa.text(statement), used).mappings().all():
        if target.name == command_log.name and row["kind"] == ERASE:
            continue
        values = _scrubbed(target, dict(row), words, ids)
        if not values:
            continue
        changed += 1
        if target.entity is not None:
            work.update(target.entity, row["row_key"], values)
        elif target.name == "search_key":
            work.execute(
                sa.text("DELETE FROM search_key WHERE ctid = CAST(CAST(:key AS text) AS tid)"),
                {"key": row["row_key"]},
            )
        else:
            _write(work, target, row["row_key"], values)
    return changed


def _scrubbed(target: _Target, row: Row, words: Words, ids: Words) -> Row:
    """The columns of a row that have to change, as what they become."""
    values: Row = {}
    for column in target.texts:
        text = row[column.name]
        if text is None:
            continue
        if column.type in _JSON:
            before = msgspec.json.decode(text)
            after = words.redacted_json(before)
            if column in target.documents and ids.redacted(text) != text:
                after = _blank_log(column.name, after) if target.name == command_log.name else blanked(after)
            if after != before:
                values[column.name] = after
        elif column.type == "ARRAY":
            if words.redacted(text) != text:
                values[column.name] = []
        elif (after := words.redacted(text)) != text:
            values[column.name] = None if not after and column.is_nullable else after
    return values


def _blank_log(column: str, document: Any) -> Any:
    """A row of the command log without what was said: who did which kind of thing when, and its outcome, stay."""
    if column != "verdict":
        return blanked(document)
    kept = {name: document[name] for name in ("command_id", "status", "seq") if name in document}
    if document.get("problem"):
        kept["problem"] = {"reason": document["problem"].get("reason", "refused"), "what": ERASED}
    return kept


def _write(work: SqlCentralWork, target: _Target, key: str, values: Row) -> None:
    types = {column.name: column.type for column in target.texts}
    parts, used = [], {"key": key}
    for n, (name, value) in enumerate(values.items()):
        if types[name] == "ARRAY":
            parts.append(f"{_quoted(name)} = '{{}}'")
            continue
        is_json = types[name] in _JSON
        parts.append(f"{_quoted(name)} = CAST(:v{n} AS {types[name] if is_json else 'text'})")
        used[f"v{n}"] = json_text(value) if is_json else value
    place = "ctid = CAST(CAST(:key AS text) AS tid)"
    statement = f"UPDATE {_quoted(target.name)} SET {', '.join(parts)} WHERE {place}"  # noqa: S608
    work.execute(sa.text(statement), used)


def _as_text(column: _Column) -> str:
    return f"CAST({_quoted(column.name)} AS text)"


def _quoted(name: str) -> str:
    """A name as PostgreSQL itself told it, safe within a statement; colons would be read as parameters."""
    return '"' + name.replace('"', '""').replace(":", r"\:") + '"'
