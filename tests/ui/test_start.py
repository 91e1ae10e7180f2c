"""Starting: the first paint is light, signing in tells what went wrong, and closing ends every task."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_desktop_ui.app import DeskApp
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.theme.theme import theme

HEAVY = ("httpx", "sqlalchemy", "phonenumbers", "agent_desktop.features", "agent_desktop.workstation")

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from agent_desktop_ui.app import application, DeskApp
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.theme.theme import theme
app = application()
theme().apply(app, "light")
desk = DeskApp("http://127.0.0.1:1", Path(sys.argv[1]), DeskSettings(Path(sys.argv[1])))
painted = []
desk.window.first_painted.connect(lambda: painted.append(True))
desk.window.open_at((1280, 720))
while not painted:
    app.processEvents()
print(" ".join(sys.modules))
"""


def test_the_first_paint_imports_nothing_dear(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "agent_desktop_ui.shell.sign_in" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.fixture
async def started(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskApp:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light", 1.0)
    return DeskApp("http://127.0.0.1:1", tmp_path, DeskSettings(tmp_path))


async def test_a_server_that_does_not_answer_is_told_in_the_form(started: DeskApp) -> None:
    living = asyncio.ensure_future(started.live())
    await asyncio.sleep(0.2)
    view = started.window.sign_in
    view._login.set_text("leila")
    view._password.set_text("wrong")
    view._password.setFocus()
    QTest.keyClick(view._password.edit(), Qt.Key.Key_Return)
    for _turn in range(500):
        await asyncio.sleep(0.02)
        if view._button.isEnabled() and view._state.text():
            break
    assert "central" in view._state.text().lower()
    started.window.close()
    await asyncio.wait_for(living, 10)


async def test_missing_fields_are_named_where_they_are(started: DeskApp) -> None:
    living = asyncio.ensure_future(started.live())
    await asyncio.sleep(0.2)
    view = started.window.sign_in
    view._button.click()
    assert view._login._below.text()
    assert view._password._below.text()
    started.window.close()
    await asyncio.wait_for(living, 10)
    assert started.workstation is None
