"""A second start, or a tel: link, reaches the window that runs; without one the program starts as usual."""

from __future__ import annotations

import asyncio
import configparser
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from agent_desktop import cli
from agent_desktop.runtime.call_links import as_options
from agent_desktop_ui.app import DeskApp
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.single_instance import SingleInstance, address_of, hand_over
from agent_desktop_ui.theme.theme import theme

HAND_OVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from agent_desktop_ui.single_instance import hand_over
sys.exit(0 if hand_over(Path(sys.argv[1]), sys.argv[2]) else 3)
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def others(qapp: QApplication, tmp_path: Path) -> AsyncIterator[SingleInstance]:
    assert qapp
    made = SingleInstance(tmp_path)
    yield made
    made.stop()


async def start_again(folder: Path, call: str) -> int:
    process = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", HAND_OVER, str(folder), call], timeout=60, check=False
    )
    return process.returncode


async def until(holds: Callable[[], object]) -> None:
    for _turn in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never came to hold")


async def test_another_process_hands_its_number_over_and_ends(others: SingleInstance, tmp_path: Path) -> None:
    told: list[str] = []
    others.asked.connect(told.append)
    assert await start_again(tmp_path, "tel:+442079460142") == 0
    assert await start_again(tmp_path, "") == 0
    assert told == ["tel:+442079460142", ""]


async def test_without_a_window_that_runs_nobody_takes_it(tmp_path: Path) -> None:
    assert await start_again(tmp_path, "tel:+442079460142") == 3


async def test_whoever_was_killed_leaves_nothing_in_the_way(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp
    await asyncio.to_thread(Path(address_of(tmp_path)).touch)
    assert not hand_over(tmp_path)
    again = SingleInstance(tmp_path)
    assert await start_again(tmp_path, "") == 0
    again.stop()


async def test_noise_on_the_line_is_ignored(others: SingleInstance, tmp_path: Path) -> None:
    from PySide6.QtNetwork import QLocalSocket

    told: list[str] = []
    others.asked.connect(told.append)
    for noise in (b"\\x00\\xff\\n", b'{"call": 7}\\n', b"[]\\n", b"x" * 10_000):
        socket = QLocalSocket()
        socket.connectToServer(address_of(tmp_path))
        assert socket.waitForConnected(2_000)
        socket.write(noise)
        socket.flush()
        await asyncio.sleep(0.05)
        socket.abort()
    assert set(told) <= {""}
    assert await start_again(tmp_path, "tel:112") == 0
    assert told[-1] == "tel:112"


async def test_a_number_that_comes_before_anybody_has_signed_in_waits(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light", 1.0)
    app = DeskApp("http://127.0.0.1:1", tmp_path, DeskSettings(tmp_path))
    living = asyncio.ensure_future(app.live())
    await until(app.window.isVisible)
    app.asked_from_outside("tel:+442079460142")
    assert app._call == "tel:+442079460142"
    app.window.close()
    await asyncio.wait_for(living, 10)


def test_a_link_stands_alone_on_the_command_line() -> None:
    arguments = cli.parser().parse_args(as_options(["tel:+44-20-7946-0142"]))
    assert arguments.call == "tel:+44-20-7946-0142"
    assert cli.parser().parse_args(as_options(["--login", "leila", "TEL:112"])).call == "TEL:112"
    assert cli.parser().parse_args([]).call is None


def test_the_desktop_file_names_the_program_for_tel_links() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(ROOT / "packaging/linux/agent-desktop.desktop", encoding="utf-8")
    words = entry["Desktop Entry"]
    assert words["Exec"] == "agent-desktop %u"
    assert "x-scheme-handler/tel" in words["MimeType"].split(";")
    assert words["Terminal"] == "false"
    shared = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '"packaging/linux/agent-desktop.desktop" = "share/applications/agent-desktop.desktop"' in shared
