"""The line under the call bar while a person's records come to this desk for the first time: how far, and stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop.workstation.snapshots import SnapshotProgress
    from agent_desktop_ui.shell.screen import DeskContext

SHOWN_FROM = 1_000
"""Fewer rows are here before anybody has read that they are coming."""


class RecordsLine(QWidget):
    """There only while a large snapshot comes or was stopped; one can work meanwhile."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._is_stopped = False
        self._words = ElidedLabel("", Role.BUTTON, Token.INFO)
        self._choice = Link("")
        self._choice.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._choice)
        context.bridge.snapshot_moved.connect(self.show_progress)
        self.hide()

    def show_progress(self, progress: SnapshotProgress) -> None:
        """Show how far a snapshot has come; its beginning and its end are announced, not each step."""
        if progress.state == "done":
            if not self.isHidden():
                announce(self, self.tr("All your records are on this desk."))
            self.hide()
            return
        if progress.expected < SHOWN_FROM and self.isHidden():
            return
        taken, expected = formats.count(progress.taken), formats.count(progress.expected)
        self._is_stopped = progress.state == "stopped"
        if self._is_stopped:
            words = self.tr("Not all your records are on this desk: {taken} of about {expected}.")
            self._choice.set_words(self.tr("Go on"))
        else:
            words = self.tr("Your records are coming: {taken} of about {expected}. You can work meanwhile.")
            self._choice.set_words(self.tr("Stop"))
        self._words.setText(words.format(taken=taken, expected=expected))
        self.setAccessibleName(self._words.text())
        if self.isHidden():
            announce(self, self._words.text())
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.INFO.ground))
        paint.icon(painter, "download", Tone.INFO.ink, 18, self.rect().center().y() + 1)

    def _choose(self) -> None:
        if self._is_stopped:
            self._context.workstation.continue_snapshots()
        else:
            self._context.workstation.stop_snapshots()
        self._choice.set_words(self.tr("One moment…"))
