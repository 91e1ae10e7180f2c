"""Every colour, size and distance of the window; the only file that may name a hex value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Token(StrEnum):
    """The colours a component may ask for, named by their use and never by their hue."""

    BG = "bg"
    SURFACE = "surface"
    SUNKEN = "sunken"
    HOVER = "hover"
    LINE = "line"
    EDGE = "edge"
    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    ACCENT_TX = "accent_tx"
    ACCENT_BG = "accent_bg"
    OK = "ok"
    OK_BG = "ok_bg"
    WARN = "warn"
    WARN_BG = "warn_bg"
    BAD = "bad"
    BAD_BG = "bad_bg"
    BAD_FILL = "bad_fill"
    INFO = "info"
    INFO_BG = "info_bg"
    FOCUS = "focus"
    RAIL = "rail"
    RAIL_TX = "rail_tx"
    RAIL_SEL = "rail_sel"
    SHADE = "shade"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; each field is the ``#RRGGBB`` of the token with the same name."""

    name: str
    is_dark: bool
    bg: str
    surface: str
    sunken: str
    hover: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    accent_tx: str
    accent_bg: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    bad_fill: str
    info: str
    info_bg: str
    focus: str
    rail: str
    rail_tx: str
    rail_sel: str
    shade: str
    """What dims the window under a floating layer and falls as its shadow; always used half transparent."""

    def value(self, token: Token) -> str:
        """The hex value of ``token``."""
        value: str = getattr(self, token.value)
        return value


LIGHT: Final = Palette(
    name="light",
    is_dark=False,
    bg="#EEF1F5",
    surface="#FFFFFF",
    sunken="#F7F8FA",
    hover="#F0F3F8",
    line="#DFE3EA",
    edge="#7B8698",
    text="#161B26",
    text2="#414B5C",
    text3="#5F697B",
    accent="#2B5CD9",
    on_accent="#FFFFFF",
    accent_tx="#1F4BB8",
    accent_bg="#E8EFFD",
    ok="#0E7A4A",
    ok_bg="#E2F4EA",
    warn="#8A5300",
    warn_bg="#FDF0D8",
    bad="#BE2535",
    bad_bg="#FCE8EA",
    bad_fill="#BE2535",
    info="#6A3FB5",
    info_bg="#F0E9FB",
    focus="#2B5CD9",
    rail="#1B2332",
    rail_tx="#C3CBDA",
    rail_sel="#33405A",
    shade="#161B26",
)

DARK: Final = Palette(
    name="dark",
    is_dark=True,
    bg="#0E1116",
    surface="#171B22",
    sunken="#12161C",
    hover="#1F252F",
    line="#2A313D",
    edge="#6B7689",
    text="#E8EBF1",
    text2="#B9C1CE",
    text3="#929CAD",
    accent="#3D6CE6",
    on_accent="#FFFFFF",
    accent_tx="#93B4FF",
    accent_bg="#1B2845",
    ok="#5CCB93",
    ok_bg="#12301F",
    warn="#F0B45A",
    warn_bg="#362507",
    bad="#FF8A90",
    bad_bg="#3B171B",
    bad_fill="#C93A46",
    info="#C3A6F7",
    info_bg="#2A2040",
    focus="#93B4FF",
    rail="#0A0D12",
    rail_tx="#9AA5B8",
    rail_sel="#232C3D",
    shade="#000000",
)

CONTRAST: Final = Palette(
    name="contrast",
    is_dark=True,
    bg="#000000",
    surface="#000000",
    sunken="#000000",
    hover="#1A1A1A",
    line="#8C8C8C",
    edge="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#E0E0E0",
    accent="#FFD84D",
    on_accent="#000000",
    accent_tx="#FFD84D",
    accent_bg="#2B2500",
    ok="#7CFFB2",
    ok_bg="#00240F",
    warn="#FFC766",
    warn_bg="#2B1A00",
    bad="#FF9AA0",
    bad_bg="#300006",
    bad_fill="#FF9AA0",
    info="#D9C2FF",
    info_bg="#1D0A3D",
    focus="#FFD84D",
    rail="#000000",
    rail_tx="#FFFFFF",
    rail_sel="#2B2500",
    shade="#000000",
)

