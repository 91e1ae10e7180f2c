"""The line under the call bar while an exchange cannot be reached: since when, what still works, trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class ExchangeLine(QWidget):
    """One line: there while some exchange is away though central is heard; its loss is announced at once."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._was_away = False
        self._words = ElidedLabel("", Role.BUTTON, Token.BAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 6, 16, 6)
        row.addWidget(self._words, 1)
        context.bridge.floor_changed.connect(lambda _live: self.refresh())
        context.bridge.link_changed.connect(lambda _link: self.refresh())
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show which exchange is away; without central nobody here knows, and that line says so."""
        desk = self._context.workstation
        away = desk.live.away() if desk.link.state == "online" else []
        words = self._said() if away else ""
        if words != self._words.text():
            self._words.setText(words)
            self._words.setToolTip(" ".join(one.what for one in away if one.what))
            self.setAccessibleName(words)
        self.setVisible(bool(away))
        if away and not self._was_away:
            announce(self, words, is_urgent=True)
        elif self._was_away and not away and desk.link.state == "online":
            announce(self, self.tr("The exchange is back."))
        self._was_away = bool(away)

    def _said(self) -> str:
        desk = self._context.workstation
        away = desk.live.away()[0]
        if len(desk.live.exchanges) == 1:
            first = self.tr("The exchange has not been reached since {time}.")
        else:
            first = self.tr("The exchange {name} has not been reached since {time}.")
        first = first.format(name=away.connector, time=formats.clock(away.since))
        rest = self.tr("Calls go on at your telephone; records, notes and scripts work. Trying again.")
        return f"{first} {rest}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.BAD.ground))
        paint.icon(painter, "phone-off", Tone.BAD.ink, 18, self.rect().center().y() + 1)
