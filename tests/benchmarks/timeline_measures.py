"""Scrolling, searching and jumping in the timeline of one customer, measured inside the window's process."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from agent_desktop_ui import formats
from tests.benchmarks.window_start import Orders, Tell, desk_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_desktop_ui.app import DeskApp

FRAME_S = 1 / 60
PATIENCE_S = 60.0


async def timeline(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Scroll down everything as pages come, then at random through what is here; go to dates; search."""
    order = await orders.get()
    assert order is not None
    screen = desk_screen(app)
    listed, desk = screen.panel.timeline, screen.customer_desk.timeline
    began = time.perf_counter_ns()
    screen.show_customer(order["customer"])
    await _until(lambda: listed.timeline_model().rowCount() > 0)
    listed.viewport().repaint()
    tell(opened_ms=(time.perf_counter_ns() - began) / 1e6)
    await asyncio.sleep(1.0)
    bar, rng = listed.verticalScrollBar(), random.Random(7)
    page = listed.viewport().height()
    frames: dict[str, list[float]] = {}
    paints: list[float] = []

    async def frame(kind: str, value: int) -> None:
        """One step of a hand that scrolls at 60 frames a second: how late it stands on the screen."""
        due = time.perf_counter() + FRAME_S
        await asyncio.sleep(FRAME_S)
        at = time.perf_counter()
        bar.setValue(value)
        listed.viewport().repaint()
        now = time.perf_counter()
        paints.append((now - at) * 1e3)
        frames.setdefault(kind, []).append((now - due) * 1e3)

    # Down to the very end, as the pages come: the wheel, then three screens at a time.
    for _ in range(300):
        await frame("wheel", bar.value() + 54)
    while len(desk.events) < order["events"] or bar.value() < bar.maximum():
        await frame("fling", bar.value() + 3 * page)
    for _ in range(200):
        await frame("jump", rng.randrange(max(1, bar.maximum())))
    for _ in range(300):
        await frame("wheel back", bar.value() - 54)
    tell(frames=frames, paints=paints, events=len(desk.events))
    tell(searches=await _searches(desk, listed), dates=await _dates(app, desk, listed))


async def _searches(desk: Any, listed: Any) -> dict[str, float]:
    """From a search that was told to its first result painted, the pause for typing left out."""
    took: dict[str, float] = {}
    for text in ("display", "E-42 pressure", "once in ten thousand", ""):
        desk.bar.search.setText(text)
        desk.bar._pause.stop()
        came = asyncio.get_running_loop().create_future()
        listed.timeline_model().modelReset.connect(lambda came=came: came.done() or came.set_result(None))
        began = time.perf_counter_ns()
        desk.bar._tell()
        await asyncio.wait_for(came, PATIENCE_S)
        listed.viewport().repaint()
        took[text or "cleared"] = (time.perf_counter_ns() - began) / 1e6
        listed.timeline_model().modelReset.disconnect()
        await asyncio.sleep(0.3)
    return took


async def _dates(app: DeskApp, desk: Any, listed: Any) -> dict[str, float]:
    """From the date to its first event painted, with only the first page here before."""
    assert app.workstation is not None
    today = formats.local(app.workstation.clock.now()).date()
    took: dict[str, float] = {}
    for days in (30, 365, 3_000):
        desk.show_everything()
        await _until(lambda: 0 < len(desk.events) <= 200)
        await asyncio.sleep(0.5)
        began = time.perf_counter_ns()
        await desk.go_to(today - timedelta(days=days))
        listed.viewport().repaint()
        took[f"{days} days"] = (time.perf_counter_ns() - began) / 1e6
    return took


async def _until(holds: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError("the timeline never came to that")
        await asyncio.sleep(0.005)
