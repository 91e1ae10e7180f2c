"""One contact of the timeline in full: what was noted, and how the customer liked it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from agent_desktop.features.correspondence.read_models import ReplyChannels
from agent_desktop.features.ratings.read_models import Rating
from agent_desktop_ui.customers.timeline_words import record_of, shown_event
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.deeds import TicketDeeds
from agent_desktop_ui.tickets.rating_line import RatingLine
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.chip import ChipRow
from agent_desktop_ui.widgets.label import Label

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.read_models import TimelineEvent
    from agent_desktop.features.ratings.read_models import RatingView
    from agent_desktop_ui.shell.screen import DeskContext

AGAIN_AFTER_MS = 40
GOES_ON = "in_progress"


class ContactDeeds(TicketDeeds):
    """What is done to a contact: the same way as to a ticket, under its own name."""

    def __init__(self, context: DeskContext, contact_id: str) -> None:
        super().__init__(context)
        self._contact_id = contact_id

    def at(self) -> dict[str, Any]:
        """What every command on this contact says."""
        return {"made_at": self.context.workstation.clock.now(), "interaction_id": self._contact_id}


def contact_of(event: TimelineEvent | None) -> str:
    """The contact that an event of the timeline is; empty for what is none."""
    record = record_of(event) if event is not None else None
    return record[1] if record is not None and record[0] == "interaction" else ""


class ContactLayer(Layer):
    """What was noted of a contact, to read and to copy from, and its rating; ``show_ticket`` opens the ticket of it."""

    def __init__(
        self, context: DeskContext, event: TimelineEvent, show_ticket: Callable[[str], None]
    ) -> None:
        super().__init__("", width=640, height=420)
        self._context, self._event = context, event
        self._contact_id = contact_of(event)
        self._deeds = ContactDeeds(context, self._contact_id)
        shown = shown_event(event, context.workstation.clock.now())
        self.set_title(shown.title)
        meta = "  ·  ".join(part for part in (shown.meta, shown.day, shown.time) if part)
        chips = ChipRow()
        chips.show_chips(shown.chips)
        chips.setVisible(bool(shown.chips))
        head = QHBoxLayout()
        head.addWidget(Label(meta, Role.META, Token.TEXT3))
        head.addStretch(1)
        head.addWidget(chips)
        self._text = QPlainTextEdit(shown.text)
        self._text.setPlaceholderText(self.tr("Nothing was noted."))
        self._text.setReadOnly(True)
        self._text.setProperty("plain", True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(shown.title)
        self.rating = RatingLine(context, self._deeds)
        self.body().addLayout(head)
        self.body().addWidget(self._text, 1)
        self.body().addWidget(self.rating)
        self.ticket = Button(self.tr("Open the ticket"), icon="ticket", is_low=True)
        self.ticket.setVisible(event.ticket_id is not None)
        self.ticket.clicked.connect(self.closed)
        self.ticket.clicked.connect(lambda: show_ticket(event.ticket_id or ""))
        foot = QHBoxLayout()
        foot.addWidget(self.ticket)
        foot.addStretch(1)
        self.body().addLayout(foot)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self._ask)
        context.bridge.changed.connect(self._changed)
        self._ask()

    def first_focus(self) -> QWidget:
        """The text."""
        return self._text

    def _ask(self) -> None:
        self._context.bridge.run(self._load(), lambda found: self._show(*found))

    async def _load(self) -> tuple[RatingView | None, bool]:
        desk = self._context.workstation
        rating = await desk.ask(Rating(interaction_id=self._contact_id))
        return rating, bool(await desk.read(ReplyChannels()))

    def _show(self, rating: RatingView | None, can_ask: bool) -> None:
        is_over = all(chip.code != GOES_ON for chip in self._event.chips)
        self.rating.show_rating(rating, is_over=is_over, can_ask=can_ask)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("rating", "reply_channel"):
            self._again.start()
