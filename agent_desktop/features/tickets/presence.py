"""Who is at their desk: work never goes to somebody who is away, and only central knows who is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Read
from agent_desktop.core.work import CentralWork
from agent_desktop.features.workforce.tables import agent_state_fact

HERE = ("available", "ringing", "talking", "holding", "wrap_up", "dialling")
"""Somebody in one of these states is at their desk; paused, offline, a lost link or no word at all is away."""


def states_of(read: Read, agent_ids: list[str]) -> dict[str, tuple[str, datetime]]:
    """How people stand now and since when; of whom nothing was ever told there is nothing."""
    f = agent_state_fact.c
    latest = sa.select(sa.func.max(f.n)).where(f.agent_id.in_(agent_ids)).group_by(f.agent_id)
    found = read.execute(sa.select(f.agent_id, f.state, f.at).where(f.n.in_(latest)))
    return {str(row.agent_id): (row.state, row.at) for row in found}


def is_here(read: Read, agent_id: str) -> bool:
    """Whether somebody is at their desk, as central knows it."""
    return any(state in HERE for state, _since in states_of(read, [agent_id]).values())


def refuse_absent(work: CentralWork, actor: Actor, owner_id: str | None) -> None:
    """A central step for work that somebody is given by a colleague; what one takes oneself is one's own affair.

    Raises ``Refused``: ``away``.
    """
    if owner_id is not None and owner_id != actor.agent_id and not is_here(work, owner_id):
        raise Refused(
            "away",
            "Your colleague is away, and work does not go to somebody who is away.",
            kept="The ticket stays with whoever has it.",
            todo="Choose somebody who is here, or leave it in its queue.",
        )
