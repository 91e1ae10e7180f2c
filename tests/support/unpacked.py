"""Debian's servers that tests start for themselves: unpacked once into ``build/``, never installed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from agent_desktop.store.file_lock import FileLock

ROOT = Path(__file__).parents[2]
LONGEST_FETCH_S = 240


def unpacked(kind: str) -> Path:
    """The folder that a server's own ``/usr`` is in; where it cannot be had, the test fails with what to do.

    ``kind`` is one of ``packaging/unpack-server.sh``.
    """
    folder = ROOT / "build" / kind
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.parent / f"{kind}.lock").exclusive(timeout_s=300):
        process = subprocess.Popen(
            ["sh", ROOT / "packaging" / "unpack-server.sh", kind, folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            _, told = process.communicate(timeout=LONGEST_FETCH_S)
        except subprocess.TimeoutExpired:
            # What it started, such as apt-get, would hold the folder for whoever comes next.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=10)
            told = f"It took longer than {LONGEST_FETCH_S} s; {folder}/log says how far it came."
    assert process.returncode == 0, (
        f"The {kind} that these tests need could not be had. {told}\n"
        f"By hand: sh packaging/unpack-server.sh {kind} {folder.relative_to(ROOT)}"
    )
    return folder / "root"
