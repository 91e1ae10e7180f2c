"""Rules that wait for time: how long a ticket is in a state, and promises that come due. Run by central's job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets.model import kept_state, named_state
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.service_levels import calendar_for
from agent_desktop.features.tickets.service_watch import MOST_AT_ONCE, NOBODY
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.tickets.workflow import Standing, run, standing_rules
from agent_desktop.features.tickets.workflow_facts import Facts, Occurrence, reasons
from agent_desktop.features.tickets.workflow_tables import workflow_mark

_SINCE = sa.func.coalesce(
    ticket.c.state_since,
    sa.case((ticket.c.state.in_(("solved", "closed")), ticket.c.last_solved_at)),
    ticket.c.created_at,
)
"""Since when a ticket is in its state."""


def by_time(work: CentralWork, now: datetime) -> int:
    """Let the rules act whose time has come; answers for how many tickets and promises, at most ``MOST_AT_ONCE``."""
    rules = standing_rules(work)
    done = 0
    for standing in rules:
        find = _FINDERS.get(standing.rule.trigger.on)
        for occurrence, about_id, since in find(work, standing, now) if find is not None else ():
            if done >= MOST_AT_ONCE:
                return done
            row = work.get("ticket", occurrence.ticket_id)
            # Looked at alone first: a rule that does not hold yet is looked at again, one that acts is marked.
            if reasons(standing.rule, Facts(work, row, occurrence)) is None:
                continue
            mark = {"rule_id": standing.rule_id, "about_id": about_id, "since": since}
            work.execute(sa.insert(workflow_mark).values(mark))
            others = [one for one in rules if one.rule.trigger.on != standing.rule.trigger.on]
            run(work, _in_order(rules, [standing, *others]), [occurrence], NOBODY)
            done += 1
    return done


def _in_order(rules: list[Standing], some: Iterable[Standing]) -> list[Standing]:
    wanted = {one.rule_id for one in some}
    return [one for one in rules if one.rule_id in wanted]


Found = Iterator[tuple[Occurrence, str, datetime]]


def _stays(work: CentralWork, standing: Standing, now: datetime) -> Found:
    """Tickets that are in the rule's states for as long as it says."""
    trigger = standing.rule.trigger
    kept = {kept_state(name) for name in trigger.states}
    marks = workflow_mark.c
    is_marked = sa.exists().where(
        marks.rule_id == standing.rule_id, marks.about_id == ticket.c.id, marks.since == _SINCE
    )
    found = work.execute(
        sa.select(ticket, _SINCE.label("since"))
        .where(
            ticket.c.state.in_(sorted({state for state, _ in kept})),
            now - timedelta(seconds=trigger.after_s) >= _SINCE,
            ~is_marked,
        )
        .order_by(_SINCE, ticket.c.id)
    )
    for one in found.mappings().all():
        row = dict(one)
        since = row.pop("since")
        if named_state(row) in trigger.states and _is_long_enough(work, row, since, now, standing):
            yield Occurrence("time_in_state", str(row["id"]), now), str(row["id"]), since


def _is_long_enough(work: CentralWork, row: Row, since: datetime, now: datetime, standing: Standing) -> bool:
    trigger = standing.rule.trigger
    if not trigger.in_open_time:
        return True
    return calendar_for(work, row)[1].open_s(since, now) >= trigger.after_s


def _promises(work: CentralWork, standing: Standing, now: datetime) -> Found:
    """Open promises about a ticket whose time has come, or comes in so much."""
    marks = workflow_mark.c
    is_marked = sa.exists().where(
        marks.rule_id == standing.rule_id, marks.about_id == promise.c.id, marks.since == promise.c.due_at
    )
    found = work.execute(
        sa.select(promise)
        .where(
            promise.c.state == "open",
            promise.c.ticket_id.is_not(None),
            promise.c.due_at <= now - timedelta(seconds=standing.rule.trigger.after_s),
            ~is_marked,
        )
        .order_by(promise.c.due_at, promise.c.id)
    )
    for one in found.mappings().all():
        row: dict[str, Any] = dict(one)
        yield Occurrence("promise_due", row["ticket_id"], now, promise=row), str(row["id"]), row["due_at"]


_FINDERS = {"time_in_state": _stays, "promise_due": _promises}
