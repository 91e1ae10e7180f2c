"""Tells whether Qt works on this system: run as a child process, for a missing library can abort a program.

Without arguments a Qt program is started on the platform that QT_QPA_PLATFORM names and ended at once.
With ``--libraries xcb|wayland|offscreen`` only the libraries of that platform's plug-in are loaded, which
needs no screen. Exit code 0 means that it works; otherwise the last line says what is missing.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path


def load_platform(name: str) -> None:
    """Load the shared libraries of one of Qt's platform plug-ins; OSError names the one that is missing."""
    import PySide6.QtGui

    folder = Path(PySide6.QtGui.__file__).parent / "Qt" / "plugins" / "platforms"
    for plugin in sorted(folder.glob(f"libq{name}*.so")):
        ctypes.CDLL(str(plugin))


def start() -> None:
    """Start a Qt program and end it: a platform that cannot start aborts the process."""
    from PySide6.QtGui import QGuiApplication

    QGuiApplication([])


if __name__ == "__main__":
    try:
        if sys.argv[1:2] == ["--libraries"]:
            load_platform(sys.argv[2])
        else:
            start()
    except (ImportError, OSError) as error:
        sys.exit(str(error))
