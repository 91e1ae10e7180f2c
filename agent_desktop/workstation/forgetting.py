"""Giving up a replica: its file, everything beside it, and the key that opens it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

forget_key: list[Callable[[Path], None]] = []
"""What else knows of a replica by its path, such as the keyring with its key; each is called when it goes."""


def forget_replica(path: Path) -> None:
    """Remove a replica for good: first its key, so that what is left of the file on the disk says nothing.

    The replica must be closed. Safe to call again; what cannot be removed is logged and raised at the end.
    """
    for forget in forget_key:
        try:
            forget(path)
        except Exception:
            log.exception("the key of a replica could not be removed")
    trouble: OSError | None = None
    # Its log, its copy from before a migration, and what is noted beside it begin with the same name.
    for left in sorted(path.parent.glob(f"{path.stem}.*")):
        try:
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)
        except OSError as problem:
            log.exception("a file of a replica could not be removed")
            trouble = problem
    if trouble is not None:
        raise trouble
