"""Gives the window its typeface: Inter from the package, with figures of equal width."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from agent_desktop.runtime.paths import resources
from agent_desktop_ui.theme.tokens import TYPE, Role

FAMILY = "Inter"
_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")


@cache
def load_fonts() -> tuple[str, ...]:
    """Registers the bundled weights once a process and answers the chain of families to ask for.

    A missing or unreadable file is no error: the chain goes on with the system's own font and Noto.
    """
    folder: Path = resources() / "fonts"
    for name in _FILES:
        path = folder / name
        if path.is_file():
            QFontDatabase.addApplicationFont(str(path))
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    wanted = [FAMILY, *system, "Noto Sans"]
    return tuple(dict.fromkeys(wanted))


def make_font(role: Role, factor: float, size: int | None = None) -> QFont:
    """The font of ``role`` at the person's text size.

    ``size`` replaces the role's own size in pixels at 100 %, for figures that grow with the screen.
    Figures are tabular, so that a running number never makes its neighbours tremble.
    """
    kind = TYPE[role]
    font = QFont(list(load_fonts()))
    font.setPixelSize(max(9, round((size or kind.size) * factor)))
    font.setWeight(QFont.Weight(kind.weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
