"""The states of a person in words, each with its tone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui.theme.tokens import Tone

_STATES = {
    "available": ("Ready", Tone.ACCENT),
    "ringing": ("Ringing", Tone.OK),
    "talking": ("On call", Tone.OK),
    "holding": ("On hold", Tone.WARN),
    "wrap_up": ("Wrap-up", Tone.INFO),
    "paused": ("Break", Tone.NEUTRAL),
    "dialling": ("Dialling", Tone.OK),
    "lost_link": ("Line lost", Tone.BAD),
    "offline": ("Signed out", Tone.NEUTRAL),
}
ON_CALL = frozenset({"talking", "holding", "ringing", "dialling"})


def state_words(state: str, reason: str | None = None) -> tuple[str, Tone]:
    """A state as people say it, with the reason of a break, and the tone of its chip."""
    words, tone = _STATES.get(state, (state, Tone.NEUTRAL))
    said = QCoreApplication.translate("States", words)
    return (f"{said}: {reason}" if reason and state == "paused" else said), tone
