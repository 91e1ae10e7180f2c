"""When calls come: a non-homogeneous Poisson process whose rate follows the day profile of a real bank."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_desktop.plugins.api import KnownError, resources

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND_FACTOR = 0.4
"""The source has no weekends; this is our own assumption."""

NIGHT_FACTOR = 0.05
"""Outside the hours of the profile calls come at this share of its mean rate; also our own."""


@dataclass(frozen=True, slots=True)
class DayProfile:
    """How busy each moment of a day is, relative to the mean of its open hours (1.0)."""

    opens_s: float
    bin_s: float
    shape: tuple[float, ...]
    weekday_factor: tuple[float, ...]

    @property
    def closes_s(self) -> float:
        """The end of the profile, in seconds after midnight."""
        return self.opens_s + self.bin_s * len(self.shape)

    def rate(self, time_of_day_s: float, weekday: int) -> float:
        """The relative rate at a time of day on a weekday (0 is Monday)."""
        place = int((time_of_day_s - self.opens_s) // self.bin_s)
        is_open = 0 <= place < len(self.shape)
        return (self.shape[place] if is_open else NIGHT_FACTOR) * self.weekday_factor[weekday]

    @property
    def highest(self) -> float:
        """A rate that no moment exceeds."""
        return max(*self.shape, NIGHT_FACTOR) * max(self.weekday_factor)


def read_profile(path: Path | None = None) -> DayProfile:
    """The profile in ``path``, the bank's by default; raises ``KnownError`` for a file that is none."""
    path = path or resources() / "demo" / "call_profile.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        hours, minutes = str(found["opens"]).split(":")
        means = [float(mean) for mean in found["mean_calls"]]
        factors = found["weekday_factor"]
        return profile_of(
            means,
            opens_s=int(hours) * 3600.0 + int(minutes) * 60.0,
            bin_s=float(found["bin_minutes"]) * 60.0,
            weekday_factor=[float(factors.get(day, WEEKEND_FACTOR)) for day in WEEKDAYS],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnownError(
            f"The call profile {path} cannot be read: {error}.",
            todo="Reinstall the program, or name another profile in the simulator's settings.",
        ) from error


def profile_of(
    means: Sequence[float],
    *,
    opens_s: float = 0.0,
    bin_s: float = 300.0,
    weekday_factor: Sequence[float] = (1.0,) * 7,
) -> DayProfile:
    """A profile of mean calls a bin; it is only their proportions that count."""
    mean = sum(means) / len(means) if means else 0.0
    if mean <= 0 or min(means) < 0 or bin_s <= 0:
        raise ValueError("a profile needs bins of some length with some calls in them")
    return DayProfile(opens_s, bin_s, tuple(one / mean for one in means), tuple(weekday_factor))


class Arrivals:
    """The arrival times of a run, one after the other, by thinning (Lewis and Shedler 1979)."""

    def __init__(
        self,
        profile: DayProfile,
        rng: random.Random,
        *,
        mean_per_s: float,
        day_s: float,
        weekday: int,
    ) -> None:
        """``day_s`` is the time of day, in seconds after midnight, at which the run's clock is 0."""
        self._profile = profile
        self._rng = rng
        self._mean_per_s = mean_per_s
        self._day_s = day_s
        self._weekday = weekday

    def next_after(self, t: float) -> float | None:
        """The next arrival after run time ``t`` in seconds; ``None`` where nobody ever calls."""
        highest = self._mean_per_s * self._profile.highest
        if highest <= 0:
            return None
        while True:
            t += self._rng.expovariate(highest)
            days, time_of_day_s = divmod(self._day_s + t, 86_400.0)
            rate = self._mean_per_s * self._profile.rate(time_of_day_s, (self._weekday + int(days)) % 7)
            if self._rng.random() * highest < rate:
                return t
