"""What is done to the ticket on screen: every change is a command at once, and what fails is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext


class TicketDeeds(QObject):
    """The one way the pages of a ticket change it."""

    failed = Signal()
    """Something was refused: what is shown may not be what holds."""

    def __init__(self, context: DeskContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.ticket_id = ""

    def at(self) -> dict[str, Any]:
        """What every command on this ticket says: when it was made, and which ticket."""
        return {"made_at": self.context.workstation.clock.now(), "ticket_id": self.ticket_id}

    def do(self, *commands: Command, then: Callable[[], None] | None = None) -> None:
        """Carry commands out one after the other; the first that fails is told and ends it."""
        self.context.bridge.run(
            self._do(commands), lambda _none: then() if then is not None else None, self._failed
        )

    async def _do(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            await self.context.workstation.do(command)

    def _failed(self, problem: KnownError) -> None:
        self.context.bridge.problem.emit(problem)
        self.failed.emit()
