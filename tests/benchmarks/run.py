"""Measures speed and memory and writes what it found: ``make bench``, or ``BENCH=full make bench``.

    python tests/benchmarks/run.py --out build/bench.json [--only pop,start,memory,queue,sync,streams,…]

Without BENCH=full it takes at most 35 minutes on two cores. Full measures the pop with a million customers:
their world is built once and kept. Exit code 0: measured; whether an aim was met is in the file, since a
busy machine misses it without any fault of the program.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
# Run as a script: its own folder must not be searched for modules, the checkout must.
sys.path[0:1] = [str(ROOT), str(ROOT / "ui")]

from tests.benchmarks import (  # noqa: E402
    ami,
    central_queue,
    crowd,
    duplicates,
    import_rate,
    large_replica,
    long_queue,
    long_timeline,
    memory,
    pop,
    search,
    start,
    stored_duplicates,
    sync_rates,
    ticket_pass,
    ticket_rates,
    whole_customer,
    wire,
)
from tests.benchmarks.aims import aims, table  # noqa: E402
from tests.benchmarks.large_sites_up import Size, tenth  # noqa: E402
from tests.benchmarks.machine import load, machine  # noqa: E402
from tests.benchmarks.processes import say  # noqa: E402

LIMIT_S = 35 * 60
FULL_LIMIT_S = 3 * 60 * 60
SMALL, MIDDLE, MILLION = 10_000, 100_000, 1_000_000


def main() -> int:
    """Measure, write, and print the summary; 1 where a measurement failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json")
    parser.add_argument(
        "--only", default="", help="some of the parts, with commas between: " + ", ".join(NAMES)
    )
    words = parser.parse_args()
    is_full = os.environ.get("BENCH", "") == "full"
    only = {name.strip() for name in words.only.split(",") if name.strip()}
    if only - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(only - set(NAMES)))}; there are {', '.join(NAMES)}")

    folder = Path(tempfile.mkdtemp(prefix="agent-desktop-bench-"))
    began, load_before = time.monotonic(), load()
    _watch_clock(FULL_LIMIT_S if is_full else LIMIT_S)
    found: dict[str, Any] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "mode": "full" if is_full else "default",
        "machine": machine(),
        "load_before": load_before,
        "results": {},
        "failed": {},
    }
    try:
        for name, work in _plan(folder, is_full=is_full).items():
            if only and name not in only:
                continue
            say(f"{name} …")
            at, before = time.monotonic(), load()
            try:
                found["results"][name] = work()
            except Exception as error:
                found["failed"][name] = f"{type(error).__name__}: {error}"
                say(f"  failed: {found['failed'][name]}")
                continue
            found["results"][name] |= {
                "took_s": round(time.monotonic() - at, 1),
                "load_before": before,
                "load_after": load(),
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found |= {"took_s": round(time.monotonic() - began, 1), "load_after": load()}
    found["aims"] = aims(found["results"])
    words.out.parent.mkdir(parents=True, exist_ok=True)
    words.out.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(table(found) + f"\nWritten to {words.out}\n")
    return 1 if found["failed"] else 0


def _plan(folder: Path, *, is_full: bool) -> dict[str, Callable[[], dict[str, Any]]]:
    sizes = [SMALL, MILLION] if is_full else [SMALL, MIDDLE]
    large = 1_024 if is_full else 128
    whole: Size = (1_000_000, 5_000_000, 200_000) if is_full else (20_000, 100_000, 10_000)
    sites = [tenth(whole), whole]
    return {
        "ami": ami.measure,
        "queue": lambda: long_queue.measure(folder, tickets=100_000),
        "timeline": lambda: long_timeline.measure(folder, events=10_000),
        "start": lambda: start.measure(folder, customers=SMALL, runs=9),
        "replica": lambda: large_replica.measure(folder, megabytes=large, runs=5),
        "memory": lambda: memory.measure(folder, watch_s=60 if is_full else 30),
        "pop": lambda: pop.measure(folder, sizes=sizes, calls=150 if is_full else 100),
        "wire": lambda: wire.measure(
            folder / "wire",
            customers=SMALL,
            rates=[1, 5, 10, 15, 20, 30] if is_full else [1, 5, 10],
            seconds=120 if is_full else 40,
        ),
        "sync": lambda: sync_rates.measure(folder / "sync", notes=10_000),
        "streams": lambda: crowd.streams(folder / "streams", sizes=(500, 1_000, 2_000), seconds=15),
        "morning": lambda: crowd.morning(folder / "morning", people=1_000),
        "snapshot": lambda: crowd.snapshot(folder / "snapshot", rows=125_000),
        "duplicates": lambda: duplicates.measure(folder / "duplicates", sizes=(SMALL, MIDDLE)),
        "search": lambda: search.measure(folder / "search", sizes=sites),
        "customer": lambda: whole_customer.measure(
            folder / "customer", sizes=sites, opened=400 if is_full else 200
        ),
        "filter": lambda: central_queue.measure(sizes=sites, asked=60 if is_full else 30),
        "import": lambda: import_rate.measure(
            folder / "import", sizes=(SMALL, MIDDLE) if is_full else (2_000, 20_000)
        ),
        "stored_duplicates": lambda: stored_duplicates.measure(folder / "stored_duplicates", sizes=sites),
        "tickets": lambda: ticket_rates.measure(
            folder / "tickets",
            tickets=2_000 if is_full else 400,
            reads=2_000 if is_full else 400,
            alone=300 if is_full else 40,
        ),
        "pass": lambda: ticket_pass.measure(
            sizes=[(10_000, 0, 20_000), (100_000, 0, 200_000)]
            if is_full
            else [(1_000, 0, 2_000), (10_000, 0, 20_000)],
            due=1_000 if is_full else 200,
        ),
        "price": lambda: crowd.price(folder / "price", sizes=(100, 500, 1_000, 2_000), seconds=30),
    }


NAMES = (
    "ami",
    "queue",
    "timeline",
    "start",
    "replica",
    "memory",
    "pop",
    "wire",
    "sync",
    "streams",
    "morning",
    "snapshot",
    "duplicates",
    "search",
    "customer",
    "filter",
    "import",
    "stored_duplicates",
    "tickets",
    "pass",
    "price",
)


def _watch_clock(limit_s: int) -> None:
    """End the run when its time is over: whatever was started is stopped, and nothing is written."""

    def over() -> None:
        say(f"The time of {limit_s // 60} minutes is over; nothing was written.")
        ours = psutil.Process().children(recursive=True)
        for process in ours:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(ours, timeout=30)[1]:
            process.kill()
        os._exit(1)

    timer = threading.Timer(limit_s, over)
    timer.daemon = True
    timer.start()
    # Told to stop, it stops what it started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


if __name__ == "__main__":
    sys.exit(main())
