"""Who the customer is, at a glance: name, cover, contact, facts, the one alert, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.alert_line import AlertLine
from agent_desktop_ui.widgets.button import Button, IconButton
from agent_desktop_ui.widgets.chip import ChipRow
from agent_desktop_ui.widgets.facts import Fact, FactStrip
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.paint import ChipData

NARROW_BELOW = 650


@dataclass(frozen=True, slots=True)
class HeaderAction:
    """Something that can be done with the customer; the first ones are buttons, the rest is in the menu."""

    key: str
    label: str
    icon: str = ""
    shortcut: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CustomerHeader:
    """What the header shows. ``contact`` are short texts in one line; ``facts`` come most useful first."""

    name: str
    chips: tuple[ChipData, ...] = ()
    contact: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    alert: str = ""
    alert_tone: Tone = Tone.WARN
    actions: tuple[HeaderAction, ...] = ()
    shown_actions: int = 2


class CustomerHeaderView(QWidget):
    """The header of the customer panel."""

    action_pressed = Signal(str)
    """The key of the action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customer = CustomerHeader("")
        self._name = ElidedLabel("", Role.TITLE)
        self._chips = ChipRow()
        self._contact = ElidedLabel("", Role.BODY, Token.TEXT2)
        self._facts = FactStrip(self.tr("Facts"))
        self._alert = AlertLine()
        self._more = IconButton("ellipsis", self.tr("More actions"))
        self._more.clicked.connect(self._open_menu)
        self._buttons: list[Button] = []
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)

        self._chips_are_below = False
        self._first = first = QHBoxLayout()
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        first.setSpacing(9)
        first.addWidget(self._name)
        first.addWidget(self._chips)
        first.addStretch(1)
        first.addLayout(self._actions)
        first.addWidget(self._more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 15)
        self._column.setSpacing(0)
        self._column.addLayout(first)
        self._column.addSpacing(3)
        self._column.addLayout(self._below)
        self._column.addWidget(self._contact)
        self._column.addSpacing(12)
        self._column.addWidget(self._facts)
        self._column.addSpacing(11)
        self._column.addWidget(self._alert)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._name.setMinimumWidth(40)

    def customer(self) -> CustomerHeader:
        """What is shown."""
        return self._customer

    def show_customer(self, customer: CustomerHeader) -> None:
        """Shows another customer, or the same one with news."""
        old, self._customer = self._customer, customer
        self._name.setText(customer.name)
        self._chips.show_chips(customer.chips)
        self._contact.setText("    ·    ".join(customer.contact))
        self._contact.setVisible(bool(customer.contact))
        self._facts.show_facts(customer.facts)
        self._facts.setVisible(bool(customer.facts))
        self._alert.show_alert(customer.alert, customer.alert_tone)
        if customer.actions != old.actions or customer.shown_actions != old.shown_actions:
            self._show_actions()
        else:
            self._fit()

    def facts(self) -> FactStrip:
        """The strip of facts."""
        return self._facts

    def action_button(self, key: str) -> Button | None:
        """The button of an action when it is one of those shown."""
        for action, button in zip(self._customer.actions, self._buttons, strict=False):
            if action.key == key:
                return button
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows fewer buttons where it is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _show_actions(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for action in self._customer.actions[: self._customer.shown_actions]:
            button = Button(action.label, icon=action.icon, key=action.shortcut)
            button.set_compact(shows_key=False)
            button.set_disabled_reason(action.refusal)
            button.clicked.connect(lambda _checked=False, key=action.key: self.action_pressed.emit(key))
            self._actions.addWidget(button)
            self._buttons.append(button)
        self._fit()

    def _fit(self) -> None:
        """Gives way from the least needed on; the name is never cut while anything else can."""
        is_narrow = self.width() < NARROW_BELOW * theme().factor
        side = 20 if self.width() > 400 else 12
        self._column.setContentsMargins(side, 16, side, 15)
        room = self.width() - 2 * side
        name = self._name.sizeHint().width()
        chips = self._chips.sizeHint().width() + 9
        shown = min(len(self._buttons), 1) if is_narrow else len(self._buttons)
        has_label = True
        while self._actions_width(shown, has_label=has_label) + name + chips > room:
            if shown > 1:
                shown -= 1
            elif shown and has_label:
                has_label = False
            else:
                break
        for position, button in enumerate(self._buttons):
            button.setVisible(position < shown)
            button.set_compact(shows_key=False, shows_label=has_label)
        self._more.setVisible(len(self._customer.actions) > shown)
        is_below = self._actions_width(shown, has_label=has_label) + name + chips > room
        if is_below != self._chips_are_below:
            self._chips_are_below = is_below
            source, target = (self._first, self._below) if is_below else (self._below, self._first)
            source.removeWidget(self._chips)
            target.insertWidget(0 if is_below else 1, self._chips)

    def _actions_width(self, shown: int, *, has_label: bool) -> int:
        width = 9
        for position, button in enumerate(self._buttons[:shown]):
            button.set_compact(shows_key=False, shows_label=has_label)
            width += button.sizeHint().width() + (8 if position else 0)
        if len(self._customer.actions) > shown:
            width += self._more.sizeHint().width() + 9
        return width

    def _open_menu(self) -> None:
        shown = sum(not button.isHidden() for button in self._buttons)
        menu = QMenu(self)
        for action in self._customer.actions[shown:]:
            entry = QAction(action.label, menu)
            if action.icon:
                entry.setIcon(theme().icon(action.icon))
            entry.setEnabled(not action.refusal)
            entry.setToolTip(action.refusal)
            entry.triggered.connect(lambda _checked=False, key=action.key: self.action_pressed.emit(key))
            menu.addAction(entry)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))
