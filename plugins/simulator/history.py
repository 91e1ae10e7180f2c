"""A whole day at once: the same engine without any waiting, for worlds that need today's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent_desktop.plugins.api import AgentStateReported, AnyEvent, CallEnded, CallEvent

from .arrivals import DayProfile, read_profile
from .engine import Engine
from .world import Settings

MORNING_S = 600.0
"""Colleagues come in within ten minutes of opening."""


def simulate_day(
    profile: DayProfile | None,
    agents: Mapping[str, str],
    queues: Sequence[str],
    seed: int,
    day: date,
    numbers: Sequence[str],
    *,
    until: datetime | None = None,
    timezone: str = "UTC",
    settings: Settings | None = None,
) -> list[AnyEvent]:
    """Every event of ``day`` from opening to closing or ``until``, in order; the same for the same seed.

    ``agents`` are display names by login. Only calls that are over by then are told, so that none is left
    in progress, and everybody is signed out at the end. ``None`` for ``profile`` is the bank's.
    """
    profile = profile or read_profile()
    midnight = datetime.combine(day, time(), ZoneInfo(timezone))
    opening = (midnight + timedelta(seconds=profile.opens_s)).astimezone(UTC)
    closing = (midnight + timedelta(seconds=profile.closes_s)).astimezone(UTC)
    until = min(closing, until.astimezone(UTC)) if until else closing
    settings = replace(
        settings or Settings(),
        seed=seed,
        speed=1.0,
        numbers=tuple(numbers),
        virtual_agents=tuple(agents.items()),
    )
    engine = Engine(
        settings,
        profile,
        queues=queues,
        prefix=f"sim-{day:%Y%m%d}-{seed}",
        day_s=profile.opens_s,
        weekday=day.weekday(),
        stamp=lambda t: opening + timedelta(seconds=t),
    )
    length_s = (until - opening).total_seconds()
    if length_s <= 0:
        return []
    engine.open(stagger_s=MORNING_S)
    while engine.run_next(length_s):
        pass
    events = engine.take()
    over = {event.call_id for event in events if isinstance(event, CallEnded)}
    events = [event for event in events if not isinstance(event, CallEvent) or event.call_id in over]
    there = dict.fromkeys(event.agent for event in events if isinstance(event, AgentStateReported))
    events += [
        AgentStateReported(agent=login, at=until, state="offline", display_name=agents[login])
        for login in there
    ]
    return events
