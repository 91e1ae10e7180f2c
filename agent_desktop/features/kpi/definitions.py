"""What each figure is called and what it says, in one sentence: shown wherever the figure is."""

from __future__ import annotations

from typing import NamedTuple


class Definition(NamedTuple):
    """A figure's name on the screen, and its definition in one sentence."""

    name: str
    sentence: str


DEFINITIONS = {
    "offered": Definition("Offered", "Contacts that entered the queue in the period."),
    "answered": Definition("Answered", "Offered and connected to an agent."),
    "abandoned": Definition("Abandoned", "The caller hung up in the queue before an agent answered."),
    "short_abandoned": Definition("Short abandons", "Abandoned after less than the short-abandon threshold."),
    "followed_up": Definition("Followed up", "Left the queue for a voicemail or a callback."),
    "flowed_out": Definition("Flowed out", "Left the queue by time-out, overflow or transfer."),
    "waiting": Definition("Waiting", "Still in the queue."),
    "abandon_pct": Definition(
        "Abandon %", "(Abandoned − short) ÷ (offered − short), those followed up left out of both."
    ),
    "average_wait_s": Definition("Average wait", "Total wait of all who queued ÷ all who queued."),
    "asa_s": Definition("Speed of answer (ASA)", "Wait of the answered ÷ answered, ringing included."),
    "service_level_pct": Definition(
        "Service level", "Answered within the target ÷ (offered − short abandons)."
    ),
    "handled": Definition("Handled", "Parts of calls whose after-call work ended in the period."),
    "aht_s": Definition("Handling time (AHT)", "(Talk + hold + after-call work) ÷ handled."),
    "talk_s": Definition("Talk time", "Talk ÷ handled."),
    "hold_s": Definition("Hold time", "Hold ÷ all handled."),
    "acw_s": Definition("After-call work", "After-call work ÷ all handled."),
}
"""The figures of ``read_models.Figures``, in the order they are shown."""