PALETTES: Final = MappingProxyType({palette.name: palette for palette in (LIGHT, DARK, CONTRAST)})


class Tone(StrEnum):
    """What a coloured thing says: the word beside it says the same."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"

    @property
    def ink(self) -> Token:
        """The token for words and icons of this tone."""
        return _INK[self]

    @property
    def ground(self) -> Token:
        """The token for the area behind words of this tone."""
        return _GROUND[self]

    @property
    def fill(self) -> Token:
        """The token for a line, a dot or a bar of this tone."""
        return Token.ACCENT if self is Tone.ACCENT else _INK[self]


_INK = {
    Tone.NEUTRAL: Token.TEXT2,
    Tone.ACCENT: Token.ACCENT_TX,
    Tone.OK: Token.OK,
    Tone.WARN: Token.WARN,
    Tone.BAD: Token.BAD,
    Tone.INFO: Token.INFO,
}
_GROUND = {
    Tone.NEUTRAL: Token.HOVER,
    Tone.ACCENT: Token.ACCENT_BG,
    Tone.OK: Token.OK_BG,
    Tone.WARN: Token.WARN_BG,
    Tone.BAD: Token.BAD_BG,
    Tone.INFO: Token.INFO_BG,
}


class Role(StrEnum):
    """The kinds of words in the window; size and weight belong to the kind, never to the place."""

    TIMER = "timer"
    TITLE = "title"
    HEADING = "heading"
    SCRIPT = "script"
    BODY = "body"
    BUTTON = "button"
    STRONG = "strong"
    META = "meta"
    META_STRONG = "meta_strong"
    LINK = "link"
    LABEL = "label"
    LABEL_STRONG = "label_strong"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class TypeRole:
    """Size in device-independent pixels at 100 %, and the weight of the font file to use."""

    size: int
    weight: int


TYPE: Final = MappingProxyType(
    {
        Role.TIMER: TypeRole(24, 600),
        Role.TITLE: TypeRole(20, 600),
        Role.HEADING: TypeRole(15, 600),
        Role.SCRIPT: TypeRole(15, 400),
        Role.BODY: TypeRole(13, 400),
        Role.BUTTON: TypeRole(13, 500),
        Role.STRONG: TypeRole(13, 600),
        Role.META: TypeRole(12, 400),
        Role.META_STRONG: TypeRole(12, 600),
        Role.LINK: TypeRole(12, 500),
        Role.LABEL: TypeRole(11, 500),
        Role.LABEL_STRONG: TypeRole(11, 600),
        Role.FIGURE: TypeRole(38, 600),
    }
)


@dataclass(frozen=True, slots=True)
class Space:
    """Gaps and paddings, in device-independent pixels."""

    pair: int = 4
    control: int = 6
    control_wide: int = 8
    group: int = 12
    panel: int = 16
    panel_wide: int = 20


@dataclass(frozen=True, slots=True)
class Radius:
    """Corner radii, in device-independent pixels."""

    chip: int = 4
    control: int = 6
    card: int = 8
    layer: int = 10


@dataclass(frozen=True, slots=True)
class Height:
    """Fixed heights at 100 % text size, in device-independent pixels."""

    call_bar: int = 66
    state_line: int = 3
    kpi_bar: int = 38
    button: int = 34
    field: int = 32
    queue_row: int = 54
    group_header: int = 30
    table_row: int = 34
    table_row_compact: int = 28
    chip: int = 20
    chip_small: int = 18
    snippet: int = 29
    alert: int = 30
    pointer_target: int = 24


@dataclass(frozen=True, slots=True)
class Breadth:
    """Widths of the panels, in device-independent pixels."""

    rail: int = 56
    queue: int = 312
    queue_narrow: int = 268
    queue_wide: int = 360
    right: int = 384
    right_narrow: int = 336
    right_wide: int = 456
    glance: int = 320


SPACE: Final = Space()
RADIUS: Final = Radius()
HEIGHT: Final = Height()
BREADTH: Final = Breadth()

LINE_HEIGHT: Final = 1.35
"""Line pitch of running text, as a share of the font size."""

FOCUS_WIDTH: Final = 2
ICON_STROKE: Final = 1.5
TEXT_FACTORS: Final = (0.9, 1.0, 1.1, 1.25, 1.5)
