"""What replicas should hold, counted at central: their own count is in ``sync.counting``."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.sync.counting import DIGITS, MODULUS
from agent_desktop.sync.feed import SHARD
from agent_desktop.sync.messages import CompareReply, ScopeSum
from agent_desktop.sync.tables import sync_feed, sync_head

_SUMS = sa.text(
    "SELECT entity, count(*) AS records, mod(sum(('x' || lpad(substr(encode(sha256(convert_to("
    "entity || ':' || entity_id || ':' || version, 'UTF8')), 'hex'), 1, :digits), 16, '0'))::bit(64)::bigint), "
    ":modulus) AS checksum FROM sync_feed WHERE scope = :scope AND op = 'U' GROUP BY entity"
).bindparams(
    sa.bindparam("digits", type_=sa.Integer, value=DIGITS),
    sa.bindparam("modulus", type_=sa.Numeric, value=MODULUS),
)


def should_hold(connection: sa.Connection, scopes: Iterable[str]) -> CompareReply:
    """What replicas of some scopes should hold; call it in a repeatable-read transaction, for one moment."""
    epoch = connection.execute(sa.select(sync_head.c.epoch).where(sync_head.c.shard == SHARD)).scalar_one()
    found: dict[str, tuple[int, dict[str, ScopeSum]]] = {}
    for scope in scopes:
        latest = connection.execute(
            sa.select(sa.func.max(sync_feed.c.seq)).where(sync_feed.c.scope == scope)
        ).scalar()
        sums = {
            row.entity: ScopeSum(int(row.records), int(row.checksum))
            for row in connection.execute(_SUMS, {"scope": scope})
        }
        found[scope] = (latest or 0, sums)
    return CompareReply(str(epoch), found)
