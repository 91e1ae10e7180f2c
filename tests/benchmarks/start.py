"""Start to usable: signed in, the queue painted, the note takes keys; against an empty PySide6 window."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.desks import central, window
from tests.benchmarks.processes import Child, say
from tests.benchmarks.spread import spread

FILL_S = 10
"""How long the first desk stays, so that its working set is in the replica when it starts again."""


def measure(folder: Path, *, customers: int, runs: int) -> dict[str, Any]:
    """Both started in turn, so that whatever else the machine does is the same for both."""
    home = folder / "start"
    with central(customers, home / "central") as desk:
        # Without counting: the replica is filled, bytecode is written, the disk is warm.
        with window("memory", desk.url, desk.login, desk.password, home / "desk") as view:
            view.tell(sizes=True)
            view.hear("sizes", within_s=120)
            time.sleep(FILL_S)
        for _ in range(2):
            _empty(home)
            _desk(desk.url, desk.login, desk.password, home)
        empty, ours = [], []
        for turn in range(runs):
            empty.append(_empty(home))
            ours.append(_desk(desk.url, desk.login, desk.password, home))
            say(f"    run {turn + 1}: empty {empty[-1]['ms']:.0f} ms, desk {ours[-1]['ms']:.0f} ms")
    ratios = [our["ms"] / bare["ms"] for our, bare in zip(ours, empty, strict=True)]
    usable, bare = spread([one["ms"] for one in ours]), spread([one["ms"] for one in empty])
    return {
        "what": "process started until usable: signed in at central, queue painted, a letter in the note painted",
        "settings": {"runs": runs, "alternated": True, "warm_up_runs": 2, "customers": customers},
        "desk": usable,
        "desk_queue_painted": spread([one["queue_ms"] for one in ours]),
        "empty_window": bare,
        "ratio": round(float(usable["median"]) / float(bare["median"]), 2),
        "ratio_of_pairs_median": round(statistics.median(ratios), 2),
        "cpu": {
            "desk_s": round(statistics.median(one["cpu_s"] for one in ours), 3),
            "empty_window_s": round(statistics.median(one["cpu_s"] for one in empty), 3),
        },
        "queue_rows": ours[-1]["rows"],
    }


def _empty(home: Path) -> dict[str, float]:
    with Child("tests.benchmarks.empty_window", home=home / "home") as child:
        told = child.hear("painted_ns", within_s=60)
        return {"ms": (told["painted_ns"] - child.started_ns) / 1e6, "cpu_s": told["cpu_s"]}


def _desk(url: str, login: str, password: str, home: Path) -> dict[str, float]:
    with window("start", url, login, password, home / "desk") as child:
        told = child.hear("usable_ns", within_s=120)
        if told["typed"] != "n" or not told["rows"]:
            raise RuntimeError(f"the desk called itself usable and was not: {told}")
        return {
            "ms": (told["usable_ns"] - child.started_ns) / 1e6,
            "queue_ms": (told["queue_ns"] - child.started_ns) / 1e6,
            "cpu_s": told["cpu_s"],
            "rows": told["rows"],
        }
