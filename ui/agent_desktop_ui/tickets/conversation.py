"""What was written on a ticket, newest first: replies and internal notes told apart, with how each went out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.standing_words import standing_chip
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.timeline import TimelineEvent

if TYPE_CHECKING:
    from agent_desktop.features.tickets.read_models import TicketNoteView
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

_DELIVERIES = {
    "queued": ("On its way", Tone.NEUTRAL, "clock"),
    "sent": ("Sent", Tone.OK, "check"),
    "failed": ("Not sent", Tone.BAD, "circle-alert"),
    "bounced": ("Came back", Tone.BAD, "circle-alert"),
}


def note_events(facts: TicketFacts, now: datetime) -> list[TimelineEvent]:
    """The notes as events of a list."""
    files: dict[str, int] = {}
    for one in facts.details.attachments:
        if one.note_id is not None:
            files[one.note_id] = files.get(one.note_id, 0) + 1
    return [_event(facts, note, files.get(note.note_id, 0), now) for note in reversed(facts.view.notes)]


def _event(facts: TicketFacts, note: TicketNoteView, files: int, now: datetime) -> TimelineEvent:
    chips = standing_chip(facts.standings.get(("ticket_note", note.note_id)), now)
    delivery = delivery_chip(note)
    if delivery is not None:
        chips = (delivery, *chips)
    if files:
        chips = (*chips, ChipData(_tr("Files: {n}").format(n=files), Tone.NEUTRAL, "file-text"))
    if note.author is None:
        icon, tone, meta = "mail", Tone.OK, _tr("from the customer")
        if not note.is_public:
            # A machine's answer to a mail of ours, or one of a flood: nobody has to answer it.
            meta = _tr("e-mail, kept as an internal note")
        if note.is_stranger:
            # They had the token of a reply, but nobody knows whose address it is.
            tone, meta = (
                Tone.BAD,
                _tr("from an unknown address: {address}").format(address=note.address or "–"),
            )
    elif note.is_public:
        icon, tone, meta = "send", Tone.ACCENT, _tr("reply, seen by the customer")
        if note.address:
            meta = _tr("reply to {address}").format(address=note.address)
    else:
        icon, tone, meta = "sticky-note", Tone.WARN, _tr("internal note")
    if note.written_by in {"rule", "service_level", "central"}:
        icon = "zap"
    return TimelineEvent(
        note.note_id,
        formats.day_title(note.written_at, now),
        icon,
        author_words(note, facts.view.row.customer_name or ""),
        meta,
        formats.event_time(note.written_at, now),
        note.text,
        tone,
        chips,
    )


def author_words(note: TicketNoteView, customer: str) -> str:
    """Who wrote a note; ``customer`` is the name of the ticket's, empty where nobody is known."""
    if note.author is None:
        if note.is_stranger or (not customer and note.address):
            return _tr("Incoming e-mail")
        return customer or _tr("Customer")
    if note.written_by == "rule":
        return _tr("The rule “{name}”").format(name=note.author)
    if note.written_by == "service_level":
        return _tr("The service level “{name}”").format(name=note.author)
    if note.written_by == "central":
        return _tr("Central")
    return note.author or _tr("A former colleague")


def delivery_chip(note: TicketNoteView) -> ChipData | None:
    """How a reply went out; None for what goes nowhere."""
    if note.delivery is None:
        return None
    words, tone, icon = _DELIVERIES.get(note.delivery, (note.delivery, Tone.NEUTRAL, ""))
    what = note.delivery_what or ""
    said = _tr(words)
    return ChipData(f"{said}: {what}" if what and tone is Tone.BAD else said, tone, icon)


class NoteLayer(Layer):
    """One note in full, to read and to copy from; a reply that did not arrive may be sent ``again``."""

    def __init__(self, event: TimelineEvent, again: Callable[[], None] | None = None) -> None:
        super().__init__("", width=640, height=460)
        self.set_title(event.title)
        self._text = QPlainTextEdit(event.text)
        self._text.setReadOnly(True)
        self._text.setProperty("plain", True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(event.title)
        meta = "  ·  ".join(part for part in (event.meta, event.day, event.time) if part)
        self.body().addWidget(Label(meta, Role.META, Token.TEXT3))
        self.body().addWidget(self._text, 1)
        self._again = again
        self.send_again = Button(_tr("Send again"), kind=ButtonKind.PRIMARY, icon="send")
        if again is not None:
            self.send_again.clicked.connect(self._press)
            foot = QHBoxLayout()
            foot.addStretch(1)
            foot.addWidget(self.send_again)
            self.body().addLayout(foot)
        else:
            self.send_again.setParent(self)
            self.send_again.hide()

    def _press(self) -> None:
        if self._again is not None:
            self._again()
        self.closed.emit()

    def first_focus(self) -> QWidget:
        """The text."""
        return self._text


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketNotes", words)
