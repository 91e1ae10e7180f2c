"""The line under the call bar while central cannot be reached, or did not take what was written here."""

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
    from agent_desktop.sync.outbox import OutboxCounts
    from agent_desktop.workstation.synchroniser import Link as LinkState
    from agent_desktop_ui.shell.screen import DeskContext


class LinkLine(QWidget):
    """One line: there while the line is lost, something was not accepted, or a colleague was first."""

    outbox_asked = Signal()
    conflicts_asked = Signal()
    log_asked = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._link = context.workstation.link
        self._counts = context.workstation.outbox_desk.counts
        self._tone = Tone.BAD
        self._was_lost = False
        self._words = ElidedLabel("", Role.BUTTON, Token.BAD)
        self._waiting, self._refused, self._lost = Link(""), Link(""), Link("")
        self._waiting.clicked.connect(self.outbox_asked)
        self._refused.clicked.connect(self.outbox_asked)
        self._lost.clicked.connect(self.conflicts_asked)
        self._log = Link(self.tr("Log a contact  {key}").format(key=context.actions.key("log_contact")))
        self._log.clicked.connect(self.log_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        for link in (self._log, self._waiting, self._refused, self._lost):
            row.addWidget(link)
        context.bridge.link_changed.connect(self.show_link)
        context.bridge.outbox_changed.connect(self.show_counts)
        self.show_link(self._link)

    def show_counts(self, counts: OutboxCounts) -> None:
        """Show how much waits, was not accepted, or was lost to a colleague."""
        self._counts = counts
        self._show()

    def show_link(self, link: LinkState) -> None:
        """Show how the desk stands with central; the loss of the line is announced at once."""
        self._link = link
        self._show()
        is_lost = link.state in {"offline", "signed_out"}
        if is_lost and not self._was_lost:
            announce(self, self._words.text(), is_urgent=True)
        elif self._was_lost and not is_lost:
            announce(self, self.tr("The line is back."))
        self._was_lost = is_lost

    def _show(self) -> None:
        is_lost = self._link.state in {"offline", "signed_out"}
        waiting = max(self._counts.waiting, self._link.waiting) if is_lost else 0
        self._waiting.set_words(self.tr("%n waiting to be sent", "", waiting))
        self._waiting.setVisible(waiting > 0)
        self._refused.set_words(self.tr("%n not accepted", "", self._counts.refused))
        self._refused.setVisible(self._counts.refused > 0)
        self._lost.set_words(self.tr("%n to compare", "", self._counts.lost))
        self._lost.setVisible(self._counts.lost > 0)
        self._log.setVisible(self._link.state == "offline")
        self._tone = Tone.BAD if is_lost else Tone.WARN
        self._words.set_ink(self._tone.ink)
        self._words.setText(self._said(is_lost=is_lost))
        self.setAccessibleName(self._words.text())
        self.setVisible(bool(self._words.text()))
        self.update()

    def _said(self, *, is_lost: bool) -> str:
        if self._link.state == "signed_out":
            return self.tr("Your session has ended. Sign in again to send what waits.")
        if self._link.problem:
            # What central itself answers, such as that this desktop is too old, in its own words.
            return self._link.problem
        if is_lost:
            return self.tr(
                "Line lost since {time}. The exchange is not heard while central is out of reach."
                " Your records still work and are sent later. Trying again."
            ).format(time=formats.clock(self._link.since))
        if self._counts.refused:
            return self.tr("Central did not take all of your work. What you wrote is kept here.")
        if self._counts.lost:
            return self.tr("A colleague was first in what you changed. Both texts are kept here.")
        return ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(self._tone.ground))
        icon = "wifi-off" if self._tone is Tone.BAD else "triangle-alert"
        paint.icon(painter, icon, self._tone.ink, 18, self.rect().center().y() + 1)
