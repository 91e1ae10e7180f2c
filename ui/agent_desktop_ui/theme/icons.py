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
_BOX = 'viewBox="0 0 24 24"'
_AIR = 1.25
"""Lucide fills its grid to the edge; this much air around it lets an icon of 16 sit quietly beside a word."""


@cache
def _source(name: str) -> str:
    """The SVG text of ``name`` with our stroke; raises ``LookupError`` for an unknown name."""
    path = resources() / "icons" / f"{name}.svg"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"There is no icon called {name!r} in resources/icons.") from None
    side = 24 + 2 * _AIR
    stroke = ICON_STROKE * side / 24
    text = text.replace(_BOX, f'viewBox="{-_AIR} {-_AIR} {side} {side}"')
    return _STROKE.sub(f'stroke-width="{stroke:.3f}"', text)


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
