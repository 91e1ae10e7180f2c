"""The rules of the site: in which order they look at a change, what each does, and what it would do and did."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.tickets.detail_views import Categories
from agent_desktop.features.tickets.macros import Macros
from agent_desktop.features.tickets.workflow_commands import (
    OrderRules,
    RevisionView,
    Rules,
    RuleView,
    SaveRule,
    SwitchRule,
)
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.features.tickets.workflow_trial import DraftRule
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.rule_form import RuleForm, trigger_words
from agent_desktop_ui.tickets.rule_results import RuleResults
from agent_desktop_ui.widgets.alert_line import AlertLine
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow


class RulesScreen(Screen):
    """The list at the left, the rule that is chosen in the middle, what it would do or did at the right."""

    name: ClassVar[str] = "rules"
    icon: ClassVar[str] = "list-checks"
    roles: ClassVar[frozenset[PersonRole]] = frozenset({PersonRole.SUPERVISOR, PersonRole.ADMIN})

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._rules: list[RuleView] = []
        self._is_edited = False
        self._names: dict[str, dict[str, str]] = {}
        self.list = DataTable(
            self.tr("Rules"),
            (
                Column("place", self.tr("No."), is_number=True, width=48, is_sortable=False),
                Column("name", self.tr("Rule"), is_strong=True, width=0, is_sortable=False),
                Column("when", self.tr("When"), width=110, is_hidden=True, is_sortable=False),
                Column("on", self.tr("On"), width=56, is_sortable=False),
            ),
            sorts_itself=False,
        )
        self.new = Button(self.tr("New rule"), icon="plus")
        self.up = Button(self.tr("Earlier"), key="Alt ↑")
        self.down = Button(self.tr("Later"), key="Alt ↓")
        self.switch = Button(self.tr("On or off"))
        self.try_all = Button(self.tr("Try all on the last week"))
        self.form = RuleForm()
        self.save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key="Ctrl ⏎")
        self.try_one = Button(self.tr("Try on the last week"))
        self.undo = Button(self.tr("Discard changes"))
        self.runs = Button(self.tr("What it did"))
        self.versions = Button(self.tr("Versions"))
        self.old = AlertLine(tone=Tone.INFO)
        self.results = RuleResults(context)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self._show_rule(None)

    @property
    def title(self) -> str:
        """The rules."""
        return self.tr("Rules")

    def activate(self) -> None:
        """Ask again for what may be old."""
        self._ask_names()

    def panels(self) -> list[QWidget]:
        """List, form, results."""
        return [self.list, self.form.name, self.results.table]

    def has_unsaved(self) -> bool:
        """Whether the rule in the form is not saved."""
        return self._is_edited

    def take_keyboard(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left, middle, right = Surface(Token.SURFACE), Surface(Token.SURFACE), Surface(Token.SURFACE)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(Label(self.tr("Rules look at a change from top to bottom"), Role.META, Token.TEXT3))
        column.addWidget(self.list, 1)
        for buttons in ((self.new, self.switch), (self.up, self.down)):
            line = QHBoxLayout()
            line.setSpacing(6)
            for button in buttons:
                line.addWidget(button, 1)
            column.addLayout(line)
        column.addWidget(self.try_all)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self.form)
        inside.addStretch(1)
        area.setWidget(inner)
        form = QVBoxLayout(middle)
        form.setContentsMargins(16, 12, 12, 12)
        form.addWidget(self.old)
        form.addWidget(area, 1)
        for deeds in ([self.save, self.undo], [self.try_one, self.runs, self.versions]):
            line = QHBoxLayout()
            line.setSpacing(6)
            for button in deeds:
                line.addWidget(button, 1)
            form.addLayout(line)
        told = QVBoxLayout(right)
        told.setContentsMargins(12, 12, 12, 12)
        told.addWidget(self.results)
        for panel, least in ((left, 300), (middle, 330), (right, 280)):
            panel.setMinimumWidth(least)
            self._splitter.addWidget(panel)
        for place in (1, 2):
            self._splitter.handle(place).setAccessibleName(self.tr("Width of the panel"))
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([400, 400, 580])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)

    def _connect(self) -> None:
        self.list.row_chosen.connect(self._chosen)
        self.new.clicked.connect(self._begin_new)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.switch.clicked.connect(self._switch)
        self.save.clicked.connect(self._save)
        self.undo.clicked.connect(lambda: self._show_rule(self._rule(self.form.rule_id)))
        self.try_one.clicked.connect(self._try_one)
        self.try_all.clicked.connect(lambda: self.results.try_rules([]))
        self.runs.clicked.connect(lambda: self.results.show_runs(self.form.rule_id))
        self.versions.clicked.connect(lambda: self.results.show_versions(self.form.rule_id, self.form.names))
        self.results.version_opened.connect(self._show_version)
        self.results.ticket_opened.connect(self.context.desk.show_ticket)
        self.form.edited.connect(self._edited)
        self.context.bridge.changed.connect(self._changed)
        for keys, deed in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)
        SubmitKey(self, self._save)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("workflow_rule") and self.isVisible():
            self._ask_rules()

    def _ask_names(self) -> None:
        """What people call things here; each is left out where this person may not ask for it."""
        read, run = self.context.workstation.read, self.context.bridge.run
        waiting = [4]

        def came(kind: str, names: dict[str, str]) -> None:
            self._names[kind] = names
            waiting[0] -= 1
            if not waiting[0]:
                self.form.names = Names(self._names)
                self._ask_rules()

        def ask(kind: str, query: Any, name: Any) -> None:
            run(
                read(query), lambda found: came(kind, dict(map(name, found))), lambda _problem: came(kind, {})
            )

        ask("queue", Queues(), lambda one: (one.name, one.queue_id))
        ask("owner", People(), lambda one: (one.login, one.agent_id))
        ask("category", Categories(), lambda one: (" / ".join(one.path), one.category_id))
        ask("macro", Macros(), lambda one: (one.key, one.macro_id))

    def _ask_rules(self) -> None:
        self.context.bridge.run(self.context.workstation.read(Rules()), self._show)

    def _show(self, rules: list[RuleView]) -> None:
        self._rules = rules
        rows = [
            TableRow(
                one.rule_id,
                (
                    Cell(str(place), float(place)),
                    one.name,
                    trigger_words(one.rule.trigger.on),
                    Cell(
                        self.tr("on") if one.is_active else self.tr("off"),
                        tone=Tone.OK if one.is_active else Tone.NEUTRAL,
                    ),
                ),
            )
            for place, one in enumerate(rules, 1)
        ]
        self.list.show_rows(rows, empty=self.tr("No rules yet"), todo=self.tr("New rule begins one."))
        if not self._is_edited:
            shown = self._rule(self.form.rule_id) or (rules[0] if rules else None)
            self._show_rule(shown)

    def _rule(self, rule_id: str) -> RuleView | None:
        return next((one for one in self._rules if one.rule_id == rule_id), None)

    def _show_rule(self, view: RuleView | None) -> None:
        last = self._rules[-1].position if self._rules else 0
        rule_id = view.rule_id if view is not None else new_id()
        if rule_id != self.form.rule_id:
            self.results.clear()
        self.form.show_rule(view, rule_id, view.position if view is not None else last + 10)
        self.old.show_alert("")
        self._is_edited = False
        self._offer()

    def _show_version(self, one: RevisionView) -> None:
        """What the rule said once, in the form: saved, it says so again, as a version of its own."""
        view = self._rule(self.form.rule_id)
        if view is None:
            return

        def show() -> None:
            then = RuleView(view.rule_id, one.name, view.position, one.revision, one.rule, one.is_active)
            self._show_rule(view)
            if (one.name, one.rule, one.is_active) != (view.name, view.rule, view.is_active):
                self.form.show_rule(then, view.rule_id, view.position)
                self._is_edited = True
                self.old.show_alert(
                    self.tr("This is version {n}, by {who}. Save takes it back.").format(
                        n=one.revision, who=one.saved_by or self.tr("the program")
                    )
                )
                self._offer()
            self.form.name.setFocus()

        if self._is_edited and not self.old.isVisible():
            question = self.tr("The rule is not saved. Discard what was changed?")
            self.context.desk.confirm(question, self.tr("Discard"), show)
        else:
            show()

    def _offer(self) -> None:
        """Say what can be done now, and of what cannot, why."""
        nothing = "" if self._is_edited else self.tr("Nothing is changed")
        self.save.set_disabled_reason(nothing)
        self.undo.set_disabled_reason(nothing)
        is_known = self._rule(self.form.rule_id) is not None
        unknown = "" if is_known else self.tr("The rule is not saved yet")
        for button in (self.up, self.down, self.switch, self.runs, self.versions):
            button.set_disabled_reason(unknown)

    def _chosen(self, rule_id: str) -> None:
        if rule_id == self.form.rule_id:
            return
        view = self._rule(rule_id)
        if self._is_edited:
            self.context.desk.confirm(
                self.tr("The rule is not saved. Discard what was changed?"),
                self.tr("Discard"),
                lambda: self._show_rule(view),
            )
        else:
            self._show_rule(view)

    def _begin_new(self) -> None:
        def begin() -> None:
            self._show_rule(None)
            self.form.name.setFocus()

        if self._is_edited:
            question = self.tr("The rule is not saved. Discard what was changed?")
            self.context.desk.confirm(question, self.tr("Discard"), begin)
        else:
            begin()

    def _edited(self) -> None:
        self._is_edited = True
        self._offer()

    def _save(self) -> None:
        if not self._is_edited:
            return
        try:
            rule = self.form.rule()
        except Invalid as problem:
            self.context.desk.notice(str(problem), Tone.BAD)
            return
        command = SaveRule(
            made_at=self.context.workstation.clock.now(),
            rule_id=self.form.rule_id,
            name=self.form.name.text(),
            rule=rule,
            position=self.form.position,
            is_active=self.form.is_on.isChecked(),
        )
        self._do(command, self._saved)

    def _saved(self) -> None:
        self._is_edited = False
        self.old.show_alert("")
        if self.results.shows_versions():
            self.results.show_versions(self.form.rule_id, self.form.names)
        self.context.desk.notice(self.tr("The rule is saved."), Tone.OK)
        self._ask_rules()

    def _move(self, step: int) -> None:
        ids = [one.rule_id for one in self._rules]
        if self.form.rule_id not in ids:
            return
        place = ids.index(self.form.rule_id)
        if not 0 <= place + step < len(ids):
            return
        ids[place], ids[place + step] = ids[place + step], ids[place]
        self._do(OrderRules(made_at=self.context.workstation.clock.now(), rule_ids=ids), self._ask_rules)

    def _switch(self) -> None:
        view = self._rule(self.form.rule_id)
        if view is not None:
            now = self.context.workstation.clock.now()
            command = SwitchRule(made_at=now, rule_id=view.rule_id, is_active=not view.is_active)
            self._do(command, self._ask_rules)

    def _try_one(self) -> None:
        try:
            rule = self.form.rule()
        except Invalid as problem:
            self.context.desk.notice(str(problem), Tone.BAD)
            return
        self.results.try_rules(
            [DraftRule(self.form.rule_id, self.form.name.text() or self.tr("New rule"), rule)]
        )

    def _do(self, command: Command, then: Any) -> None:
        def failed(problem: KnownError) -> None:
            self.context.desk.notice(str(problem), Tone.BAD)

        self.context.bridge.run(self.context.workstation.do(command), lambda _changes: then(), failed)
