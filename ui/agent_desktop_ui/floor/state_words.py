"""The states of a person in words, each with its tone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from agent_desktop.telephony.floor_rules import NOT_ANSWERED
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


def state_words(state: str, reason: str | None = None, label: str | None = None) -> tuple[str, Tone]:
    """A state as people say it, with the reason of a break, and the tone of its chip.

    ``reason`` is the id of a pause and ``label`` its words; without one the reason is said as it is.
    """
    words, tone = _STATES.get(state, (state, Tone.NEUTRAL))
    said = QCoreApplication.translate("States", words)
    if state != "paused" or not reason:
        return said, tone
    if reason == NOT_ANSWERED.id:
        return QCoreApplication.translate("States", "Not answered"), Tone.WARN
    return f"{said}: {label or reason}", tone
