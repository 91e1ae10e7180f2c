"""An empty PySide6 window, which is what any Qt program costs to start: tells when it was painted."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class EmptyWindow(QWidget):
    """Tells once, after its first paint, and ends."""

    is_told = False

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and not self.is_told:
            self.is_told = True
            sys.stdout.write(
                json.dumps({"painted_ns": time.monotonic_ns(), "cpu_s": time.process_time()}) + "\n"
            )
            sys.stdout.flush()
            QTimer.singleShot(0, QApplication.quit)
        return done


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = EmptyWindow()
    window.resize(1440, 900)
    window.show()
    app.exec()
