"""The feed: one row per (scope, record) with its latest state, stamped by one gapless counter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Row
from agent_desktop.store.work import SqlRead, find_row
from agent_desktop.sync.tables import sync_feed, sync_head

SHARD = 0
Touched = dict[tuple[str, str], Row | None]


def customer_scope(customer_id: str) -> str:
    """The scope of everything that belongs to one customer, held by desks that have them open."""
    return f"customer:{customer_id}"


def stamp(
    connection: sa.Connection, registry: Registry, touched: Touched, reached: set[str] | None = None
) -> int:
    """Bring the feed up to date with the records touched and answer the new head.

    Must be the last statements of the transaction: bumping the counter row makes every other writer wait,
    which is what makes positions gapless and in commit order. Nothing touched, nothing bumped.
    ``reached`` is filled with the scopes stamped, for whoever is to be told.
    """
    states = _states(connection, registry, touched)
    if not states:
        return head(connection)
    if reached is not None:
        reached.update(state["scope"] for state in states)
    seq = connection.execute(
        sa.update(sync_head)
        .where(sync_head.c.shard == SHARD)
        .values(seq=sync_head.c.seq + len(states))
        .returning(sync_head.c.seq)
    ).scalar_one()
    first = seq - len(states) + 1
    rows = [{**state, "seq": first + offset} for offset, state in enumerate(states)]
    statement = insert(sync_feed)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[sync_feed.c.scope, sync_feed.c.entity, sync_feed.c.entity_id],
            set_={name: statement.excluded[name] for name in ("seq", "version", "op", "schema", "body")}
            | {"stamped_at": sa.func.now()},
        ),
        rows,
    )
    return int(seq)


def head(connection: sa.Connection) -> int:
    """The feed's present position."""
    return int(connection.execute(sa.select(sync_head.c.seq).where(sync_head.c.shard == SHARD)).scalar_one())


def scopes_of(read: SqlRead, spec: EntitySpec, row: Row) -> set[str]:
    """Every scope whose replicas hold this record now."""
    return set(spec.scopes_of(read, row)) | _bundle_scope(spec, row)


def _bundle_scope(spec: EntitySpec, row: Row | None) -> set[str]:
    """The scope of the customer a record belongs to, if it is in that customer's bundle."""
    if row is None or spec.customer_column is None or not spec.is_in_bundle:
        return set()
    customer_id = row.get(spec.customer_column)
    return {customer_scope(str(customer_id))} if customer_id else set()


def _states(connection: sa.Connection, registry: Registry, touched: Touched) -> list[dict[str, Any]]:
    read = SqlRead(connection, is_whole=True)
    states: list[dict[str, Any]] = []
    for entity, entity_id in _with_followers(connection, registry, touched):
        spec = registry.entities[entity]
        row = find_row(connection, spec, entity_id)
        held = set(
            connection.execute(
                sa.select(sync_feed.c.scope).where(
                    sync_feed.c.entity == entity, sync_feed.c.entity_id == entity_id, sync_feed.c.op == "U"
                )
            ).scalars()
        )
        # A customer's bundle is read from the records, so desks may hold a row the feed has not carried yet.
        held |= _bundle_scope(spec, touched.get((entity, entity_id)))
        base = {"entity": entity, "entity_id": entity_id, "schema": 1}
        if row is None:
            states += [{**base, "scope": s, "version": 0, "op": "D", "body": None} for s in sorted(held)]
            continue
        now = scopes_of(read, spec, row)
        base["version"] = row["version"]
        states += [{**base, "scope": s, "op": "L", "body": None} for s in sorted(held - now)]
        states += [{**base, "scope": s, "op": "U", "body": row} for s in sorted(now)]
    return states


def _with_followers(
    connection: sa.Connection, registry: Registry, touched: Touched
) -> Iterable[tuple[str, str]]:
    """The records touched and those whose scopes hang on them, before and after the change."""
    keys = set(touched)
    read = SqlRead(connection, is_whole=True)
    for (entity, entity_id), before in touched.items():
        spec = registry.entities[entity]
        if spec.follows is None:
            continue
        for row in (before, find_row(connection, spec, entity_id)):
            if row is not None:
                keys.update(spec.follows(read, row))
    for entity, entity_id in sorted(keys - set(touched)):
        spec = registry.entities[entity]
        row = find_row(connection, spec, entity_id)
        if spec.follows is not None and row is not None:
            keys.update(spec.follows(read, row))
    return sorted(keys)


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
