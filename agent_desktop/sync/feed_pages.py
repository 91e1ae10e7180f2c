"""Pages of the feed as desks pull them: put together by the database, passed through undecoded."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.sync.epochs import AwayTooLong, restored
from agent_desktop.sync.erasure import erased_since
from agent_desktop.sync.feed import SHARD
from agent_desktop.sync.messages import MAX_PULL, Erased, PullRequest
from agent_desktop.sync.tables import erasure_log, sync_head


class _Page(msgspec.Struct, frozen=True):
    """A ``PullReply`` whose rows are the text they came as."""

    epoch: str
    head: int
    rows: msgspec.Raw
    cursors: dict[str, int]
    more: bool
    erased: list[Erased] = []


ROW_TEXT = """
    '[' || to_json(feed.scope) || ',' || to_json(feed.entity) || ',"' || feed.entity_id || '",' || feed.seq
        || ',"' || feed.op || '",' || CASE WHEN feed.op = 'U' THEN feed.body::text ELSE 'null' END || ']'
"""
"""A row of the feed as it travels (``FeedRow``), put together where it lies."""

# Keys first, scope by scope, then bodies: one scan of the index a scope, however many scopes a desk holds. The
# rows are put together where they lie, since taking each apart and together again costs more than all else.
_PULL = sa.text(
    f"""
WITH keys AS MATERIALIZED (
    SELECT key.scope, key.entity, key.entity_id, key.seq, row_number() OVER (ORDER BY key.seq) AS place
    FROM unnest(:scopes, :cursors) AS wanted(scope, cursor)
    CROSS JOIN LATERAL (
        SELECT feed.scope, feed.entity, feed.entity_id, feed.seq
        FROM sync_feed AS feed
        WHERE feed.scope = wanted.scope AND feed.seq > wanted.cursor
        ORDER BY feed.seq
        LIMIT :most + 1
    ) AS key
    ORDER BY key.seq
    LIMIT :most + 1
)
SELECT
    (SELECT count(*) > :most FROM keys) AS more,
    (SELECT json_object_agg(scope, seq) FROM (
        SELECT scope, max(seq) AS seq FROM keys WHERE place <= :most GROUP BY scope
    ) AS reached)::text AS reached,
    (SELECT string_agg({ROW_TEXT}, ',' ORDER BY feed.seq)
    FROM keys JOIN sync_feed AS feed USING (scope, entity, entity_id)
    WHERE keys.place <= :most) AS rows
"""  # noqa: S608 - a constant of this program
).bindparams(
    sa.bindparam("scopes", type_=postgresql.ARRAY(sa.Text)),
    sa.bindparam("cursors", type_=postgresql.ARRAY(sa.BigInteger)),
    sa.bindparam("most", type_=sa.BigInteger),
)


def pull_text(connection: sa.Connection, request: PullRequest, allowed: frozenset[str]) -> tuple[bytes, int]:
    """A page of what changed in the scopes a replica holds, since the cursor of each, and the head it was read at.

    The page is a ``PullReply`` as JSON. The caller decides ``allowed``; a scope outside it is not answered and its
    cursor not advanced. Raises ``EpochChanged`` for a replica of another life of the database, and ``AwayTooLong``
    for one so old that tombstones it has not seen are purged.
    """
    position, life, purged_below, erased_to = stand_of(connection)
    life = str(life)
    if request.epoch != life:
        raise restored()
    scopes = [scope for scope in sorted(request.cursors) if scope in allowed]
    if any(request.cursors[scope] < purged_below for scope in scopes):
        raise AwayTooLong("This desk was away for too long to catch up.", kept="Your outbox is kept.")
    most = max(1, min(request.limit, MAX_PULL))
    cursors = {scope: request.cursors[scope] for scope in scopes}
    found = connection.execute(
        _PULL, {"scopes": scopes, "cursors": list(cursors.values()), "most": most}
    ).one()
    if found.reached:
        cursors |= msgspec.json.decode(found.reached, type=dict[str, int])
    if not found.more:
        cursors = {scope: max(cursor, position) for scope, cursor in cursors.items()}
    is_behind = request.erased_to is not None and request.erased_to < (erased_to or 0)
    erased = erased_since(connection, request.erased_to or 0) if is_behind else []
    rows = msgspec.Raw(b"[" + (found.rows or "").encode() + b"]")
    return msgspec.json.encode(_Page(life, position, rows, cursors, found.more, erased)), position


def stand_of(connection: sa.Connection) -> Any:
    """Where the feed stands: its head, its life, below which position tombstones are purged, the last erasure."""
    return connection.execute(_STAND).one()


_STAND = sa.select(
    sync_head.c.seq,
    sync_head.c.epoch,
    sync_head.c.purged_below,
    sa.select(sa.func.max(erasure_log.c.seq)).scalar_subquery().label("erased_to"),
).where(sync_head.c.shard == SHARD)
