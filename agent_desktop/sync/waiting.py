"""A command in the outbox, as it is shown to its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop.sync.replica_tables import outbox

UNJUDGED = ("waiting", "kept_back")
"""The states of a command that central has not judged: to be sent, or kept until it can be (``sync.kept_back``)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command in the outbox, as shown to its author."""

    command_id: str
    kind: str
    data: dict[str, Any]
    state: str
    made_at: datetime
    verdict: Verdict | None
    because: str | None = None
    """The refused command that should have made the record this one belongs to."""


def row_of(row: sa.Row[Any]) -> Waiting:
    """A row of the outbox as it is shown to its author."""
    return Waiting(
        str(row.command_id),
        row.kind,
        row.data,
        row.state,
        row.made_at,
        msgspec.convert(row.verdict, Verdict) if row.verdict else None,
        str(row.because) if row.because is not None else None,
    )


def waiting_envelopes(connection: sa.Connection, most: int, after: str | None) -> list[Envelope]:
    """The oldest commands that wait to be judged; of those behind the command ``after`` where one is named."""
    found = connection.execute(_OUTGOING, {"most": most, "behind": after})
    return [Envelope(row.kind, row.data, row.seen) for row in found]


_first = sa.select(outbox.c.n).where(outbox.c.command_id == sa.bindparam("behind")).scalar_subquery()
_OUTGOING = (
    sa.select(outbox.c.kind, outbox.c.data, outbox.c.seen)
    .where(
        outbox.c.state == "waiting",
        sa.or_(sa.bindparam("behind", type_=sa.Text).is_(None), outbox.c.n > _first),
    )
    .order_by(outbox.c.n)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
