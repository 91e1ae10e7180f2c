"""Keep the list as it is under a name, for oneself or for a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.listing_views import SavedView, ViewDefinition
from agent_desktop.features.tickets.view_commands import SaveView
from agent_desktop.features.workforce.read_models import People, PersonCard
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

ONLY_ME = "-"


class SaveViewLayer(Layer):
    """A name; for who leads also whom it is for. Enter saves."""

    def __init__(
        self,
        context: DeskContext,
        definition: ViewDefinition,
        before: SavedView | None,
        then: Callable[[str], None],
    ) -> None:
        super().__init__("", width=440)
        self.set_title(self.tr("Save this view"))
        self._context, self._definition, self._then = context, definition, then
        self._view_id = before.view_id if before is not None else new_id()
        self._before = before
        self.name = TextField(self.tr("Name"), placeholder=self.tr("What these tickets have in common"))
        self.team = ComboField(self.tr("For"), keeps_case=True)
        person = context.workstation.person
        self._leads = person is not None and not {"supervisor", "admin"}.isdisjoint(person.roles)
        self.team.setVisible(False)
        self._save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.body().addWidget(self.name)
        self.body().addWidget(self.team)
        self.body().addLayout(foot)
        if before is not None:
            self.name.set_text(before.name)
        self._save.clicked.connect(self._submit)
        self.name.entered.connect(self._submit)
        if self._leads:
            context.bridge.run(context.workstation.read(People()), self._take_people)

    def first_focus(self) -> QWidget:
        """The name."""
        return self.name

    def _take_people(self, people: list[PersonCard]) -> None:
        teams = sorted({one.team for one in people if one.team})
        options = [(team, self.tr("Team {team}").format(team=team)) for team in teams]
        self.team.set_options([(ONLY_ME, self.tr("Only me")), *options])
        shared = self._before.team if self._before is not None else None
        self.team.set_value(shared or ONLY_ME)
        self.team.setVisible(bool(teams))

    def _submit(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.name.set_error(self.tr("Give it a name."))
            self.name.setFocus()
            return
        team = self.team.value()
        if not self._leads and self._before is not None:
            team = self._before.team or ""
        command = SaveView(
            made_at=self._context.workstation.clock.now(),
            view_id=self._view_id,
            name=name,
            definition=self._definition,
            team=None if team in {"", ONLY_ME} else team,
        )
        self._context.bridge.run(
            self._context.workstation.do(command), lambda _changes: self._saved(), self._failed
        )

    def _saved(self) -> None:
        self.closed.emit()
        self._then(self._view_id)

    def _failed(self, problem: KnownError) -> None:
        self.name.set_error(str(problem))
