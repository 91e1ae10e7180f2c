"""The sheet of a contact logged by hand: what a call would tell by itself, typed over the customer's panel."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QVBoxLayout

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.workstation.by_hand import ByHand
    from agent_desktop.workstation.contacts import ContactInHand, DeskContacts
    from agent_desktop_ui.shell.screen import DeskContext

TYPING_PAUSE_MS = 300
_OTHER = "other"


class LogSheet(Surface):
    """Who called whom, when, and when to follow up; there only while a contact is being logged."""

    customer_asked = Signal()
    """The person wants to say, or to change, who it was."""

    done_typing = Signal()
    """Enter in the number: on to the note."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(Token.SUNKEN, line_bottom=True)
        self.setAccessibleName(self.tr("Contact logged by hand"))
        self._context = context
        self._contact_id = ""
        self._by_hand: ByHand | None = None
        self._title = Label(self.tr("Contact logged by hand"), Role.STRONG)
        self._timer = Label("", Role.STRONG, Token.OK)
        self._who = Link("")
        self._over = Button(self.tr("Call is over"), icon="phone-off", is_low=True)
        self._drop = IconButton("trash-2", self.tr("Discard this contact"), kind=ButtonKind.QUIET)
        self.direction = ComboField(self.tr("Direction"))
        self.direction.set_options((("in", self.tr("they called")), ("out", self.tr("I called"))))
        self.number = SearchBox(self.tr("Number"), self.tr("Number of the other side"), icon="phone")
        self.began = _moment_field(self.tr("Began at"))
        self.ended = _moment_field(self.tr("Ended at"))
        self.follow_up = ComboField(self.tr("Follow up"))
        self._from = Label(self.tr("from"), Role.BODY, Token.TEXT2)
        self._to = Label(self.tr("to"), Role.BODY, Token.TEXT2)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.hide()

    def keep_typed(self) -> None:
        """Do not wait for the pause: what is typed is meant now."""
        if self._pause.isActive():
            self._pause.stop()
            self._tell_number()

    def take(self, state: DeskContacts) -> None:
        """Show the contact in hand, if it is one that is logged by hand."""
        current = state.current
        is_other = (current.contact_id if current else "") != self._contact_id
        if is_other:
            self.keep_typed()
        if current is None or current.by_hand is None:
            self._contact_id, self._by_hand = "", None
            self.hide()
            return
        self._contact_id, self._by_hand = current.contact_id, current.by_hand
        self._show(current, current.by_hand, is_other=is_other)
        self.show()

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self, contact: ContactInHand, by_hand: ByHand, *, is_other: bool) -> None:
        self.direction.set_value(by_hand.direction)
        if is_other or not self.number.hasFocus():
            self.number.setText(by_hand.number)
        _show_moment(self.began, by_hand.started_at)
        is_over = by_hand.ended_at is not None
        if by_hand.ended_at is not None:
            _show_moment(self.ended, by_hand.ended_at)
        for part in (self._to, self.ended):
            part.setVisible(is_over)
        self._over.setVisible(not is_over)
        known = self.tr("Another customer") if contact.customer_id else self.tr("Choose the customer")
        self._who.set_words(known)
        self._show_follow_up(by_hand.follow_up_at)
        self._tick(self._context.workstation.clock.now())

    def _show_follow_up(self, at: datetime | None) -> None:
        options = [
            ("", self.tr("none")),
            ("hour", self.tr("in an hour")),
            ("1", self.tr("tomorrow")),
            ("3", self.tr("in 3 days")),
            ("7", self.tr("in a week")),
        ]
        if at is not None:
            now = self._context.workstation.clock.now()
            options.append((_OTHER, formats.moment(at, now)))
        self.follow_up.set_options(options)
        self.follow_up.set_value(_OTHER if at is not None else "")

    def _tick(self, now: datetime) -> None:
        by_hand = self._by_hand
        if by_hand is None:
            return
        took = ((by_hand.ended_at or now) - by_hand.started_at).total_seconds()
        self._timer.setText(formats.timer(took))
        self._timer.set_ink(Token.OK if by_hand.ended_at is None else Token.TEXT2)

    # -- telling ---------------------------------------------------------------------------------------

    def _change(self, **values: Any) -> None:
        if self._contact_id:
            self._context.bridge.run(self._context.contacts.change_by_hand(self._contact_id, **values))

    def _tell_number(self) -> None:
        self._change(number=self.number.text())

    def _tell_times(self) -> None:
        by_hand = self._by_hand
        if by_hand is None:
            return
        now = self._context.workstation.clock.now()
        values: dict[str, Any] = {}
        began, ended = _moment_of(self.began, now), _moment_of(self.ended, now)
        # The fields show no seconds, so what they do not show is only set where a person set it.
        if _minute(began) != _minute(by_hand.started_at):
            values["started_at"] = began
        if by_hand.ended_at is not None and _minute(ended) != _minute(by_hand.ended_at):
            values["ended_at"] = ended
        if values:
            self._change(**values)

    def _end(self) -> None:
        by_hand = self._by_hand
        if by_hand is not None:
            now = self._context.workstation.clock.now()
            self._change(ended_at=max(now, by_hand.started_at))

    def _follow(self, key: str) -> None:
        now = self._context.workstation.clock.now()
        if key == "hour":
            self._change(follow_up_at=now + timedelta(hours=1))
        elif key.isdigit():
            at = formats.local(now + timedelta(days=int(key))).replace(
                hour=9, minute=0, second=0, microsecond=0
            )
            self._change(follow_up_at=at)
        elif not key:
            self._change(follow_up_at=None)

    def _discard(self) -> None:
        contact_id = self._contact_id

        def drop() -> None:
            self._context.bridge.run(self._context.contacts.drop_by_hand(contact_id))

        question = self.tr("Discard this contact? Its note goes with it.")
        self._context.desk.confirm(question, self.tr("Discard"), drop)

    # -- inside ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._pause.timeout.connect(self._tell_number)
        self.number.textEdited.connect(lambda _text: self._pause.start())
        self.number.returnPressed.connect(self._entered)
        self.direction.chosen.connect(lambda key: self._change(direction=key))
        self.follow_up.chosen.connect(self._follow)
        for field in (self.began, self.ended):
            field.editingFinished.connect(self._tell_times)
        self._over.clicked.connect(self._end)
        self._drop.clicked.connect(self._discard)
        self._who.clicked.connect(self.customer_asked)
        self._context.bridge.contacts_changed.connect(self.take)
        self._context.heartbeat.second.connect(self._tick)

    def _entered(self) -> None:
        self.keep_typed()
        self.done_typing.emit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._timer)
        head.addStretch(1)
        head.addWidget(self._over)
        head.addWidget(self._drop)
        who = QHBoxLayout()
        who.setSpacing(8)
        who.addWidget(self.direction)
        who.addWidget(self.number, 1)
        who.addWidget(self._who)
        when = QHBoxLayout()
        when.setSpacing(8)
        for part in (self._from, self.began, self._to, self.ended):
            when.addWidget(part)
        when.addStretch(1)
        when.addWidget(self.follow_up)
        self._from.setBuddy(self.began)
        self._to.setBuddy(self.ended)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 10)
        column.setSpacing(6)
        for row in (head, who, when):
            column.addLayout(row)


def _moment_field(name: str) -> QDateTimeEdit:
    field = QDateTimeEdit()
    field.setDisplayFormat("ddd HH:mm")
    field.setAccessibleName(name)
    field.setToolTip(name)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.lineEdit().setTextMargins(7, 0, 7, 0)
    return field


def _show_moment(field: QDateTimeEdit, at: datetime) -> None:
    there = formats.local(at).replace(tzinfo=None)
    shown = QDateTime(there.date(), there.time())  # type: ignore[call-overload]
    if not field.hasFocus() and field.dateTime() != shown:
        field.setDateTime(shown)


def _moment_of(field: QDateTimeEdit, now: datetime) -> datetime:
    naive = field.dateTime().toPython()
    assert isinstance(naive, datetime)  # noqa: S101 - what Qt promises
    return naive.replace(tzinfo=formats.local(now).tzinfo)


def _minute(at: datetime) -> datetime:
    return formats.local(at).replace(second=0, microsecond=0)
