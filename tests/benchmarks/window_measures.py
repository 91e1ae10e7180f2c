"""What is measured inside the window's process, on the real desk."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop_ui.theme.theme import theme
from tests.benchmarks.painted import Painted
from tests.benchmarks.tickets_room import tickets
from tests.benchmarks.timeline_measures import timeline
from tests.benchmarks.window_start import PATIENCE_S, Eye, Orders, Tell, desk_screen

if TYPE_CHECKING:
    from agent_desktop_ui.app import DeskApp


async def memory(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Resident and proportional size at once, and again whenever asked."""
    while True:
        order = await orders.get()
        if order is None:
            return
        if "customer" in order:
            desk_screen(app).show_customer(order["customer"])
            await asyncio.sleep(0.5)
            continue
        if "room" in order:
            app.window.desk.go_to(order["room"])  # type: ignore[union-attr]
            await asyncio.sleep(0.5)
            continue
        tell(sizes=_sizes(), rooms=[room.key for room in app.window.desk.rooms()])  # type: ignore[union-attr]


def _sizes() -> dict[str, Any]:
    """Sizes in MB, and where they are: Python's own objects apart from what libraries map and allocate."""
    import sys

    gc.collect()
    info = psutil.Process().memory_full_info()
    kinds: dict[str, float] = {}
    for line in _maps():
        kinds[line[0]] = kinds.get(line[0], 0.0) + line[1] / 1024
    largest = sorted(kinds.items(), key=lambda pair: -pair[1])[:12]
    return {
        "rss_mb": round(info.rss / 2**20, 1),
        "pss_mb": round(getattr(info, "pss", 0) / 2**20, 1),
        "private_mb": round(info.uss / 2**20, 1),
        "threads": psutil.Process().num_threads(),
        "widgets": len(QApplication.allWidgets()),
        "modules": len(sys.modules),
        "python_blocks": sys.getallocatedblocks(),
        "pss_by_mapping_mb": {name: round(size, 1) for name, size in largest},
    }


