"""Counting over facts at central: the SQL that fills a tally, one aggregate statement a question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.features.calls.tables import call_handling, queue_visit
from agent_desktop.features.kpi.model import DEFAULT_SERVICE_LEVEL_S, DEFAULT_SHORT_ABANDON_S, Tally
from agent_desktop.features.workforce.tables import queue

Filters = list[sa.ColumnElement[bool]]
_MOMENT = sa.DateTime(timezone=True)


def seconds_between(start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The seconds from one moment to another, as a double: exact to the microsecond for any wait there is."""
    return sa.func.date_part(
        "epoch", sa.type_coerce(end, _MOMENT) - sa.type_coerce(start, _MOMENT), type_=sa.Double
    )


def within(column: sa.ColumnElement[Any], since: datetime | None, until: datetime | None) -> Filters:
    """The half-open bounds ``[since, until)`` on a column; None is unbounded."""
    bounds: Filters = []
    if since is not None:
        bounds.append(column >= since)
    if until is not None:
        bounds.append(column < until)
    return bounds


def offered_visits(
    queue_id: str | None,
    since: datetime | None,
    until: datetime | None,
    short_abandon_s: float | None = None,
    service_level_s: float | None = None,
) -> sa.Subquery:
    """The contacts that entered a queue in the period, with what became of each and its thresholds.

    For one queue that is every visit there. For the site a call is counted once, at its first queue: in
    the interval of that entry, by that queue's thresholds, and with what became of it in the end, through
    the queues it flowed on to.
    """
    v = queue_visit.c
    if queue_id is None:
        whose, outcome, left_at = v.visit == 1, v.final_outcome, v.final_left_at
    else:
        whose, outcome, left_at = v.queue_id == queue_id, v.outcome, v.left_at
    return (
        sa.select(
            v.connector,
            v.call_id,
            v.visit,
            v.queued_at,
            outcome.label("outcome"),
            left_at.label("left_at"),
            seconds_between(v.queued_at, left_at).label("wait_s"),
            _threshold(short_abandon_s, queue.c.short_abandon_s, DEFAULT_SHORT_ABANDON_S).label("short_s"),
            _threshold(service_level_s, queue.c.service_level_s, DEFAULT_SERVICE_LEVEL_S).label("level_s"),
        )
        .select_from(queue_visit.outerjoin(queue, queue.c.id == v.queue_id))
        .where(whose, *within(v.queued_at, since, until))
        .subquery("offered")
    )


def _threshold(given: float | None, own: sa.ColumnElement[Any], default: int) -> sa.ColumnElement[Any]:
    if given is not None:
        return sa.literal(given, sa.Double)
    return sa.cast(sa.func.coalesce(own, default), sa.Double)


def behind(figure: str, offered: sa.Subquery) -> sa.ColumnElement[bool] | None:
    """Which of the offered contacts a figure counts; None for a figure that is not about offered ones."""
    c = offered.c
    short = sa.and_(c.outcome == "abandoned", c.wait_s < c.short_s)
    answered = c.outcome == "answered"
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "offered": sa.true(),
        "answered": answered,
        "abandoned": c.outcome == "abandoned",
        "short_abandoned": short,
        "followed_up": c.outcome == "followed_up",
        "flowed_out": c.outcome == "flowed_out",
        "waiting": c.outcome.is_(None),
        "abandon_pct": sa.and_(c.outcome == "abandoned", c.wait_s >= c.short_s),
        "average_wait_s": c.outcome.is_not(None),
        "asa_s": answered,
        "service_level_pct": sa.and_(answered, c.wait_s <= c.level_s),
    }
    return conditions.get(figure)


def counts(offered: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    """The columns of a tally that are counted over offered contacts."""

    def number(figure: str) -> sa.ColumnElement[Any]:
        condition = behind(figure, offered)
        assert condition is not None  # noqa: S101 - every name below is one of ``behind``
        return sa.func.count().filter(condition)

    waits = sa.func.coalesce(sa.func.sum(offered.c.wait_s), 0)
    answered_waits = sa.func.sum(offered.c.wait_s).filter(offered.c.outcome == "answered")
    return [
        sa.func.count().label("offered"),
        *(
            number(name).label(name)
            for name in ("answered", "abandoned", "short_abandoned", "followed_up", "flowed_out", "waiting")
        ),
        number("service_level_pct").label("answered_in_time"),
        waits.label("wait_s"),
        sa.func.coalesce(answered_waits, 0).label("answered_wait_s"),
    ]


def handled_parts(queue_id: str | None, since: datetime | None, until: datetime | None) -> Filters:
    """Which parts of calls were handled in the period: those whose after-call work ended in it.

    Calls that came through no queue are none of a queue's, and so none of the site's queue figures.
    """
    c = call_handling.c
    whose = c.queue_id.is_not(None) if queue_id is None else c.queue_id == queue_id
    return [whose, c.handled_at.is_not(None), *within(c.handled_at, since, until)]


def handling_sums() -> list[sa.ColumnElement[Any]]:
    """The columns of a tally that are summed over handled parts."""
    c = call_handling.c
    return [
        sa.func.count().label("handled"),
        sa.func.coalesce(sa.func.sum(c.talk_s), 0.0).label("talk_s"),
        sa.func.coalesce(sa.func.sum(c.hold_s), 0.0).label("hold_s"),
        sa.func.coalesce(sa.func.sum(c.after_call_s), 0.0).label("acw_s"),
    ]


def tally(
    read: Read,
    queue_id: str | None,
    since: datetime | None,
    until: datetime | None,
    short_abandon_s: float | None,
    service_level_s: float | None,
) -> Tally:
    """Everything counted for a period, in one statement."""
    offered = offered_visits(queue_id, since, until, short_abandon_s, service_level_s)
    visited = sa.select(*counts(offered)).subquery("visited")
    handled = (
        sa.select(*handling_sums()).where(*handled_parts(queue_id, since, until)).subquery("handled_parts")
    )
    row = (
        read.execute(sa.select(visited, handled).select_from(visited.join(handled, sa.true())))
        .mappings()
        .one()
    )
    return tally_of(row)


def tally_of(row: Any) -> Tally:
    """A tally of a row of ``counts``, and of ``handling_sums`` where it has them."""
    values = {name: row[name] for name in Tally.__slots__ if name in row}
    for name in ("wait_s", "answered_wait_s", "talk_s", "hold_s", "acw_s"):
        if name in values:
            values[name] = float(values[name])
    return Tally(**values)
