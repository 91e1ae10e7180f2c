"""What an edit of calendars and targets would do to open tickets: counted a part at a time, before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.command import Command
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_preview import (
    MOST_AT_ONCE,
    DeadlinesPage,
    MovedDeadline,
    PreviewDeadlines,
)
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Tone
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

MOST_SHOWN = 2_000


class MovedDeadlines(QWidget):
    """A table of the due times that would move; over it how many, and how many tickets were looked at so far."""

    ticket_opened = Signal(str)
    counted = Signal(bool)
    """The count came to its end; False where central could not be asked."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._run = 0
        self._rows: list[TableRow] = []
        self._tickets: dict[str, str] = {}
        self.moved = 0
        self.overdue = 0
        self._looked_at = 0
        self.head = Label("", Role.STRONG)
        self.head.setWordWrap(True)
        self.cancel = Button(self.tr("Stop"), is_low=True)
        self.cancel.hide()
        self.table = DataTable(
            self.tr("Due times that move"),
            (
                Column("ticket", self.tr("Ticket"), is_strong=True, width=72),
                Column("what", self.tr("What is due"), width=108),
                Column("before", self.tr("Now"), width=122),
                Column("after", self.tr("Then"), width=122),
                Column("subject", self.tr("Subject"), width=0),
            ),
        )
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.cancel.clicked.connect(self.stop)
        self.table.row_opened.connect(lambda key: self.ticket_opened.emit(self._tickets[key]))
        self.clear()

    def is_running(self) -> bool:
        """Whether a count is under way."""
        return not self.cancel.isHidden()

    def clear(self) -> None:
        """What was counted is of something else now."""
        self._begin()
        self.cancel.hide()
        self.head.setText("")
        todo = self.tr("Save says first how many due times of open tickets would move.")
        self.table.show_rows([], empty=self.tr("Nothing is counted yet"), todo=todo)

    def look(self, commands: list[Command]) -> None:
        """Count what these would do; ``counted`` tells when that is known."""
        self._begin()
        self.cancel.show()
        self.head.setText(self.tr("Looking at the open tickets …"))
        self.table.show_rows([])
        self.table.show_plight(Plight.LOADING)
        query = PreviewDeadlines(
            as_of=self._context.workstation.clock.now(),
            calendars=[one for one in commands if isinstance(one, SaveCalendar)],
            targets=[one for one in commands if isinstance(one, SaveTarget)],
            most=MOST_AT_ONCE,
        )
        self._ask(self._run, query)

    def stop(self) -> None:
        """What was found so far stays."""
        self._run += 1
        self.cancel.hide()
        self.head.setText(
            self._words(
                self.tr("Stopped after {count} tickets: ").format(count=formats.count(self._looked_at))
            )
        )
        self._show()

    def _begin(self) -> None:
        self._run += 1
        self._rows, self._tickets = [], {}
        self.moved = self.overdue = self._looked_at = 0

    def _ask(self, run: int, query: PreviewDeadlines) -> None:
        def came(page: DeadlinesPage) -> None:
            if run != self._run:
                return
            self._looked_at += page.looked_at
            for one in page.moved:
                self._take(one)
            if page.next is not None:
                done = self.tr("{done} of {total} open tickets looked at: ").format(
                    done=formats.count(self._looked_at), total=formats.count(page.total)
                )
                self.head.setText(self._words(done))
                again = PreviewDeadlines(
                    as_of=query.as_of,
                    calendars=query.calendars,
                    targets=query.targets,
                    after=page.next,
                    most=query.most,
                )
                self._ask(run, again)
                return
            self.cancel.hide()
            self.head.setText(self._words(self.tr("Of %n open ticket(s): ", "", page.total)))
            self._show()
            self.counted.emit(True)

        self._context.bridge.run(
            self._context.workstation.ask(query), came, self._while_it_is(run, self._failed)
        )

    def _while_it_is(self, run: int, then: Callable[[KnownError], None]) -> Callable[[KnownError], None]:
        return lambda problem: then(problem) if run == self._run else None

    def _failed(self, problem: KnownError) -> None:
        self._run += 1
        self.cancel.hide()
        self.head.setText("")
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo)
        self.counted.emit(False)

    def words(self) -> str:
        """How many move, in one line."""
        moved = self.tr("%n due time(s) move", "", self.moved)
        late = self.tr("%n would be overdue", "", self.overdue)
        return f"{moved}, {late}" if self.overdue else moved

    def _words(self, before: str) -> str:
        return f"{before}{self.words()}. " + self.tr("Nothing is written yet.")

    def _take(self, one: MovedDeadline) -> None:
        self.moved += 1
        self.overdue += one.is_overdue_then
        if len(self._rows) >= MOST_SHOWN:
            return
        now = self._context.workstation.clock.now()
        key = str(len(self._rows))
        self._tickets[key] = one.ticket_id

        def when(at: datetime | None, *, is_late: bool = False) -> Cell:
            if at is None:
                return Cell("–", float("inf"))
            return Cell(formats.moment(at, now), at.timestamp(), tone=Tone.BAD if is_late else Tone.NEUTRAL)

        self._rows.append(
            TableRow(
                key,
                (
                    Cell(str(one.number), float(one.number)),
                    self._kinds().get(one.kind, one.kind),
                    when(one.before),
                    when(one.after, is_late=one.is_overdue_then),
                    one.subject,
                ),
            )
        )

    def _kinds(self) -> dict[str, str]:
        return {
            "first_response": self.tr("First response"),
            "next_response": self.tr("Next response"),
            "resolution": self.tr("Solution"),
        }

    def _show(self) -> None:
        self.table.show_rows(
            self._rows,
            empty=self.tr("No due time moves"),
            todo=self.tr("Open tickets are due as they were."),
        )