def _maps() -> list[tuple[str, int]]:
    """What is mapped and how many kB of it are ours, shared pages in part; empty where the system tells nothing."""
    found: list[tuple[str, int]] = []
    name = ""
    try:
        lines = Path(f"/proc/{os.getpid()}/smaps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return found
    for line in lines:
        parts = line.split()
        if "-" in parts[0] and not parts[0].endswith(":"):
            path = parts[5] if len(parts) > 5 else "[anonymous]"
            name = Path(path).name if path.startswith("/") else path
        elif line.startswith("Pss:"):
            found.append((name, int(parts[1])))
    return found


async def pop(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Tell when a call was heard of, and when its customer's header and timeline had been painted."""
    screen = desk_screen(app)
    desk, contacts = screen.customer_desk, app.contacts
    assert app.workstation is not None
    assert contacts is not None
    seen: dict[str, dict[str, int]] = {}
    in_timeline = ""

    def heard(call: Any) -> None:
        match = call.match
        if match is not None and match.candidates:
            seen.setdefault(match.candidates[0].customer_id, {"heard_ns": time.monotonic_ns()})

    def reset() -> None:
        nonlocal in_timeline
        in_timeline = desk.customer_id

    def painted(names: set[str], at: int) -> None:
        who = desk.customer_id
        marks = seen.get(who)
        if marks is None or desk.view is None or desk.view.customer_id != who:
            return
        is_named = screen.panel.header.customer().name == desk.view.name
        if "header" in names and is_named and screen.panel.header.isVisible():
            marks.setdefault("header_ns", at)
        if "timeline" in names and in_timeline == who and "header_ns" in marks and "panel_ns" not in marks:
            marks["panel_ns"] = at
            rows = screen.panel.timeline.timeline_model().rowCount()
            tell(popped=who, rows=rows, **marks)

    app.workstation.calls.add(heard)
    screen.panel.timeline.timeline_model().modelReset.connect(reset)
    eye = Painted(app.window, painted)
    eye.watch("header", screen.panel.header)
    eye.watch("timeline", screen.panel.timeline.viewport())
    tell(watching=True)
    while (order := await orders.get()) is not None:
        if "forget" in order:
            seen.clear()
        elif "finish" in order:
            until = time.monotonic() + 5
            while time.monotonic() < until:
                current = contacts.state.current
                if current is not None and current.phase == "wrap_up":
                    await contacts.finish(NoteDraft(note="Asked, answered.", disposition="resolved"))
                    break
                await asyncio.sleep(0.01)
            while contacts.state.current is not None and time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            tell(finished=contacts.state.current is None)


async def wire(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Tell, when asked, of every call that was painted, of every frame, and how late the window's own turns came."""
    screen = desk_screen(app)
    desk, contacts = screen.customer_desk, app.contacts
    assert app.workstation is not None
    assert contacts is not None
    seen: dict[str, dict[str, Any]] = {}
    pops: list[dict[str, Any]] = []
    late_ms: list[float] = []
    in_timeline = ""

    def heard(call: Any) -> None:
        match = call.match
        if call.view.state == "ringing" and match is not None and match.candidates:
            seen.setdefault(match.candidates[0].customer_id, {"heard_ns": time.monotonic_ns()})

    def reset() -> None:
        nonlocal in_timeline
        in_timeline = desk.customer_id

    def painted(names: set[str], at: int) -> None:
        who = desk.customer_id
        marks = seen.get(who)
        if marks is None or desk.view is None or desk.view.customer_id != who:
            return
        if "header" in names and screen.panel.header.customer().name == desk.view.name:
            marks.setdefault("header_ns", at)
        if "timeline" in names and in_timeline == who and "header_ns" in marks:
            pops.append({"customer": who, "panel_ns": at, **marks})
            del seen[who]

    async def write_up() -> None:
        while True:
            await asyncio.sleep(0.01)
            current = contacts.state.current
            if current is not None and current.phase == "wrap_up":
                await contacts.finish(NoteDraft(note="Asked, answered.", disposition="resolved"))

    async def turns() -> None:
        while True:
            began = time.monotonic_ns()
            await asyncio.sleep(0.01)
            late_ms.append((time.monotonic_ns() - began) / 1e6 - 10)

    app.workstation.calls.add(heard)
    screen.panel.timeline.timeline_model().modelReset.connect(reset)
    eye = Painted(app.window, painted)
    eye.watch("header", screen.panel.header)
    eye.watch("timeline", screen.panel.timeline.viewport())
    tasks = [asyncio.ensure_future(write_up()), asyncio.ensure_future(turns())]
    tell(watching=True)
    while (order := await orders.get()) is not None:
        if "forget" in order:
            for kept in (seen, pops, late_ms, eye.frames_ms):
                kept.clear()  # type: ignore[attr-defined]
        elif "report" in order:
            tell(pops=pops, frames_ms=eye.frames_ms, late_ms=late_ms)
    for task in tasks:
        task.cancel()


async def queue(app: DeskApp, tell: Tell, orders: Orders) -> None:
    """Scroll and filter the queue as it stands in the window."""
    eye = Eye(app)
    column = eye.screen.queue
    listed = column.queue_list()
    while listed.queue_model().shown_count() < 1000:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.0)
    rng = random.Random(7)
    bar = listed.verticalScrollBar()
    page = listed.viewport().height()
    frames: dict[str, list[float]] = {}
    for name, count, step in (
        ("wheel", 300, lambda value: value + 54),
        ("page", 300, lambda value: value + page),
        ("jump", 200, lambda _value: rng.randrange(bar.maximum())),
    ):
        value = rng.randrange(bar.maximum() // 2)
        bar.setValue(value)
        frames[name] = []
        for turn in range(count + 20):
            value = step(value)
            began = time.perf_counter_ns()
            bar.setValue(value)
            listed.viewport().repaint()
            took = (time.perf_counter_ns() - began) / 1e6
            if turn >= 20:
                frames[name].append(took)
            if turn % 20 == 0:
                await asyncio.sleep(0)
    tell(frames=frames, rows=listed.queue_model().shown_count())
    tell(filters=await _filters(eye), pause_ms=60)
    tell(asked=await _asked(app))
    tell(themes=await _themes(app))


async def _filters(eye: Eye) -> dict[str, list[float]]:
    """From the press of a key in the filter to the narrowed list on the screen, the pause for typing included."""
    box = eye.screen.queue.filter_box()
    listed = eye.screen.queue.queue_list()
    took: dict[str, list[float]] = {"letters": [], "clear": []}
    for word in ("boiler", "meter", "4100", "jones", "tariff", "zz", "smith", "leak"):
        for letter in word:
            took["letters"].append(await _pressed(eye, box, letter))
        assert all(all(part in row.words().lower() for part in word.split()) for row in _shown(listed)[:200])
        box.selectAll()
        took["clear"].append(await _pressed(eye, box, "\b"))
    return took


def _shown(listed: Any) -> list[Any]:
    return [entry for entry in listed.queue_model().entries() if not isinstance(entry, str)]


async def _pressed(eye: Eye, box: QWidget, letter: str) -> float:
    await asyncio.sleep(0.2)
    model = eye.screen.queue.queue_list().queue_model()
    came: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(painted: asyncio.Future[int]) -> None:
        if not came.done():
            came.set_result(painted.result())

    def narrowed() -> None:
        # The first paint after the reset is the one that shows the narrowed list.
        eye.next("queue").add_done_callback(settle)

    model.modelReset.connect(narrowed)
    began = time.monotonic_ns()
    if letter == "\b":
        QTest.keyClick(box, Qt.Key.Key_Backspace)
    else:
        QTest.keyClicks(box, letter)
    try:
        at = await asyncio.wait_for(came, PATIENCE_S)
    finally:
        model.modelReset.disconnect(narrowed)
    return (at - began) / 1e6


async def _asked(app: DeskApp) -> dict[str, Any]:
    """How long the replica takes to answer the whole queue, as the desk asks it after a change."""
    from agent_desktop.features.tickets.read_models import WorkQueue

    desk = app.workstation
    assert desk is not None
    person = desk.person
    assert person is not None
    times = []
    for _ in range(5):
        began = time.perf_counter_ns()
        rows = await desk.read(WorkQueue(view="mine", agent_id=person.agent_id, queues=person.queues))
        times.append((time.perf_counter_ns() - began) / 1e6)
        await asyncio.sleep(0.2)
    return {"rows": len(rows), "times": times}


async def _themes(app: DeskApp) -> list[float]:
    """From the choice of another theme to the whole window painted in it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    times = []
    for turn in range(12):
        await asyncio.sleep(0.1)
        began = time.perf_counter_ns()
        theme().apply(application, "dark" if turn % 2 == 0 else "light", 1.0)
        app.window.repaint()
        if turn >= 2:
            times.append((time.perf_counter_ns() - began) / 1e6)
    return times


MEASURES = {
    "memory": memory,
    "pop": pop,
    "queue": queue,
    "tickets": tickets,
    "timeline": timeline,
    "wire": wire,
}
