"""Holds the look of the whole window and changes it in one go."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPixmap, QStyleHints
from PySide6.QtWidgets import QApplication, QStyleFactory

from agent_desktop_ui.theme.fonts import make_font
from agent_desktop_ui.theme.icons import icon_pixmap
from agent_desktop_ui.theme.stylesheet import build_palette, build_stylesheet
from agent_desktop_ui.theme.tokens import CONTRAST, DARK, LIGHT, LINE_HEIGHT, PALETTES, Palette, Role, Token

SMALLEST_FACTOR = 0.9
LARGEST_FACTOR = 1.5


class Choice(StrEnum):
    """What the person chose in Settings; ``SYSTEM`` follows the desktop they work on."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Theme(QObject):
    """The current look: colours, fonts and sizes for whoever paints, and a signal when they change.

    There is one a process, like the application's palette; ``theme()`` answers it.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.palette: Palette = LIGHT
        self.factor = 1.0
        self.choice = Choice.LIGHT
        self._app: QApplication | None = None
        # Without a reference of our own the binding drops the hints object and its connections.
        self._hints: QStyleHints | None = None
        self._colours: dict[Token, QColor] = {}
        self._fonts: dict[tuple[Role, int | None], QFont] = {}
        self._metrics: dict[tuple[Role, int | None], QFontMetrics] = {}

    def apply(self, app: QApplication, choice: str = Choice.SYSTEM, factor: float | None = None) -> None:
        """Puts the chosen theme on every window at once; focus, selection and scroll stay as they are.

        ``choice`` is a value of ``Choice``; ``factor`` the text size (1.0 is 100 %), from 0.9 to 1.5.
        """
        if self._app is not app:
            self._app = app
            app.setStyle(QStyleFactory.create("Fusion"))
            self._follow()
        self.choice = Choice(choice)
        if factor is not None:
            self.factor = min(LARGEST_FACTOR, max(SMALLEST_FACTOR, factor))
        self.palette = self._wanted()
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        # Without the old sheet Qt passes the new look down once; with it, once for every rule and widget: five
        # times as long. Nothing is painted in between.
        app.setStyleSheet("")
        app.setFont(self.font(Role.BODY))
        app.setPalette(build_palette(self.palette))
        app.setStyleSheet(build_stylesheet(self.palette, self.factor))
        self.changed.emit()

    def set_text_size(self, factor: float) -> None:
        """Scales every word and the rows that hold them; 1.0 is 100 %."""
        if self._app is not None:
            self.apply(self._app, self.choice, factor)

    def value(self, token: Token) -> str:
        """The hex value of ``token`` now."""
        return self.palette.value(token)

    def colour(self, token: Token) -> QColor:
        """The colour of ``token`` now; do not change the object."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.palette.value(token))
        return found

    def font(self, role: Role, size: int | None = None) -> QFont:
        """The font of ``role`` at the current text size; do not change the object."""
        found = self._fonts.get((role, size))
        if found is None:
            found = self._fonts[role, size] = make_font(role, self.factor, size)
        return found

    def metrics(self, role: Role, size: int | None = None) -> QFontMetrics:
        """The measures of that font, for painting; kept, because making them is dear."""
        found = self._metrics.get((role, size))
        if found is None:
            found = self._metrics[role, size] = QFontMetrics(self.font(role, size))
        return found

    def line_pitch(self, role: Role) -> int:
        """The distance between two lines of running text, in pixels."""
        return round(self.font(role).pixelSize() * LINE_HEIGHT)

    def px(self, length: int) -> int:
        """``length`` at 100 % as it is at the current text size; for heights and widths that hold words."""
        return round(length * self.factor)

    def pixmap(self, name: str, token: Token, size: int = 16, dpr: float = 1.0) -> QPixmap:
        """The icon ``name`` in the colour of ``token``, ``size`` pixels at 100 % text size."""
        return icon_pixmap(name, self.palette.value(token), self.px(size), dpr)

    def icon(self, name: str, token: Token = Token.TEXT2, size: int = 16) -> QIcon:
        """The same as an icon for menus and other native parts, sharp on doubled screens too."""
        icon = QIcon(self.pixmap(name, token, size))
        icon.addPixmap(self.pixmap(name, token, size, 2.0))
        disabled = self.pixmap(name, Token.TEXT3, size)
        icon.addPixmap(disabled, QIcon.Mode.Disabled)
        return icon

    def _follow(self) -> None:
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        if self.choice is Choice.SYSTEM and self._app is not None and self._wanted() is not self.palette:
            self.apply(self._app, Choice.SYSTEM)

    def _wanted(self) -> Palette:
        if self.choice is not Choice.SYSTEM:
            return PALETTES[self.choice.value]
        if self._hints is None:
            return LIGHT
        if self._hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


_THEME: list[Theme] = []


def theme() -> Theme:
    """The look of this process."""
    if not _THEME:
        _THEME.append(Theme())
    return _THEME[0]
