"""The line under the call bar while the person is paused and should know why: one key brings them back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.calls.own_state import choose_ready, own_view, pause_line
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class PauseLine(QWidget):
    """There after calls that rang in vain, in a pause by the exchange, and in one that is over its limit."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._words = ElidedLabel("", Role.BUTTON, Token.WARN)
        key = context.actions.key("ready")
        self.ready = Link(self.tr("Ready again  {key}").format(key=key))
        self.ready.clicked.connect(lambda: choose_ready(context))
        context.actions.named("ready").triggered.connect(lambda: choose_ready(context))
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self.ready)
        context.bridge.floor_changed.connect(lambda _live: self.refresh())
        context.bridge.link_changed.connect(lambda _link: self.refresh())
        context.heartbeat.second.connect(self._tick)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now; it is announced once, and never again while it stays."""
        self._tick(self._context.workstation.clock.now())

    def _tick(self, now: datetime) -> None:
        is_heard = self._context.workstation.link.state == "online"
        words = pause_line(own_view(self._context), now) if is_heard else ""
        if words == self._words.text() and self.isHidden() != bool(words):
            return
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        if words:
            announce(self, words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.WARN.ground))
        paint.icon(painter, "triangle-alert", Tone.WARN.ink, 18, self.rect().center().y() + 1)
