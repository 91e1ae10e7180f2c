"""What rules would have done to last week's tickets, asked a part at a time; and what they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.features.tickets.workflow_commands import RevisionView, RuleRevisions, RuleRuns, RunView
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.features.tickets.workflow_trial import DraftRule, TrialLine, TrialPage, TryRules
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Tone
from agent_desktop_ui.tickets.rule_versions import version_rows
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

DAYS = 7
MOST_SHOWN = 5_000


class RuleResults(QWidget):
    """A table of what rules did or would have done; a dry run tells how far it is and can be stopped."""

    ticket_opened = Signal(str)
    version_opened = Signal(object)
    """The person wants to see what a rule said once: a ``RevisionView``."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._run = 0
        self._lines: list[TrialLine] = []
        self._tickets: dict[str, str] = {}
        self._versions: dict[str, RevisionView] = {}
        self._looked_at = 0
        self.head = Label("", Role.STRONG)
        self.cancel = Button(self.tr("Stop"), is_low=True)
        self.cancel.hide()
        self.table = DataTable(
            self.tr("Results"),
            (
                Column("at", self.tr("When"), width=96),
                Column("ticket", self.tr("Ticket"), is_strong=True, width=76),
                Column("rule", self.tr("Rule"), width=150),
                Column("what", self.tr("What"), width=0),
                Column("why", self.tr("Why"), width=260, is_hidden=True),
            ),
        )
        self.table.show_plight(
            Plight.EMPTY,
            self.tr("Nothing tried yet"),
            self.tr("Try a rule on the last week: nothing is written. Or look at what it did."),
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
        self.table.row_opened.connect(self._opened)

    def is_running(self) -> bool:
        """Whether a dry run is under way."""
        return not self.cancel.isHidden()

    def try_rules(self, rules: list[DraftRule]) -> None:
        """Look at the last week's tickets with these rules, or with none given with those that are on."""
        self._run += 1
        self._lines, self._looked_at = [], 0
        self.cancel.show()
        self.head.setText(self.tr("Looking at the tickets of the last week …"))
        self.table.show_plight(Plight.LOADING)
        until = self._context.workstation.clock.now()
        self._ask(self._run, TryRules(since=until - timedelta(days=DAYS), until=until, rules=rules))

    def stop(self) -> None:
        """What was found so far stays."""
        self._run += 1
        self.cancel.hide()
        self.head.setText(
            self.tr("Stopped after {count} tickets. Nothing was written.").format(
                count=formats.count(self._looked_at)
            )
        )
        self._show_lines()

    def show_runs(self, rule_id: str | None) -> None:
        """What a rule did, or with None what every rule did, the latest first."""
        self._run += 1
        run = self._run
        self.cancel.hide()
        self.table.show_plight(Plight.LOADING)
        self._context.bridge.run(
            self._context.workstation.ask(RuleRuns(rule_id=rule_id)),
            lambda runs: self._show_runs(runs) if run == self._run else None,
            self._failed,
        )

    def show_versions(self, rule_id: str, names: Names) -> None:
        """Everything a rule ever said, the newest first; Enter on one shows it in the form."""
        self._run += 1
        run = self._run
        self.cancel.hide()
        self.table.show_plight(Plight.LOADING)
        self._context.bridge.run(
            self._context.workstation.ask(RuleRevisions(rule_id=rule_id)),
            lambda found: self._show_versions(found, names) if run == self._run else None,
            self._failed,
        )

    def shows_versions(self) -> bool:
        """Whether the table tells of versions."""
        return bool(self._versions)

    def clear(self) -> None:
        """Nothing is shown of a rule that is not the one in the form."""
        if self._versions:
            self._run += 1
            self._versions = {}
            self.head.setText("")
            self.table.show_rows(
                [], empty=self.tr("Nothing is shown"), todo=self.tr("Try the rule, or look at what it did.")
            )

    def _opened(self, key: str) -> None:
        if self._versions:
            self.version_opened.emit(self._versions[key])
        else:
            self.ticket_opened.emit(self._tickets[key])

    def _title(self, ticket: str, rule: str) -> None:
        self._versions = {}
        self._columns(ticket, rule)

    def _columns(self, ticket: str, rule: str) -> None:
        """The same table tells of tickets and of versions."""
        model = self.table.table_model()
        titles = {"ticket": ticket, "rule": rule}
        model.columns = tuple(replace(one, title=titles.get(one.key, one.title)) for one in model.columns)
        self.table.horizontalHeader().viewport().update()

    def _ask(self, run: int, query: TryRules) -> None:
        def came(page: TrialPage) -> None:
            if run != self._run:
                return
            self._looked_at += page.looked_at
            self._lines += page.lines
            done = self.tr("{done} of {total} tickets looked at").format(
                done=formats.count(self._looked_at), total=formats.count(page.total)
            )
            self.head.setText(done)
            if page.next is not None:
                again = TryRules(since=query.since, until=query.until, rules=query.rules, after=page.next)
                self._ask(run, again)
                return
            self.cancel.hide()
            self.head.setText(
                self.tr(
                    "In the last week: %n time(s) a rule would have acted. Nothing was written.",
                    "",
                    len(self._lines),
                )
            )
            self._show_lines()

        self._context.bridge.run(self._context.workstation.ask(query), came, self._failed)

    def _failed(self, problem: KnownError) -> None:
        self._run += 1
        self.cancel.hide()
        self.head.setText("")
        self.table.show_plight(Plight.FAILED, problem.what, problem.todo)

    def _show_versions(self, found: list[RevisionView], names: Names) -> None:
        self._title(self.tr("Version"), self.tr("Who"))
        self._versions = {str(one.revision): one for one in found}
        self.head.setText(self.tr("%n version(s). Enter shows one in the form.", "", len(found)))
        self.table.show_rows(
            version_rows(found, names, self._context.workstation.clock.now()),
            empty=self.tr("No versions are kept"),
            todo=self.tr("The rule is older than this list."),
        )

    def _show_lines(self) -> None:
        self._title(self.tr("Ticket"), self.tr("Rule"))
        now = self._context.workstation.clock.now()
        shown = self._lines[:MOST_SHOWN]
        self._tickets = {str(place): line.ticket_id for place, line in enumerate(shown)}
        rows = [
            TableRow(
                str(place),
                (
                    Cell(formats.moment(line.at, now), line.at.timestamp()),
                    Cell(str(line.number), float(line.number)),
                    line.rule_name,
                    _what(line.changes, line.deeds, line.problem),
                    ", ".join(line.why),
                ),
            )
            for place, line in enumerate(shown)
        ]
        self.table.show_rows(
            rows,
            empty=self.tr("No rule would have acted"),
            todo=self.tr("Nothing of the last week fits its conditions."),
        )

    def _show_runs(self, runs: list[RunView]) -> None:
        self._title(self.tr("Ticket"), self.tr("Rule"))
        now = self._context.workstation.clock.now()
        self.head.setText(self.tr("What was done, the latest first"))
        self._tickets = {str(run.n): run.ticket_id for run in runs}
        rows = [
            TableRow(
                str(run.n),
                (
                    Cell(formats.moment(run.at, now), -run.n),
                    str(run.number or ""),
                    self.tr("{rule}, version {n}").format(rule=run.rule_name, n=run.revision),
                    _what(run.changes, run.deeds, run.detail if run.outcome != "acted" else None),
                    ", ".join(run.why),
                ),
            )
            for run in runs
        ]
        self.table.show_rows(rows, empty=self.tr("Nothing yet"), todo=self.tr("What rules do is kept here."))


def _what(changes: dict[str, list[Any]], deeds: list[str], problem: str | None) -> Cell:
    if problem is not None:
        return Cell(problem, tone=Tone.WARN)
    parts = [f"{name}: {_value(before)} → {_value(after)}" for name, (before, after) in changes.items()]
    return Cell("; ".join([*parts, *deeds]))


def _value(value: Any) -> str:
    if value is None or value == []:
        return "–"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
