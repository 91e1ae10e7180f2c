"""States and priorities of tickets, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui.theme.tokens import Tone

_STATES = {
    "new": ("New", Tone.ACCENT),
    "open": ("Open", Tone.ACCENT),
    "pending": ("Waiting for customer", Tone.NEUTRAL),
    "pending_customer": ("Waiting for customer", Tone.NEUTRAL),
    "pending_third_party": ("Waiting for others", Tone.NEUTRAL),
    "on_hold": ("On hold", Tone.WARN),
    "solved": ("Solved", Tone.OK),
    "closed": ("Closed", Tone.NEUTRAL),
}
_LEVELS = {"first_line": "First line", "specialist": "Specialists", "back_office": "Back office"}
_CHANNELS = {
    "call": "Phone call",
    "email": "E-mail",
    "chat": "Chat",
    "sms": "SMS",
    "letter": "Letter",
    "visit": "Visit",
    "note": "Note",
}
_PROMISES = {
    "task": "Task",
    "callback": "Callback",
    "quality_check": "Quality check",
    "return": "Return",
    "replacement": "Replacement",
}
_LINKS = {
    "parent": ("Part of", "Has as a part"),
    "duplicate": ("Duplicate of", "Has a duplicate"),
    "caused_by": ("Caused by", "Has caused"),
}
_PRIORITIES = {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}


def state_words(state: str) -> str:
    """A state in words."""
    return _tr(_STATES[state][0]) if state in _STATES else state


def state_tone(state: str) -> Tone:
    """The tone of a state."""
    return _STATES[state][1] if state in _STATES else Tone.NEUTRAL


def number_words(number: int) -> str:
    """A ticket's number; one that was made when the desk had run out of numbers gets its own from central."""
    return str(number) if number > 0 else _tr("number follows")


def priority_words(priority: str) -> str:
    """A priority in words."""
    return _tr(_PRIORITIES.get(priority, priority))


def level_words(level: str) -> str:
    """Who works on a ticket: first line, specialists, back office."""
    return _tr(_LEVELS.get(level, level))


def channel_words(channel: str) -> str:
    """How the customer came to us."""
    return _tr(_CHANNELS.get(channel, channel))


def promise_words(kind: str) -> str:
    """What kind of promise it is."""
    return _tr(_PROMISES.get(kind, kind))


def link_words(kind: str, *, is_other_way: bool) -> str:
    """What another ticket is to this one."""
    return _tr(_LINKS[kind][is_other_way]) if kind in _LINKS else kind


def _tr(words: str) -> str:
    return QCoreApplication.translate("Tickets", words)
