"""Giving up a replica: its file, everything beside it, and the key that opens it."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from agent_desktop.workstation.vault import Vault

log = logging.getLogger(__name__)


def forget_replica(path: Path, vault: Vault) -> None:
    """Remove a replica for good: first its key, so that what is left of the file on the disk says nothing.

    The replica must be closed. Safe to call again; what cannot be removed is logged and raised at the end.
    """
    try:
        vault.forget_file(path)
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
