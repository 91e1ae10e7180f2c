"""What window tests share: Qt's loop under asyncio, and a desk over a workstation of the test's own."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from agent_desktop.workstation.contacts import ContactDesk
from agent_desktop_ui.app import application
from agent_desktop_ui.customers.desk_screen import DeskScreen
from agent_desktop_ui.shell.desk import DeskFrame
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.shell.window import MainWindow
from agent_desktop_ui.theme.theme import theme
from tests.support.desk_floor import FloorDesk


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Any]:
    """Coroutines of window tests run on Qt's own loop, as in the program."""
    return {"qt": lambda: QEventLoop(application())}


class Stage:
    """A window with a person signed in at a workstation that the test commands."""

    def __init__(self, folder: Path, floor: FloorDesk, size: tuple[int, int], role: str) -> None:
        self.floor = floor
        self.settings = DeskSettings(folder)
        self.contacts = ContactDesk(floor)  # type: ignore[arg-type]
        self.window = MainWindow(self.settings, "http://127.0.0.1:8440", "leila")
        self.frame = DeskFrame(floor, self.contacts, self.window.actions_map, self.settings, role)  # type: ignore[arg-type]
        self.window.show_desk(self.frame)
        self.frame.take_keyboard()
        self.window.open_at(size)
        self.window.activateWindow()

    @property
    def screen(self) -> DeskScreen:
        """The first room."""
        screen = self.frame.screen_shown()
        assert isinstance(screen, DeskScreen)
        return screen

    async def settle(self, seconds: float = 0.25) -> None:
        """Let everything that is under way come to its end."""
        await asyncio.sleep(seconds)

    async def until(self, holds: Callable[[], object], within_s: float = 30.0) -> None:
        """Wait until something holds; a test that waits in vain fails here."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + within_s
        while not holds():
            assert loop.time() < ends, "it never came to hold"
            await asyncio.sleep(0.01)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, pressed wherever the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Letters, typed wherever the keyboard is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def focus_of(self) -> QWidget | None:
        """What has the keyboard."""
        return QApplication.focusWidget()

    def picture(self, path: Path) -> None:
        """What the window looks like."""
        self.window.grab().save(str(path))


@pytest.fixture(scope="module", autouse=True)
def _garbage_on_this_thread() -> Iterator[None]:
    """As in the program: what a thread of a test finds would be destroyed there, widgets too, and crash."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _garbage_goes() -> Iterator[None]:
    yield
    if gc.get_count()[0] > 100_000:
        gc.collect()


@pytest.fixture
def floor() -> FloorDesk:
    """The workstation of this test."""
    return FloorDesk()


@pytest.fixture
def desk_size() -> tuple[int, int]:
    """The window's size; a test may parametrise it."""
    return (1440, 900)


@pytest.fixture
def desk_role() -> str:
    """The role that is worked in; a test may parametrise it."""
    return "agent"


@pytest_asyncio.fixture
async def stage(
    qapp: QApplication, tmp_path: Path, floor: FloorDesk, desk_size: tuple[int, int], desk_role: str
) -> AsyncIterator[Stage]:
    """A desk that is usable: the first room is painted."""
    application()
    theme().apply(qapp, "light", 1.0)
    made = Stage(tmp_path, floor, desk_size, desk_role)
    if isinstance(made.frame.screen_shown(), DeskScreen):
        await made.until(lambda: not made.screen.queue_desk.is_asking())
    await made.settle(0.1)
    yield made
    await made.frame.close_down()
    await made.contacts.close()
    made.window.hide()
    made.window.deleteLater()
    await asyncio.sleep(0)
