"""What many desks cost central: streams, a morning's sign-in, a large snapshot, and the price of one more agent."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import Child
from tests.benchmarks.small_site import QUEUE_SIZE
from tests.benchmarks.sync_rates import desk

FRAMES_PER_S = 4.0
FRAME_BYTES = 600
COMMAND_EVERY_S = 60.0
SETTLED_AFTER_S = 10.0


def streams(folder: Path, *, sizes: tuple[int, ...], seconds: float) -> dict[str, Any]:
    """How late frames come to so many readers at ``FRAMES_PER_S``, and what central spends on them."""
    found: dict[str, Any] = {"frames_per_s": FRAMES_PER_S, "frame_bytes": FRAME_BYTES, "readers": {}}
    with _central(folder, people=max(sizes)) as (central, site):
        for size in sizes:
            with _crowd("listen", site, folder, tokens=site["tokens"][:size]) as crowd:
                crowd.hear("open", within_s=120)
                # Each who came was told to all the others; frames are measured once that is over.
                time.sleep(SETTLED_AFTER_S)
                frames = int(seconds * FRAMES_PER_S)
                before = _used(central)
                central.tell(frames={"count": frames, "per_s": FRAMES_PER_S, "size": FRAME_BYTES})
                central.hear("sent", within_s=seconds * 5 + 30)
                after = _used(central)
                crowd.tell(end=True)
                told = crowd.hear("late", within_s=60)
                spent = after["central_s"] - before["central_s"]
                found["readers"][size] = {
                    "late": told["late"],
                    "frames_sent": frames * size,
                    "frames_read": told["frames"],
                    "cpu_of_a_core": round(spent / seconds, 3),
                    "cpu_us_a_frame": round(spent / (frames * size) * 1e6, 1),
                    "central_rss_mb": round(after["central_mb"], 1),
                }
    return found


def morning(folder: Path, *, people: int) -> dict[str, Any]:
    """So many people sign in at once, each with a password, snapshots, a pull and a stream."""
    with _central(folder, people=people, tickets=2_000) as (central, site):
        before = _used(central)
        with _crowd("morning", site, folder, logins=site["logins"], password=site["password"]) as crowd:
            told = crowd.hear("signed_in", within_s=900)
        after = _used(central)
    spent = after["central_s"] - before["central_s"]
    return {
        "people": told["signed_in"],
        "seconds": told["seconds"],
        "each": told["each"],
        "central_cpu_ms_a_person": round(spent / people * 1e3, 2),
        "postgres_cpu_ms_a_person": round((after["postgres_s"] - before["postgres_s"]) / people * 1e3, 2),
        "central_rss_mb": round(after["central_mb"], 1),
    }


def snapshot(folder: Path, *, rows: int) -> dict[str, Any]:
    """One desk takes a working set of so many rows into its replica, over the wire."""
    with _central(folder, people=2, tickets=2_000, notes=rows) as (central, site):
        before = _used(central)
        with desk("pull", site, 1, folder) as newcomer:
            newcomer.hear("ready", within_s=60)
            newcomer.tell(go=True)
            told = newcomer.hear("done", within_s=900)
        after = _used(central)
    done = told["done"]
    return {
        "rows": told["rows"],
        "rows_per_s": round(told["rows"] / done["seconds"]),
        "seconds": round(done["seconds"], 2),
        "desk_cpu_s": round(done["cpu_s"], 2),
        "desk_rss_mb": round(done["rss_mb"], 1),
        "central_cpu_s": round(after["central_s"] - before["central_s"], 2),
        "central_rss_mb": round(after["central_mb"], 1),
    }


def price(folder: Path, *, sizes: tuple[int, ...], seconds: float) -> dict[str, Any]:
    """Processor time of central a second for so many agents at work, and how straight the line through them is.

    Each has a stream with frames, sends a command every ``COMMAND_EVERY_S``, follows the pages of rows that come
    with pokes, and pulls where it missed one, and now and then without a reason, as a desk does.
    """
    found: dict[str, Any] = {"command_every_s": COMMAND_EVERY_S, "queue_size": QUEUE_SIZE, "agents": {}}
    with _central(folder, people=max(sizes), tickets=4_000) as (central, site):
        for size in sizes:
            found["agents"][size] = _at_work(central, site, folder, size, seconds)
    points = [(size, told["central_cores"]) for size, told in found["agents"].items()]
    slope, intercept = statistics.linear_regression(*zip(*points, strict=True))
    found["line"] = {
        "cores_an_agent": slope,
        "cores_without_agents": intercept,
        "r_squared": round(statistics.correlation(*zip(*points, strict=True)) ** 2, 5),
        "worst_residual": round(
            max(abs(cores - slope * size - intercept) for size, cores in points)
            / max(cores for _, cores in points),
            4,
        ),
    }
    return found


def _at_work(central: Child, site: dict[str, Any], folder: Path, size: int, seconds: float) -> dict[str, Any]:
    tickets = site["tickets"]
    queues = len(site["queues"])
    sessions = [
        {
            "epoch": site["epoch"],
            "tickets": tickets[n // QUEUE_SIZE :: queues],
            "cursors": {f"queue:{site['queues'][n // QUEUE_SIZE]}": site["head"], "org": site["head"]},
        }
        for n in range(size)
    ]
    order = {"tokens": site["tokens"][:size], "sessions": sessions, "seconds": seconds}
    with _crowd("work", site, folder, every_s=COMMAND_EVERY_S, **order) as crowd:
        crowd.hear("open", within_s=180)
        central.tell(frames={"count": int(seconds * 4), "per_s": FRAMES_PER_S, "size": FRAME_BYTES})
        before = _used(central)
        crowd.tell(go=True)
        told = crowd.hear("worked", within_s=seconds * 4 + COMMAND_EVERY_S + 60)
        central.hear("sent", within_s=seconds * 3 + 30)
        after = _used(central)
    passed = after["at_s"] - before["at_s"]
    return {
        "seconds": round(passed, 1),
        "commands": told["worked"]["commands"],
        "pulls": told["worked"]["pulls"],
        "pages": told["worked"]["pages"],
        "frame_late": told["late"],
        "request": told["request"],
        "central_cores": round((after["central_s"] - before["central_s"]) / passed, 4),
        "postgres_cores": round((after["postgres_s"] - before["postgres_s"]) / passed, 4),
        "central_rss_mb": round(after["central_mb"], 1),
    }


@contextmanager
def _central(folder: Path, **site: int) -> Iterator[tuple[Child, dict[str, Any]]]:
    folder.mkdir(parents=True, exist_ok=True)
    words = ["--store", str(folder / "postgres")]
    for name, value in site.items():
        words += [f"--{name}", str(value)]
    with Child("tests.benchmarks.small_central", *words, home=folder / "home", ends_with_input=True) as child:
        yield child, child.hear("listening", within_s=900)


@contextmanager
def _crowd(what: str, site: dict[str, Any], folder: Path, **order: Any) -> Iterator[Child]:
    words = [what, "--server", site["listening"]]
    with Child("tests.benchmarks.crowd_desks", *words, home=folder / "home", ends_with_input=True) as child:
        child.tell(**order)
        yield child


def _used(central: Child) -> dict[str, Any]:
    central.tell(used="now")
    return central.hear("used", within_s=60)
