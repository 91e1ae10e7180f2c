"""When teams are there and how soon tickets are answered: calendars and targets, and what an edit of them moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.tickets.calendars import holiday_places, next_holidays
from agent_desktop.features.tickets.detail_views import Categories
from agent_desktop.features.tickets.service_commands import SaveTarget
from agent_desktop.features.tickets.service_preview import (
    CalendarView,
    DefinitionsView,
    ServiceDefinitions,
    TargetView,
)
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.features.workforce.read_models import Queues
from agent_desktop_ui import formats
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.calendar_form import CalendarForm
from agent_desktop_ui.tickets.moved_deadlines import MovedDeadlines
from agent_desktop_ui.tickets.service_rows import FIRST_ROW, definition_rows
from agent_desktop_ui.tickets.target_form import TargetForm
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.table_model import Column

HOLIDAYS_SHOWN = 3


class ServiceScreen(Screen):
    """The list at the left, the calendar or target that is chosen in the middle, what would move at the right.

    Save counts first how many due times of open tickets would move, and says so; pressed again it saves.
    """

    name: ClassVar[str] = "service"
    icon: ClassVar[str] = "clock"
    roles: ClassVar[frozenset[PersonRole]] = frozenset({PersonRole.SUPERVISOR, PersonRole.ADMIN})

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._known = DefinitionsView([], [])
        self._names: dict[str, dict[str, str]] = {}
        self._is_edited = False
        self._looked: list[Command] = []
        """What was counted, or is being counted; Save saves nothing else."""
        self.list = DataTable(
            self.tr("Calendars and targets"),
            (
                Column("name", self.tr("Name"), is_strong=True, width=0, is_sortable=False),
                Column("what", self.tr("What"), width=190, is_sortable=False),
            ),
            sorts_itself=False,
        )
        self.new_calendar = Button(self.tr("New calendar"), icon="plus")
        self.new_target = Button(self.tr("New target"), icon="plus")
        self.up = Button(self.tr("Earlier"), key="Alt ↑")
        self.down = Button(self.tr("Later"), key="Alt ↓")
        self.calendar = CalendarForm()
        self.target = TargetForm(str(context.workstation.site.get("currency") or "EUR"))
        self.forms = QStackedWidget()
        self.save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key="Ctrl ⏎")
        self.undo = Button(self.tr("Discard changes"))
        self.moved = MovedDeadlines(context)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self._show_one(FIRST_ROW)

    @property
    def title(self) -> str:
        """What the room has."""
        return self.tr("Calendars and targets")

    def activate(self) -> None:
        """Ask again for what may be old."""
        self._ask_names()

    def panels(self) -> list[QWidget]:
        """List, form, what would move."""
        return [self.list, self._form().name, self.moved.table]

    def has_unsaved(self) -> bool:
        """Whether what is in the form is not saved."""
        return self._is_edited

    def take_keyboard(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is there -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left, middle, right = Surface(Token.SURFACE), Surface(Token.SURFACE), Surface(Token.SURFACE)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        hint = Label(self.tr("Of the targets that fit a ticket the first holds"), Role.META, Token.TEXT3)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        for buttons in ((self.new_calendar, self.new_target), (self.up, self.down)):
            column.addLayout(_line(buttons))
        for form in (self.calendar, self.target):
            self.forms.addWidget(_scrolled(form))
        edited = QVBoxLayout(middle)
        edited.setContentsMargins(16, 12, 12, 12)
        edited.setSpacing(8)
        edited.addWidget(self.forms, 1)
        for form in (self.calendar, self.target):
            edited.addWidget(form.says)
        edited.addLayout(_line((self.save, self.undo)))
        told = QVBoxLayout(right)
        told.setContentsMargins(12, 12, 12, 12)
        told.addWidget(self.moved)
        for panel, least in ((left, 290), (middle, 350), (right, 290)):
            panel.setMinimumWidth(least)
            self._splitter.addWidget(panel)
        for place in (1, 2):
            self._splitter.handle(place).setAccessibleName(self.tr("Width of the panel"))
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([400, 460, 520])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)

    def _connect(self) -> None:
        self.list.row_chosen.connect(self._chosen)
        self.list.row_opened.connect(lambda _row: self._form().name.setFocus())
        self.new_calendar.clicked.connect(lambda: self._begin_new(is_calendar=True))
        self.new_target.clicked.connect(lambda: self._begin_new(is_calendar=False))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.save.clicked.connect(self._save)
        self.undo.clicked.connect(lambda: self._show_one(self._shown()))
        self.calendar.edited.connect(self._edited)
        self.target.edited.connect(self._edited)
        self.calendar.holidays_asked.connect(self._ask_holidays)
        self.moved.counted.connect(self._counted)
        self.moved.cancel.clicked.connect(self._offer)
        self.moved.ticket_opened.connect(self.context.desk.show_ticket)
        self.context.bridge.changed.connect(self._changed)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._move(step))
        SubmitKey(self, self._save)

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.touches("service_calendar") or changes.touches("service_target")):
            self._ask_definitions()

    def _ask_names(self) -> None:
        """What people call things here; each is left out where this person may not ask for it."""
        read, run = self.context.workstation.read, self.context.bridge.run
        waiting = [2]

        def came(kind: str, names: dict[str, str]) -> None:
            self._names[kind] = names
            waiting[0] -= 1
            if not waiting[0]:
                names_of = Names(self._names)
                self.calendar.names = names_of
                self.target.set_names(names_of)
                self._ask_definitions()

        def ask(kind: str, query: Any, name: Callable[[Any], tuple[str, str]]) -> None:
            run(read(query), lambda found: came(kind, dict(map(name, found))), lambda _no: came(kind, {}))

        ask("queue", Queues(), lambda one: (one.name, one.queue_id))
        ask("category", Categories(), lambda one: (" / ".join(one.path), one.category_id))
        # The library of holidays takes a moment to be read.
        run(asyncio.to_thread(holiday_places), self._take_places, lambda _problem: None)

    def _take_places(self, places: dict[str, list[str]]) -> None:
        self.calendar.set_places(places)
        if not self._is_edited and not self._looked and self.forms.currentIndex() == 0:
            self._show_one(self._shown())

    def _ask_holidays(self) -> None:
        place = self.calendar.place()
        country, part = place
        if country is None:
            return
        since = self.context.workstation.clock.now().date()
        looking = asyncio.to_thread(next_holidays, country, part, since, HOLIDAYS_SHOWN)
        self.context.bridge.run(
            looking, lambda found: self.calendar.show_holidays(place, found), lambda _problem: None
        )

    def _ask_definitions(self) -> None:
        self.context.bridge.run(self.context.workstation.read(ServiceDefinitions()), self._show)

    def _show(self, known: DefinitionsView) -> None:
        self._known = known
        todo = self.tr("Without any, every moment counts, and nothing is due. New calendar begins one.")
        self.list.show_rows(
            definition_rows(known), empty=self.tr("No calendars and no targets yet"), todo=todo
        )
        if not self._is_edited and not self._looked:
            self._show_one(self._shown())

    # -- one of them -------------------------------------------------------------------------------------

    def _form(self) -> CalendarForm | TargetForm:
        return self.calendar if self.forms.currentIndex() == 0 else self.target

    def _shown(self) -> str:
        return self.calendar.calendar_id if self.forms.currentIndex() == 0 else self.target.target_id

    def _find(self, row_id: str) -> CalendarView | TargetView | None:
        for calendar in self._known.calendars:
            if calendar.calendar_id == row_id:
                return calendar
        return next((one for one in self._known.targets if one.target_id == row_id), None)

    def _show_one(self, row_id: str) -> None:
        """Show what is known under an id; where nothing is, the first there is, or a new calendar."""
        view = self._find(row_id)
        if view is None:
            some: list[CalendarView | TargetView] = [*self._known.calendars, *self._known.targets]
            view = some[0] if some else None
        if isinstance(view, TargetView):
            self.forms.setCurrentIndex(1)
            self.target.show_target(view, view.target_id, view.position)
        else:
            self._show_calendar(view)
        self._settled()

    def _show_calendar(self, view: CalendarView | None) -> None:
        self.forms.setCurrentIndex(0)
        zone = str(self.context.workstation.site.get("time_zone") or "UTC")
        self.calendar.show_calendar(view, view.calendar_id if view is not None else new_id(), zone)

    def _settled(self) -> None:
        self._is_edited = False
        self._looked = []
        self.moved.clear()
        is_calendar = self.forms.currentIndex() == 0
        self.calendar.says.setVisible(is_calendar)
        self.target.says.setVisible(not is_calendar)
        place = self.list.table_model().row_of(self._shown())
        if place >= 0 and self.list.currentIndex().row() != place:
            self.list.selectRow(place)
        self._offer()

    def _offer(self) -> None:
        """Say what can be done now, and of what cannot, why."""
        nothing = "" if self._is_edited or self._looked else self.tr("Nothing is changed")
        self.save.set_disabled_reason(nothing)
        self.undo.set_disabled_reason(nothing)
        self.save.set_label(self._save_words())
        is_known = isinstance(self._find(self._shown()), TargetView)
        reason = "" if is_known else self.tr("Choose a target: calendars have no order")
        for button in (self.up, self.down):
            button.set_disabled_reason(reason)

    def _save_words(self) -> str:
        if not self._looked:
            return self.tr("Save")
        if self.moved.is_running():
            return self.tr("Save without waiting")
        return self.tr("Save: {count} move").format(count=formats.count(self.moved.moved))

    def _unless_edited(self, then: Callable[[], None]) -> None:
        if self._is_edited or self._looked:
            question = self.tr("What is in the form is not saved. Discard what was changed?")
            self.context.desk.confirm(question, self.tr("Discard"), then)
        else:
            then()

    def _chosen(self, row_id: str) -> None:
        if row_id != self._shown():
            self._unless_edited(lambda: self._show_one(row_id))

    def _begin_new(self, *, is_calendar: bool) -> None:
        def begin() -> None:
            if is_calendar:
                self._show_calendar(None)
            else:
                self.forms.setCurrentIndex(1)
                last = max((one.position for one in self._known.targets), default=0)
                self.target.show_target(None, new_id(), last + 10)
            self._settled()
            self._form().name.setFocus()

        self._unless_edited(begin)

    def _edited(self) -> None:
        self._is_edited = True
        if self._looked:
            self._looked = []
            self.moved.clear()
        self._offer()

    # -- saving ------------------------------------------------------------------------------------------

    def _save(self) -> None:
        """The first time it is counted what would move; the second time it is saved."""
        if self._looked:
            self._do(self._looked)
            return
        if not self._is_edited:
            return
        try:
            command = self._form().command(self.context.workstation.clock.now())
        except Invalid as problem:
            self.context.desk.notice(str(problem), Tone.BAD)
            return
        self._look([command])

    def _look(self, commands: list[Command]) -> None:
        self._looked = commands
        self.moved.look(commands)
        self._offer()

    def _counted(self, is_known: bool) -> None:
        self._offer()
        if not is_known:
            words = self.tr("What moves cannot be counted now. Save again saves all the same.")
            self.context.desk.notice(words, Tone.WARN)

    def _move(self, step: int) -> None:
        """Put the target that is shown before or after its neighbour; what that moves is counted first too."""
        ids = [one.target_id for one in self._known.targets]
        if self._is_edited or self._looked or self._shown() not in ids:
            return
        place = ids.index(self._shown())
        if not 0 <= place + step < len(ids):
            return
        order = list(self._known.targets)
        order[place], order[place + step] = order[place + step], order[place]
        now = self.context.workstation.clock.now()
        self._look(
            [
                msgspec.convert(
                    msgspec.to_builtins(one) | {"made_at": now, "position": (at + 1) * 10}, SaveTarget
                )
                for at, one in enumerate(order)
                if one.position != (at + 1) * 10
            ]
        )

    def _do(self, commands: Sequence[Command]) -> None:
        async def all_of_them() -> None:
            for command in commands:
                await self.context.workstation.do(command)

        def done(_none: object) -> None:
            self._settled()
            self.context.desk.notice(self.tr("Saved. Clocks that run are counted anew."), Tone.OK)
            self._ask_definitions()

        def failed(problem: KnownError) -> None:
            self.context.desk.notice(str(problem), Tone.BAD)

        self.context.bridge.run(all_of_them(), done, failed)


def _line(buttons: Sequence[QWidget]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(6)
    for button in buttons:
        line.addWidget(button, 1)
    return line


def _scrolled(form: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget()
    inside = QVBoxLayout(inner)
    inside.setContentsMargins(0, 0, 8, 0)
    inside.addWidget(form)
    inside.addStretch(1)
    area.setWidget(inner)
    return area
