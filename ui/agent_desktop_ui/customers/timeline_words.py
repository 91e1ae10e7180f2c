"""What passed with a customer in words: the events of the timeline, their kinds and their outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.timeline import TimelineEvent as ShownEvent

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent

_EVENTS = {
    "call_in": ("phone-incoming", "Inbound call", Tone.OK),
    "call_out": ("phone-outgoing", "Outbound call", Tone.ACCENT),
    "email": ("mail", "E-mail", Tone.ACCENT),
    "chat": ("message-square-text", "Web chat", Tone.ACCENT),
    "sms": ("message-square-text", "Text message", Tone.ACCENT),
    "letter": ("file-text", "Letter", Tone.ACCENT),
    "note": ("sticky-note", "Note", Tone.INFO),
    "order": ("shopping-bag", "Order", Tone.OK),
    "return": ("undo-2", "Return", Tone.WARN),
    "ticket": ("ticket", "Ticket", Tone.WARN),
    "complaint": ("circle-alert", "Complaint", Tone.BAD),
    "visit": ("wrench", "Engineer visit", Tone.INFO),
    "consent": ("shield-check", "Consent", Tone.NEUTRAL),
    "attempt": ("phone-outgoing", "Call attempt", Tone.NEUTRAL),
}
_RECORDS = {
    **dict.fromkeys(("call_in", "call_out", "email", "chat", "sms", "letter", "note"), "interaction"),
    "ticket": "ticket",
    "complaint": "ticket",
    "attempt": "attempt",
}
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("call", "Calls", ("call_in", "call_out")),
    ("email", "E-mails", ("email",)),
    ("chat", "Chats", ("chat",)),
    ("sms", "Text messages", ("sms",)),
    ("letter", "Letters", ("letter",)),
    ("visit", "Visits", ("visit",)),
    ("order", "Orders and returns", ("order", "return")),
    ("ticket", "Tickets", ("ticket",)),
    ("complaint", "Complaints", ("complaint",)),
    ("note", "Notes", ("note",)),
    ("consent", "Consents", ("consent",)),
    ("attempt", "Campaign contacts", ("attempt",)),
)
"""The kinds as they are offered to choose from: key, words, and the kinds of events behind them."""

_CHIPS = {
    "in_progress": "In progress",
    "wrap_up": "Wrap-up",
    "done": "Done",
    "by_hand": "Logged by hand",
    "by_system": "Outcome set automatically",
    "closed": "Closed",
    "solved": "Solved",
    "open": "Open",
    "new": "New",
    "pending": "Waiting for customer",
    "on_hold": "On hold",
    "visit:completed": "Completed",
    "visit:booked": "Booked",
    "visit:planned": "Planned",
    "visit:cancelled": "Cancelled",
    "visit:missed": "Nobody at home",
    "order:placed": "Placed",
    "order:shipped": "Shipped",
    "order:partly_shipped": "Partly shipped",
    "order:partly_delivered": "Partly delivered",
    "order:delivered": "Delivered",
    "order:returned": "Returned",
    "order:cancelled": "Cancelled",
    "return:authorised": "To come back",
    "return:received": "Came back",
    "return:refused": "Not taken back",
    "ticket:new": "New",
    "ticket:open": "Open",
    "ticket:pending": "Pending",
    "ticket:on_hold": "On hold",
    "ticket:solved": "Solved",
    "ticket:closed": "Closed",
    "ticket_note:note": "Internal note",
    "ticket_note:ours": "To the customer",
    "ticket_note:theirs": "From the customer",
    "from_call": "Opened in a call",
}
_CONSENT = {
    "service": "service",
    "marketing": "marketing",
    "survey": "surveys",
    "profiling": "profiling",
    "recording": "recording of calls",
    "any": "everything",
}
_CHANNELS = {
    "call": "by telephone",
    "email": "by e-mail",
    "sms": "by text message",
    "chat": "by chat",
    "letter": "by letter",
    "social": "by social network",
    "any": "on every channel",
}
_WAYS = {
    "call": "said in a call",
    "form": "by form",
    "email": "by e-mail",
    "letter": "by letter",
    "chat": "in a chat",
    "in_person": "in person",
    "import": "brought in by an import",
}


def kind_groups() -> tuple[tuple[str, str], ...]:
    """Key and words of every group of kinds, in their order."""
    return tuple((key, _tr(words)) for key, words, _ in GROUPS)


def kinds_of(groups: frozenset[str]) -> list[str]:
    """The kinds of events behind some groups."""
    return [kind for key, _, kinds in GROUPS if key in groups for kind in kinds]


def kind_words(kind: str) -> str:
    """What a kind of event is called."""
    found = _EVENTS.get(kind)
    return _tr(found[1]) if found is not None else kind


def shown_event(event: TimelineEvent, now: datetime) -> ShownEvent:
    """One event of the timeline."""
    icon, name, tone = _EVENTS.get(event.kind, ("info", event.kind, Tone.NEUTRAL))
    own_title = event.title if event.title and event.title not in {"call", event.kind} else ""
    title = own_title or _tr(name)
    words = "  ·  ".join(part for part in _meta(event) if part) or event.meta
    chips = event.chips
    if event.kind == "consent" and chips:
        title, words, tone = _consent(event, tone)
        chips = []
    elif event.kind == "return":
        title = _tr("Return: {product}").format(product=event.title)
    return ShownEvent(
        event.event_id,
        formats.day_title(event.at, now),
        icon,
        title,
        words,
        formats.event_time(event.at, now),
        event.text,
        tone,
        tuple(shown_chip(chip) for chip in chips),
        f"{formats.full_date(event.at)}, {formats.clock(event.at)}",
    )


def record_of(event: TimelineEvent) -> tuple[str, str] | None:
    """The record that an event tells of, where a person may have written in it."""
    entity = _RECORDS.get(event.kind)
    if entity == "interaction" and any(chip.code.startswith("ticket_note:") for chip in event.chips):
        entity = "ticket_note"
    return (entity, event.record_id) if entity is not None and event.record_id else None


def shown_chip(chip: TimelineChip) -> ChipData:
    """A chip in the person's language where its code is known."""
    known = _CHIPS.get(chip.code)
    try:
        tone = Tone(chip.tone)
    except ValueError:
        tone = Tone.NEUTRAL
    icon = "ticket" if chip.code.startswith("ticket_of:") else "phone" if chip.code == "from_call" else ""
    return ChipData(_tr(known) if known else chip.text, tone, icon)


