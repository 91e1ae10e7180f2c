"""From a call posted by the exchange to the customer on the screen: the real central, the real window."""

from __future__ import annotations

import random
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.benchmarks.desks import BenchCentral, central, window
from tests.benchmarks.processes import Child, say
from tests.benchmarks.spread import spread

WARM_UP = 8
QUIET_S = (0.25, 0.6)
"""The desk rests so long between calls; never in step with its own timers."""


def measure(folder: Path, *, sizes: list[int], calls: int, runs: int = 1) -> dict[str, Any]:
    """Spreads in ms for each number of customers at central, and the ratio of the largest to the least."""
    by_size = {str(size): _measure_one(folder, size, calls, runs) for size in sizes}
    least, most = by_size[str(min(sizes))], by_size[str(max(sizes))]
    return {
        "what": "newCall posted to central's CTI webhook until header and timeline of the caller are painted",
        "settings": {
            "calls_a_run": calls,
            "runs": runs,
            "warm_up_calls": WARM_UP,
            "rest_s": QUIET_S,
            "window": "1440x900 offscreen",
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


def _measure_one(folder: Path, size: int, calls: int, runs: int) -> dict[str, Any]:
    say(f"  pop: {size:,} customers")
    home = folder / f"pop-{size}"
    with central(size, home / "central") as desk:
        marks: list[dict[str, float]] = []
        rows: list[int] = []
        medians: list[float] = []
        for turn in range(runs):
            with window("pop", desk.url, desk.login, desk.password, home / f"desk-{turn}") as view:
                view.hear("watching", within_s=180)
                # The desk fetches its working set after it is usable.
                time.sleep(5)
                one, shown = _calls(desk, view, calls, turn)
            marks += one
            rows += shown
            medians.append(float(spread([mark["panel"] for mark in one])["median"]))
            say(f"    run {turn + 1}: median {medians[-1]:.1f} ms")
        world = desk.world
    return {
        "posted_to_panel": spread([mark["panel"] for mark in marks]),
        "posted_to_header": spread([mark["header"] for mark in marks]),
        "posted_to_desk_told": spread([mark["heard"] for mark in marks]),
        "desk_told_to_panel": spread([mark["panel"] - mark["heard"] for mark in marks]),
        "medians_of_runs": medians,
        "timeline_rows_mean": round(sum(rows) / len(rows), 1),
        "world": world,
    }


def _calls(
    desk: BenchCentral, view: Child, calls: int, turn: int
) -> tuple[list[dict[str, float]], list[int]]:
    rng = random.Random(turn)
    callers = desk.callers[turn * (calls + WARM_UP) :] + desk.callers
    found: list[dict[str, float]] = []
    rows: list[int] = []
    for place, (number, customer_id, _name) in enumerate(callers[: calls + WARM_UP]):
        call_id = f"bench-{turn}-{place}-{time.monotonic_ns()}"
        view.tell(forget=True)
        time.sleep(rng.uniform(*QUIET_S))
        posted = time.monotonic_ns()
        _post(
            desk,
            event="newCall",
            callId=call_id,
            to="100",
            user=desk.login,
            direction="in",
            **{"from": number},
        )
        told = view.hear("popped", within_s=15)
        if told["popped"] != customer_id:
            raise RuntimeError("the window showed another customer than the one who called")
        if place >= WARM_UP:
            rows.append(told["rows"])
            found.append({name: (told[f"{name}_ns"] - posted) / 1e6 for name in ("heard", "header", "panel")})
        time.sleep(0.1)
        _post(desk, event="answer", callId=call_id, user=desk.login, answeringNumber=desk.login)
        time.sleep(0.1)
        _post(desk, event="hangup", callId=call_id, cause="normalClearing")
        view.tell(finish=True)
        if not view.hear("finished", within_s=15)["finished"]:
            raise RuntimeError("a contact could not be finished")
    return found, rows


def _post(desk: BenchCentral, **fields: str) -> None:
    request = urllib.request.Request(
        f"{desk.url}/cti/{desk.token}", data=urllib.parse.urlencode(fields).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        reply.read()
