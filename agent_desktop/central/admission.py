"""Admission: how many streams a process holds, and how many may open in a second.

When an instance dies, all its desks come back at once. Each opens a stream, pulls, and asks for the floor; taken
in at a steady rate they do not hurt those that are here, and are told when to try again meanwhile.
"""

from __future__ import annotations

import random

from agent_desktop.central.hub import RETURNS_A_SECOND
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.problems import Wait

AT_ONCE = RETURNS_A_SECOND
"""So many may open in one moment, after a quiet one."""

LONGEST_WAIT_S = 10


class Admission:
    """Decides on each stream that wants to open; ``now_s`` is a monotonic clock."""

    def __init__(self, most: int, metrics: Metrics) -> None:
        self._most = most
        self._metrics = metrics
        self._free = float(AT_ONCE)
        self._turned_away = 0.0
        self._at_s = 0.0

    def admit(self, open_now: int, now_s: float, *, is_draining: bool = False) -> None:
        """Let one more stream open; raises ``Wait`` with the time after which to try again, here or elsewhere."""
        passed_s = max(0.0, now_s - self._at_s)
        self._at_s = now_s
        self._free = min(AT_ONCE, self._free + passed_s * RETURNS_A_SECOND)
        self._turned_away = max(0.0, self._turned_away - passed_s * RETURNS_A_SECOND)
        if is_draining:
            raise self._refusal("stopping", "This central stops.", 1)
        if open_now >= self._most:
            raise self._refusal("full", "This central has as many desks as it holds.", 1)
        if self._free < 1:
            self._turned_away += 1
            spread_s = min(LONGEST_WAIT_S, 1 + int(self._turned_away / RETURNS_A_SECOND))
            wait_s = random.randint(1, spread_s)  # noqa: S311 - only spreads them
            raise self._refusal("crowd", "Many desks come back this moment.", wait_s)
        self._free -= 1

    def _refusal(self, why: str, what: str, wait_s: int) -> Wait:
        self._metrics.streams_refused.labels(why).inc()
        return Wait(
            "busy",
            what,
            retry_after_s=wait_s,
            kept="What you do is kept on this desk.",
            todo="The desk tries again by itself.",
        )
