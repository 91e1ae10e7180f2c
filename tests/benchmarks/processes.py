"""Child processes of a measurement: started with bytecode on disk, spoken to in JSON lines, always ended."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
STOP_WITHIN_S = 20


class ChildFailed(RuntimeError):
    """A child ended, or stayed silent, before it said what was waited for."""


def environment(home: Path | None = None, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What children run with: no screen, and bytecode that is written once, as on a person's machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "ui")])
    kept |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": path}
    if home is not None:
        kept["AGENT_DESKTOP_HOME"] = str(home)
    return kept | dict(more or {})


class Child:
    """A Python module in a process of its own that writes JSON lines and may be told things in lines.

    ``started_ns`` is the monotonic clock just before it was started, comparable with what it tells.
    """

    def __init__(
        self, module: str, *words: str, home: Path | None = None, ends_with_input: bool = False
    ) -> None:
        command = [sys.executable, "-m", module, *words]
        self._name = module
        self._ends_with_input = ends_with_input
        self.started_ns = time.monotonic_ns()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"{module} output", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def tell(self, **what: object) -> None:
        """Send one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self, key: str, *, within_s: float) -> dict[str, Any]:
        """The next line that has ``key``; lines with ``progress`` are passed on to the screen."""
        until = time.monotonic() + within_s
        while True:
            try:
                told = self._told.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise ChildFailed(f"{self._name} did not say {key!r} within {within_s:.0f} s") from None
            if told is None:
                raise ChildFailed(f"{self._name} ended with {self.process.wait()} before it said {key!r}")
            if "problem" in told:
                raise ChildFailed(f"{self._name}: {told['problem']}")
            if "progress" in told:
                say(f"    {told['progress']}")
            if key in told:
                return told

    def drain(self) -> None:
        """Forget what was told so far."""
        while not self._told.empty():
            self._told.get_nowait()

    def stop(self) -> None:
        """Ask it to end, by closing its input or by SIGTERM; then insist."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        if not self._ends_with_input:
            self.process.terminate()
        for insist in (self.process.terminate, self.process.kill, lambda: None):
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                insist()
            else:
                break
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                told = json.loads(line)
            except ValueError:
                say(f"    {self._name}: {line.rstrip()}")
                continue
            self._told.put(told)
        self._told.put(None)


def say(words: str) -> None:
    """One line of progress."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()
