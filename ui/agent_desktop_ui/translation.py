"""The window in the person's language: a catalogue of ``resources/translations``, English where it says nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from agent_desktop.runtime import paths

_PREFIX = "agent_desktop"


def install(app: QCoreApplication, language: str = "") -> QTranslator | None:
    """Translate everything shown from now on; answers the catalogue, None where there is none to load.

    ``language`` is a locale name such as ``de`` or ``de_AT``; empty takes the system's. Numbers, dates and
    money follow the same locale. Call it before the first widget is made.
    """
    locale = QLocale(language) if language else QLocale()
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    if not translator.load(locale, _PREFIX, "_", str(paths.resources() / "translations")):
        # English words stand in the code; its catalogue has the plural forms.
        translator.load(QLocale("en"), _PREFIX, "_", str(paths.resources() / "translations"))
    if translator.isEmpty():
        return None
    app.installTranslator(translator)
    return translator
