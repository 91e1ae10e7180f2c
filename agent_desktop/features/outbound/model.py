"""What comes of an attempt, and when a lead is tried again: values and rules, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LEASE_S = 600
"""A lead is lent for ten minutes; a desk that works on it longer renews the lease."""

MOST_ATTEMPTS = 6
"""After so many tries that reached nobody a lead is done: more would be a nuisance."""

OPEN, CALLBACK, DONE = "open", "callback", "done"
CALLBACK_PROMISED = "callback"
DO_NOT_CALL = "do_not_call"

RETRY_S = {"busy": 30 * 60, "no_answer": 4 * 3600, "voicemail": 24 * 3600}
"""How long after an attempt that reached nobody the next may be made."""

DISPOSITIONS = {
    "answered_interested": "Interested",
    "not_interested": "Not interested",
    "no_answer": "No answer",
    "busy": "Busy",
    "voicemail": "Voicemail",
    "wrong_number": "Wrong number",
    CALLBACK_PROMISED: "Callback promised",
    DO_NOT_CALL: "Do not call",
}
"""What can come of an attempt, by its stable word, with what it is called."""

TONES = {
    "answered_interested": "ok",
    CALLBACK_PROMISED: "info",
    "wrong_number": "warn",
    DO_NOT_CALL: "bad",
}
"""How a disposition is coloured where it is shown; the others are neutral."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where a lead stands after an attempt."""

    state: str
    next_attempt_at: datetime | None


def next_step(disposition: str, attempts: int, at: datetime, callback_at: datetime | None) -> NextStep:
    """What follows an attempt made ``at``, the ``attempts``-th of its lead.

    A promised callback is due when it was promised. Nobody reached: again later, until ``MOST_ATTEMPTS``.
    Everything else settles the lead.
    """
    if disposition == CALLBACK_PROMISED:
        return NextStep(CALLBACK, callback_at)
    if disposition in RETRY_S and attempts < MOST_ATTEMPTS:
        return NextStep(OPEN, at + timedelta(seconds=RETRY_S[disposition]))
    return NextStep(DONE, None)
