"""The window in the person's language: a catalogue of ``resources/translations``, English where it says nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from agent_desktop.runtime import paths

_PREFIX = "agent_desktop"
_ENGLISH = "en"

_installed: list[QTranslator] = []


def install(app: QCoreApplication, language: str = "") -> QTranslator | None:
    """Translate everything shown from now on; answers the catalogue, None where there is none to load.

    ``language`` is a locale name such as ``de`` or ``de_AT``; empty takes the system's. Numbers, dates and
    money follow the same locale. Call it before the first widget is made: views keep their words.
    """
    for old in _installed:
        app.removeTranslator(old)
    _installed.clear()
    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    # The words of Qt's own menus, Copy and Paste; ours come after it and win.
    _load(app, locale, "qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    folder = str(_folder())
    # English words stand in the code; its catalogue has the plural forms.
    return _load(app, locale, _PREFIX, folder) or _load(app, QLocale(_ENGLISH), _PREFIX, folder)


def languages() -> list[tuple[str, str]]:
    """The languages there are, as pairs of code and own name: ("de", "Deutsch")."""
    return [(code, _own_name(code)) for code in sorted(_codes())]


def _load(app: QCoreApplication, locale: QLocale, prefix: str, folder: str) -> QTranslator | None:
    translator = QTranslator()
    if not translator.load(locale, prefix, "_", folder):
        return None
    app.installTranslator(translator)
    _installed.append(translator)
    return translator


def _codes() -> set[str]:
    return {file.stem.removeprefix(f"{_PREFIX}_") for file in _folder().glob(f"{_PREFIX}_*.qm")} | {_ENGLISH}


def _folder() -> Path:
    return paths.resources() / "translations"


def _own_name(code: str) -> str:
    # Qt calls it by its country too: American English.
    return "English" if code == _ENGLISH else QLocale(code).nativeLanguageName().capitalize()
