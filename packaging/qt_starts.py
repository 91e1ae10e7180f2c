"""Starts a Qt program on the platform that QT_QPA_PLATFORM names, and ends it at once.

Run as a child process, for a platform that cannot start aborts its process. Exit code 0 means that Qt works
here; otherwise the last line says what is missing.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from PySide6.QtGui import QGuiApplication
    except ImportError as error:
        sys.exit(str(error))
    QGuiApplication([])
