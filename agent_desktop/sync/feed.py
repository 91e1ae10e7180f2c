"""The feed: one row per (scope, record) with its latest state, stamped by one gapless counter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.many_rows import plain_rows, upsert_rows
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.tables import sync_feed, sync_head

SHARD = 0
Touched = dict[tuple[str, str], Row | None]


def customer_scope(customer_id: str) -> str:
    """The scope of everything that belongs to one customer, held by desks that have them open."""
    return f"customer:{customer_id}"


def stamp(
    connection: sa.Connection,
    registry: Registry,
    touched: Touched,
    reached: set[str] | None = None,
    read: SqlRead | None = None,
) -> int:
    """Bring the feed up to date with the records touched and answer the new head.

    Must be the last statements of the transaction: taking the counter row makes every other writer wait,
    which is what makes positions gapless and in commit order. Nothing touched, nothing counted.
    ``reached`` is filled with the scopes stamped, for whoever is to be told. ``read`` may know records that
    were read in this transaction already. What is derived from these records is brought up to date first.
    """
    return stamp_with(connection, registry, touched, reached, read, lambda _states, _began: None)


def stamp_with(
    connection: sa.Connection,
    registry: Registry,
    touched: Touched,
    reached: set[str] | None,
    read: SqlRead | None,
    closing: Callable[[list[dict[str, Any]], int], int | None],
) -> int:
    """The same for one who has more to write at the end than the feed.

    ``closing(states, began)`` may write the states itself, if the head still is ``began``, and answers the new
    head; where it answers None, whether since somebody was in between or since it does not, it is done here.
    """
    known = read or SqlRead(connection, is_whole=True)
    whole = dict(touched)
    for derive in registry.derivations:
        whole.update({key: None for key in derive(known, touched) if key not in whole})
    began, states = _states(connection, registry, whole, known)
    position = closing(states, began)
    if position is None:
        if states and _taken_head(connection) != began:
            # Somebody committed in between: a record read above may be deleted by now, or in other hands.
            # Nobody can change anything that counts from here on, so what is read now is what is true.
            began, states = _states(connection, registry, whole, SqlRead(connection, is_whole=True))
            position = closing(states, began)
        if position is None:
            position = publish(connection, states)
    if reached is not None:
        reached.update(state["scope"] for state in states)
    return position


def publish(connection: sa.Connection, states: list[dict[str, Any]]) -> int:
    """Put rows of the feed, complete but for their position, behind its head; answers the new head.

    Like ``stamp`` it must come last in its transaction.
    """
    if not states:
        return head(connection)
    seq = connection.execute(
        sa.update(sync_head)
        .where(sync_head.c.shard == SHARD)
        .values(seq=sync_head.c.seq + len(states))
        .returning(sync_head.c.seq)
    ).scalar_one()
    first = seq - len(states) + 1
    rows = [{**state, "seq": first + offset} for offset, state in enumerate(states)]
    upsert_rows(connection, sync_feed, rows, key=_KEY, also="stamped_at = now()")
    return int(seq)


_KEY = ("scope", "entity", "entity_id")


def state_of(scope: str, entity: str, row: Row) -> dict[str, Any]:
    """A record as it stands, for ``publish``."""
    return {
        "scope": scope,
        "entity": entity,
        "entity_id": row["id"],
        "version": row["version"],
        "op": "U",
        "schema": 1,
        "body": row,
    }


def tombstone(scope: str, entity: str, entity_id: str) -> dict[str, Any]:
    """That a record is deleted, for ``publish``."""
    return {
        "scope": scope,
        "entity": entity,
        "entity_id": entity_id,
        "version": 0,
        "op": "D",
        "schema": 1,
        "body": None,
    }


def head(connection: sa.Connection) -> int:
    """The feed's present position."""
    return int(connection.execute(sa.select(sync_head.c.seq).where(sync_head.c.shard == SHARD)).scalar_one())


def _taken_head(connection: sa.Connection) -> int:
    """The feed's position, which stays as it is until this transaction ends."""
    taken = sa.select(sync_head.c.seq).where(sync_head.c.shard == SHARD).with_for_update()
    return int(connection.execute(taken).scalar_one())


def scopes_of(read: SqlRead, spec: EntitySpec, row: Row) -> set[str]:
    """Every scope whose replicas hold this record now."""
    return set(spec.scopes_of(read, row)) | _bundle_scope(spec, row)


def _bundle_scope(spec: EntitySpec, row: Row | None) -> set[str]:
    """The scope of the customer a record belongs to, if it is in that customer's bundle."""
    if row is None or spec.customer_column is None or not spec.is_in_bundle:
        return set()
    customer_id = row.get(spec.customer_column)
    return {customer_scope(str(customer_id))} if customer_id else set()


def _states(
    connection: sa.Connection, registry: Registry, touched: Touched, read: SqlRead
) -> tuple[int, list[dict[str, Any]]]:
    """What the feed is to say of the records touched, and a head before which everything said here was read."""
    rows = {key: read.at_hand(*key) for key in touched}
    began = None
    if None in rows.values() or _moves_others(registry, touched, rows):
        # What is at hand is locked and cannot change; whatever is read besides must not be older than the head.
        began = head(connection)
        rows = _rows(connection, registry, touched, read)
    keys = _with_followers(registry, touched, rows, read)
    rows |= _rows(connection, registry, [key for key in keys if key not in rows])
    position, holding = _holding(connection, keys)
    states: list[dict[str, Any]] = []
    for key in keys:
        entity, entity_id = key
        spec, row = registry.entities[entity], rows[key]
        # A customer's bundle is read from the records, so desks may hold a row the feed has not carried yet.
        held = holding[key] | _bundle_scope(spec, touched.get(key))
        base = {"entity": entity, "entity_id": entity_id, "schema": 1}
        if row is None:
            states += [{**base, "scope": s, "version": 0, "op": "D", "body": None} for s in sorted(held)]
            continue
        now = scopes_of(read, spec, row)
        base["version"] = row["version"]
        states += [{**base, "scope": s, "op": "L", "body": None} for s in sorted(held - now)]
        states += [{**base, "scope": s, "op": "U", "body": row} for s in sorted(now)]
    return position if began is None else began, states


