"""A lock between processes that ends with the process that holds it, however that process ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_desktop.core.errors import KnownError


class FileLock:
    """One process's hold on a file: shared with others, or exclusive. The file itself stays where it is.

    On Windows there are only exclusive locks, so ``share`` admits one process at a time there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock, shared or exclusive."""
        return self._descriptor is not None

    def share(self) -> None:
        """Hold the lock beside others; raises KnownError when someone holds it alone."""
        if not self._take(shared=True):
            raise KnownError(f"Another process uses {self._path.parent}.", todo="End it, then try again.")

    def try_exclusive(self) -> bool:
        """Hold the lock alone, unless anyone else holds it; whether it is held."""
        return self._take(shared=False)

    @contextmanager
    def exclusive(self, *, timeout_s: float) -> Iterator[None]:
        """Hold the lock alone for a block, waiting for others; KnownError when they take too long."""
        deadline = time.monotonic() + timeout_s
        while not self.try_exclusive():
            if time.monotonic() > deadline:
                raise KnownError(
                    f"Another process is busy in {self._path.parent} since {timeout_s:.0f} s.",
                    todo="End it, then try again.",
                )
            time.sleep(0.05)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        """Let go; safe to call when nothing is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, *, shared: bool) -> bool:
        if self._descriptor is not None:
            raise RuntimeError(f"{self._path} is already held here")
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KnownError(
                f"{self._path} cannot be opened: {error.strerror}.",
                todo="Start as the user who owns it, or choose another directory.",
            ) from error
        try:
            _lock(descriptor, shared=shared)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, shared: bool) -> None:
        del shared
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> None:
        # flock belongs to the open file, so two holders within one process are told apart as well.
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
