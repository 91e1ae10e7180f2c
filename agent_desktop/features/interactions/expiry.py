"""The outcome of a contact whose wrap-up ran out: set by the system, marked so, and the person's to change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.interactions.tables import interaction

BY_SYSTEM = "system"


class RanOut(NamedTuple):
    """A wrap-up that ended by itself: whose, after which call, when that was hung up, and what is recorded."""

    agent_id: str
    call_id: str
    ended_at: datetime
    disposition: str


def said(row: Row, disposition: str | None) -> Row:
    """What a person's word makes of the outcome: theirs wins, and none at all takes nothing away."""
    if disposition is None and row["disposition_by"] == BY_SYSTEM:
        return {}
    return {"disposition": disposition, "disposition_by": None}


def close_what_ran_out(work: CentralWork, wrap_ups: Iterable[RanOut]) -> None:
    """Close the contacts of wrap-ups that ran out; an outcome the person has given already stays theirs."""
    for one in wrap_ups:
        work.hold("agent", one.agent_id)
        c = interaction.c
        found = work.execute(
            sa.select(c.id)
            .where(c.call_id == one.call_id, c.agent_id == one.agent_id, c.state != "done")
            .order_by(c.started_at.desc())
            .limit(1)
        ).scalar_one_or_none()
        if found is None:
            continue
        row = work.get("interaction", found)
        values: Row = {"state": "done", "ended_at": max(one.ended_at, row["started_at"])}
        if row["disposition"] is None:
            values |= {"disposition": one.disposition, "disposition_by": BY_SYSTEM}
        work.update("interaction", found, values)
