"""Driving the real window a step at a time, as a person would, with a picture of each step."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

WAIT_S = 20.0
SETTLE_S = 0.35


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step did, what was shown, and how long it took."""

    name: str
    did: str
    shown: str
    picture: str | None
    took_ms: int
    ok: bool
    problem: str = ""


class TourFailed(Exception):
    """A step did not come to what it promised."""


class Tour:
    """Drives one window; every step waits until the window shows what it must, then takes its picture."""

    def __init__(self, window: QWidget, out: Path) -> None:
        self.window = window
        self.out = out
        self.reports: list[StepReport] = []

    @property
    def has_failed(self) -> bool:
        """Whether any step failed."""
        return any(not report.ok for report in self.reports)

    async def step(
        self,
        name: str,
        did: str,
        do: Callable[[], Awaitable[object] | object],
        shows: Callable[[], str | None],
        *,
        takes_picture: bool = True,
    ) -> None:
        """Do something as a person would, wait for what it must show, and keep the picture.

        ``shows`` answers in words what is on screen, or None while it is not there yet. A step that never
        comes to it is reported as failed, with a picture of what was there instead.
        """
        started = time.monotonic()
        problem, shown = "", ""
        try:
            await self._take_keyboard()
            answer = do()
            if asyncio.iscoroutine(answer):
                await answer
            shown = await self.until(shows)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        took_ms = round((time.monotonic() - started) * 1000)
        await asyncio.sleep(SETTLE_S)
        picture = f"{len(self.reports) + 1:02d}-{name}.png" if takes_picture or problem else None
        if picture is not None and not self.window.grab().save(str(self.out / picture)):
            problem = problem or f"the picture {picture} could not be written"
        self.reports.append(StepReport(name, did, shown, picture, took_ms, not problem, problem))
        sys.stderr.write(f"{'ok  ' if not problem else 'FAIL'} {name}: {shown or problem}\n")

    async def until(self, shows: Callable[[], str | None], within_s: float = WAIT_S) -> str:
        """Wait until something is shown and answer its words; raises ``TourFailed`` when it never is."""
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            words = shows()
            if words:
                return words
            await asyncio.sleep(0.02)
        raise TourFailed(f"it was not shown within {within_s:.0f} s")

    def press(self, keys: str) -> None:
        """Press a key or combination, as the person in front of the window would."""
        combination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        target = QApplication.focusWidget()
        if target is None:
            raise TourFailed("nothing has the keyboard")
        QTest.keyClicks(target, text, Qt.KeyboardModifier.NoModifier)

    async def _take_keyboard(self) -> None:
        """A person in front of the window has clicked into it; without a screen nobody has."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            await asyncio.sleep(0.05)

    def write(self, facts: dict[str, Any]) -> None:
        """Write ``tour.json``."""
        report = {**facts, "ok": not self.has_failed, "steps": [asdict(step) for step in self.reports]}
        (self.out / "tour.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
