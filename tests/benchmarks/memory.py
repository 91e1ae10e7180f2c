"""What the desktop process holds in memory with the demo open, calls coming in."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from agent_desktop.demo.launch import DEFAULT_CUSTOMERS, demo_central
from tests.benchmarks.desks import window
from tests.benchmarks.processes import Child, say


def measure(folder: Path, *, watch_s: int) -> dict[str, Any]:
    """Resident and proportional size in MB: usable, after a while of the demo, and with every room opened."""
    home = folder / "memory"
    with ExitStack() as open_ones:
        demo = open_ones.enter_context(
            demo_central(home / "demo", customers=DEFAULT_CUSTOMERS, seed=7, speed=1.0)
        )
        with window("memory", demo.url, demo.people["agent"], demo.password, home / "desk") as view:
            time.sleep(10)
            usable, rooms = _ask(view)
            say(f"    usable: {usable['rss_mb']} MB resident, {usable['pss_mb']} MB proportional")
            time.sleep(watch_s)
            later, _ = _ask(view)
            for room in rooms:
                view.tell(room=room)
            view.tell(room=rooms[0])
            everywhere, _ = _ask(view)
            say(f"    after {watch_s} s: {later['rss_mb']} MB; every room opened: {everywhere['rss_mb']} MB")
    return {
        "what": "memory of the desktop process with the demo open, signed in as an agent",
        "settings": {"customers": DEFAULT_CUSTOMERS, "watched_s": watch_s, "window": "1440x900 offscreen"},
        "usable": usable,
        "after_a_while": later,
        "every_room_opened": everywhere,
        "most_rss_mb": max(usable["rss_mb"], later["rss_mb"], everywhere["rss_mb"]),
    }


def _ask(view: Child) -> tuple[dict[str, Any], list[str]]:
    view.tell(sizes=True)
    told = view.hear("sizes", within_s=90)
    return told["sizes"], told["rooms"]
