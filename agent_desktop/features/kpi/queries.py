"""Every read of the figures, answered at central from facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import EVERYONE, LEADS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.calls.tables import call_handling, queue_visit
from agent_desktop.features.kpi.counting import (
    behind,
    counts,
    handled_parts,
    offered_visits,
    seconds_between,
    tally,
    tally_of,
    within,
)
from agent_desktop.features.kpi.model import (
    abandon_pct,
    average_wait_s,
    checked_threshold,
    figures_of,
    service_level_pct,
)
from agent_desktop.features.kpi.people import (
    TimeSpent,
    active_people,
    agent_figures,
    agent_segments,
    handled_by,
    resolved_by,
    time_of_everybody,
    time_spent,
)
from agent_desktop.features.kpi.read_models import (
    AgentDay,
    AgentDayView,
    AgentFigures,
    CallFigures,
    CallsBehind,
    Curve,
    Figures,
    Interval,
    KpiView,
    PeopleFigures,
    Resolution,
    ResolutionView,
    Satisfaction,
    Visit,
)
from agent_desktop.features.kpi.satisfaction import satisfaction
from agent_desktop.features.tickets.tables import ticket

MOST_STEPS = 10_000
_BAR_STEPS = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HANDLED_FIGURES = frozenset({"handled", "aht_s", "talk_s", "hold_s", "acw_s"})


def call_figures(read: Read, _actor: Actor | None, q: CallFigures) -> Figures:
    """The call figures of a period."""
    _ordered(q.since, q.until)
    short_s = checked_threshold("The short-abandon threshold", q.short_abandon_s)
    level_s = checked_threshold("The service-level threshold", q.service_level_s)
    return figures_of(tally(read, q.queue_id, q.since, q.until, short_s, level_s))


def calls_behind(read: Read, actor: Actor | None, q: CallsBehind) -> list[Visit]:
    """The calls a figure counts, newest first; who called and who answered are for leads and for whoever it was."""
    visits = _calls_behind(read, q)
    if actor is None or actor.holds(LEADS):
        return visits
    return [
        visit
        if visit.agent_id == actor.agent_id
        else msgspec.structs.replace(visit, caller=None, agent_id=None)
        for visit in visits
    ]


def _calls_behind(read: Read, q: CallsBehind) -> list[Visit]:
    _ordered(q.since, q.until)
    if q.figure in HANDLED_FIGURES:
        return _handled_calls(read, q)
    offered = offered_visits(q.queue_id, q.since, q.until, q.short_abandon_s, q.service_level_s)
    condition = behind(q.figure, offered)
    if condition is None:
        raise Refused("malformed", f"There is no figure called {q.figure}.")
    v = queue_visit.c
    page = (
        sa.select(offered)
        .where(condition)
        .order_by(offered.c.queued_at.desc(), offered.c.call_id)
        .limit(_page(q.limit))
        .subquery("page")
    )
    rows = read.execute(
        sa.select(
            v.call_id,
            v.queue_id,
            v.caller,
            v.agent_id,
            v.queued_at,
            v.answered_at,
            page.c.left_at,
            v.ended_at,
            page.c.outcome,
            page.c.wait_s,
            _talk_of(page.c.connector, page.c.call_id, None if q.queue_id is None else page.c.visit),
        )
        .select_from(
            page.join(
                queue_visit,
                sa.and_(
                    v.connector == page.c.connector, v.call_id == page.c.call_id, v.visit == page.c.visit
                ),
            )
        )
        .order_by(v.queued_at.desc(), v.call_id)
    ).mappings()
    return [_visit(row) for row in rows]


def _handled_calls(read: Read, q: CallsBehind) -> list[Visit]:
    """One row for each handled part, under the visit it came from."""
    v, h = queue_visit.c, call_handling.c
    rows = read.execute(
        sa.select(
            v.call_id,
            v.queue_id,
            v.caller,
            h.agent_id,
            v.queued_at,
            v.answered_at,
            v.left_at,
            v.ended_at,
            v.outcome,
            seconds_between(v.queued_at, v.left_at).label("wait_s"),
            h.talk_s,
        )
        .select_from(
            call_handling.join(
                queue_visit,
                sa.and_(v.connector == h.connector, v.call_id == h.call_id, v.visit == h.visit),
            )
        )
        .where(*handled_parts(q.queue_id, q.since, q.until))
        .order_by(h.handled_at.desc(), v.call_id, h.part)
        .limit(_page(q.limit))
    ).mappings()
    return [_visit(row) for row in rows]


def _talk_of(connector: Any, call_id: Any, visit: Any | None) -> sa.ColumnElement[Any]:
    h = call_handling.c
    whose = [h.connector == connector, h.call_id == call_id]
    if visit is not None:
        whose.append(h.visit == visit)
    return sa.select(sa.func.sum(h.talk_s)).where(*whose).scalar_subquery().label("talk_s")


def _visit(row: Any) -> Visit:
    wait_s = row["wait_s"]
    return Visit(**{**row, "wait_s": None if wait_s is None else float(wait_s)})


def resolution(read: Read, _actor: Actor | None, q: Resolution) -> ResolutionView:
    """Full resolution time, creation to last solved, of tickets last solved in the period."""
    lasted = sa.cast(seconds_between(ticket.c.created_at, ticket.c.last_solved_at), sa.Double)
    row = read.execute(
        sa.select(
            sa.func.percentile_cont(0.5).within_group(lasted).label("median_s"),
            sa.func.avg(lasted).label("mean_s"),
            sa.func.count().label("n"),
        ).where(*within(ticket.c.last_solved_at, q.since, q.until))
    ).one()
    return ResolutionView(row.median_s, row.mean_s, row.n)


def people_figures(read: Read, _actor: Actor | None, q: PeopleFigures) -> list[AgentFigures]:
    """Everybody who works here now or did something in the period, by id."""
    _ordered(q.since, q.until)
    spent = time_of_everybody(read, q.since, q.until)
    handled = handled_by(read, q.since, q.until)
    resolved = resolved_by(read, q.since, q.until)
    everybody = {*active_people(read), *spent, *handled, *resolved}
    return [
        agent_figures(one, spent.get(one, TimeSpent()), handled.get(one), resolved.get(one, 0))
        for one in sorted(everybody)
    ]


def agent_day(read: Read, actor: Actor, q: AgentDay) -> AgentDayView:
    """One person's day; raises ``Refused("not_allowed")`` for a colleague's without being a lead."""
    if q.agent_id != actor.agent_id and not actor.holds(LEADS):
        raise Refused("not_allowed", "You may see your own day only.", todo="Ask a supervisor.")
    _ordered(q.since, q.until)
    parts = agent_segments(read, q.agent_id, q.since, q.until)
    figures = agent_figures(
        q.agent_id,
        time_spent(parts),
        handled_by(read, q.since, q.until).get(q.agent_id),
        resolved_by(read, q.since, q.until).get(q.agent_id, 0),
    )
    return AgentDayView(figures, parts)


def curve(read: Read, _actor: Actor | None, q: Curve) -> list[Interval]:
    """The figures step by step; steps are of equal length, so a day the clocks change has 23 or 25 hours."""
    _ordered(q.since, q.until)
    if q.step_s < 1:
        raise Refused("malformed", "A step lasts at least one second.")
    length = timedelta(seconds=q.step_s)
    steps = -((q.since - q.until) // length)
    if steps > MOST_STEPS:
        raise Refused(
            "too_many", f"At most {MOST_STEPS} steps fit in one curve.", todo="Ask for longer steps."
        )
    offered = offered_visits(q.queue_id, q.since, q.until)
    start = sa.literal(q.since, queue_visit.c.queued_at.type)
    step = sa.cast(sa.func.floor(seconds_between(start, offered.c.queued_at) / q.step_s), sa.Integer)
    rows = read.execute(
        sa.select(step.label("step"), *counts(offered)).group_by(sa.literal_column("step"))
    ).mappings()
    tallies = {row["step"]: tally_of(row) for row in rows}
    answer = []
    for number in range(steps):
        found = tallies.get(number)
        answer.append(
            Interval(
                since=q.since + number * length,
                offered=found.offered if found else 0,
                service_level_pct=service_level_pct(found) if found else None,
                abandon_pct=abandon_pct(found) if found else None,
                average_wait_s=average_wait_s(found) if found else None,
            )
        )
    return answer


def kpi_view(
    read: Read,
    at: datetime,
    since: datetime,
    *,
    waiting: int,
    oldest_at: datetime | None,
    step_s: int = 600,
) -> KpiView:
    """The KPI bar at ``at`` for the day that began ``since``; who waits comes from the live floor.

    The curve is the last two hours, or the last twelve steps where they are of another length. Steps begin
    at full multiples of their length, so that points stand still while time goes on; the last is under way.
    """
    just_after = at + timedelta(microseconds=1)
    step = timedelta(seconds=step_s)
    under_way = at - (at - _EPOCH) % step
    return KpiView(
        at=at,
        since=since,
        waiting=waiting,
        oldest_at=oldest_at,
        figures=call_figures(read, None, CallFigures(since=since, until=just_after)),
        resolution=resolution(read, None, Resolution(since=since, until=just_after)),
        curve=curve(
            read,
            None,
            Curve(since=under_way - (_BAR_STEPS - 1) * step, until=just_after, step_s=step_s),
        ),
        satisfaction=satisfaction(read, None, Satisfaction(since=since, until=just_after)),
    )


def _ordered(since: datetime | None, until: datetime | None) -> None:
    for bound in (since, until):
        if bound is not None and bound.tzinfo is None:
            raise Refused("malformed", "The bounds of a period need a time zone.")
    if since is not None and until is not None and until < since:
        raise Refused("malformed", "The period ends before it begins.", todo="Exchange the two bounds.")


def _page(limit: int) -> int:
    return max(0, min(limit, 10_000))


def register(book: QueryBook) -> None:
    """Make the queries known. The KPI bar is everybody's; what one person did is the leads' and their own."""
    book.register(
        "kpi.CallFigures", CallFigures, call_figures, answers=Figures, roles=EVERYONE, central_only=True
    )
    book.register(
        "kpi.CallsBehind", CallsBehind, calls_behind, answers=list[Visit], roles=EVERYONE, central_only=True
    )
    book.register(
        "kpi.Resolution", Resolution, resolution, answers=ResolutionView, roles=EVERYONE, central_only=True
    )
    book.register("kpi.Curve", Curve, curve, answers=list[Interval], roles=EVERYONE, central_only=True)
    book.register(
        "kpi.PeopleFigures",
        PeopleFigures,
        people_figures,
        answers=list[AgentFigures],
        roles=LEADS,
        central_only=True,
    )
    book.register(
        "kpi.AgentDay", AgentDay, agent_day, answers=AgentDayView, roles=EVERYONE, central_only=True
    )
