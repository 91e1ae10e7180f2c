"""Widget tests need no screen, begin in the light theme at 100 %, and fail on an exception in a paint event."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desktop_ui.theme import theme
from agent_desktop_ui.widgets.gallery import DeskGallery


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme().apply(qapp, "light", 1.0)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[DeskGallery]:
    """The gallery's desk at the reference size, shown and active."""
    made = DeskGallery(1440)
    made.resize(1440, 900)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    yield made
    theme().apply(QApplication.instance(), "light", 1.0)  # type: ignore[arg-type]
