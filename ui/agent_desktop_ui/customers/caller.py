"""Who may be calling: a ranked list where several could be, the number with Create and Link where nobody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.calls.caller_words import caller_number, is_known_whole, miss_words
from agent_desktop_ui.customers.candidate_button import CandidateButton
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.features.calls.read_models import CallerMatch, Candidate
    from agent_desktop.workstation.contacts import ContactInHand

MOST_SHOWN = 8
SAID = frozenset({"name_said", "customer_number"})
ASK_AFTER_MS = 200


class CallerView(QWidget):
    """Stands in the customer's place while nobody is chosen. It takes no keyboard by itself.

    Once a person goes into the list, its number keys choose: one key confirms. What the caller says of themselves
    can be typed, and ranks those the number reaches; ``said`` tells of it, and ``show_told`` brings the answer.
    """

    chosen = Signal(str)
    create_asked = Signal()
    link_asked = Signal()
    said = Signal(str)

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self._key = key
        self._contact: ContactInHand | None = None
        self._told: CallerMatch | None = None
        self._title = Label("", Role.TITLE)
        self._meta = ElidedLabel("", Role.BODY, Token.TEXT2)
        self._what = Label("", Role.BODY, Token.TEXT2)
        self._what.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._more = Label("", Role.META, Token.TEXT3)
        self.said_field = TextField(self.tr("Name or customer number they give"))
        self._buttons: list[CandidateButton] = []
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
        column.addWidget(self._more)
        column.addSpacing(6)
        column.addWidget(self.said_field)
        column.addSpacing(6)
        column.addLayout(foot)
        column.addStretch(1)
        self._pause = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._pause.timeout.connect(lambda: self.said.emit(self.said_field.text().strip()))
        self.said_field.edited.connect(lambda _text: self._pause.start())
        self.said_field.entered.connect(self._first)

    def show_contact(self, contact: ContactInHand) -> None:
        """Show what is known of a caller who is nobody yet."""
        if self._contact is None or contact.contact_id != self._contact.contact_id:
            self._told = None
            self.said_field.set_text("")
        self._contact = contact
        number = caller_number(contact)
        by_hand = contact.by_hand is not None
        self._title.setText(number or (self.tr("Who was it?") if by_hand else self.tr("Number withheld")))
        queue = contact.call.queue_name if contact.call else None
        exchange_name = contact.call.view.caller_name if contact.call else None
        self._meta.setText("  ·  ".join(part for part in (exchange_name, queue) if part))
        self.said_field.setVisible(not by_hand)
        self._show_match()

    def show_told(self, said: str, match: CallerMatch) -> None:
        """Whom the number reaches, and whom what was typed brings; an answer to older words is passed over."""
        if said == self.said_field.text().strip():
            self._told = match if said else None
            self._show_match()

    def candidates(self) -> list[Candidate]:
        """Who is offered, best first."""
        match = self._told or (self._contact.match if self._contact is not None else None)
        found = match.candidates if match is not None else []
        if self._told is not None:
            # Who was named comes first; among those, and behind them, the reasons decide as ever.
            found = sorted(found, key=lambda one: SAID.isdisjoint(one.reasons))
        return found[:MOST_SHOWN]

    def buttons(self) -> list[CandidateButton]:
        """One for each."""
        return self._buttons

    def first_focus(self) -> QWidget:
        """What F6 leads to."""
        return self._buttons[0] if self._buttons else self._link

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses while the keyboard is in the list."""
        number = event.key() - int(Qt.Key.Key_0)
        if 1 <= number <= len(self._buttons) and not event.modifiers():
            self.chosen.emit(self._buttons[number - 1].candidate.customer_id)
            return
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def _first(self) -> None:
        """Enter behind what they said: it is the first one of that name or number."""
        first = next(iter(self.candidates()), None)
        if first is not None and not SAID.isdisjoint(first.reasons):
            self.chosen.emit(first.customer_id)

    def _show_match(self) -> None:
        contact = self._contact
        if contact is None:
            return
        match, candidates = self._told or contact.match, self.candidates()
        is_hidden = not caller_number(contact)
        if self._told is not None:
            words = "" if candidates else self.tr("Nobody of that name or number is known here.")
        elif len(candidates) == 1:
            words = self.tr("This may be them. Nothing is taken for granted before you say so.")
        elif candidates:
            words = self.tr("Several customers have this number. Who is it?")
        elif contact.by_hand is not None and is_hidden:
            words = self.tr("Type the number above, or link the contact to a customer.")
        elif is_hidden:
            words = self.tr("Ask for the name, then link the call to the customer.")
        elif match is not None and match.kind == "internal":
            names = ", ".join(
                " · ".join(part for part in (one.name, one.team) if part) for one in match.colleagues
            )
            words = self.tr("A colleague's telephone.") + (f" {names}" if names else "")
        else:
            words = miss_words(is_whole=is_known_whole(contact))
        self._what.setText(words)
        self._what.setVisible(bool(words))
        self._show_rows(candidates)
        more = len(match.candidates) - len(candidates) if match is not None else 0
        self._more.setText(self.tr("%n more have this number: type their name.", "", more) if more else "")
        self._more.setVisible(bool(more))
        self.setAccessibleName(", ".join(part for part in (self._title.text(), words) if part))

    def _show_rows(self, shown: list[Candidate]) -> None:
        if [button.candidate for button in self._buttons] == shown:
            return
        had_keyboard = any(button.hasFocus() for button in self._buttons)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, candidate in enumerate(shown, 1):
            button = CandidateButton(place, candidate, self._key if place == 1 else "")
            button.clicked.connect(lambda _=False, chosen=candidate.customer_id: self.chosen.emit(chosen))
            self._rows.addWidget(button)
            self._buttons.append(button)
        if had_keyboard:
            self.first_focus().setFocus()
