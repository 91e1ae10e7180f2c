"""Time comes from a clock that tests can hold."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the program learns the time."""

    def now(self) -> datetime:
        """The present moment in UTC, with microseconds."""

    def monotonic_s(self) -> float:
        """Seconds on a clock that never steps back, for measuring durations."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment in UTC, with microseconds."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds on a clock that never steps back."""
        return time.monotonic()


class HeldClock:
    """A clock that stands still until it is told to move; what tests hold."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock is held at an aware moment, never at a naive one")
        self._now = at.astimezone(UTC)
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """The moment the clock is held at, in UTC."""
        return self._now

    def monotonic_s(self) -> float:
        """Seconds advanced so far."""
        return self._elapsed_s

    def advance(self, seconds: float) -> datetime:
        """Move forward by ``seconds`` (never negative) and answer the new moment."""
        if seconds < 0:
            raise ValueError("a held clock moves forward only")
        self._elapsed_s += seconds
        self._now += timedelta(seconds=seconds)
        return self._now
