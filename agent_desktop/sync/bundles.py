"""Bundles: everything of one customer, put together by the database where it lies."""

from __future__ import annotations

import hashlib
from functools import cache

import msgspec
import sqlalchemy as sa

from agent_desktop.core.registry import Registry
from agent_desktop.store.schema import Id
from agent_desktop.sync.feed import SHARD
from agent_desktop.sync.messages import Bundle

MOST_OF_A_KIND = 200
"""So many of a customer's latest records of each kind are in a bundle; what is older is asked for."""

_Part = tuple[str, sa.Table, str]
"""An entity, its table, and the column that says whose a record is."""


def bundle(
    connection: sa.Connection, registry: Registry, customer_id: str, *, most: int = MOST_OF_A_KIND
) -> Bundle | None:
    """Everything of one customer, at most the ``most`` latest records an entity; None for no such one.

    Its ETag changes with any row of it, and with the life of the database: versions begin anew in each.
    """
    parts = tuple(
        (spec.name, spec.table, spec.customer_column)
        for spec in registry.entities.values()
        if spec.customer_column is not None and spec.is_in_bundle
    )
    found = connection.execute(_statement(parts), {"of_customer": customer_id, "most": most}).all()
    position, life = next((row.seq, row.body) for row in found if row.place < 0)
    rows = sorted((row for row in found if row.place >= 0), key=lambda row: (row.place, row.id))
    if not any(parts[row.place][2] == "id" for row in rows):
        return None
    digest = hashlib.sha256(life.encode())
    for row in rows:
        digest.update(f"{parts[row.place][0]}:{row.id}:{row.seq};".encode())
    bodies = [(parts[row.place][0], msgspec.Raw(row.body.encode())) for row in rows]
    return Bundle(customer_id, int(position), life, digest.hexdigest()[:32], bodies)


@cache
def _statement(parts: tuple[_Part, ...]) -> sa.TextClause:
    """One statement for all of it, built once, for a caller waits for it.

    Each row is its part's place, the record's id and version, and the record as it travels; the first is the
    feed's position and the life of the database, read with the rest.
    """
    head = f"SELECT -1 AS place, '' AS id, seq, epoch::text AS body FROM sync_head WHERE shard = {SHARD}"  # noqa: S608
    some = [_select(place, table, column) for place, (_, table, column) in enumerate(parts)]
    return sa.text(" UNION ALL ".join([head, *some])).bindparams(
        sa.bindparam("of_customer", type_=Id), sa.bindparam("most", type_=sa.Integer)
    )


def _select(place: int, table: sa.Table, column: str) -> str:
    """The customer's latest records of one kind."""
    columns = ", ".join(f'"{one.name}"' for one in table.c)
    return (
        f"(SELECT {place}, r.id::text, r.version, row_to_json(r)::text FROM ("  # noqa: S608 - our own names
        f'SELECT {columns} FROM "{table.name}" WHERE "{column}" = :of_customer '
        "ORDER BY updated_at DESC, id LIMIT :most) AS r)"
    )
