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


def _tr(words: str) -> str:
    return QCoreApplication.translate("Tickets", words)
