"""Draws the outline icons of the package in any token's colour."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from agent_desktop.runtime.paths import resources
from agent_desktop_ui.theme.tokens import ICON_STROKE

_STROKE = re.compile(r'stroke-width="[\d.]+"')


@cache
def _source(name: str) -> str:
    """The SVG text of ``name`` with our stroke; raises ``LookupError`` for an unknown name."""
    path = resources() / "icons" / f"{name}.svg"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"There is no icon called {name!r} in resources/icons.") from None
    return _STROKE.sub(f'stroke-width="{ICON_STROKE}"', text)


def known_icons() -> tuple[str, ...]:
    """The names that can be drawn, sorted."""
    return tuple(sorted(path.stem for path in (resources() / "icons").glob("*.svg")))


@lru_cache(maxsize=512)
def icon_pixmap(name: str, colour: str, size: int, dpr: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` device-independent pixels, tinted with ``colour`` (``#RRGGBB``)."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    side = max(1, round(size * dpr))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(dpr)
    return pixmap
