"""What a push has to know before anything is run, in one trip to the database: its life, and what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core import correlation
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import Actor
from agent_desktop.store.schema import UtcDateTime
from agent_desktop.sync.command_records import Earlier, earlier_verdicts
from agent_desktop.sync.messages import Verdict

KEPT_S = 60.0
"""A deletion that was purged leaves no trace in the feed: what was read longer ago is read again anyhow."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of the database, and of the commands of a push, before they are run."""

    epoch: str
    began_at: datetime | None
    is_any_erased: bool
    earlier: dict[str, Verdict]
    site_at: int
    """The position at which something that every desk holds was changed last."""


def opened(connection: sa.Connection, actor: Actor, command_ids: Sequence[str]) -> Opening:
    """Look, and tell the database which request this transaction belongs to."""
    wanted = sorted({command_id for command_id in command_ids if is_id(command_id)})
    row = connection.execute(_OPENING, {"of_ids": wanted, "said": correlation.current()}).one()
    found = msgspec.json.decode(row.earlier, type=list[Earlier]) if row.earlier is not None else []
    return Opening(
        str(row.epoch), row.began_at, row.is_any_erased, earlier_verdicts(found, actor), row.site_at or 0
    )


# What is said of the request holds until the transaction ends: see ``central.service``.
_OPENING = (
    sa.text("""
SELECT epoch, began_at,
  EXISTS (SELECT FROM erased_record) AS is_any_erased,
  (SELECT max(seq) FROM sync_feed WHERE scope = 'org') AS site_at,
  (SELECT CAST(json_agg(json_build_object('command_id', command_id, 'actor', actor, 'verdict', verdict)) AS text)
   FROM command_log WHERE command_id = ANY (:of_ids)) AS earlier,
  CASE WHEN :said <> '' THEN set_config('agent_desktop.correlation_id', :said, true)
    || set_config('application_name', 'agent-desktop ' || left(:said, 48), true) END AS said
FROM sync_head WHERE shard = 0
""")
    .bindparams(
        sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False))),
        sa.bindparam("said", type_=sa.Text),
    )
    .columns(
        epoch=sa.Uuid(as_uuid=False), began_at=UtcDateTime, is_any_erased=sa.Boolean, site_at=sa.BigInteger
    )
)


class Definitions:
    """What the site has defined, as the transactions of one database have read it; a single thread's.

    It is used as long as nothing that every desk holds has changed since: any change of a definition is in the
    feed, in the transaction that made it.
    """

    def __init__(self) -> None:
        self._at: tuple[str, int] | None = None
        self._since_s = 0.0
        self._made: dict[Any, Any] = {}

    def as_of(self, opening: Opening, now_s: float) -> dict[Any, Any]:
        """What was made of them so far, to be filled further; ``now_s`` is a monotonic clock."""
        at = (opening.epoch, opening.site_at)
        if at != self._at or not 0 <= now_s - self._since_s < KEPT_S:
            self._at, self._since_s, self._made = at, now_s, {}
        return self._made


_of_engine: WeakKeyDictionary[sa.Engine, Definitions] = WeakKeyDictionary()


def definitions(connection: sa.Connection, opening: Opening, now_s: float) -> dict[Any, Any]:
    """What this database's transactions have made of the site's definitions as they are now."""
    return _of_engine.setdefault(connection.engine, Definitions()).as_of(opening, now_s)
