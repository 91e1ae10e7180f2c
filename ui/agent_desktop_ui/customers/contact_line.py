"""The line under the header while its customer is on the line: why they are shown, and whether it is really them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.features.interactions.identity import SayIdentity
from agent_desktop.features.interactions.read_models import Contact
from agent_desktop_ui.calls.caller_words import reason_words
from agent_desktop_ui.customers.identity_layer import IdentityLayer
from agent_desktop_ui.customers.record_words import identity_way
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import ElidedLabel

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.interactions.read_models import ContactView
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.customers.confirming import Confirming
    from agent_desktop_ui.shell.screen import DeskContext

AGAIN_AFTER_MS = 40
_LEFT = 20


class ContactLine(QWidget):
    """Takes no room while nobody is on the line, and never the keyboard.

    First it asks whether the caller is the one the number brought up; once that is said, or was never in question,
    it tells how it stands with their identity in this contact.
    """

    somebody_else = Signal()
    """The person wants to choose another customer for this contact."""

    identity_changed = Signal(str)
    """``verified``, ``failed``, or empty where nobody has asked, of the customer on screen."""

    def __init__(self, context: DeskContext, confirming: Confirming) -> None:
        super().__init__()
        self._context, self._confirming = context, confirming
        self._customer: tuple[str, str] = ("", "")
        self._contact: ContactView | None = None
        self._identity = ""
        self._icon = ("info", Token.TEXT3)
        self._words = ElidedLabel("", Role.META, Token.TEXT2)
        actions = context.actions
        self.confirm = Button(
            self.tr("It is them"), icon="check", key=actions.key("confirm_caller"), is_low=True
        )
        self.other = Button(self.tr("Somebody else"), is_low=True)
        self.check = Button(
            self.tr("Check identity"), icon="shield-check", key=actions.key("identity"), is_low=True
        )
        self.take_back = Button(self.tr("Take back"), is_low=True)
        self.confirm.clicked.connect(self.confirm_shown)
        self.other.clicked.connect(self.somebody_else)
        self.check.clicked.connect(self.open_check)
        self.take_back.clicked.connect(self._take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(_LEFT + 22), 0, theme().px(_LEFT), theme().px(8))
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for button in (self.confirm, self.other, self.check, self.take_back):
            row.addWidget(button)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        context.bridge.contacts_changed.connect(lambda _state: self._again.start())
        context.bridge.changed.connect(self._changed)
        confirming.changed.connect(self._again.start)
        self.hide()

    def show_customer(self, customer_id: str, name: str) -> None:
        """This customer is on screen now."""
        if (customer_id, name) == self._customer:
            return
        if customer_id != self._customer[0]:
            # What was said of the one before is not shown beside this one for a moment.
            self._identity, self._contact = "", None
            self.hide()
        self._customer = (customer_id, name)
        self._again.start()

    @property
    def identity(self) -> str:
        """What came of checking the customer on screen in this contact."""
        return self._identity

    def words(self) -> str:
        """What the line says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def confirm_shown(self) -> None:
        """It is the one on screen."""
        current = self._current()
        if current is not None and self._is_asking(current):
            self._confirming.confirm(self._customer[0])
            self._again.start()

    def open_check(self) -> None:
        """Ask how they were checked."""
        current = self._current()
        if current is not None and self._contact is not None:
            layer = IdentityLayer(self._context, current.contact_id, self._customer[1])
            self._context.desk.open_layer(layer)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon before the words."""
        name, ink = self._icon
        middle = self._words.geometry().center().y() + 1
        paint.icon(QPainter(self), name, ink, theme().px(_LEFT), middle, 14)

    # -- inside ----------------------------------------------------------------------------------------

    def _current(self) -> ContactInHand | None:
        """The contact in hand, where it is with the customer on screen."""
        current = self._context.contacts.state.current
        if current is None or current.by_hand is not None or not self._customer[0]:
            return None
        return current if current.customer_id == self._customer[0] else None

    def _is_asking(self, current: ContactInHand) -> bool:
        """Whether the number alone says who it is."""
        if current.call is None or current.phase == "wrap_up" or current.is_dialled:
            return False
        is_said = self._confirming.is_confirmed(current.contact_id, current.customer_id)
        return not is_said and self._candidate(current) is not None

    @staticmethod
    def _candidate(current: ContactInHand) -> object:
        match = current.match
        found = match.candidates if match is not None else []
        return next((one for one in found if one.customer_id == current.customer_id), None)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("interaction"):
            self._again.start()

    def _ask(self) -> None:
        current = self._current()
        if current is None:
            self._show(None, None)
            return
        query = Contact(interaction_id=current.contact_id)
        self._context.bridge.run(
            self._context.workstation.read(query), lambda contact: self._show(current, contact)
        )

    def _show(self, current: ContactInHand | None, contact: ContactView | None) -> None:
        now = self._current()
        if current is not None and (now is None or now.contact_id != current.contact_id):
            return
        self._contact = contact
        is_of_shown = contact is not None and contact.customer_id == self._customer[0]
        identity = contact.identity or "" if contact is not None and is_of_shown else ""
        if identity != self._identity:
            self._identity = identity
            self.identity_changed.emit(identity)
        asks = now is not None and self._is_asking(now)
        self.confirm.setVisible(asks)
        self.other.setVisible(asks)
        self.check.setVisible(not asks and is_of_shown and identity != "verified")
        self.take_back.setVisible(not asks and bool(identity))
        words, tone, icon = self._said(now, contact if is_of_shown else None, asks=asks)
        self._words.setText(words)
        self._words.set_ink(tone.ink if tone is not Tone.NEUTRAL else Token.TEXT2)
        self._icon = (icon, tone.ink if tone is not Tone.NEUTRAL else Token.TEXT3)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.update()

    def _said(
        self, current: ContactInHand | None, contact: ContactView | None, *, asks: bool
    ) -> tuple[str, Tone, str]:
        if current is None:
            return "", Tone.NEUTRAL, "info"
        if asks:
            match = current.match
            mine = [
                one for one in (match.candidates if match else []) if one.customer_id == current.customer_id
            ]
            why = reason_words(mine[0]) if mine else ""
            return self.tr("Shown by the number: {why}").format(why=why), Tone.NEUTRAL, "phone-incoming"
        if contact is None:
            return "", Tone.NEUTRAL, "info"
        way = identity_way(contact.identity_how or "")
        if contact.identity == "verified":
            return self.tr("Identity verified: {way}").format(way=way), Tone.OK, "shield-check"
        if contact.identity == "failed":
            return self.tr("Identity not confirmed: {way}").format(way=way), Tone.BAD, "circle-alert"
        return self.tr("Identity not checked in this contact"), Tone.NEUTRAL, "shield-check"

    def _take_back(self) -> None:
        current = self._current()
        if current is None:
            return
        desk = self._context.workstation
        command = SayIdentity(
            made_at=desk.clock.now(), interaction_id=current.contact_id, identity=None, how=None
        )
        self._context.bridge.run(desk.do(command), lambda _changes: self._again.start())
