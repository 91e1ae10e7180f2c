"""The window speaks the person's language, and English where nobody has translated yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from agent_desktop_ui import translation
from agent_desktop_ui.app import application
from agent_desktop_ui.shell.sign_in import SignInView


@pytest.fixture
def installed() -> Iterator[list[QTranslator]]:
    """Catalogues a test installs, taken out again."""
    before, found = QLocale(), list[QTranslator]()
    yield found
    for translator in found:
        application().removeTranslator(translator)
    QLocale.setDefault(before)


def _use(language: str, installed: list[QTranslator]) -> None:
    translator = translation.install(application(), language)
    assert translator is not None
    installed.append(translator)


def test_a_german_desk_asks_in_german(installed: list[QTranslator]) -> None:
    _use("de_AT", installed)
    view = SignInView("http://127.0.0.1:8440", "")
    assert view.tr("Password") == "Kennwort"
    assert "Anmelden" in {button.text() for button in view.findChildren(type(view._button))}


def test_what_is_not_translated_stays_english(installed: list[QTranslator]) -> None:
    _use("de", installed)
    assert QCoreApplication.translate("SignInView", "Nobody wrote this yet") == "Nobody wrote this yet"


def test_a_language_without_a_catalogue_shows_english_with_right_plurals(
    installed: list[QTranslator],
) -> None:
    _use("ja", installed)
    words = "%n change(s) wait until you leave the list"
    said = [QCoreApplication.translate("QueueColumnView", words, "", n) for n in (1, 3)]
    assert said == ["1 change waits until you leave the list", "3 changes wait until you leave the list"]


def test_numbers_follow_the_language(installed: list[QTranslator]) -> None:
    _use("de", installed)
    assert QLocale().toString(1234567) == "1.234.567"
