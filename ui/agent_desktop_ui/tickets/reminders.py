"""What I promised and is due now, in one line under the call bar; and what rules of the site tell me. Works offline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.features.tickets.promises import KeepPromise, PromiseView, Reminders, SnoozePromise
from agent_desktop.features.tickets.workflow_commands import MyNotices, NoticeView, ReadNotice
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.more_line import MOST_CARDS, MoreLine
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.notices import Notices
    from agent_desktop_ui.shell.screen import DeskContext

SNOOZE = timedelta(minutes=10)
LOOK_EVERY_BEATS = 15
MORNING_HOUR = 9


class ReminderLine(QWidget):
    """There while something I promised is due; it takes neither the keyboard nor the screen.

    What is due is asked of the desk's own records, so that it is there again after a restart, and offline.
    """

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._due: list[PromiseView] = []
        self._told: set[tuple[str, datetime]] = set()
        self._beats = 0
        self._words = ElidedLabel("", Role.BUTTON, Token.WARN)
        self.open = Link(self.tr("Open"))
        self.later = Link(self.tr("In 10 minutes"))
        self.all = Link("")
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        for link in (self.open, self.later, self.all):
            row.addWidget(link)
        self.open.clicked.connect(lambda: open_record(context, self._due[0]) if self._due else None)
        self.later.clicked.connect(self._snooze_first)
        self.all.clicked.connect(self.show_all)
        context.bridge.changed.connect(self._changed)
        context.heartbeat.second.connect(self._beat)
        self.hide()
        self.look()

    def due(self) -> list[PromiseView]:
        """What is due, the first to come first."""
        return self._due

    def look(self) -> None:
        """Ask the desk what is due by now."""
        person = self._context.workstation.person
        if person is not None:
            query = Reminders(agent_id=person.agent_id, as_of=self._context.workstation.clock.now())
            self._context.bridge.run(self._context.workstation.read(query), self._show, _not_now)

    def show_all(self) -> None:
        """All of them in a list."""
        self._context.desk.open_layer(RemindersLayer(self._context, self._due))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.WARN.ground))
        paint.icon(painter, "clock", Tone.WARN.ink, 18, self.rect().center().y() + 1)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("promise"):
            self.look()

    def _beat(self, _now: datetime) -> None:
        self._beats += 1
        if self._beats % LOOK_EVERY_BEATS == 0:
            self.look()

    def _snooze_first(self) -> None:
        if self._due:
            now = self._context.workstation.clock.now()
            snooze(self._context, self._due[0], now + SNOOZE)

    def _show(self, due: list[PromiseView]) -> None:
        self._due = due
        self.setVisible(bool(due))
        if not due:
            return
        now = self._context.workstation.clock.now()
        words = due_words(due[0], now)
        self._words.setText(words)
        self.setAccessibleName(words)
        # A link keeps its keyboard only while it is there: none is taken away from under the person's hands.
        self.all.setText(self.tr("All %n", "", len(due)))
        self.open.setVisible(due[0].ticket_id is not None or due[0].customer_id is not None)
        fresh = [one for one in due if (one.promise_id, one.due_at) not in self._told]
        self._told |= {(one.promise_id, one.due_at) for one in fresh}
        for one in fresh:
            self._context.desk.notice(due_words(one, now), Tone.WARN)
        if fresh:
            announce(self, words)


class RemindersLayer(Layer):
    """Every promise that is due: to be opened, put off, or said to be kept."""

    def __init__(self, context: DeskContext, due: list[PromiseView]) -> None:
        super().__init__("", width=640, height=480)
        self.set_title(self.tr("Due now"))
        self._context = context
        self.rows: list[QWidget] = []
        if not due:
            self.body().addWidget(
                EmptyState(self.tr("Nothing is due"), self.tr("What you promise is told here."))
            )
            return
        now = context.workstation.clock.now()
        self.offer_list(
            (self.tr("Due"), self.tr("Promise")),
            lambda: [(there_words(one, now), due_words(one, now)) for one in due],
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(14)
        self.rows = [self._row(one) for one in due[:MOST_CARDS]]
        more = MoreLine()
        for row in (*self.rows, more):
            column.addWidget(row)
        more.show_left(len(due))
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Due now"))
        area.setWidget(inner)
        self.body().addWidget(area, 1)

    def first_focus(self) -> QWidget:
        """The first button."""
        return self.rows[0].findChild(Button) or self if self.rows else self

    def _row(self, one: PromiseView) -> QWidget:
        now = self._context.workstation.clock.now()
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Paragraph(due_words(one, now), Role.STRONG))
        column.addWidget(
            Label(self.tr("Due {when}").format(when=there_words(one, now)), Role.META, Token.TEXT3)
        )
        line = QHBoxLayout()
        line.setSpacing(6)
        deeds = [
            (self.tr("In 10 minutes"), lambda: snooze(self._context, one, now + SNOOZE)),
            (self.tr("In an hour"), lambda: snooze(self._context, one, now + timedelta(hours=1))),
            (self.tr("Tomorrow at 9"), lambda: snooze(self._context, one, tomorrow(now))),
            (self.tr("It is done"), lambda: _keep(self._context, one)),
        ]
        if one.ticket_id is not None or one.customer_id is not None:
            deeds.insert(0, (self.tr("Open"), lambda: open_record(self._context, one)))
        for words, deed in deeds:
            button = Button(words, is_low=True)
            button.setAccessibleName(f"{words}: {one.text}")
            button.clicked.connect(lambda _checked=False, deed=deed: self._do(deed))
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        return row

    def _do(self, deed: object) -> None:
        self.closed.emit()
        assert callable(deed)  # noqa: S101 - one of the deeds above
        deed()


class RuleNotices:
    """What rules told me: into the list of notifications, and read once that list was looked at."""

    def __init__(self, context: DeskContext, notices: Notices) -> None:
        self._context = context
        self._notices = notices
        self._told: dict[str, NoticeView] = {}
        context.bridge.changed.connect(self._changed)
        notices.changed.connect(self._looked_at)
        self.look()

    def look(self) -> None:
        """Ask the desk what I was told and have not looked at."""
        person = self._context.workstation.person
        if person is not None:
            query = MyNotices(agent_id=person.agent_id)
            self._context.bridge.run(self._context.workstation.read(query), self._tell, _not_now)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("notice"):
            self.look()

    def _tell(self, found: list[NoticeView]) -> None:
        for one in found:
            if one.notice_id not in self._told:
                self._told[one.notice_id] = one
                self._notices.tell(one.text, Tone.INFO, more=one.said_by)

    def _looked_at(self) -> None:
        if self._notices.unread:
            return
        read, self._told = self._told, {}
        clock = self._context.workstation.clock
        for notice_id in read:
            command = ReadNotice(made_at=clock.now(), notice_id=notice_id)
            self._context.bridge.run(self._context.workstation.do(command), None, _not_now)


def due_words(one: PromiseView, now: datetime) -> str:
    """What is due, to whom, since when: in the customer's own time where that is another."""
    kinds = {
        "callback": _tr("Callback"),
        "quality_check": _tr("Quality check"),
        "return": _tr("Return"),
        "replacement": _tr("Replacement"),
    }
    whom = f" · {one.customer_name}" if one.customer_name else ""
    late = (now - one.due_at).total_seconds()
    when = _tr("due now") if late < 60 else _tr("due {span} ago").format(span=formats.span(late))
    return f"{kinds.get(one.kind, _tr('Task'))}{whom}: {one.text} – {when}"


