"""Voice messages that wait: a mark at the bottom while there are any, told once as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.paint import ChipData

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.chip import Chip


class Voicemail(QObject):
    """Follows the mailbox of the person's own extension, wherever they sit; shows nothing where nobody reports it."""

    def __init__(self, context: DeskContext, chip: Chip) -> None:
        super().__init__(chip)
        self._context = context
        self._chip = chip
        self._waiting = 0
        context.bridge.floor_changed.connect(lambda _live: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show how many wait now."""
        desk = self._context.workstation
        own = desk.person.extension if desk.person is not None else None
        phone = desk.live.phones.get(own or "")
        before, self._waiting = self._waiting, phone.voicemails if phone is not None else 0
        words = self.tr("%n voice messages", "", self._waiting) if self._waiting else ""
        if self._chip.chip().text != words:
            self._chip.show_chip(ChipData(words, Tone.INFO, "message-square-text" if words else ""))
            self._chip.setToolTip(self.tr("In your mailbox, not heard yet.") if words else "")
        if self._waiting > before:
            self._context.desk.notice(words, Tone.INFO)
