"""The strokes every painted part is made of: rounded areas, focus rings, icons, chips, words that fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTextLayout, QTextOption

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import FOCUS_WIDTH, HEIGHT, RADIUS, Role, Token, Tone

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter

_JOINERS = "\u200c\u200d\u200e\u200f"
"""Not printable by themselves, but parts of Persian words, of emoji and of mixed directions."""

LONGEST_LINE = 400
"""No line of the window shows more characters; cutting first keeps measuring cheap for absurd texts."""


@dataclass(frozen=True, slots=True)
class ChipData:
    """A short word with the tone that goes with it, and an icon where the word alone is not enough."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


def one_line(text: str) -> str:
    """``text`` without line breaks, and no longer than any line can show."""
    shown = text[:LONGEST_LINE]
    return (
        shown
        if shown.isprintable()
        else "".join(c if c.isprintable() or c in _JOINERS else " " for c in shown)
    )


def area(
    painter: QPainter,
    rect: QRect,
    *,
    fill: Token | None = None,
    edge: Token | None = None,
    radius: int = RADIUS.control,
    width: float = 1.0,
) -> None:
    """Paints a rounded area whose outline lies wholly inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(theme().colour(fill)) if fill else Qt.BrushStyle.NoBrush)
    if edge:
        painter.setPen(QPen(theme().colour(edge), width))
        inset = width / 2
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        inset = 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRect, radius: int = RADIUS.control) -> None:
    """Paints the ring that says where the keyboard is, inside ``rect``."""
    area(painter, rect, edge=Token.FOCUS, radius=radius, width=FOCUS_WIDTH)


def line_below(painter: QPainter, rect: QRect, token: Token = Token.LINE) -> None:
    """Paints a hairline along the bottom of ``rect``."""
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().colour(token))


def dot(
    painter: QPainter, centre: QPointF, diameter: float, token: Token, *, is_hollow: bool = False
) -> None:
    """Paints a state dot; a hollow one for what is paused."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = diameter / 2
    if is_hollow:
        painter.setPen(QPen(theme().colour(token), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half -= 0.75
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(token))
    painter.drawEllipse(QRectF(centre.x() - half, centre.y() - half, half * 2, half * 2))
    painter.restore()


def icon(painter: QPainter, name: str, token: Token, x: int, centre_y: int, size: int = 16) -> int:
    """Paints an icon with its left edge at ``x`` and answers its width."""
    pixmap = theme().pixmap(name, token, size, painter.device().devicePixelRatio())
    side = theme().px(size)
    painter.drawPixmap(QRect(x, centre_y - side // 2, side, side), pixmap)
    return side


def words(
    painter: QPainter,
    rect: QRect,
    text: str,
    role: Role,
    token: Token,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Paints one line of ``text``, shortened to fit ``rect``, and answers the width it took."""
    shown, width = _fitted(text, role, rect.width(), theme().factor)
    painter.setFont(theme().font(role))
    painter.setPen(theme().colour(token))
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), shown)
    return width


def text_width(text: str, role: Role) -> int:
    """How wide ``text`` is in one line."""
    return _fitted(text, role, 1_000_000, theme().factor)[1]


@lru_cache(maxsize=8192)
def _fitted(text: str, role: Role, room: int, _factor: float) -> tuple[str, int]:
    """``text`` as it fits ``room``, and its width; kept, since the same words are painted at every scroll."""
    metrics = theme().metrics(role)
    shown = one_line(text)
    width = metrics.horizontalAdvance(shown)
    if width > room:
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, max(0, room))
        width = min(max(0, room), metrics.horizontalAdvance(shown))
    return shown, width


def chip_width(chip: ChipData, *, is_small: bool = False, role: Role = Role.LABEL_STRONG) -> int:
    """How wide a chip is that shows all of its word."""
    pad = theme().px(6 if is_small else 10)
    mark = theme().px(12) + 4 if chip.icon else 0
    return text_width(chip.text, role) + 2 * pad + mark


def chip_height(*, is_small: bool = False) -> int:
    """How high chips are at the current text size."""
    return theme().px(HEIGHT.chip_small if is_small else HEIGHT.chip)


def paint_chip(
    painter: QPainter, rect: QRect, chip: ChipData, *, is_small: bool = False, role: Role = Role.LABEL_STRONG
) -> None:
    """Paints a chip that fills ``rect``."""
    area(painter, rect, fill=chip.tone.ground, radius=RADIUS.chip)
    pad = theme().px(6 if is_small else 10)
    inner = rect.adjusted(pad, 0, -pad, 0)
    if chip.icon:
        inner.setLeft(
            inner.left()
            + icon(painter, chip.icon, chip.tone.ink, inner.left(), rect.center().y() + 1, 12)
            + 4
        )
    words(painter, inner, chip.text, role, chip.tone.ink)


def paint_chips(
    painter: QPainter, left: int, top: int, right: int, chips: tuple[ChipData, ...], *, is_small: bool = True
) -> None:
    """Paints chips from left to right; those that do not fit before ``right`` are left out."""
    height = chip_height(is_small=is_small)
    for chip in chips:
        width = min(chip_width(chip, is_small=is_small), right - left)
        if width < theme().px(24):
            return
        paint_chip(painter, QRect(left, top, width, height), chip, is_small=is_small)
        left += width + 6


def wrap(text: str, role: Role, width: int, most: int | None = None) -> list[str]:
    """The lines of ``text`` at ``width``, broken between words as the script it is written in wants it.

    With ``most`` lines allowed, the last one is shortened and ends in an ellipsis when there is more.
    """
    found: list[str] = []
    cut = text if most is None else text[: LONGEST_LINE * most]
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in cut.split("\n"):
        if not paragraph.strip() and most is not None:
            continue
        layout = QTextLayout(paragraph, theme().font(role))
        layout.setTextOption(option)
        layout.setCacheEnabled(False)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            piece = from_utf16(paragraph, line.textStart(), line.textLength())
            found.append(piece.rstrip())
            if most is not None and len(found) > most:
                break
        layout.endLayout()
        if not paragraph:
            found.append("")
        if most is not None and len(found) > most:
            break
    if most is not None and len(found) > most:
        last = found[most - 1] + " " + found[most]
        found = [
            *found[: most - 1],
            theme().metrics(role).elidedText(last, Qt.TextElideMode.ElideRight, width),
        ]
    return found or [""]


def from_utf16(text: str, start: int, length: int) -> str:
    """The part of ``text`` that Qt means, which counts characters outside the basic plane twice."""
    if text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text):
        return text[start : start + length]
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")


def lines(painter: QPainter, rect: QRect, shown: list[str], role: Role, token: Token) -> None:
    """Paints lines of running text from the top of ``rect``."""
    pitch = theme().line_pitch(role)
    painter.setFont(theme().font(role))
    painter.setPen(theme().colour(token))
    top = rect.top()
    for line in shown:
        painter.drawText(QRect(rect.left(), top, rect.width(), pitch), int(LEFT), line)
        top += pitch