def _rows(
    connection: sa.Connection,
    registry: Registry,
    keys: Iterable[tuple[str, str]],
    read: SqlRead | None = None,
) -> dict[tuple[str, str], Row | None]:
    """Records as they are in the store now, None for those that are gone; ``read`` may have them at hand."""
    found: dict[tuple[str, str], Row | None] = dict.fromkeys(keys)
    by_entity: dict[str, list[str]] = defaultdict(list)
    for entity, entity_id in found:
        known = read.at_hand(entity, entity_id) if read is not None else None
        if known is not None:
            found[entity, entity_id] = known
        else:
            by_entity[entity].append(entity_id)
    for entity, ids in by_entity.items():
        for row in plain_rows(connection.execute(_many(registry.entities[entity].table), {"of_ids": ids})):
            found[entity, str(row["id"])] = row
    return found


def _holding(
    connection: sa.Connection, keys: Sequence[tuple[str, str]]
) -> tuple[int, dict[tuple[str, str], set[str]]]:
    """The head, and the scopes that hold each record so far."""
    found: dict[tuple[str, str], set[str]] = {key: set() for key in keys}
    wanted = {"of_entities": [key[0] for key in keys], "of_ids": [key[1] for key in keys]}
    rows = connection.execute(_HOLDING, wanted).all()
    for _, entity, entity_id, scope in rows:
        if entity is not None:
            found[entity, str(entity_id)].add(scope)
    return int(rows[0].seq), found


def _with_followers(
    registry: Registry,
    touched: Touched,
    rows: Mapping[tuple[str, str], Row | None],
    read: SqlRead,
) -> list[tuple[str, str]]:
    """The records touched and those whose scopes hang on them, before and after the change."""
    brought: set[tuple[str, str]] = set()
    done: set[tuple[str, str]] = set()
    for key, before in touched.items():
        spec, row = registry.entities[key[0]], rows[key]
        if spec.follows is None or not _may_move(spec, before, row):
            continue
        done.add(key)
        if before is None and row is not None and spec.follows_new is not None:
            brought.update(spec.follows_new(row))
            continue
        for state in (before, row):
            if state is not None:
                brought.update(spec.follows(read, state))
    keys = touched.keys() | brought
    # A customer whom a ticket brings brings their numbers, also where they were changed themselves meanwhile.
    for entity, entity_id in sorted(brought - done):
        spec = registry.entities[entity]
        if spec.follows is not None and (found := read.by_id(spec.table, entity_id)) is not None:
            keys.update(spec.follows(read, found))
    return sorted(keys)


def _moves_others(registry: Registry, touched: Touched, rows: Mapping[tuple[str, str], Row | None]) -> bool:
    """Whether a change can have moved records that hang on those touched."""
    for key, before in touched.items():
        spec, row = registry.entities[key[0]], rows[key]
        if spec.follows is None or not _may_move(spec, before, row):
            continue
        is_alone = before is None and row is not None and spec.follows_new and not spec.follows_new(row)
        if not is_alone:
            return True
    return False


def _may_move(spec: EntitySpec, before: Row | None, row: Row | None) -> bool:
    """Whether a change can have moved a record, or others with it, from scope to scope."""
    if before is None or row is None or spec.scope_columns is None:
        return True
    return any(before[name] != row[name] for name in spec.scope_columns)


_OF_IDS = sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False)))
_HOLDING = sa.text("""
SELECT sync_head.seq, held.entity, held.entity_id, held.scope FROM sync_head LEFT JOIN (
  SELECT sync_feed.entity, sync_feed.entity_id, sync_feed.scope
  FROM unnest(:of_entities, :of_ids) AS wanted(entity, entity_id)
  JOIN sync_feed ON sync_feed.entity = wanted.entity AND sync_feed.entity_id = wanted.entity_id
    AND sync_feed.op = 'U'
) AS held ON true WHERE sync_head.shard = 0
""").bindparams(sa.bindparam("of_entities", type_=postgresql.ARRAY(sa.Text)), _OF_IDS)


@cache
def _many(table: sa.Table) -> sa.Select[Any]:
    """The statement for some records, built once."""
    return sa.select(table).where(table.c.id == sa.any_(_OF_IDS))


def seed(connection: sa.Connection, registry: Registry, entity: str, rows: Iterable[Row]) -> int:
    """Put bulk-loaded records into the feed of their working-set scopes and answer how many went in.

    Customer scopes need no seeding: a bundle is read from the records themselves, and only what changes
    later goes through the feed. Meant for an importer that owns the transaction.
    """
    spec = registry.entities[entity]
    read = SqlRead(connection, is_whole=True)
    states = [
        {"scope": scope, "entity": entity, "entity_id": row["id"], "version": row["version"], "body": row}
        for row in rows
        for scope in sorted(set(spec.scopes_of(read, row)))
    ]
    if not states:
        return 0
    seq = connection.execute(
        sa.update(sync_head)
        .where(sync_head.c.shard == SHARD)
        .values(seq=sync_head.c.seq + len(states))
        .returning(sync_head.c.seq)
    ).scalar_one()
    first = int(seq) - len(states) + 1
    connection.execute(
        insert(sync_feed),
        [{**state, "op": "U", "schema": 1, "seq": first + n} for n, state in enumerate(states)],
    )
    return len(states)
