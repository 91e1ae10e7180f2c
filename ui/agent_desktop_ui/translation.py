"""The person's language: catalogues laid under every text before the first view is made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from agent_desktop.runtime import paths

ENGLISH = "en"
"""What texts are written in; its catalogue holds plural forms alone."""

_installed: list[QTranslator] = []


def languages() -> list[tuple[str, str]]:
    """The languages there are, as pairs of code and own name: ("de", "Deutsch")."""
    codes = {file.stem.rpartition("_")[2] for file in _folder().glob("agent_desktop_*.qm")} | {ENGLISH}
    return sorted((code, _own_name(code)) for code in codes)


def use_language(app: QCoreApplication, wanted: str = "") -> str:
    """Show texts in ``wanted``, or in the first of the system's languages there is; answers its code.

    A language that was chosen decides how numbers, dates and money are written too; otherwise the system
    does. A text without a translation stays English. Views that are there already keep their words.
    """
    for old in _installed:
        app.removeTranslator(old)
    _installed.clear()
    system = QLocale.system()
    known = {code for code, _name in languages()}
    asked = [wanted] if wanted else [tag.split("-")[0] for tag in system.uiLanguages()]
    code = next((tag for tag in asked if tag in known), ENGLISH)
    is_system = not wanted or QLocale(wanted).language() == system.language()
    # Somebody in Vienna who chooses German still writes numbers as in Vienna.
    QLocale.setDefault(system if is_system else QLocale(code))
    _install(app, f"agent_desktop_{code}", str(_folder()))
    if code != ENGLISH:
        # The words of Qt's own menus: Copy, Paste.
        _install(app, f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return code


def _install(app: QCoreApplication, name: str, folder: str) -> None:
    translator = QTranslator()
    if translator.load(name, folder):
        app.installTranslator(translator)
        _installed.append(translator)


def _folder() -> Path:
    return paths.resources() / "translations"


def _own_name(code: str) -> str:
    # Qt calls it by its country too: American English.
    return "English" if code == ENGLISH else QLocale(code).nativeLanguageName().capitalize()
