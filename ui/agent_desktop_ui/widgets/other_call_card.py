"""The other one of two: a call on hold, or a colleague who is asked, with what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.avatar import Avatar
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.notice import NOT_TO_BE_COVERED
from agent_desktop_ui.widgets.shadow import paint_shadow

_SHADOW = 12


@dataclass(frozen=True, slots=True)
class CardButton:
    """One thing to do; ``refusal`` says why it cannot be done now."""

    key: str
    label: str
    icon: str = ""
    shortcut: str = ""
    is_primary: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class OtherCall:
    """Who is at the other end, in which state, and what can be done, the first over the whole width."""

    heading: str
    tone: Tone
    name: str
    meta: str
    time: str
    buttons: tuple[CardButton, ...]


class OtherCallCard(QWidget):
    """A card at the bottom of the queue column, above that of a ringing call; it takes no focus."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget, below: QWidget) -> None:
        super().__init__(parent)
        self.setProperty(NOT_TO_BE_COVERED, True)
        self._below = below
        self._call: OtherCall | None = None
        self._heading = Label("", Role.META_STRONG, Token.WARN)
        self._time = Label("", Role.STRONG)
        self._avatar = Avatar(size=36)
        self._name = ElidedLabel("", Role.HEADING)
        self._meta = ElidedLabel("", Role.META, Token.TEXT3)
        self._grid = QGridLayout()
        self._buttons: dict[str, Button] = {}
        self._lay_out()
        parent.installEventFilter(self)
        below.installEventFilter(self)
        self.hide()

    def show_call(self, call: OtherCall) -> None:
        """Shows the other call; buttons that stay keep the keyboard if they have it."""
        before, self._call = self._call, call
        self._heading.setText(call.heading)
        self._heading.set_ink(call.tone.ink)
        self._avatar.show_person(call.name)
        self._name.setText(call.name)
        self._meta.setText(call.meta)
        self._meta.setVisible(bool(call.meta))
        self.set_time(call.time)
        self.setAccessibleName(", ".join(part for part in (call.heading, call.name, call.meta) if part))
        if before is None or [b.key for b in before.buttons] != [b.key for b in call.buttons]:
            self._make_buttons(call)
        for wanted in call.buttons:
            button = self._buttons[wanted.key]
            button.set_label(wanted.label)
            button.set_disabled_reason(wanted.refusal)
        self.show()
        self.place()
        self.raise_()

    def clear(self) -> None:
        """There is no other call."""
        self._call = None
        self.hide()

    def call(self) -> OtherCall | None:
        """What is shown."""
        return self._call

    def button(self, key: str) -> Button:
        """One of its buttons."""
        return self._buttons[key]

    def set_time(self, words: str) -> None:
        """Shows for how long."""
        self._time.setText(words)

    def place(self) -> None:
        """Puts the card at the bottom of its parent, or on top of the card of a ringing call."""
        parent = self.parentWidget()
        if parent is None or self.isHidden():
            return
        width = max(theme().px(240), parent.width())
        height = self.sizeHint().height()
        bottom = parent.height() + 4 if self._below.isHidden() else self._below.y() + _SHADOW
        self.setGeometry((parent.width() - width) // 2, bottom - height, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the parent and the card below."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints shadow and card."""
        painter = QPainter(self)
        rect = self.rect().adjusted(_SHADOW - 4, _SHADOW - 4, -_SHADOW + 4, -_SHADOW)
        paint_shadow(painter, rect, _SHADOW - 2)
        paint.area(painter, rect, fill=Token.SURFACE, edge=Token.LINE, radius=RADIUS.layer)

    def _make_buttons(self, call: OtherCall) -> None:
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for place, wanted in enumerate(call.buttons):
            kind = ButtonKind.PRIMARY if wanted.is_primary else ButtonKind.SECONDARY
            button = Button(wanted.label, kind=kind, icon=wanted.icon, key=wanted.shortcut)
            button.clicked.connect(lambda _checked=False, key=wanted.key: self.pressed.emit(key))
            self._buttons[wanted.key] = button
            self._grid.addWidget(button, place, 0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._time)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._meta)
        who = QHBoxLayout()
        who.setSpacing(10)
        who.addWidget(self._avatar)
        who.addLayout(words, 1)
        self._grid.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SHADOW + 10, _SHADOW + 7, _SHADOW + 10, _SHADOW + 13)
        column.setSpacing(7)
        column.addLayout(head)
        column.addLayout(who)
        column.addLayout(self._grid)
