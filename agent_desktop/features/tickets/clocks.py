"""The clocks of a service level: pure, made of a start, a target, pauses and a calendar, and never of what is due.

What is due is computed from these whenever any of them changes, so that an edited calendar leaves no clock wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agent_desktop.features.tickets.calendars import Calendar

KINDS = ("first_response", "next_response", "resolution")

Pause = tuple[datetime, datetime | None]
"""From when to when the clock stood; with None it still stands."""


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """One promise of time: so many open seconds since ``started_at``, pauses left out, until it is met.

    ``pauses`` are in order and apart; only the last may be open.
    """

    started_at: datetime
    target_s: int
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None

    @property
    def is_paused(self) -> bool:
        """Whether it stands."""
        return self.met_at is None and bool(self.pauses) and self.pauses[-1][1] is None


def running(clock: ServiceClock, until: datetime) -> Iterable[tuple[datetime, datetime]]:
    """The stretches in which it ran, up to a moment."""
    end = until if clock.met_at is None else min(until, clock.met_at)
    since = clock.started_at
    for begin, over in clock.pauses:
        if since < min(begin, end):
            yield since, min(begin, end)
        if over is None:
            return
        since = max(since, over)
    if since < end:
        yield since, end


def elapsed_s(calendar: Calendar, clock: ServiceClock, at: datetime) -> float:
    """How much of the target is used up at a moment."""
    return sum(calendar.open_s(since, until) for since, until in running(clock, at))


def due_at(calendar: Calendar, clock: ServiceClock, share: float = 1.0) -> datetime | None:
    """When the target, or a share of it, is used up; None while it stands, or where that is not for years."""
    left_s = clock.target_s * share
    since = clock.started_at
    for begin, over in clock.pauses:
        used_s = calendar.open_s(since, begin) if since < begin else 0.0
        if used_s >= left_s:
            return calendar.after(since, left_s)
        left_s -= used_s
        if over is None:
            return None
        since = max(since, over)
    return calendar.after(since, left_s)


def paused(clock: ServiceClock, at: datetime) -> ServiceClock:
    """The clock as it stands from now on."""
    if clock.is_paused or clock.met_at is not None:
        return clock
    return _with(clock, (*clock.pauses, (_not_before(clock, at), None)))


def resumed(clock: ServiceClock, at: datetime) -> ServiceClock:
    """The clock as it runs on from now."""
    if not clock.is_paused:
        return clock
    begin = clock.pauses[-1][0]
    earlier = clock.pauses[:-1]
    return _with(clock, (*earlier, (begin, max(begin, at))) if at > begin else earlier)


def met(clock: ServiceClock, at: datetime) -> ServiceClock:
    """The clock of a promise that is kept now."""
    if clock.met_at is not None:
        return clock
    return ServiceClock(clock.started_at, clock.target_s, clock.pauses, _not_before(clock, at))


def reopened(clock: ServiceClock, at: datetime) -> ServiceClock:
    """The clock of a promise that turns out not to be kept: the time it was thought so does not count."""
    if clock.met_at is None:
        return clock
    pauses = clock.pauses
    if pauses and pauses[-1][1] is None:  # Met while it stood.
        began = pauses[-1][0]
        pauses = pauses[:-1]
    else:
        began = clock.met_at
    return _with(clock, (*pauses, (began, max(began, at))) if at > began else pauses)


def retargeted(clock: ServiceClock, target_s: int) -> ServiceClock:
    """The same clock with another target."""
    return ServiceClock(clock.started_at, target_s, clock.pauses, clock.met_at)


def _with(clock: ServiceClock, pauses: tuple[Pause, ...]) -> ServiceClock:
    return ServiceClock(clock.started_at, clock.target_s, pauses)


def _not_before(clock: ServiceClock, at: datetime) -> datetime:
    """Commands of several desks come in any order: a pause begins where the last one is over at the earliest."""
    ends = [over for _, over in clock.pauses if over is not None]
    return max(at, clock.started_at, *ends)
