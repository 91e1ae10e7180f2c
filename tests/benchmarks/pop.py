"""From a call posted by the exchange to the customer on the screen: the real central, the real window."""

from __future__ import annotations

import random
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.desks import BenchCentral, central, window
from tests.benchmarks.processes import say
from tests.benchmarks.spread import spread

WARM_UP = 8
SETTLE_S = 8
QUIET_S = (0.25, 0.6)
"""The desk rests so long between calls; never in step with its own timers."""


def measure(folder: Path, *, sizes: list[int], calls: int) -> dict[str, Any]:
    """Spreads in ms for each number of customers at central, and the ratio of the largest to the least.

    All centrals and windows are up together and are called in turn, so that whatever else the machine
    does is the same for each: their ratio holds on a busy machine too.
    """
    with ExitStack() as up:
        desks = [_Desk(up, folder / f"pop-{size}", size) for size in sizes]
        # The desks fetch their working sets after they are usable.
        time.sleep(SETTLE_S)
        rng = random.Random(7)
        for place in range(calls + WARM_UP):
            for desk in rng.sample(desks, len(desks)):
                desk.call(rng, place, counts=place >= WARM_UP)
            if place % 20 == 0:
                say(f"    {place} of {calls + WARM_UP} calls a desk")
        by_size = {str(desk.size): desk.found() for desk in desks}
    least, most = by_size[str(min(sizes))], by_size[str(max(sizes))]
    return {
        "what": "newCall posted to central's CTI webhook until header and timeline of the caller are painted",
        "settings": {
            "calls": calls,
            "warm_up_calls": WARM_UP,
            "rest_s": QUIET_S,
            "window": "1440x900 offscreen",
            "interleaved": True,
        },
        "customers": by_size,
        "ratio": {
            "of": f"{max(sizes):,} to {min(sizes):,} customers",
            "median": _ratio(most, least, "median"),
            "p95": _ratio(most, least, "p95"),
        },
    }


def _ratio(one: dict[str, Any], other: dict[str, Any], key: str) -> float:
    return round(float(one["posted_to_panel"][key]) / float(other["posted_to_panel"][key]), 3)


class _Desk:
    """A central with its world, one window signed in at it, and what was seen there."""

    def __init__(self, up: ExitStack, home: Path, size: int) -> None:
        say(f"  {size:,} customers")
        self.size = size
        self._central = up.enter_context(central(size, home / "central"))
        known = self._central
        self._view = up.enter_context(window("pop", known.url, known.login, known.password, home / "desk"))
        self._view.hear("watching", within_s=180)
        self._marks: list[dict[str, float]] = []
        self._rows: list[int] = []

    def call(self, rng: random.Random, place: int, *, counts: bool) -> None:
        """One call from the ring to the end of its wrap-up."""
        known, view = self._central, self._view
        number, customer_id, _name = known.callers[place % len(known.callers)]
        call_id = f"bench-{place}-{time.monotonic_ns()}"
        view.tell(forget=True)
        time.sleep(rng.uniform(*QUIET_S))
        posted = time.monotonic_ns()
        _post(
            known,
            event="newCall",
            callId=call_id,
            to="100",
            user=known.login,
            direction="in",
            **{"from": number},
        )
        told = view.hear("popped", within_s=15)
        if told["popped"] != customer_id:
            raise RuntimeError("the window showed another customer than the one who called")
        if counts:
            self._rows.append(told["rows"])
            self._marks.append(
                {name: (told[f"{name}_ns"] - posted) / 1e6 for name in ("heard", "header", "panel")}
            )
        time.sleep(0.1)
        _post(known, event="answer", callId=call_id, user=known.login, answeringNumber=known.login)
        time.sleep(0.1)
        _post(known, event="hangup", callId=call_id, cause="normalClearing")
        view.tell(finish=True)
        if not view.hear("finished", within_s=15)["finished"]:
            raise RuntimeError("a contact could not be finished")

    def found(self) -> dict[str, Any]:
        """The spreads, whole and by stage."""
        marks = self._marks
        return {
            "posted_to_panel": spread([mark["panel"] for mark in marks]),
            "posted_to_header": spread([mark["header"] for mark in marks]),
            "posted_to_desk_told": spread([mark["heard"] for mark in marks]),
            "desk_told_to_panel": spread([mark["panel"] - mark["heard"] for mark in marks]),
            "timeline_rows_mean": round(sum(self._rows) / len(self._rows), 1),
            "world": self._central.world,
        }


def _post(desk: BenchCentral, **fields: str) -> None:
    request = urllib.request.Request(
        f"{desk.url}/cti/{desk.token}", data=urllib.parse.urlencode(fields).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        reply.read()
