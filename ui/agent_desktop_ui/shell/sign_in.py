"""Signing in: the first thing in the window, and light enough to be painted before anything else is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.shell.provider_part import PassphrasePart, ProviderPart
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.calls.phone_part import PhonePart


class SignInView(QWidget):
    """Server, login, password; afterwards, for those who hold several roles, the one to begin with."""

    submitted = Signal(str, str, str)
    """Server address, login, password."""

    role_chosen = Signal(str)
    server_changed = Signal(str)
    provider_pressed = Signal(str)
    """Server address: sign in there by its provider."""

    provider_cancelled = Signal()
    passphrase_chosen = Signal(str)
    passphrase_declined = Signal()

    def __init__(self, server: str, login: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(self.tr("Agent Desktop"), Role.TITLE)
        self._intro = Label(self.tr("Sign in to begin your shift."), Role.BODY, Token.TEXT2)
        self._server = TextField(self.tr("Server"), placeholder="http://…")
        self._server.set_text(server)
        self._login = TextField(self.tr("Login"))
        self._login.set_text(login)
        self._password = TextField(self.tr("Password"), is_secret=True)
        self._button = Button(self.tr("Sign in"), kind=ButtonKind.PRIMARY)
        self._state = Label("", Role.BODY, Token.TEXT2)
        self._state.setWordWrap(True)
        self._state.hide()
        self._provider = ProviderPart()
        self._provider.hide()
        self._has_password = True
        self._is_past = False  # somebody is signed in, and is asked for what comes after
        self._passphrase: PassphrasePart | None = None
        self._role_buttons: list[Button] = []
        self._phones: PhonePart | None = None
        self._asked_of = server
        self._roles = QVBoxLayout()
        self._roles.setSpacing(6)
        self._lay_out()
        for field in (self._server, self._login, self._password):
            field.entered.connect(self._enter)
        self._button.clicked.connect(self._submit)
        self._server.edit().editingFinished.connect(self._look_at_server)
        self._provider.pressed.connect(lambda: self.provider_pressed.emit(self._server.text().strip()))
        self._provider.cancelled.connect(self.provider_cancelled)

    def begin(self) -> None:
        """Put the keyboard where something is missing."""
        if not self._has_password:
            self._provider.button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        missing = next((f for f in self._fields() if not f.text()), self._password)
        missing.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_ways(self, provider: str, *, has_password: bool) -> None:
        """The ways there are at this server: ``provider`` is its name, empty for none.

        The keyboard moves only where it stood in a field that goes.
        """
        if self._is_past:
            return
        self._has_password = has_password
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and any(field.isAncestorOf(focus) for field in self._secrets())
        for part in (*self._secrets(), self._button):
            part.setVisible(has_password)
        self._provider.setVisible(bool(provider))
        if provider:
            self._provider.offer(provider, is_only_way=not has_password)
        if had_keyboard and not has_password:
            self.begin()

    def show_browser_open(self) -> None:
        """The person is in the browser now; nothing else is taken here but Cancel."""
        self._say(
            self.tr("Sign in in the browser window that has just opened; then come back here."), Token.TEXT2
        )
        self._button.set_disabled_reason(self._state.text())
        self._provider.wait()

    @property
    def waits_for_browser(self) -> bool:
        """Whether there is something to cancel."""
        return not self._provider.cancel.isHidden()

    def show_ready(self) -> None:
        """As before: nothing is under way."""
        self._button.set_disabled_reason("")
        self._provider.button.set_disabled_reason("")
        self._provider.stop_waiting()
        self._say("", Token.TEXT2)
        self.begin()

    def ask_passphrase(self) -> None:
        """Offer a desk passphrase to somebody whom only the provider knows."""
        self._is_past = True
        for field in (*self._fields(), self._provider):
            field.hide()
        self._button.hide()
        self._state.hide()
        self._intro.hide()
        part = self._passphrase = PassphrasePart()
        part.chosen.connect(self.passphrase_chosen)
        part.declined.connect(self.passphrase_declined)
        self._roles.addWidget(part)
        part.show()
        part.begin()

    def show_passphrase_error(self, what: str) -> None:
        """It was not taken."""
        if self._passphrase is not None:
            self._passphrase.show_error(what)

    def show_working(self, words: str) -> None:
        """Something is under way: say what, and take no second wish."""
        self._say(words, Token.TEXT2)
        self._button.set_disabled_reason(words)
        self._provider.button.set_disabled_reason(words)
        self._provider.stop_waiting()

    def show_error(self, what: str, *, is_password: bool = False) -> None:
        """Say under the fields what went wrong and let the person try again."""
        self._button.set_disabled_reason("")
        self._provider.button.set_disabled_reason("")
        self._provider.stop_waiting()
        self._say(what, Token.BAD)
        if not self._has_password:
            self.begin()
            return
        if is_password:
            self._password.edit().selectAll()
        self._password.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_role(self, name: str, roles: list[tuple[str, str]], preferred: str) -> None:
        """Offer the roles the person holds, as pairs of key and words; the last one used has the keyboard."""
        self._is_past = True
        for field in (*self._fields(), self._provider):
            field.hide()
        if self._passphrase is not None:
            self._passphrase.hide()
        self._button.hide()
        self._state.hide()
        self._intro.show()
        self._intro.setText(self.tr("Welcome, {name}. What do you do today?").format(name=name))
        chosen: Button | None = None
        for key, words in roles:
            button = Button(words, kind=ButtonKind.PRIMARY if key == preferred else ButtonKind.SECONDARY)
            button.clicked.connect(lambda _checked=False, key=key: self.role_chosen.emit(key))
            self._roles.addWidget(button)
            self._role_buttons.append(button)
            # A part added to a layout is shown late otherwise, and what is not shown takes no keyboard.
            button.show()
            if chosen is None or key == preferred:
                chosen = button
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_phone(self, name: str) -> PhonePart:
        """Make room for the list of telephones, for whoever is signed in by now."""
        # The list is dear to load, and not every sign-in shows it.
        from agent_desktop_ui.calls.phone_part import PhonePart

        self._is_past = True
        for part in (*self._fields(), self._provider, self._button, self._state):
            part.hide()
        if self._passphrase is not None:
            self._passphrase.hide()
        for button in self._role_buttons:
            button.hide()
        self._intro.setText(self.tr("Welcome, {name}.").format(name=name))
        self._intro.show()
        phones = PhonePart(can_decline=True)
        self._phones = phones
        self._roles.addWidget(phones)
        phones.show()
        return phones

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the roles."""
        if self._phones is None and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills the ground behind the card."""
        QPainter(self).fillRect(event.rect(), theme().colour(Token.BG))

    def _fields(self) -> tuple[TextField, ...]:
        return (self._server, self._login, self._password)

    def _secrets(self) -> tuple[TextField, ...]:
        return (self._login, self._password)

    def _look_at_server(self) -> None:
        """Another server may have other ways."""
        server = self._server.text().strip()
        if server and server != self._asked_of:
            self._asked_of = server
            self.server_changed.emit(server)

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(theme().px(400))
        inner = QVBoxLayout()
        inner.setContentsMargins(28, 28, 28, 28)
        inner.setSpacing(12)
        inner.addWidget(self._title)
        inner.addWidget(self._intro)
        inner.addSpacing(6)
        for field in self._fields():
            inner.addWidget(field)
        inner.addSpacing(4)
        inner.addWidget(self._state)
        inner.addWidget(self._button)
        inner.addWidget(self._provider)
        inner.addLayout(self._roles)
        card.body().addLayout(inner)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    def _enter(self) -> None:
        missing = next((field for field in self._fields() if not field.text().strip()), None)
        if missing is None:
            self._submit()
        else:
            missing.setFocus(Qt.FocusReason.TabFocusReason)

    def _submit(self) -> None:
        if not self._button.isEnabled():
            return
        is_complete = True
        for field in self._fields():
            is_missing = not field.text().strip()
            field.set_error(self.tr("This is needed.") if is_missing else "")
            is_complete = is_complete and not is_missing
        if is_complete:
            self.submitted.emit(
                self._server.text().strip(), self._login.text().strip(), self._password.text()
            )

    def _say(self, words: str, ink: Token) -> None:
        self._state.set_ink(ink)
        self._state.setText(words)
        self._state.setVisible(bool(words))
