"""Snapshots as central sends them: lines that the database puts together, many at a time."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from agent_desktop.sync.epochs import epoch, restored
from agent_desktop.sync.feed import head
from agent_desktop.sync.messages import SnapshotHead
from agent_desktop.sync.tables import sync_feed

SNAPSHOT_READ = 500
"""Rows read at once: so many are held, and no more."""

_NO_ID = "00000000-0000-0000-0000-000000000000"


def snapshot(
    connection: sa.Connection, scope: str, after: tuple[str, str] | None = None, life: str | None = None
) -> Iterator[bytes]:
    """The whole of a scope as NDJSON: the head, then up to ``SNAPSHOT_READ`` lines at a time; each line ends so.

    Rows come ordered by entity and id, compared as bytes; ``after`` leaves out those up to that entity
    and id, for a desk that has them already from the life of the database called ``life``. Call it in a
    repeatable-read transaction, so that the head and the rows are of one moment. Raises ``EpochChanged``
    where the database began another life.
    """
    now = epoch(connection)
    if life is not None and life != now:
        raise restored()
    entity_after, id_after = after or ("", None)
    # One entity at a time: their names then compare as bytes whatever the database's collation is, and
    # each read walks the primary key instead of sorting a scope that may be large.
    entities = [name for name in _entities_in(connection, scope) if name >= entity_after]
    starts = {name: (id_after if name == entity_after else None) or _NO_ID for name in entities}
    count = sum(
        int(connection.execute(_COUNT, {"of_scope": scope, "of_entity": name, "after": start}).scalar_one())
        for name, start in starts.items()
    )
    yield msgspec.json.encode(SnapshotHead(scope, head(connection), now, count)) + b"\n"
    for name, start in starts.items():
        yield from _lines(connection, scope, name, start)


def _lines(connection: sa.Connection, scope: str, entity: str, start: str) -> Iterator[bytes]:
    before = msgspec.json.encode([scope, entity]).decode().removesuffix("]") + ',"'
    wanted = {"of_scope": scope, "of_entity": entity, "after": start, "before": before}
    while True:
        found = connection.execute(_ROWS, wanted).one()
        if found.lines is None:
            return
        yield found.lines.encode() + b"\n"
        if found.taken < SNAPSHOT_READ:
            return
        wanted["after"] = str(found.last)


def _entities_in(connection: sa.Connection, scope: str) -> list[str]:
    """The entities that a scope has rows of, in the order of their bytes; a few steps along the index."""
    found: list[str] = []
    entity = connection.execute(_NEXT_ENTITY, {"of_scope": scope, "after": ""}).scalar()
    while entity is not None:
        found.append(str(entity))
        entity = connection.execute(_NEXT_ENTITY, {"of_scope": scope, "after": entity}).scalar()
    return sorted(found)


_NEXT_ENTITY = sa.select(sa.func.min(sync_feed.c.entity)).where(
    sync_feed.c.scope == sa.bindparam("of_scope"), sync_feed.c.entity > sa.bindparam("after")
)
_RANGE = sa.and_(
    sync_feed.c.scope == sa.bindparam("of_scope"),
    sync_feed.c.entity == sa.bindparam("of_entity"),
    sync_feed.c.entity_id > sa.bindparam("after"),
    sync_feed.c.op == "U",
)
_COUNT = sa.select(sa.func.count()).select_from(sync_feed).where(_RANGE)
# A line is put together where the row lies: taking each apart and together again costs more than all else.
_ROWS = sa.text(r"""
SELECT
    count(*) AS taken,
    string_agg(:before || entity_id || '",' || seq || ',"U",' || body::text || ']', E'\n' ORDER BY entity_id) AS lines,
    (array_agg(entity_id ORDER BY entity_id DESC))[1] AS last
FROM (
    SELECT entity_id, seq, body
    FROM sync_feed
    WHERE scope = :of_scope AND entity = :of_entity AND entity_id > :after AND op = 'U'
    ORDER BY entity_id
    LIMIT :most
) AS part
""").bindparams(
    sa.bindparam("before", type_=sa.Text),
    sa.bindparam("of_scope", type_=sa.Text),
    sa.bindparam("of_entity", type_=sa.Text),
    sa.bindparam("after", type_=sync_feed.c.entity_id.type),
    sa.bindparam("most", SNAPSHOT_READ, type_=sa.Integer),
)
