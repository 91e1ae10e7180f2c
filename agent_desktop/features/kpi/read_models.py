"""What can be asked of the figures; each is defined in docs/figures.md."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features.ratings.read_models import RatingView
from agent_desktop.features.workforce.agent_time import Segment


class Figures(msgspec.Struct, frozen=True):
    """The call figures of a period: percentages 0–100, means in seconds, undefined is None."""

    offered: int
    answered: int
    abandoned: int
    short_abandoned: int
    followed_up: int
    flowed_out: int
    waiting: int
    abandon_pct: float | None
    average_wait_s: float | None
    asa_s: float | None
    service_level_pct: float | None
    handled: int
    aht_s: float | None
    talk_s: float | None
    hold_s: float | None
    acw_s: float | None


class CallFigures(Query[Figures], frozen=True, kw_only=True):
    """The figures of all queues or one, for calls that entered a queue in ``[since, until)``.

    A bound of None is open. Thresholds left out are each queue's own.
    """

    queue_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    short_abandon_s: float | None = None
    service_level_s: float | None = None


class Visit(msgspec.Struct, frozen=True):
    """One call in one queue: what a figure opens to."""

    call_id: str
    queue_id: str | None
    caller: str | None
    agent_id: str | None
    queued_at: datetime
    answered_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    wait_s: float | None
    talk_s: float | None


class CallsBehind(Query[list[Visit]], frozen=True, kw_only=True):
    """The calls behind a figure of ``Figures``, by its name, newest first; filtered as ``CallFigures``."""

    figure: str
    queue_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    short_abandon_s: float | None = None
    service_level_s: float | None = None
    limit: int = 500


class ResolutionView(msgspec.Struct, frozen=True):
    """Full resolution time of tickets last solved in a period, calendar hours."""

    median_s: float | None
    mean_s: float | None
    n: int


class Resolution(Query[ResolutionView], frozen=True, kw_only=True):
    """Resolution time of tickets last solved in ``[since, until)``."""

    since: datetime
    until: datetime | None = None


class AgentFigures(msgspec.Struct, frozen=True):
    """One person's figures for a period; seconds by state add up to the signed-in time.

    ``paid_s`` is that time without the pauses that are not paid.
    """

    agent_id: str
    handled: int
    aht_s: float | None
    occupancy_pct: float | None
    resolved: int
    signed_in_s: float
    seconds_by_state: dict[str, float]
    paid_s: float = 0.0


class PeopleFigures(Query[list[AgentFigures]], frozen=True, kw_only=True):
    """Everybody's figures for ``[since, until)``; a segment under way counts up to ``until``."""

    since: datetime
    until: datetime


class AgentDayView(msgspec.Struct, frozen=True):
    """One person's day: its figures and every segment, in order, without gap or overlap."""

    figures: AgentFigures
    segments: list[Segment]


class AgentDay(Query[AgentDayView], frozen=True, kw_only=True):
    """One person's day; agents may ask for their own, supervisors for anybody's."""

    agent_id: str
    since: datetime
    until: datetime


class Interval(msgspec.Struct, frozen=True):
    """One step of the day's curve."""

    since: datetime
    offered: int
    service_level_pct: float | None
    abandon_pct: float | None
    average_wait_s: float | None


class Curve(Query[list[Interval]], frozen=True, kw_only=True):
    """Figures by interval of queue entry, for sparklines and the floor's chart; empty steps are included."""

    since: datetime
    until: datetime
    step_s: int
    queue_id: str | None = None


class SatisfactionView(msgspec.Struct, frozen=True):
    """CSAT of a period: percentages 0 to 100, undefined is None.

    ``ratings`` were given in the period, whoever recorded them; ``by_score`` counts them from 1 to 5. ``asked``
    were asked in the period by link or on the telephone, ``answered`` of those have answered, to this day.
    """

    csat_pct: float | None
    mean: float | None
    ratings: int
    by_score: list[int]
    asked: int
    answered: int
    response_pct: float | None


class Satisfaction(Query[SatisfactionView], frozen=True, kw_only=True):
    """CSAT of ``[since, until)``, of everything, one queue or one person's work."""

    since: datetime
    until: datetime | None = None
    queue_id: str | None = None
    agent_id: str | None = None


class RatingsBehind(Query[list[RatingView]], frozen=True, kw_only=True):
    """The ratings a CSAT counts, newest first; filtered as ``Satisfaction``."""

    since: datetime
    until: datetime | None = None
    queue_id: str | None = None
    agent_id: str | None = None
    limit: int = 500


class KpiView(msgspec.Struct, frozen=True):
    """The KPI bar: pushed to every desk a few times a second while it changes; ``curve`` is the last two hours."""

    at: datetime
    since: datetime
    waiting: int
    oldest_at: datetime | None
    figures: Figures
    resolution: ResolutionView
    curve: list[Interval]
    satisfaction: SatisfactionView | None = None
