"""A small form over a ticket: Enter in its last field or Ctrl Enter sends it, once; what fails is told in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Paragraph

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.widgets.text_field import TextField


class AskLayer(Layer):
    """Fill the body, then call ``finish``; ``commands`` answers what to do, or nothing while something is missing."""

    def __init__(self, deeds: TicketDeeds, title: str, *, width: int = 480) -> None:
        super().__init__("", width=width)
        self.set_title(title)
        self.deeds = deeds
        self._is_sending = False
        self._wrong = Paragraph("", Role.BODY, Token.BAD)

    def commands(self) -> list[Command]:
        """What the person asks for; a field that is missing or wrong says so itself, and nothing is answered."""
        raise NotImplementedError

    def finish(self, words: str, *last: TextField) -> None:
        """Put the button under the form; Enter in the ``last`` fields presses it."""
        agree = Button(
            words, kind=ButtonKind.PRIMARY, key=self.tr("Enter") if last else self.tr("Ctrl Enter")
        )
        agree.clicked.connect(self.submit)
        for field in last:
            field.entered.connect(self.submit)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(agree)
        self.body().addWidget(self._wrong)
        self.body().addLayout(foot)
        self._wrong.hide()
        SubmitKey(self, self.submit)

    def submit(self) -> None:
        """Send it, unless it is on its way already: a field tells of Enter, and the key comes up to the form too."""
        if self._is_sending:
            return
        commands = self.commands()
        if not commands:
            return
        self._is_sending = True
        self._wrong.hide()
        self.deeds.context.bridge.run(self._send(commands), lambda _none: self.closed.emit(), self.failed)

    async def _send(self, commands: list[Command]) -> None:
        for command in commands:
            await self.deeds.context.workstation.do(command)

    def failed(self, problem: KnownError) -> None:
        """Say in the form what went wrong; it can be tried again."""
        self._is_sending = False
        self._wrong.setText(str(problem))
        self._wrong.show()
