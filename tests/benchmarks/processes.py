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
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
STOP_WITHIN_S = 20


LOOK_EVERY_S = 0.25
KEPT_LINES = 40

_at_work: list[Child] = []
"""Every child that was started and not stopped yet: the death of one ends the waiting for any."""


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

    ``program`` is another program than Python, run in ``folder``, that speaks likewise. What it writes to its
    standard error is kept and shown when it fails. ``started_ns`` is the monotonic clock just before it was
    started, comparable with what it tells.
    """

    def __init__(
        self,
        module: str,
        *words: str,
        home: Path | None = None,
        ends_with_input: bool = False,
        program: Sequence[str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        command = [*(program or (sys.executable, "-m", module)), *words]
        self._name = module.rpartition(".")[2]
        self._ends_with_input = ends_with_input
        self._is_stopping = False
        self.started_ns = time.monotonic_ns()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            bufsize=1,
        )
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._complaints: deque[str] = deque(maxlen=KEPT_LINES)
        self._readers = [
            threading.Thread(target=work, name=f"{module} {what}", daemon=True)
            for what, work in (("output", self._read), ("errors", self._read_errors))
        ]
        for reader in self._readers:
            reader.start()
        _at_work.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def tell(self, **what: object) -> None:
        """Send one line; raises ``ChildFailed`` where nobody is there to read it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._ended(f"before it was told {', '.join(what)}") from None

    def hear(self, key: str, *, within_s: float) -> dict[str, Any]:
        """The next line that has ``key``; lines with ``progress`` are passed on to the screen.

        Raises ``ChildFailed`` at once when this child ends, or any other that is at work fails: whoever
        waits for the answer of a dead one would wait for good.
        """
        until = time.monotonic() + within_s
        is_over = False
        while True:
            try:
                told = self._told.get(timeout=0.0 if is_over else LOOK_EVERY_S)
            except queue.Empty:
                if is_over:
                    # Whoever it started may keep its output open: the end of the lines alone says nothing.
                    raise self._ended(f"before it said {key!r}") from None
                for child in _at_work:
                    child.check()
                if self.process.poll() is not None:
                    self._readers[0].join(1)
                    is_over = True
                elif time.monotonic() > until:
                    raise ChildFailed(
                        f"{self._name} did not say {key!r} within {within_s:.0f} s{self._words()}"
                    ) from None
                continue
            if told is None:
                raise self._ended(f"before it said {key!r}")
            if "problem" in told:
                raise ChildFailed(f"{self._name}: {told['problem']}{self._words()}")
            if "progress" in told:
                say(f"    {told['progress']}")
            if key in told:
                return told

    def check(self) -> None:
        """Raises ``ChildFailed`` where this child has failed, whatever it was to say."""
        if not self._is_stopping and self.process.poll() not in {None, 0}:
            raise self._ended("in the middle of its work")

    def drain(self) -> None:
        """Forget what was told so far."""
        while not self._told.empty():
            self._told.get_nowait()

    def stop(self) -> None:
        """Ask it to end, by closing its input or by SIGTERM; then insist."""
        self._is_stopping = True
        if self.process.stdin is not None and not self.process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        if not self._ends_with_input:
            self.process.terminate()
        for insist in (self.process.terminate, self.process.kill, lambda: None):
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                say(f"    {self._name} does not end by itself")
                insist()
            else:
                break
        if self in _at_work:
            _at_work.remove(self)
        for reader, pipe in zip(self._readers, (self.process.stdout, self.process.stderr), strict=True):
            reader.join(5)
            # Closing what is still being read would wait for whoever keeps the other end open.
            if pipe is not None and not reader.is_alive():
                pipe.close()

    def _ended(self, when: str) -> ChildFailed:
        code = self.process.wait(STOP_WITHIN_S)
        self._readers[1].join(1)
        return ChildFailed(f"{self._name} ended with {code} {when}{self._words()}")

    def _words(self) -> str:
        """The last that it complained of."""
        return "".join(f"\n      {line}" for line in list(self._complaints))

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

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._complaints.append(line.rstrip())


@contextmanager
def step(words: str) -> Iterator[None]:
    """A line of progress when something begins, and how long it took when it is done."""
    say(f"    {words} …")
    began = time.monotonic()
    yield
    say(f"    {words}: {time.monotonic() - began:.1f} s")


def say(words: str) -> None:
    """One line of progress."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()
