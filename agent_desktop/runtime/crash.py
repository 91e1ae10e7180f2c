"""The crash log: a bug leaves a redacted file that a person can send, and the program goes on if it can.

A known error (core.errors) is the world's doing and goes to the log in one line; anything else that nobody
caught is a bug of ours, in whichever thread or task it happened.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import platform
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from agent_desktop import __version__
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.runtime.logging import exception_text
from agent_desktop.runtime.redaction import redact

FILES_KEPT = 20

_log = logging.getLogger(__name__)


class CrashLog:
    """Writes crash files into ``directory`` and, once installed, hears of every error that nobody caught.

    ``on_crash`` is told the file of each bug, in the thread where it happened, so that a window can say so.
    """

    def __init__(
        self,
        directory: Path,
        *,
        program: str = "agent-desktop",
        clock: Clock | None = None,
        on_crash: Callable[[Path], None] | None = None,
    ) -> None:
        self.directory = directory
        self._program = program
        self._clock = clock or SystemClock()
        self._on_crash = on_crash
        self._before: tuple[Any, Any, Any] | None = None
        self._fatal: TextIO | None = None

    def record(self, error: BaseException, *, where: str) -> Path | None:
        """Write what is known of a bug to a file of its own; None when even that fails.

        Never raises: it runs where something has already gone wrong.
        """
        if isinstance(error, KnownError):
            _log.error("%s", error)
            return None
        now = self._clock.now()
        text = exception_text(type(error), error, error.__traceback__)
        # The id keeps two crashes of one second apart.
        path = self.directory / f"crash-{now:%Y%m%d-%H%M%S}-{new_id()[-8:]}.txt"
        lines = [
            f"{self._program} {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"{now.isoformat(timespec='seconds')} in {redact(where)}",
            "",
            text,
            "",
        ]
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                file.write("\n".join(lines))
            self._drop_old_files()
        except OSError as trouble:
            _log.critical("A bug in %s, and no crash file (%s):\n%s", where, trouble.strerror, text)
            return None
        _log.critical("A bug in %s; what is known of it is in %s", where, path)
        if self._on_crash is not None:
            self._on_crash(path)
        return path

    def install(self) -> Self:
        """Hear of errors that nobody caught, in whichever thread or finaliser, and of fatal signals."""
        if self._before is None:
            self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
            sys.excepthook = self._main_thread
            threading.excepthook = self._other_thread
            sys.unraisablehook = self._finaliser
            self._watch_fatal_signals()
        return self

    def uninstall(self) -> None:
        """Put the hooks back as they were; safe to call twice."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
        if self._fatal is not None:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None
            self._drop_empty_fatal_file()

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of errors in the loop's callbacks and in tasks that nobody awaited."""
        loop.set_exception_handler(self._loop)

    def __enter__(self) -> Self:
        return self.install()

    def __exit__(self, *_: object) -> None:
        self.uninstall()

    def _main_thread(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.record(error, where="the main thread")

    def _other_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            name = args.thread.name if args.thread is not None else "that has ended"
            self.record(args.exc_value, where=f"the thread {name}")

    def _finaliser(self, unraisable: Any) -> None:
        if unraisable.exc_value is not None:
            self.record(unraisable.exc_value, where=f"{unraisable.err_msg or 'a finaliser'}")

    def _loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            task = context.get("task") or context.get("future")
            name = task.get_name() if isinstance(task, asyncio.Task) else "the event loop"
            self.record(error, where=f"{name} ({context.get('message', '')})")
        else:
            _log.error("The event loop complains: %s", context.get("message", ""))

    def _watch_fatal_signals(self) -> None:
        """Let the interpreter write its stacks when native code (Qt, a driver) kills the process."""
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._fatal_file()
            self._fatal = os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a")
        except OSError:
            return
        faulthandler.enable(self._fatal)

    def _fatal_file(self) -> Path:
        return self.directory / f"fatal-{self._program}-{os.getpid()}.txt"

    def _drop_empty_fatal_file(self) -> None:
        path = self._fatal_file()
        if path.exists() and path.stat().st_size == 0:
            path.unlink()

    def _drop_old_files(self) -> None:
        for old in sorted(self.directory.glob("crash-*.txt"))[:-FILES_KEPT]:
            old.unlink(missing_ok=True)
