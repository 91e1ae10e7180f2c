"""The part of signing in that happens at a provider: its button, waiting for the browser, and a desk passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.text_field import TextField


class ProviderPart(QWidget):
    """One button to the provider; while the browser is there, what to do in it and the way out."""

    pressed = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = Button("")
        self.cancel = Button(self.tr("Cancel"), icon="x")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.button, self.cancel):
            column.addWidget(part)
        self.cancel.hide()
        self.button.clicked.connect(self.pressed)
        self.cancel.clicked.connect(self.cancelled)

    def offer(self, name: str, *, is_only_way: bool) -> None:
        """Show the button; it is the plain one where there is a password beside it."""
        self.button.set_label(self.tr("Sign in with {name}").format(name=name))
        self.button.set_kind(ButtonKind.PRIMARY if is_only_way else ButtonKind.SECONDARY)
        self.stop_waiting()

    def wait(self) -> None:
        """The browser is open: nothing is left to press here but Cancel, and the keyboard is on it."""
        self.button.hide()
        self.cancel.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_waiting(self) -> None:
        """It can be begun again."""
        self.cancel.hide()
        self.button.show()


class PassphrasePart(QWidget):
    """Chooses what opens this desk when neither central nor the provider can be asked."""

    chosen = Signal(str)
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = Paragraph(
            self.tr(
                "Choose a desk passphrase. It opens this desk while central cannot be reached, and a window that "
                "has locked itself. It stays on this computer. Without one you cannot work here then, and a locked "
                "window opens only by signing out and in again."
            ),
            Role.BODY,
            Token.TEXT2,
        )
        self.first = TextField(
            self.tr("Desk passphrase"), is_secret=True, hint=self.tr("At least 8 characters.")
        )
        self.again = TextField(self.tr("Once more"), is_secret=True)
        self.keep = Button(self.tr("Use this passphrase"), kind=ButtonKind.PRIMARY)
        self.later = Button(self.tr("Not now"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._words, self.first, self.again, self.keep, self.later):
            column.addWidget(part)
        self.first.entered.connect(lambda: self.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.again.entered.connect(self._choose)
        self.keep.clicked.connect(self._choose)
        self.later.clicked.connect(self.declined)

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, what: str) -> None:
        """Say what is wrong with the passphrase, and let another be typed."""
        self.keep.set_disabled_reason("")
        self.first.set_error(what)
        self.first.edit().selectAll()
        self.begin()

    def _choose(self) -> None:
        if not self.keep.isEnabled():
            return
        differ = self.first.text() != self.again.text()
        self.again.set_error(self.tr("The two differ.") if differ else "")
        self.first.set_error("")
        if differ:
            self.again.edit().selectAll()
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.keep.set_disabled_reason(self.tr("One moment…"))
        self.chosen.emit(self.first.text())
