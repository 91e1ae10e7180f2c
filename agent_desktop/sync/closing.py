"""The end of a push in one trip to the database: positions, the feed, the chronicle and the log of commands.

All of it hangs on the head still being where it was when the feed was made ready: then the head is moved, and
held for no longer than this statement and the commit take.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from agent_desktop.core.work import Row
from agent_desktop.store.chronicle import record_change
from agent_desktop.store.many_rows import rows_text
from agent_desktop.sync.tables import command_log, sync_feed

_ROWS = ("states", "told", "logged")


def close(
    connection: sa.Connection,
    states: Sequence[Row],
    told: Sequence[Row],
    logged: Sequence[Row],
    began: int,
) -> int | None:
    """Write everything and answer the new head; None, with nothing written, where it is not ``began`` any more."""
    numbered = [{**state, "n": n} for n, state in enumerate(states, 1)]
    written = {
        "count": len(states),
        "began": began,
        "states": rows_text(sync_feed, numbered),
        "told": rows_text(record_change, told),
        "logged": rows_text(command_log, logged),
    }
    found = connection.execute(_CLOSING, written).scalar()
    return None if found is None else int(found)


_CLOSING = sa.text("""
WITH head AS (
  UPDATE sync_head SET seq = seq + :count WHERE shard = 0 AND seq = :began RETURNING seq
), fed AS (
  INSERT INTO sync_feed AS there (scope, entity, entity_id, seq, version, op, schema, body)
  SELECT scope, entity, entity_id, head.seq - :count + n, version, op, schema, body
  FROM head, json_to_recordset(CAST(:states AS json)) AS fresh(
    scope text, entity text, entity_id uuid, n bigint, version integer, op text, schema integer, body jsonb)
  ON CONFLICT (scope, entity, entity_id) DO UPDATE SET seq = excluded.seq, version = excluded.version,
    op = excluded.op, schema = excluded.schema, body = excluded.body, stamped_at = now()
), told AS (
  INSERT INTO record_change
    (entity, entity_id, subject_id, kind, command_id, agent_id, made_at, recorded_at, changes)
  SELECT fresh.* FROM head, json_to_recordset(CAST(:told AS json)) AS fresh(
    entity text, entity_id uuid, subject_id uuid, kind text, command_id uuid, agent_id uuid,
    made_at timestamptz, recorded_at timestamptz, changes jsonb)
), logged AS (
  INSERT INTO command_log
    (command_id, client_id, actor, kind, data, status, verdict, seq, made_at, applied_at)
  SELECT command_id, client_id, actor, kind, data, status,
    verdict || jsonb_build_object('seq', head.seq), head.seq, made_at, applied_at
  FROM head, json_to_recordset(CAST(:logged AS json)) AS fresh(
    command_id uuid, client_id uuid, actor uuid, kind text, data jsonb, status text, verdict jsonb,
    made_at timestamptz, applied_at timestamptz)
)
SELECT seq FROM head
""").bindparams(
    sa.bindparam("count", type_=sa.BigInteger),
    sa.bindparam("began", type_=sa.BigInteger),
    *(sa.bindparam(name, type_=sa.Text) for name in _ROWS),
)
