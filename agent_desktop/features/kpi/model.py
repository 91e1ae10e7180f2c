"""What each figure is, as pure functions over counts; docs/figures.md says the same in sentences.

Percentages are 0–100 and means are seconds, both unrounded. A figure whose denominator is empty is undefined
and answers ``None``, never 0 or 100: an interval without calls has no service level.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent_desktop.core.errors import Refused
from agent_desktop.features.kpi.read_models import Figures

DEFAULT_SHORT_ABANDON_S = 5
DEFAULT_SERVICE_LEVEL_S = 20

HANDLING_STATES = ("talking", "holding", "wrap_up")
"""The states in which an agent works on a contact, in the sense of occupancy."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted for a period before anything is divided; waits and times are sums in seconds.

    ``offered = answered + abandoned + followed_up + flowed_out + waiting`` holds for every tally: each
    contact that entered the queue has exactly one of these outcomes.
    """

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    followed_up: int = 0
    flowed_out: int = 0
    waiting: int = 0
    answered_in_time: int = 0
    wait_s: float = 0.0
    answered_wait_s: float = 0.0
    handled: int = 0
    talk_s: float = 0.0
    hold_s: float = 0.0
    acw_s: float = 0.0


def abandon_pct(tally: Tally) -> float | None:
    """(Abandoned − short) ÷ (offered − short), those who left to a voicemail or a callback excluded.

    Somebody who leaves the queue because we promised to ring back has neither been answered nor given up,
    so they are in neither part of the fraction.
    """
    return _pct(
        tally.abandoned - tally.short_abandoned,
        tally.offered - tally.followed_up - tally.short_abandoned,
    )


def average_wait_s(tally: Tally) -> float | None:
    """Total wait of all who queued ÷ all who queued, however they left.

    Who still waits joins the figure when they leave: their wait is not over and has no length yet.
    """
    return _mean(tally.wait_s, tally.offered - tally.waiting)


def asa_s(tally: Tally) -> float | None:
    """Average speed of answer: wait of the answered ÷ answered, from queue entry, ringing included."""
    return _mean(tally.answered_wait_s, tally.answered)


def service_level_pct(tally: Tally) -> float | None:
    """Answered with wait ≤ T ÷ (offered − short abandons)."""
    return _pct(tally.answered_in_time, tally.offered - tally.short_abandoned)


def aht_s(tally: Tally) -> float | None:
    """(Talk + hold + after-call work) ÷ handled, booked where after-call work ends."""
    return _mean(tally.talk_s + tally.hold_s + tally.acw_s, tally.handled)


def figures_of(tally: Tally) -> Figures:
    """Every figure of one tally."""
    return Figures(
        offered=tally.offered,
        answered=tally.answered,
        abandoned=tally.abandoned,
        short_abandoned=tally.short_abandoned,
        followed_up=tally.followed_up,
        flowed_out=tally.flowed_out,
        waiting=tally.waiting,
        abandon_pct=abandon_pct(tally),
        average_wait_s=average_wait_s(tally),
        asa_s=asa_s(tally),
        service_level_pct=service_level_pct(tally),
        handled=tally.handled,
        aht_s=aht_s(tally),
        talk_s=_mean(tally.talk_s, tally.handled),
        hold_s=_mean(tally.hold_s, tally.handled),
        acw_s=_mean(tally.acw_s, tally.handled),
    )


def occupancy_pct(seconds_by_state: dict[str, float]) -> float | None:
    """(Talk + hold + after-call work) ÷ (talk + hold + after-call work + available).

    Pauses, ringing, dialling and a lost link are in neither part: it says how full the time was in which
    a contact could have been handled.
    """
    busy = sum(seconds_by_state.get(state, 0.0) for state in HANDLING_STATES)
    return _pct(busy, busy + seconds_by_state.get("available", 0.0))


def day_bounds(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The calendar day around ``at`` in the site's time zone: midnight to midnight, 23 to 25 hours long."""
    day = at.astimezone(zone).date()
    return (
        datetime.combine(day, time.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A bound as people write it: ISO 8601 date or date and time; without offset, in the site's time zone.

    A date means its midnight. A local time that the clocks skip means the moment they were put forward to
    plus what was skipped; one that happens twice means the first. Raises ``Refused("malformed")``.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone)
        found.timestamp()
    except (ValueError, OverflowError):
        raise Refused(
            "malformed",
            f"“{text}” is no date or time.",
            todo="Write 2026-11-02, 2026-11-02T08:00 or 2026-11-02T08:00+01:00.",
        ) from None
    return found


def checked_threshold(name: str, value: float | None) -> float | None:
    """A threshold in seconds as given, None for each queue's own; raises ``Refused("malformed")`` below 0."""
    if value is not None and not 0 <= value < float("inf"):
        raise Refused("malformed", f"{name} is a number of seconds from 0 up, not {value}.")
    return value


def _pct(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _mean(total: float, n: int) -> float | None:
    return total / n if n else None
