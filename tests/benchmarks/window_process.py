"""The real window in a process of its own, with a watch on what it paints: one kind of measurement a run.

It is told in words what to do and tells what it saw in JSON lines; times are of the monotonic clock in
nanoseconds, which processes of one machine share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent_desktop_ui.app import DeskApp


def tell(**what: object) -> None:
    """One line to whoever measures."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the window until told to leave."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["start", "memory", "pop", "queue", "tickets", "timeline", "wire"])
    parser.add_argument("--server", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--size", default="1440x900")
    words = parser.parse_args()
    width, height = (int(part) for part in words.size.split("x"))

    from agent_desktop.workstation.vault import Vault
    from agent_desktop_ui.app import run

    tasks: list[asyncio.Future[None]] = []

    def ready(app: DeskApp) -> None:
        # Imported only now, and for a start next to nothing: measuring must not be what is measured.
        if words.what == "start":
            from tests.benchmarks.window_start import start as work
        else:
            from tests.benchmarks import window_measures

            work = window_measures.MEASURES[words.what]
        tasks.append(asyncio.ensure_future(_guarded(work(app, tell, _orders(app)), app)))

    return run(
        words.server,
        folder=words.folder,
        login=words.login,
        password=words.password,
        role="agent",
        theme="light",
        size=(width, height),
        vault=Vault("file", words.folder / "replica-keys"),
        on_ready=ready,
    )


async def _guarded(work: Any, app: DeskApp) -> None:
    try:
        await work
    except Exception as error:
        tell(problem=f"{type(error).__name__}: {error}")
        raise
    finally:
        app.end()


def _orders(app: DeskApp) -> asyncio.Queue[dict[str, Any] | None]:
    """What is written to standard input, a line each; None when it closes."""
    orders: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(orders.put_nowait, json.loads(line))
        try:
            loop.call_soon_threadsafe(orders.put_nowait, None)
        except RuntimeError:
            return  # The loop has ended before the input did.

    threading.Thread(target=read, name="orders", daemon=True).start()
    return orders


if __name__ == "__main__":
    started_ns = time.monotonic_ns()
    sys.exit(main())