def there_words(one: PromiseView, now: datetime) -> str:
    """The due time here, and there where the customer's clock shows another."""
    here = formats.moment(one.due_at, now)
    there = one.due_at.astimezone(ZoneInfo(one.time_zone))
    if there.utcoffset() == formats.local(one.due_at).utcoffset():
        return here
    return _tr("{here}, {there} where they are").format(here=here, there=there.strftime("%H:%M"))


def tomorrow(now: datetime) -> datetime:
    """Tomorrow morning on this desk's clock."""
    day = formats.local(now) + timedelta(days=1)
    return day.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)


def snooze(context: DeskContext, one: PromiseView, until: datetime) -> None:
    """Be reminded again at that time; what was promised stays."""
    now = context.workstation.clock.now()
    command = SnoozePromise(made_at=now, promise_id=one.promise_id, until=until)
    context.bridge.run(context.workstation.do(command))


def _keep(context: DeskContext, one: PromiseView) -> None:
    command = KeepPromise(made_at=context.workstation.clock.now(), promise_id=one.promise_id)
    context.bridge.run(context.workstation.do(command))


def open_record(context: DeskContext, one: PromiseView) -> None:
    """The ticket it is about, else the customer."""
    if one.ticket_id is not None:
        context.desk.show_ticket(one.ticket_id)
    elif one.customer_id is not None:
        context.desk.show_customer(one.customer_id)


def _not_now(_problem: KnownError) -> None:
    """The desk's records are not open, or the promise is gone: it is looked at again soon."""


def _tr(words: str) -> str:
    return QCoreApplication.translate("Reminders", words)
