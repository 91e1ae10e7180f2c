"""Which lead comes next: callbacks that are due, mine before anybody's, then the leads whose time has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.features.outbound.model import CALLBACK, OPEN
from agent_desktop.features.outbound.tables import lead


@dataclass(frozen=True, slots=True)
class Tier:
    """One group of leads, and their order within it."""

    conditions: list[sa.ColumnElement[bool]]
    order: list[sa.ColumnElement[Any]]


def due_tiers(campaign_id: str, agent_id: str, now: datetime) -> list[Tier]:
    """The groups in the order they are dialled by this person.

    A callback promised by a colleague waits for that colleague. Leads never tried have no time yet and come
    after those that were told to come again by now.
    """
    c = lead.c
    by_time: list[sa.ColumnElement[Any]] = [c.next_attempt_at, c.id]
    is_due = c.next_attempt_at <= now
    here = c.campaign_id == campaign_id
    callbacks = [here, c.state == CALLBACK, is_due]
    whose: list[sa.ColumnElement[bool]] = [c.callback_agent_id == agent_id, c.callback_agent_id.is_(None)]
    return [
        *(Tier([*callbacks, mine], by_time) for mine in whose),
        Tier([here, c.state == OPEN, is_due], by_time),
        Tier([here, c.state == OPEN, c.next_attempt_at.is_(None)], [c.id]),
    ]
