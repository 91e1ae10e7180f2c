"""Locking: the window shows nothing of anybody until its person unlocks it; calls still ring and can be answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop_ui import formats
from agent_desktop_ui.shell.leaving_calls import leaving_words
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.notice import announce
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.desk import DeskFrame
    from agent_desktop_ui.shell.window import MainWindow

FREE_TRIES = 5
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_AT_THE_TELEPHONE = frozenset({"talking", "held", "dialling"})


class LockView(QWidget):
    """A password, the way out, and what rings; nothing else is in the window while it is shown."""

    unlock_asked = Signal(str)
    answer_pressed = Signal()
    sign_out_pressed = Signal()

    def __init__(self, name: str, answer_key: str) -> None:
        super().__init__()
        self._name = name
        self._can_unlock = True
        self.is_passphrase = False
        self._call = Card()
        self._call_words = Label("", Role.HEADING, Token.OK)
        self._answer = Button(
            self.tr("Answer"), kind=ButtonKind.PRIMARY, icon="phone-incoming", key=answer_key
        )
        self._title = Label(self.tr("Locked"), Role.TITLE)
        self._intro = Paragraph(
            self.tr("{name}, your work is as you left it. Your password unlocks it.").format(name=name),
            Role.BODY,
            Token.TEXT2,
        )
        self._password = TextField(self.tr("Password"), is_secret=True)
        self._state = Label("", Role.BODY, Token.TEXT2)
        self._state.setWordWrap(True)
        self._state.hide()
        self._unlock = Button(self.tr("Unlock"), kind=ButtonKind.PRIMARY)
        self._out = Button(self.tr("Sign out"), icon="log-out")
        self._lay_out()
        self._call.hide()
        self._password.entered.connect(self._submit)
        self._unlock.clicked.connect(self._submit)
        self._answer.clicked.connect(self.answer_pressed)
        self._out.clicked.connect(self.sign_out_pressed)

    def begin(self) -> None:
        """Put the keyboard into the password, or on the only way out."""
        (self._password if self._can_unlock else self._out).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_opener(self, opener: str) -> None:
        """What unlocks it: "password", "passphrase", or "nothing" where the person chose no desk passphrase."""
        self._can_unlock = opener != "nothing"
        self.is_passphrase = opener == "passphrase"
        if self.is_passphrase:
            self._intro.setText(
                self.tr("{name}, your work is as you left it. Your desk passphrase unlocks it.").format(
                    name=self._name
                )
            )
            self._password.set_label(self.tr("Desk passphrase"))
        elif not self._can_unlock:
            self._intro.setText(
                self.tr(
                    "{name}, your work is kept. You have no desk passphrase, so sign out, and in again by your "
                    "provider."
                ).format(name=self._name)
            )
        self._password.setVisible(self._can_unlock)
        self._unlock.setVisible(self._can_unlock)
        self.begin()

    def show_call(self, words: str, *, can_answer: bool) -> None:
        """Show that a call is there, and never whose; empty words take it away. The keyboard stays where it is."""
        is_new = bool(words) and self._call.isHidden()
        self._call_words.setText(words)
        self._answer.setVisible(can_answer)
        self._call.setVisible(bool(words))
        if is_new:
            announce(self, words, is_urgent=True)

    def show_working(self) -> None:
        """The password is being looked at."""
        self._say(self.tr("One moment…"), Token.TEXT2)
        self._unlock.set_disabled_reason(self.tr("One moment…"))

    def show_error(self, what: str, *, is_waiting: bool = False) -> None:
        """Say what was wrong; ``is_waiting`` takes no further try for now."""
        self._unlock.set_disabled_reason(what if is_waiting else "")
        self._say(what, Token.BAD)
        self._password.edit().selectAll()
        self.begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills the whole window."""
        QPainter(self).fillRect(event.rect(), theme().colour(Token.BG))

    def _submit(self) -> None:
        password = self._password.text()
        if password and self._unlock.isEnabled():
            self.unlock_asked.emit(password)

    def _say(self, words: str, ink: Token) -> None:
        self._state.set_ink(ink)
        self._state.setText(words)
        self._state.setVisible(bool(words))

    def _lay_out(self) -> None:
        ringing = QHBoxLayout()
        ringing.setContentsMargins(28, 16, 28, 16)
        ringing.addWidget(self._call_words, 1)
        ringing.addWidget(self._answer)
        self._call.body().addLayout(ringing)
        card = Card()
        inner = QVBoxLayout()
        inner.setContentsMargins(28, 28, 28, 28)
        inner.setSpacing(12)
        for part in (self._title, self._intro, self._password, self._state, self._unlock, self._out):
            inner.addWidget(part)
        card.body().addLayout(inner)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for box in (self._call, card):
            box.setFixedWidth(theme().px(400))
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(box)
            row.addStretch(1)
            column.addLayout(row)
            column.addSpacing(12)
        column.addStretch(3)


