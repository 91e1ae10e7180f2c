"""Whose value stands where two people changed the same field: asked at central, for the one who lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.ids import is_id
from agent_desktop.store.work import LostField
from agent_desktop.sync.messages import Lost
from agent_desktop.sync.tables import command_log, sync_client

LOOKED_THROUGH = 500
"""How many of the first writer's latest commands are looked through for the one that wrote the field."""

_AGENT_OF = sa.select(sync_client.c.agent_id).where(sync_client.c.id == sa.bindparam("client"))

# Only their latest commands are read, along the index of the log, however long the log is.
_latest = (
    sa.select(command_log.c.applied_at, command_log.c.data)
    .where(
        command_log.c.actor == sa.bindparam("agent"),
        command_log.c.client_id == sa.bindparam("client"),
        command_log.c.status != "refused",
    )
    .order_by(command_log.c.applied_at.desc())
    .limit(LOOKED_THROUGH)
    .subquery("latest")
)
_WRITTEN_AT = (
    sa.select(_latest.c.applied_at)
    .where(sa.cast(_latest.c.data, sa.Text).contains(sa.bindparam("of_id")))
    .order_by(
        _latest.c.data.op("?")(sa.bindparam("field", type_=sa.Text)).desc(), _latest.c.applied_at.desc()
    )
    .limit(1)
)


def lost_to(connection: sa.Connection, lost: Sequence[LostField]) -> list[Lost]:
    """The fields a command lost, each with who was first and when, as far as the log of commands tells.

    What an import or a connector wrote has no author; neither has what lies too far back in the log.
    """
    return [
        Lost(one.entity, one.entity_id, one.field, one.yours, one.theirs, *_first_writer(connection, one))
        for one in lost
    ]


def _first_writer(connection: sa.Connection, lost: LostField) -> tuple[str | None, datetime | None]:
    if not is_id(lost.writer):
        return None, None
    agent = connection.execute(_AGENT_OF, {"client": lost.writer}).scalar()
    if agent is None:
        return None, None
    found = {"agent": str(agent), "client": lost.writer, "of_id": lost.entity_id, "field": lost.field}
    return str(agent), connection.execute(_WRITTEN_AT, found).scalar()
