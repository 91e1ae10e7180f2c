"""Paints the fields of a table: words, numbers, chips and shares with their bar."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.table_model import Cell, Column

CELL_PAD = 12
"""The room at both sides of a field, in pixels."""


def paint_bar(painter: QPainter, rect: QRect, share: float, tone: Tone) -> None:
    """Paints a share from 0 to 1 as a bar that fills ``rect``; what lies outside is held at the ends."""
    radius = rect.height() // 2
    paint.area(painter, rect, fill=Token.LINE, radius=radius)
    width = round(rect.width() * min(1.0, max(0.0, share)))
    if width > 0:
        paint.area(
            painter,
            QRect(rect.left(), rect.top(), max(width, 4), rect.height()),
            fill=tone.fill,
            radius=radius,
        )


def paint_cell(painter: QPainter, rect: QRect, cell: Cell, column: Column) -> None:
    """Paints one field within ``rect``, its padding taken off.

    The number of a bar stands at its right, so that colour never speaks alone.
    """
    if cell.is_chip and cell.text:
        chip = cell.chip()
        width = min(paint.chip_width(chip, is_small=True), rect.width())
        height = paint.chip_height(is_small=True)
        place = QRect(rect.left() - 4, rect.center().y() - height // 2 + 1, width, height)
        paint.paint_chip(painter, place, chip, is_small=True)
        return
    ink = Token.TEXT if cell.tone is Tone.NEUTRAL or cell.bar is not None else cell.tone.ink
    if cell.bar is not None:
        number = max(paint.text_width(cell.text, Role.BUTTON), theme().px(42))
        height = theme().px(6)
        bar = QRect(rect.left() - 4, rect.center().y() - height // 2 + 1, rect.width() - number - 6, height)
        tone = Tone.ACCENT if cell.tone is Tone.NEUTRAL else cell.tone
        if bar.width() > 12:
            paint_bar(painter, bar, cell.bar, tone)
        paint.words(painter, rect, cell.text, Role.BUTTON, ink, paint.RIGHT)
        return
    if cell.icon:
        width = paint.icon(painter, cell.icon, ink, rect.left(), rect.center().y() + 1, 14)
        rect.setLeft(rect.left() + width + 6)
    role = Role.STRONG if column.is_strong else Role.BUTTON if column.is_number else Role.BODY
    paint.words(painter, rect, cell.text, role, ink, paint.RIGHT if column.is_number else paint.LEFT)
