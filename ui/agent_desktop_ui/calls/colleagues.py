"""What the people of this site are called, by login: also those who are on no floor, such as supervisors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desktop.features.workforce.read_models import People

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.workforce.read_models import PersonCard
    from agent_desktop_ui.shell.screen import DeskContext


class Colleagues(QObject):
    """Asked of this desk once, and again when somebody comes, goes or is called otherwise."""

    changed = Signal()

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._names: dict[str, str] = {}
        context.bridge.changed.connect(self._look_again)
        self._look()

    def name(self, login: str) -> str:
        """What a person is called; their login where nobody knows."""
        view = self._context.workstation.live.people.get(login)
        return self._names.get(login) or (view.display_name if view else "") or login

    def _look_again(self, changes: Changes) -> None:
        if changes.touches("agent"):
            self._look()

    def _look(self) -> None:
        desk = self._context.workstation
        if desk.person is not None:
            self._context.bridge.run(desk.read(People()), self._take)

    def _take(self, people: list[PersonCard]) -> None:
        self._names = {person.login: person.name for person in people}
        self.changed.emit()
