"""The colours keep the contrast that the design promises, and no component has a colour of its own."""

import re
from pathlib import Path

import pytest

import agent_desktop_ui
from agent_desktop_ui.theme.tokens import PALETTES, TYPE, Palette, Role, Token, Tone

UI = Path(agent_desktop_ui.__file__).parent

# Pair, and the ratio it must reach: 4.5 for words, 3 for edges, rings and meaningful graphics (WCAG 2.2 AA).
PAIRS = (
    ("text", "accent_bg", 4.5),
    ("text2", "accent_bg", 4.5),
    ("text3", "accent_bg", 4.5),
    ("accent_tx", "accent_bg", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_accent", "bad_fill", 4.5),
    ("ok", "ok_bg", 4.5),
    ("warn", "warn_bg", 4.5),
    ("bad", "bad_bg", 4.5),
    ("info", "info_bg", 4.5),
    ("text3", "sunken", 4.5),
    ("text3", "surface", 4.5),
    ("text3", "hover", 4.5),
    ("text2", "hover", 4.5),
    ("text2", "warn_bg", 4.5),
    ("accent_tx", "surface", 4.5),
    ("accent_tx", "sunken", 4.5),
    ("ok", "surface", 4.5),
    ("warn", "surface", 4.5),
    ("bad", "surface", 4.5),
    ("rail_tx", "rail", 4.5),
    ("edge", "bg", 3.0),
    ("edge", "surface", 3.0),
    ("focus", "accent_bg", 3.0),
    ("focus", "surface", 3.0),
    ("rail_tx", "rail_sel", 3.0),
    ("info", "surface", 3.0),
    ("accent", "surface", 3.0),
)

# The lowest ratio of each pair as the design's table states it: light, dark, high contrast.
STATED = {
    ("text", "accent_bg"): (14.9, 12.2, 15.4),
    ("text2", "accent_bg"): (7.6, 8.1, 15.4),
    ("text3", "accent_bg"): (4.8, 5.3, 11.6),
    ("accent_tx", "accent_bg"): (6.6, 7.1, 11.1),
    ("on_accent", "accent"): (5.8, 4.7, 15.2),
    ("on_accent", "bad_fill"): (6.0, 5.0, 10.4),
    ("ok", "ok_bg"): (4.7, 7.1, 13.3),
    ("warn", "warn_bg"): (5.6, 8.0, 10.9),
    ("bad", "bad_bg"): (5.1, 7.0, 9.2),
    ("info", "info_bg"): (5.9, 7.3, 11.3),
    ("edge", "bg"): (3.2, 4.1, 21),
    ("edge", "surface"): (3.7, 3.8, 21),
    ("focus", "accent_bg"): (5.0, 7.1, 11.1),
    ("focus", "surface"): (5.8, 8.4, 15.2),
}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(palette: Palette, one: str, other: str) -> float:
    pair = sorted((luminance(palette.value(Token(one))), luminance(palette.value(Token(other)))))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_every_pair_can_be_read(palette: Palette, one: str, other: str, least: float) -> None:
    assert ratio(palette, one, other) >= least


@pytest.mark.parametrize("pair", STATED, ids="-".join)
def test_the_designs_own_figures_hold(pair: tuple[str, str]) -> None:
    for palette, stated in zip(PALETTES.values(), STATED[pair], strict=True):
        assert ratio(palette, *pair) == pytest.approx(stated, abs=0.06)


def test_a_tone_writes_in_a_colour_that_is_read_on_its_own_ground() -> None:
    for palette in PALETTES.values():
        for tone in Tone:
            assert ratio(palette, tone.ink, tone.ground) >= 4.5, (palette.name, tone)


def test_no_component_names_a_colour() -> None:
    """A hex value outside the tokens would stay behind when the theme changes."""
    colour = re.compile(r"""["'][^"'\n]*#[0-9A-Fa-f]{3,8}\b|\brgba?\(|GlobalColor\.(?!transparent)""")
    found = [
        f"{path.relative_to(UI)}:{number}: {line.strip()}"
        for path in sorted(UI.rglob("*.py"))
        if path.name != "tokens.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if colour.search(line)
    ]
    assert found == []


def test_nothing_is_smaller_than_a_label() -> None:
    assert min(kind.size for kind in TYPE.values()) == TYPE[Role.LABEL].size == 11
