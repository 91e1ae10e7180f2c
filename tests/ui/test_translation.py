"""Every text can be translated, and a translated window speaks that language without losing a word."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desktop.features.calls.read_models import CallerMatch, Candidate
from agent_desktop.workstation.callers import LookedUp
from agent_desktop_ui import formats, translation
from agent_desktop_ui.calls.caller_words import lookup_words
from agent_desktop_ui.floor.state_words import state_words
from agent_desktop_ui.shell.sign_in import SignInView
from agent_desktop_ui.widgets.queue_column import QueueColumnView
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueModel

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The program that finds the texts and keeps the catalogues."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(qapp: QApplication) -> Iterator[QApplication]:
    """The application in German, and as it was afterwards."""
    before = QLocale()
    assert translation.install(qapp, "de") is not None
    yield qapp
    translation.install(qapp, "en")
    QLocale.setDefault(before)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[QApplication]:
    """The application in English as it starts."""
    before = QLocale()
    assert translation.install(qapp, "en") is not None
    yield qapp
    QLocale.setDefault(before)


def test_every_text_of_the_window_is_in_the_catalogue(catalogues: ModuleType) -> None:
    """An f-string or a variable would never be translated; ``make translations`` mends what is merely new."""
    assert catalogues.missing() == []


def test_a_hidden_text_is_noticed(catalogues: ModuleType) -> None:
    import ast

    source = 'class View(QWidget):\n  def show(self, n):\n    self.tr(f"{n} calls")\n    self.tr("Calls")\n'
    texts, hidden = catalogues._of_module(ast.parse(source), "view.py")
    assert [(one.file, one.line) for one in hidden] == [("view.py", 3)]
    assert texts == {catalogues.Text("View", "Calls")}


def test_translations_keep_every_placeholder(catalogues: ModuleType) -> None:
    for language in (*catalogues.TRANSLATED, *catalogues.PLURALS):
        for text, said in catalogues.catalogued(language).items():
            for words in said:
                if words:
                    assert _holes(words) == _holes(text.english), (language, text)


def test_plurals_are_whole_in_every_language(catalogues: ModuleType) -> None:
    for language in (*catalogues.TRANSLATED, *catalogues.PLURALS):
        plurals = {text: said for text, said in catalogues.catalogued(language).items() if text.is_plural}
        assert plurals
        assert all(len(said) == 2 and all(said) for said in plurals.values())


def test_the_compiled_catalogues_are_those_of_the_sources(catalogues: ModuleType, tmp_path: Path) -> None:
    for ts in sorted(catalogues.CATALOGUES.glob("*.ts")):
        fresh = tmp_path / ts.with_suffix(".qm").name
        catalogues.compile_catalogue(ts, fresh)
        assert fresh.read_bytes() == ts.with_suffix(".qm").read_bytes(), "run make translations"


def test_a_german_window_speaks_german(german: QApplication, qtbot: QtBot) -> None:
    view = SignInView("http://127.0.0.1:1", "ada")
    qtbot.addWidget(view)
    assert "Anmelden" in _words(view)
    assert QueueModel().title_of(QueueGroup.THIS_WEEK) == "Diese Woche"
    assert state_words("wrap_up")[0] == "Nacharbeit"
    assert formats.span(90) == "1 min"


def test_words_follow_their_number(german: QApplication, qtbot: QtBot) -> None:
    column = QueueColumnView(("Meine",))
    qtbot.addWidget(column)
    assert column.tr("%n change(s) wait until you leave the list", "", 1).startswith("1 Änderung wartet")
    assert column.tr("%n change(s) wait until you leave the list", "", 3).startswith("3 Änderungen warten")


def test_english_counts_too(english: QApplication, qtbot: QtBot) -> None:
    column = QueueColumnView(("Mine",))
    qtbot.addWidget(column)
    assert column.tr("%n change(s) wait until you leave the list", "", 1).startswith("1 change waits")
    assert column.tr("%n change(s) wait until you leave the list", "", 2).startswith("2 changes wait")


def found(*names: str) -> LookedUp:
    some = [Candidate(name, name, "", [], 0) for name in names]
    return LookedUp(CallerMatch("public", "+442079460142", "+44 20 7946 0142", None, some), is_whole=True)


def test_other_candidates_are_counted_in_either_language(german: QApplication) -> None:
    both, three = (found(*names) for names in (("A. Roy", "B"), ("A. Roy", "B", "C")))
    assert [lookup_words(one) for one in (both, three)] == [
        "A. Roy oder 1 weitere Person",
        "A. Roy oder 2 weitere Personen",
    ]
    translation.install(german, "en")
    assert [lookup_words(one) for one in (both, three)] == ["A. Roy or 1 other", "A. Roy or 2 others"]


def test_numbers_dates_and_money_follow_the_language(german: QApplication) -> None:
    assert formats.count(1_234_567) == "1.234.567"
    assert formats.share(12.5, 1) == "12,5 %"
    assert formats.money(123_456, "EUR").replace("\u00a0", " ") == "1.234,56 €"
    assert formats.dated(datetime(2026, 11, 17, 12, 0, tzinfo=UTC)).startswith("Di")


def test_what_is_not_translated_yet_stays_english(
    german: QApplication, catalogues: ModuleType, tmp_path: Path
) -> None:
    """A text that is new since the last translation is shown in English, not as nothing."""
    done = (catalogues.CATALOGUES / "agent_desktop_de.ts").read_text(encoding="utf-8")
    undone = done.replace(
        "<translation>Kennwort</translation>", '<translation type="unfinished"></translation>'
    )
    assert undone != done
    ts = tmp_path / "agent_desktop_de.ts"
    ts.write_text(undone, encoding="utf-8")
    catalogues.compile_catalogue(ts, ts.with_suffix(".qm"))
    translator = QTranslator()
    assert translator.load(str(ts.with_suffix(".qm")))
    assert translator.translate("SignInView", "Password") in {None, ""}
    assert translator.translate("SignInView", "Sign in") == "Anmelden"
    for text, said in catalogues.catalogued("de").items():
        assert any(said) or german.translate(text.context, text.english) == text.english


def test_a_language_without_a_catalogue_shows_english_with_right_plurals(english: QApplication) -> None:
    translation.install(english, "ja")
    assert state_words("available")[0] == "Ready"
    words = "%n change(s) wait until you leave the list"
    said = [english.translate("QueueColumnView", words, "", n) for n in (1, 3)]
    assert said == ["1 change waits until you leave the list", "3 changes wait until you leave the list"]


def test_a_country_of_the_language_will_do(german: QApplication, qtbot: QtBot) -> None:
    translation.install(german, "de_AT")
    view = SignInView("http://127.0.0.1:8440", "")
    qtbot.addWidget(view)
    assert view.tr("Password") == "Kennwort"
    assert QLocale().territory() == QLocale.Country.Austria


def test_the_choice_of_languages_has_their_own_names() -> None:
    assert translation.languages() == [("de", "Deutsch"), ("en", "English")]


def _holes(words: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}|%n", words))


def _words(view: SignInView) -> str:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    buttons = [button.text() or button.accessibleName() for button in view.findChildren(QAbstractButton)]
    return " ".join([*buttons, *(label.text() for label in view.findChildren(QLabel))])
