"""Where people's time went at central: agent-state facts as segments, and sums over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from agent_desktop.core.query import Read
from agent_desktop.features.calls.tables import call_handling
from agent_desktop.features.kpi.counting import handling_sums, seconds_between, tally_of, within
from agent_desktop.features.kpi.model import Tally, aht_s, occupancy_pct
from agent_desktop.features.kpi.read_models import AgentFigures
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.agent_time import (
    OFFLINE,
    PAUSED,
    Segment,
    seconds_by_state,
    segments,
    unpaid_s,
)
from agent_desktop.features.workforce.tables import agent, agent_state_fact

_FACT = (
    agent_state_fact.c.state,
    agent_state_fact.c.reason,
    agent_state_fact.c.at,
    agent_state_fact.c.call_id,
    agent_state_fact.c.data,
)

_IS_UNPAID = sa.and_(
    agent_state_fact.c.state == PAUSED,
    sa.type_coerce(agent_state_fact.c.data, JSONB)["pause"]["is_paid"].astext == "false",
)


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """One person's time in a period: seconds by state, and those of pauses that are not paid."""

    by_state: dict[str, float] = field(default_factory=dict)
    unpaid_s: float = 0.0


def agent_segments(read: Read, agent_id: str, since: datetime, until: datetime) -> list[Segment]:
    """One person's segments of ``[since, until)``, in order."""
    f = agent_state_fact.c
    before = (
        sa.select(*_FACT)
        .where(f.agent_id == agent_id, f.at <= since)
        .order_by(f.at.desc(), f.n.desc())
        .limit(1)
    )
    during = sa.select(*_FACT).where(f.agent_id == agent_id, f.at > since, f.at < until).order_by(f.at, f.n)
    return segments([*read.execute(before), *read.execute(during)], since, until)


def time_spent(stretches: Iterable[Segment]) -> TimeSpent:
    """One person's time, from their segments."""
    found = list(stretches)
    return TimeSpent(seconds_by_state(found), unpaid_s(found))


def time_of_everybody(read: Read, since: datetime, until: datetime) -> dict[str, TimeSpent]:
    """The time of everybody who was signed in during ``[since, until)``, in one statement.

    The same sums as those of ``workforce.agent_time`` over each person's segments, made where the facts are.
    """
    f = agent_state_fact.c
    latest = (
        sa.select(f.state, f.n, _IS_UNPAID.label("is_unpaid"))
        .where(f.agent_id == agent.c.id, f.at <= since)
        .order_by(f.at.desc(), f.n.desc())
        .limit(1)
        .lateral("latest")
    )
    start = sa.bindparam("start", since, type_=f.at.type)
    end = sa.bindparam("end", until, type_=f.at.type)
    carried = sa.select(
        agent.c.id.label("agent_id"), latest.c.state, start.label("at"), latest.c.n, latest.c.is_unpaid
    )
    during = sa.select(f.agent_id, f.state, f.at, f.n, _IS_UNPAID.label("is_unpaid")).where(
        f.agent_id.is_not(None), f.at > since, f.at < until
    )
    facts = carried.select_from(agent.join(latest, sa.true())).union_all(during).subquery("facts")
    following = sa.func.lead(facts.c.at).over(partition_by=facts.c.agent_id, order_by=(facts.c.at, facts.c.n))
    lasting = sa.select(
        facts.c.agent_id,
        facts.c.state,
        facts.c.is_unpaid,
        seconds_between(facts.c.at, sa.func.coalesce(following, end, type_=f.at.type)).label("lasted_s"),
    ).subquery("lasting")
    rows = read.execute(
        sa.select(
            lasting.c.agent_id,
            lasting.c.state,
            sa.func.sum(lasting.c.lasted_s).label("total_s"),
            sa.func.sum(lasting.c.lasted_s).filter(lasting.c.is_unpaid).label("unpaid_s"),
        )
        .where(lasting.c.state != OFFLINE)
        .group_by(lasting.c.agent_id, lasting.c.state)
    )
    found: dict[str, TimeSpent] = {}
    for row in rows:
        if row.total_s:
            before = found.get(row.agent_id, TimeSpent())
            found[row.agent_id] = TimeSpent(
                {**before.by_state, row.state: float(row.total_s)},
                before.unpaid_s + float(row.unpaid_s or 0.0),
            )
    return found


def handled_by(read: Read, since: datetime, until: datetime) -> dict[str, Tally]:
    """What each person handled in the period, queue or no queue."""
    c = call_handling.c
    rows = read.execute(
        sa.select(c.agent_id, *handling_sums())
        .where(c.agent_id.is_not(None), c.handled_at.is_not(None), *within(c.handled_at, since, until))
        .group_by(c.agent_id)
    ).mappings()
    return {row["agent_id"]: tally_of(row) for row in rows}


def resolved_by(read: Read, since: datetime, until: datetime) -> dict[str, int]:
    """How many tickets last solved in the period each owner has."""
    rows = read.execute(
        sa.select(ticket.c.owner_id, sa.func.count().label("n"))
        .where(ticket.c.owner_id.is_not(None), *within(ticket.c.last_solved_at, since, until))
        .group_by(ticket.c.owner_id)
    )
    return {row.owner_id: int(row.n) for row in rows}


def agent_figures(agent_id: str, spent: TimeSpent, handled: Tally | None, resolved: int) -> AgentFigures:
    """One person's figures from their parts."""
    tally, seconds = handled or Tally(), spent.by_state
    signed_in_s = sum(seconds.values())
    return AgentFigures(
        agent_id=agent_id,
        handled=tally.handled,
        aht_s=aht_s(tally),
        occupancy_pct=occupancy_pct(seconds),
        resolved=resolved,
        signed_in_s=signed_in_s,
        seconds_by_state=seconds,
        paid_s=signed_in_s - spent.unpaid_s,
    )


def active_people(read: Read) -> list[Any]:
    """The ids of everybody who works here now."""
    return list(read.execute(sa.select(agent.c.id).where(agent.c.is_active)).scalars())