class DeskLock(QObject):
    """Locks one desk: by its key, or after a time without a key or a click in this window.

    Time on the telephone does not count as idle, for who speaks does not type. While it is locked the desk
    is out of the window, no shortcut but the one that answers does anything, and what was typed stays.
    """

    def __init__(self, window: MainWindow, desk: DeskFrame, clock_s: Callable[[], float]) -> None:
        super().__init__(desk)
        self._window = window
        self._desk = desk
        self._now_s = clock_s
        self._after_s = float(desk.context.workstation.site.get("lock_after_s") or 0.0)
        self._seen_s = clock_s()
        self._failures = 0
        self._focus: QWidget | None = None
        self._view: LockView | None = None
        self._said = ""
        self._answer = desk.context.actions.named("answer")
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._may_try_again)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        desk.context.actions.named("lock").triggered.connect(self.lock)
        window.close_asked_covered.connect(self._close)
        desk.context.heartbeat.beat.connect(self.look)
        for news in (desk.bridge.contacts_changed, desk.bridge.call_changed):
            news.connect(lambda _news: self._show_call())

    @property
    def is_locked(self) -> bool:
        """Whether nothing can be read now."""
        return self._view is not None

    def look(self) -> None:
        """Lock where nobody has touched anything for too long."""
        if self._phase() in _AT_THE_TELEPHONE:
            self._seen_s = self._now_s()
        elif not self.is_locked and self._after_s > 0 and self._now_s() - self._seen_s >= self._after_s:
            self.lock()

    def lock(self) -> None:
        """Take the desk out of the window."""
        if self.is_locked:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for other in QApplication.topLevelWidgets():
            # A print dialog or a list that hangs over the window would go on showing what it shows.
            if other is not self._window and other.isVisible() and other.isWindow():
                other.close()
        self._focus = QApplication.focusWidget()
        person = self._desk.context.workstation.person
        view = LockView(person.name if person else "", self._desk.context.actions.key("answer"))
        view.unlock_asked.connect(self._try)
        view.answer_pressed.connect(self._answer.trigger)
        view.sign_out_pressed.connect(self._sign_out)
        self._view, self._said = view, ""
        self._window.cover(view)
        self._show_call()
        view.begin()
        self._desk.bridge.run(self._desk.context.workstation.access.opened_by(), self._set_opener)

    def _sign_out(self) -> None:
        is_calling = bool(leaving_words(self._desk.context, signs_out=True))
        again = self.tr("Press “Sign out” again to sign out all the same.")
        self._leave(again, self._desk.sign_out_agreed.emit, is_calling=is_calling)

    def _close(self, question: str) -> None:
        again = self.tr("Close the window again to leave all the same.")
        # Qt closes nothing while it asks whether to close.
        self._leave(
            again, lambda: QTimer.singleShot(0, self._window.agree_to_close), is_calling=bool(question)
        )

    def _leave(self, again: str, go: Callable[[], None], *, is_calling: bool) -> None:
        """Leave from here; first it is said what is not over, and nothing of anybody, and done when asked again."""
        view = self._view
        is_unsent = self._desk.context.workstation.outbox_desk.counts.waiting > 0
        if view is None or self._said == again or not (is_calling or is_unsent):
            go()
            return
        self._said = again
        words = []
        if is_calling:
            words.append(
                self.tr(
                    "A call or its wrap-up is not over. It stays with the telephone, its note on this desk."
                )
            )
        if is_unsent:
            words.append(self.tr("Not everything is sent yet. It stays on this desk until the next sign-in."))
        view.show_error(" ".join([*words, again]))

    def unlock(self) -> None:
        """Bring the desk back, and the keyboard to where it was."""
        view, self._view = self._view, None
        if view is None:
            return
        self._seen_s = self._now_s()
        self._failures = 0
        self._window.uncover(view)
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._desk.take_keyboard()

    def stop(self) -> None:
        """The desk goes."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._again.stop()
        view, self._view = self._view, None
        if view is not None:
            self._window.uncover(view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes signs of life; while locked no shortcut gets through but the one that answers."""
        kind = event.type()
        if kind in _SIGNS_OF_LIFE:
            self._seen_s = self._now_s()
        elif kind == QEvent.Type.Shortcut and self.is_locked:
            return isinstance(watched, QAction | QShortcut) and watched is not self._answer
        return False

    def _try(self, password: str) -> None:
        view = self._view
        if view is None:
            return
        view.show_working()
        self._desk.bridge.run(
            self._desk.context.workstation.access.is_password(password), self._judge, self._cannot_tell
        )

    def _set_opener(self, opener: str) -> None:
        if self._view is not None and opener != "password":
            self._view.set_opener(opener)

    def _judge(self, is_right: bool) -> None:
        if is_right:
            self.unlock()
            return
        self._failures += 1
        wait_s = 2 ** min(self._failures - FREE_TRIES, 6) if self._failures >= FREE_TRIES else 0
        is_passphrase = self._view is not None and self._view.is_passphrase
        words = (
            self.tr("That is not your desk passphrase.")
            if is_passphrase
            else self.tr("That is not your password.")
        )
        if wait_s:
            words += " " + self.tr("Wait %n second(s) before the next try.", "", wait_s)
            self._again.start(wait_s * 1000)
        if self._view is not None:
            self._view.show_error(words, is_waiting=wait_s > 0)

    def _may_try_again(self) -> None:
        if self._view is not None:
            self._view.show_error("")

    def _cannot_tell(self, problem: KnownError) -> None:
        if self._view is not None:
            self._view.show_error(str(problem))

    def _phase(self) -> str:
        current = self._desk.context.contacts.state.current
        return current.phase if current is not None and current.call is not None else ""

    def _show_call(self) -> None:
        """A call that rings is told without its caller; one that goes on is told too, for it must be seen."""
        view = self._view
        if view is None:
            return
        state = self._desk.context.contacts.state
        everyone = [state.current, *state.waiting] if state.current else list(state.waiting)
        ringing = next((one for one in everyone if one.phase == "ringing" and one.call is not None), None)
        if ringing is not None:
            view.show_call(self.tr("A call is ringing"), can_answer=True)
        elif self._phase() in _AT_THE_TELEPHONE and state.current is not None:
            since = formats.clock(state.current.since)
            view.show_call(self.tr("On a call since {time}").format(time=since), can_answer=False)
        else:
            view.show_call("", can_answer=False)
