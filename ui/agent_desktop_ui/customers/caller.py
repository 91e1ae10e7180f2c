"""Who may be calling: a ranked list where several could be, the number with Create and Link where nobody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.calls.caller_words import caller_number, is_known_whole, miss_words, reason_words
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.label import ElidedLabel, Label

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand

MOST_SHOWN = 8


class CallerView(QWidget):
    """Stands in the customer's place while nobody is chosen. It takes no keyboard by itself.

    Once a person goes into the list, its number keys choose: one key confirms.
    """

    chosen = Signal(str)
    create_asked = Signal()
    link_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", Role.TITLE)
        self._meta = ElidedLabel("", Role.BODY, Token.TEXT2)
        self._what = Label("", Role.BODY, Token.TEXT2)
        self._what.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._buttons: list[ChoiceButton] = []
        self._ids: list[str] = []
        self._create = Button(self.tr("Create a customer"), icon="user-plus")
        self._link = Button(self.tr("Link to a customer"), icon="link")
        self._create.clicked.connect(self.create_asked)
        self._link.clicked.connect(self.link_asked)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._create)
        foot.addWidget(self._link)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._meta)
        column.addSpacing(6)
        column.addWidget(self._what)
        column.addLayout(self._rows)
        column.addSpacing(6)
        column.addLayout(foot)
        column.addStretch(1)

    def show_contact(self, contact: ContactInHand) -> None:
        """Show what is known of a caller who is nobody yet."""
        match = contact.match
        number = caller_number(contact)
        candidates = match.candidates if match else []
        is_hidden = not number
        by_hand = contact.by_hand is not None
        self._title.setText(number or (self.tr("Who was it?") if by_hand else self.tr("Number withheld")))
        queue = contact.call.queue_name if contact.call else None
        exchange_name = contact.call.view.caller_name if contact.call else None
        self._meta.setText("  ·  ".join(part for part in (exchange_name, queue) if part))
        if candidates:
            self._what.setText(self.tr("Several customers have this number. Who is it?"))
        elif by_hand and is_hidden:
            self._what.setText(self.tr("Type the number above, or link the contact to a customer."))
        elif is_hidden:
            self._what.setText(self.tr("Ask for the name, then link the call to the customer."))
        elif match is not None and match.kind == "internal":
            self._what.setText(self.tr("A colleague's telephone."))
        else:
            self._what.setText(miss_words(is_whole=is_known_whole(contact)))
        self._show_rows(contact)
        self.setAccessibleName(", ".join((self._title.text(), self._what.text())))

    def first_focus(self) -> QWidget:
        """What F6 and Ctrl 1 lead to."""
        return self._buttons[0] if self._buttons else self._link

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses while the keyboard is in the list."""
        number = event.key() - int(Qt.Key.Key_0)
        if 1 <= number <= len(self._buttons) and not event.modifiers():
            self.chosen.emit(self._ids[number - 1])
            return
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def _show_rows(self, contact: ContactInHand) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        match = contact.match
        shown = match.candidates[:MOST_SHOWN] if match else []
        self._buttons, self._ids = [], [candidate.customer_id for candidate in shown]
        for place, candidate in enumerate(shown, 1):
            words = "  ·  ".join(p for p in (candidate.name, candidate.detail, reason_words(candidate)) if p)
            button = ChoiceButton(place, words)
            # Alt and a number belongs to the script; here the bare number is enough.
            button.setShortcut("")
            button.clicked.connect(lambda _=False, chosen=candidate.customer_id: self.chosen.emit(chosen))
            self._rows.addWidget(button)
            self._buttons.append(button)
