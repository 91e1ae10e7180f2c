"""Counting a replica: whether it holds what central says it should (``sync.compare``), by record and version."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa

from agent_desktop.core.registry import Registry
from agent_desktop.sync.messages import ScopeSum
from agent_desktop.sync.replica_tables import base_row, row_scope

DIGITS, MODULUS = 12, 2**53
"""Hexadecimal digits of each record's digest, and what their sum is taken modulo: JSON's safe integers."""


def holds(connection: sa.Connection, registry: Registry, scope: str) -> dict[str, ScopeSum]:
    """What a replica holds of a scope, as central last told it: forecasts are looked through."""
    entities = connection.execute(
        sa.select(row_scope.c.entity).where(row_scope.c.scope == scope).distinct()
    ).scalars()
    found: dict[str, ScopeSum] = {}
    for entity in entities.all():
        table = registry.entities[entity].table
        here = (row_scope.c.scope == scope) & (row_scope.c.entity == entity)
        versions = {
            row.entity_id: row.version
            for row in connection.execute(
                sa.select(row_scope.c.entity_id, table.c.version)
                .join(table, table.c.id == row_scope.c.entity_id, isouter=True)
                .where(here)
            )
        }
        for row in connection.execute(sa.select(base_row).where(base_row.c.entity == entity)):
            if row.entity_id in versions:
                body = msgspec.json.decode(row.body) if row.body is not None else {}
                versions[row.entity_id] = body.get("version")
        present = {key: version for key, version in versions.items() if version is not None}
        total = sum(_digest(entity, key, version) for key, version in present.items())
        found[entity] = ScopeSum(len(present), total % MODULUS)
    return found


def differing(
    registry: Registry, should: dict[str, ScopeSum], does: dict[str, ScopeSum]
) -> dict[str, tuple[int, int]]:
    """Entities in which a replica differs, each with (records it should hold, records it holds).

    What this release does not know is no difference: it is left out of the replica on purpose.
    """
    nothing = ScopeSum(0, 0)
    return {
        entity: (should.get(entity, nothing).count, does.get(entity, nothing).count)
        for entity in sorted((set(should) | set(does)) & set(registry.entities))
        if should.get(entity, nothing) != does.get(entity, nothing)
    }


def _digest(entity: str, entity_id: str, version: int) -> int:
    return int(hashlib.sha256(f"{entity}:{entity_id}:{version}".encode()).hexdigest()[:DIGITS], 16)
