"""Settings of the window: colours, text size, this desk's copy, and the way back to the usual layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop_ui.shell.copy_section import CopySection
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.rooms import role_name
from agent_desktop_ui.theme.theme import Choice, theme
from agent_desktop_ui.theme.tokens import TEXT_FACTORS, Role, Token
from agent_desktop_ui.translation import languages
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label

if TYPE_CHECKING:
    from agent_desktop_ui.shell.desk_settings import DeskSettings


_SYSTEM = "system"


class SettingsLayer(Layer):
    """Changes take effect at once and are remembered on this computer."""

    def __init__(
        self,
        settings: DeskSettings,
        *,
        kept: QWidget,
        roles: list[str],
        role: str,
        choose_role: Callable[[str], None],
        reset_layout: Callable[[], None],
        sign_out: Callable[[], None],
        show_phone: Callable[[], None] | None = None,
        show_sessions: Callable[[], None] | None = None,
        show_quarantine: Callable[[], None] | None = None,
        forget_passphrase: Callable[[], None] | None = None,
    ) -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("Settings"))
        self._settings = settings
        self._colours = ComboField(self.tr("Colours"))
        self._colours.set_options(
            (
                (Choice.SYSTEM.value, self.tr("As the system")),
                (Choice.LIGHT.value, self.tr("Light")),
                (Choice.DARK.value, self.tr("Dark")),
                (Choice.CONTRAST.value, self.tr("High contrast")),
            )
        )
        self._colours.set_value(theme().choice.value)
        self._colours.chosen.connect(self._choose_colours)
        self._size = ComboField(self.tr("Text size"))
        self._size.set_options(tuple((str(f), f"{round(f * 100)} %") for f in TEXT_FACTORS))
        self._size.set_value(str(theme().factor))
        self._size.chosen.connect(self._choose_size)
        self._language = ComboField(self.tr("Language"))
        self._language.set_options(((_SYSTEM, self.tr("As the system")), *languages()))
        self._language.set_value(settings.text("language", _SYSTEM))
        self._language.chosen.connect(self._choose_language)
        self._later = Label(self.tr("The new language shows from the next start on."), Role.META, Token.TEXT3)
        self._later.hide()
        self.body().addWidget(self._colours)
        self.body().addWidget(self._size)
        self.body().addWidget(self._language)
        self.body().addWidget(self._later)
        if len(roles) > 1:
            self._role = ComboField(self.tr("Role"))
            self._role.set_options(tuple((key, role_name(key)) for key in roles))
            self._role.set_value(role)
            self._role.chosen.connect(choose_role)
            self.body().addWidget(self._role)
        self.body().addWidget(kept)
        reset = Button(self.tr("Reset layout"), icon="undo-2")
        reset.clicked.connect(reset_layout)
        out = Button(self.tr("Sign out"), icon="log-out")
        out.clicked.connect(sign_out)
        self.body().addSpacing(8)
        self.body().addWidget(reset)
        for words, icon, show in (
            (self.tr("My telephone"), "phone", show_phone),
            (self.tr("Where you are signed in"), "shield-check", show_sessions),
            (self.tr("Held work of revoked devices"), "upload", show_quarantine),
            (self.tr("Forget the desk passphrase"), "undo-2", forget_passphrase),
        ):
            if show is not None:
                button = Button(words, icon=icon)
                button.clicked.connect(show)
                self.body().addWidget(button)
        self.body().addWidget(out)
        note = Label(self.tr("All of this is kept on this computer."), Role.META, Token.TEXT3)
        self.body().addWidget(note)
        self.copy = CopySection()
        self.body().addWidget(self.copy)

    def first_focus(self) -> QWidget:
        """The first choice."""
        return self._colours

    def _choose_colours(self, choice: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme().apply(app, choice)
        self._settings.remember(theme=choice)

    def _choose_language(self, code: str) -> None:
        self._settings.remember(language=None if code == _SYSTEM else code)
        self._later.show()

    def _choose_size(self, factor: str) -> None:
        theme().set_text_size(float(factor))
        self._settings.remember(text_size=float(factor))