def _meta(event: TimelineEvent) -> list[str | None]:
    meta = [event.queue, event.who]
    if event.waited_s is not None and event.kind == "call_in":
        meta.append(_tr("waited {time}").format(time=formats.timer(event.waited_s)))
    if event.ended_at is not None and event.kind in {"call_in", "call_out", "chat", "visit"}:
        minutes = round((event.ended_at - event.at).total_seconds() / 60)
        if minutes > 0:
            meta.append(_tr("{n} min").format(n=minutes))
    return meta


def _consent(event: TimelineEvent, tone: Tone) -> tuple[str, str, Tone]:
    """What was allowed or taken back, how it was said, and how it looks."""
    _, what, purpose, channel, how = (event.chips[0].code.split(":") + [""] * 5)[:5]
    about = " ".join(
        _tr(words) for words in (_CONSENT.get(purpose, purpose), _CHANNELS.get(channel, channel)) if words
    )
    if what == "given":
        title, tone = _tr("Consent given: {about}").format(about=about), Tone.OK
    else:
        title, tone = _tr("Consent withdrawn: {about}").format(about=about), Tone.WARN
    meta = "  ·  ".join(part for part in (_tr(_WAYS[how]) if how in _WAYS else how, event.who) if part)
    return title, meta, tone


def _tr(words: str) -> str:
    return QCoreApplication.translate("Customers", words)
