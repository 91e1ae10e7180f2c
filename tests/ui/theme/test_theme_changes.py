"""A theme is applied at once, and the typeface and the icons are really there."""

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from agent_desktop.runtime.paths import resources
from agent_desktop_ui.theme import Choice, Role, Token, theme
from agent_desktop_ui.theme.icons import icon_pixmap, known_icons
from agent_desktop_ui.theme.tokens import DARK, LIGHT, TYPE
from agent_desktop_ui.widgets.label import Label


def test_the_bundled_weights_are_used(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    for role in Role:
        info = QFontInfo(theme().font(role))
        assert (info.family(), info.weight()) == ("Inter", TYPE[role].weight)


def test_figures_have_one_width_and_words_keep_theirs(qapp: QApplication) -> None:
    theme().apply(qapp, "light")
    metrics = QFontMetrics(theme().font(Role.TIMER))
    assert metrics.horizontalAdvance("1:11") == metrics.horizontalAdvance("8:88")
    assert metrics.horizontalAdvance(" ") < metrics.horizontalAdvance("0") / 1.5


def test_the_licences_lie_beside_what_they_cover() -> None:
    assert "SIL OPEN FONT LICENSE" in (resources() / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (resources() / "icons" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", known_icons())
def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = icon_pixmap(name, "#FF0000", 48).toImage()
    colours = [picture.pixelColor(x, y) for x in range(48) for y in range(48)]
    painted = [colour for colour in colours if colour.alpha() > 128]
    assert painted
    assert all((colour.green(), colour.blue()) == (0, 0) for colour in painted)


def test_an_icon_is_sharp_on_a_doubled_screen(qapp: QApplication) -> None:
    pixmap = icon_pixmap("phone", LIGHT.text, 16, 2.0)
    assert pixmap.width() == 32
    assert pixmap.deviceIndependentSize().width() == 16


def test_an_unknown_icon_is_a_fault_that_names_it(qapp: QApplication) -> None:
    with pytest.raises(LookupError, match="no-such-icon"):
        icon_pixmap("no-such-icon", LIGHT.text, 16)


def test_a_change_reaches_labels_that_are_already_shown(qapp: QApplication, qtbot: QtBot) -> None:
    theme().apply(qapp, "light")
    label = Label("Waiting", Role.TITLE, Token.TEXT3)
    qtbot.addWidget(label)
    label.show()
    with qtbot.waitSignal(theme().changed):
        theme().apply(qapp, "dark")
    assert label.palette().color(label.foregroundRole()).name().upper() == DARK.text3
    assert label.font().pixelSize() == 20
    assert label.font().featureTags(), "the style sheet took the tabular figures away"


def test_text_grows_within_its_bounds(qapp: QApplication) -> None:
    theme().apply(qapp, "light", 9.0)
    assert theme().factor == 1.5
    assert theme().font(Role.BODY).pixelSize() == 20
    theme().set_text_size(0.1)
    assert theme().factor == 0.9
    theme().apply(qapp, "light", 1.0)


def test_a_choice_that_does_not_exist_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme().apply(qapp, "sepia")


def test_following_the_system_needs_no_restart(qapp: QApplication) -> None:
    theme().apply(qapp, Choice.SYSTEM)
    assert theme().palette.name in {"light", "dark", "contrast"}
    theme().apply(qapp, "light")


def test_plain_text_stays_plain(qapp: QApplication, qtbot: QtBot) -> None:
    """A customer called <b>Bold</b> must not be able to lay out our window."""
    label: QLabel = Label("<b>Bold</b>")
    qtbot.addWidget(label)
    assert label.sizeHint().width() > Label("Bold").sizeHint().width() * 1.5
