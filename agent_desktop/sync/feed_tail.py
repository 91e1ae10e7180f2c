"""The end of the feed, read once for every desk of an instance: the rows that ride on its pokes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.sync.feed_pages import ROW_TEXT, stand_of

MOST_ROWS = 200
MOST_TEXT = 65_536


@dataclass(frozen=True, slots=True)
class ScopeTail:
    """Every row of one scope behind position ``after`` and up to ``to``, as the text of JSON lists with commas."""

    after: int
    to: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """What is new in some scopes, and the life and the latest erasure of the database it was read in.

    A scope with more than ``MOST_ROWS`` rows or ``MOST_TEXT`` of them, or whose tombstones since then may be
    purged, is left out of ``scopes``: its desks pull. ``head`` is a position that all were read behind.
    """

    epoch: str
    erased_to: int
    head: int
    scopes: dict[str, ScopeTail]


_TAIL = sa.text(
    f"""
WITH keys AS MATERIALIZED (
    SELECT key.scope, key.entity, key.entity_id, key.seq
    FROM unnest(:scopes, :cursors) AS wanted(scope, cursor)
    CROSS JOIN LATERAL (
        SELECT feed.scope, feed.entity, feed.entity_id, feed.seq
        FROM sync_feed AS feed
        WHERE feed.scope = wanted.scope AND feed.seq > wanted.cursor
        ORDER BY feed.seq
        LIMIT :most + 1
    ) AS key
)
SELECT feed.scope AS scope, count(*) AS number, max(feed.seq) AS seq,
    string_agg({ROW_TEXT}, ',' ORDER BY feed.seq) AS rows
FROM keys JOIN sync_feed AS feed USING (scope, entity, entity_id)
GROUP BY feed.scope
"""  # noqa: S608 - a constant of this program
).bindparams(
    sa.bindparam("scopes", type_=postgresql.ARRAY(sa.Text)),
    sa.bindparam("cursors", type_=postgresql.ARRAY(sa.BigInteger)),
    sa.bindparam("most", type_=sa.BigInteger),
)


def read_tail(connection: sa.Connection, told: Mapping[str, int]) -> Tail:
    """What is behind the position told in each scope.

    Positions are given in the order of commits, so whoever sees one sees every smaller one: what is read here is
    all there is of a scope up to its last row, and up to the head read before.
    """
    stand = stand_of(connection)
    scopes = {scope: cursor for scope, cursor in told.items() if cursor >= stand.purged_below}
    found = connection.execute(
        _TAIL, {"scopes": list(scopes), "cursors": list(scopes.values()), "most": MOST_ROWS}
    ).all()
    rows = {row.scope: row for row in found}
    tails: dict[str, ScopeTail] = {}
    for scope, after in scopes.items():
        row = rows.get(scope)
        if row is None:
            tails[scope] = ScopeTail(after, max(after, stand.seq), b"")
        elif row.number <= MOST_ROWS and len(row.rows) <= MOST_TEXT:
            tails[scope] = ScopeTail(after, max(row.seq, stand.seq), row.rows.encode())
    return Tail(str(stand.epoch), stand.erased_to or 0, stand.seq, tails)
