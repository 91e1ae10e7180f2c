"""What the decisions promise of the code, held by the code."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

ROOT = Path(__file__).resolve().parents[2]


class _Sender(QObject):
    told = Signal()


def test_calls_into_qt_leave_the_count_of_none_alone() -> None:
    """PySide6 6.12.0 loses a reference to None a call below Python 3.12, and aborts after some thousands."""
    sender, timer = _Sender(), QTimer()
    sender.told.connect(lambda: None)
    before = sys.getrefcount(None)
    for _ in range(3_000):
        timer.setInterval(5)
        sender.told.emit()
    assert abs(sys.getrefcount(None) - before) < 500


def test_one_module_speaks_http_to_central() -> None:
    """Another HTTP library is one module away at the desk, and one at central where it asks a provider.

    The doctor only knocks at a central's door from outside.
    """
    users = {
        str(file.relative_to(ROOT))
        for folder in ("agent_desktop", "ui")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(name.name.startswith("httpx") for name in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("httpx"))
    }
    assert users - {"agent_desktop/central/doctor.py"} == {
        "agent_desktop/workstation/transport.py",
        "agent_desktop/central/oidc_provider.py",
    }
