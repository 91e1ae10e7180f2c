"""The list of tickets over the whole window, measured inside the window's process: frames, filters, orders."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtTest import QTest

from tests.benchmarks.window_start import PATIENCE_S, Orders, Tell

if TYPE_CHECKING:
    from agent_desktop_ui.app import DeskApp


async def tickets(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Scroll, jump, filter and sort the table as it stands in the window."""
    desk = app.window.desk
    assert desk is not None
    desk.go_to("tickets")
    room: Any = desk.screen_shown()
    table, model = room.table, room.table.paged_model()
    began = time.monotonic()
    while model.count < 1000 and time.monotonic() - began < 60:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.0)
    frames, settled = await _frames(table, model)
    tell(room_frames=frames, settled=settled, rows=model.count)
    bar = room.bar
    filters: dict[str, list[float]] = {"letters": [], "clear": []}
    for word in ("boiler", "meter", "jones", "41", "zz"):
        for letter in word:
            filters["letters"].append(
                await _shown(room, lambda typed=letter: QTest.keyClicks(bar.filter_box, typed))
            )
        filters["clear"].append(await _shown(room, bar.filter_box.clear))
    tell(room_filters=filters, pause_ms=60)
    sorts = []
    for sort in ("priority", "customer", "subject", "age", "deadline"):
        sorts.append(await _shown(room, lambda key=sort: bar.sort.chosen.emit(key)))
    for group in ("owner", "customer", "priority", "when"):
        sorts.append(await _shown(room, lambda key=group: bar.group.chosen.emit(key)))
    tell(room_sorts=sorts)


async def _frames(table: Any, model: Any) -> tuple[dict[str, list[float]], list[float]]:
    """How long each frame took to paint, and how long after a jump until its rows had come."""
    rng = random.Random(7)
    scroll, page = table.verticalScrollBar(), table.viewport().height()
    frames: dict[str, list[float]] = {}
    settled: list[float] = []
    for name, count, step in (
        ("wheel", 300, lambda value: value + 54),
        ("page", 300, lambda value: value + page),
        ("jump", 120, lambda _value: rng.randrange(scroll.maximum())),
    ):
        value = rng.randrange(scroll.maximum() // 2)
        scroll.setValue(value)
        frames[name] = []
        for turn in range(count + 20):
            value = step(value)
            began = time.perf_counter_ns()
            scroll.setValue(value)
            table.viewport().repaint()
            if turn >= 20:
                frames[name].append((time.perf_counter_ns() - began) / 1e6)
            await asyncio.sleep(0)
            if name == "jump" and turn % 6 == 0:
                while not model.row_at(min(table.rowAt(page // 2), model.length - 1)).row_id:  # noqa: ASYNC110
                    await asyncio.sleep(0.002)
                settled.append((time.perf_counter_ns() - began) / 1e6)
    return frames, settled


async def _shown(room: Any, deed: Callable[[], object]) -> float:
    """From something the person does to the new list painted."""
    await asyncio.sleep(0.2)
    came: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def shown(_count: int) -> None:
        room.table.viewport().repaint()
        if not came.done():
            came.set_result(time.monotonic_ns())

    room.list_desk.shown.connect(shown)
    began = time.monotonic_ns()
    deed()
    try:
        return (await asyncio.wait_for(came, PATIENCE_S) - began) / 1e6
    finally:
        room.list_desk.shown.disconnect(shown)
