"""A call that rings while another is going on: seen at once, in nobody's way."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.avatar import Avatar
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph
from agent_desktop_ui.widgets.notice import NOT_TO_BE_COVERED
from agent_desktop_ui.widgets.shadow import paint_shadow

GUARD_MS = 500
"""For so long after the card appears its buttons take neither click nor key, in case one was on its way."""

_SHADOW = 12


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """Who rings; ``matches`` offers people when the number is shared: pairs of id and words."""

    call_id: str
    heading: str
    name: str
    meta: str = ""
    reason: str = ""
    ring_time: str = ""
    answer_label: str = ""
    matches: tuple[tuple[str, str], ...] = ()
    is_unknown: bool = False
    tone: Tone = Tone.OK


class IncomingCard(QWidget):
    """A floating card at the bottom of its parent; it takes no focus, but Tab reaches it."""

    answer_pressed = Signal(str)
    peek_pressed = Signal(str)
    to_queue_pressed = Signal(str)
    match_chosen = Signal(str, str)
    create_pressed = Signal(str)
    link_pressed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty(NOT_TO_BE_COVERED, True)
        self._call = IncomingCall("", "", "")
        self._heading = Label("", Role.META_STRONG, Token.OK)
        self._time = Label("", Role.STRONG)
        self._avatar = Avatar(size=36)
        self._name = ElidedLabel("", Role.HEADING)
        self._meta = ElidedLabel("", Role.META, Token.TEXT3)
        self._reason = Paragraph("", Role.BODY, Token.TEXT2)
        self._matches = QVBoxLayout()
        self._answer = Button(self.tr("Answer"), kind=ButtonKind.PRIMARY, icon="phone-incoming", key="F2")
        self._peek = Button(self.tr("Peek"), icon="eye", key="F3")
        self._to_queue = Button(self.tr("Send to queue"))
        self._create = Button(self.tr("Create"), icon="plus")
        self._link = Button(self.tr("Link"), icon="link")
        self._guard = QTimer(self, singleShot=True, interval=GUARD_MS)
        self._guard.timeout.connect(self._open)
        self._lay_out()
        self._answer.clicked.connect(lambda: self.answer_pressed.emit(self._call.call_id))
        self._peek.clicked.connect(lambda: self.peek_pressed.emit(self._call.call_id))
        self._to_queue.clicked.connect(lambda: self.to_queue_pressed.emit(self._call.call_id))
        self._create.clicked.connect(lambda: self.create_pressed.emit(self._call.call_id))
        self._link.clicked.connect(lambda: self.link_pressed.emit(self._call.call_id))
        parent.installEventFilter(self)
        self.hide()

    def show_call(self, call: IncomingCall) -> None:
        """Shows a ringing call; a new one guards its buttons for half a second, news of the same do not."""
        is_new = call.call_id != self._call.call_id or self.isHidden()
        self._call = call
        self._heading.setText(call.heading)
        self._heading.set_ink(call.tone.ink)
        self._avatar.show_person(call.name)
        self._name.setText(call.name)
        self._meta.setText(call.meta)
        self._reason.setText(call.reason)
        self._reason.setVisible(bool(call.reason))
        self._answer.set_label(call.answer_label or self.tr("Answer"))
        self._create.setVisible(call.is_unknown)
        self._link.setVisible(call.is_unknown)
        self._show_matches(call)
        self.set_ring_time(call.ring_time)
        self.setAccessibleName(
            ", ".join(part for part in (call.heading, call.name, call.meta, call.reason) if part)
        )
        if is_new:
            self._set_guarded(guarded=True)
            self._guard.start()
        self.show()
        self.place()
        self.raise_()

    def clear(self) -> None:
        """The call stopped ringing."""
        self._guard.stop()
        self._call = IncomingCall("", "", "")
        self.hide()

    def call_id(self) -> str:
        """The call that is shown; empty when there is none."""
        return self._call.call_id

    def set_ring_time(self, words: str) -> None:
        """Shows for how long it rings."""
        self._time.setText(words)

    def place(self) -> None:
        """Puts the card at the bottom of its parent."""
        parent = self.parentWidget()
        if parent is None or self.isHidden():
            return
        width = max(theme().px(240), parent.width())
        layout = self.layout()
        # Without running text in it the card has one height for every width.
        flows = layout is not None and layout.hasHeightForWidth()
        height = layout.heightForWidth(width) if flows and layout is not None else self.sizeHint().height()
        self.setGeometry((parent.width() - width) // 2, parent.height() - height + 4, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the parent."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints shadow and card."""
        painter = QPainter(self)
        rect = self.rect().adjusted(_SHADOW - 4, _SHADOW - 4, -_SHADOW + 4, -_SHADOW)
        paint_shadow(painter, rect, _SHADOW - 2)
        paint.area(painter, rect, fill=Token.SURFACE, edge=Token.LINE, radius=RADIUS.layer)

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
        last = QGridLayout()
        last.setSpacing(6)
        for place, button in enumerate((self._peek, self._to_queue, self._create, self._link)):
            last.addWidget(button, place // 2, place % 2)
        for half in (0, 1):
            last.setColumnStretch(half, 1)
        self._matches.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SHADOW + 10, _SHADOW + 7, _SHADOW + 10, _SHADOW + 13)
        column.setSpacing(7)
        column.addLayout(head)
        column.addLayout(who)
        column.addWidget(self._reason)
        column.addLayout(self._matches)
        column.addWidget(self._answer)
        column.addLayout(last)

    def _show_matches(self, call: IncomingCall) -> None:
        while self._matches.count():
            item = self._matches.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.deleteLater()
        for person_id, words in call.matches:
            button = Button(words, icon="user")
            button.clicked.connect(
                lambda _checked=False, chosen=person_id: self.match_chosen.emit(self._call.call_id, chosen)
            )
            self._matches.addWidget(button)

    def _buttons(self) -> list[Button]:
        return self.findChildren(Button)

    def _set_guarded(self, *, guarded: bool) -> None:
        policy = Qt.FocusPolicy.NoFocus if guarded else Qt.FocusPolicy.TabFocus
        for button in self._buttons():
            button.setFocusPolicy(policy)
            button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, guarded)

    def _open(self) -> None:
        self._set_guarded(guarded=False)
