"""The line on a record that says how the person's own work on it stands with central."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop_ui.own_work.standing_words import BARELY, StandingWords, standing_words
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.link import Link

if TYPE_CHECKING:
    from agent_desktop.sync.outbox import Standing
    from agent_desktop.workstation.own_words import Names
    from agent_desktop_ui.shell.screen import DeskContext

AGAIN_AFTER_MS = 60


class StandingLine(QWidget):
    """Follows one record; takes no room while there is nothing to say, and never takes the keyboard."""

    def __init__(self, context: DeskContext, *, left: int = 0) -> None:
        super().__init__()
        self._context = context
        self._record: tuple[str, str, str | None] | None = None
        self._standing: Standing | None = None
        self._shown: StandingWords | None = None
        self._left = left
        self._words = ElidedLabel("", Role.META, Token.TEXT3)
        self._link = Link("", Role.META)
        self._link.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(left + theme().px(20), 0, left, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self._link)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        # What is on its way is told as waiting only once it has waited.
        self._late = QTimer(self, singleShot=True, interval=int(BARELY.total_seconds() * 1000) + 100)
        self._late.timeout.connect(self._ask)
        context.bridge.outbox_changed.connect(lambda _counts: self._again.start())
        context.bridge.link_changed.connect(lambda _link: self._again.start())
        self.hide()

    def follow(self, entity: str, entity_id: str, subject: str | None = None) -> None:
        """Tell of this record from now on; an empty id means of none."""
        record = (entity, entity_id, subject) if entity_id else None
        if record != self._record:
            self._record, self._standing = record, None
            self.show_words(None)
        if record is not None:
            self._again.start()

    def words(self) -> str:
        """What the line says; empty while it is hidden."""
        return self._shown.text if self._shown is not None else ""

    def show_words(self, shown: StandingWords | None) -> None:
        """Say something else, or nothing."""
        self._shown = shown
        self.setVisible(shown is not None)
        if shown is None:
            return
        self._words.setText(shown.text)
        self._words.set_ink(Token.TEXT3 if shown.tone is Tone.NEUTRAL else shown.tone.ink)
        self._link.set_words(shown.link)
        self._link.setVisible(bool(shown.link))
        self.setAccessibleName(shown.text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon before the words."""
        if self._shown is not None:
            ink = Token.TEXT3 if self._shown.tone is Tone.NEUTRAL else self._shown.tone.ink
            paint.icon(QPainter(self), self._shown.icon, ink, self._left, self.rect().center().y() + 1, 14)

    def _ask(self) -> None:
        if self._record is not None:
            self._context.bridge.run(self._fetch(self._record))

    async def _fetch(self, record: tuple[str, str, str | None]) -> None:
        outbox = self._context.workstation.outbox_desk
        standing = await outbox.standing_of(*record)
        names = await outbox.names_for(standing.lost if standing is not None else ())
        if record == self._record:
            self._show(standing, names)

    def _show(self, standing: Standing | None, names: Names) -> None:
        self._standing = standing
        now = self._context.workstation.clock.now()
        is_online = self._context.workstation.link.state == "online"
        is_new = standing is not None and standing.state == "waiting" and now - standing.at < BARELY
        if is_new and is_online:
            self._late.start()
            return
        self.show_words(standing_words(standing, names, now))

    def _open(self) -> None:
        if self._standing is not None and self._standing.state == "merged":
            self._context.desk.open_conflicts()
        else:
            self._context.desk.open_outbox()
