"""The line under the call bar while central cannot be reached: what still works, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
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
    from agent_desktop.workstation.synchroniser import Link as LinkState
    from agent_desktop_ui.shell.screen import DeskContext


class LinkLine(QWidget):
    """One line, there only while the line is lost or work waits to be sent."""

    outbox_asked = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._tone = Tone.BAD
        self._was_lost = False
        self._words = ElidedLabel("", Role.BUTTON, Token.BAD)
        self._waiting = Link("")
        self._waiting.clicked.connect(self.outbox_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._waiting)
        context.bridge.link_changed.connect(self.show_link)
        self.show_link(context.workstation.link)

    def show_link(self, link: LinkState) -> None:
        """Show how the desk stands with central; the loss of the line is announced at once."""
        is_lost = link.state in {"offline", "signed_out"}
        if is_lost:
            since = formats.clock(link.since)
            self._words.setText(
                # What central itself answers, such as that this desktop is too old, comes in its own words.
                link.problem
                or self.tr(
                    "Line lost since {time}. Customers, tickets and notes still work and are sent later;"
                    " calls cannot be controlled from here. Trying again."
                ).format(time=since)
                if link.state == "offline"
                else self.tr("Your session has ended. Sign in again to send what waits.")
            )
        self._waiting.set_words(self.tr("%n waiting to be sent", "", link.waiting))
        self._waiting.setVisible(link.waiting > 0)
        self.setVisible(is_lost)
        self.setAccessibleName(self._words.text() if is_lost else "")
        if is_lost and not self._was_lost:
            announce(self, self._words.text(), is_urgent=True)
        elif self._was_lost and not is_lost:
            announce(self, self.tr("The line is back."))
        self._was_lost = is_lost

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(self._tone.ground))
        paint.icon(painter, "wifi-off", self._tone.ink, 18, self.rect().center().y() + 1)
