"""What a site decides about its people's states: pauses, wrap-up, unanswered calls, and how much one takes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from agent_desktop.telephony.wrap_up import WrapUpRule

Channel = Literal["call", "chat", "email"]
CHANNELS: tuple[Channel, ...] = ("call", "chat", "email")


class PauseReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody is paused: ``id`` stays whatever the label is changed to. ``limit_min`` of None is no limit."""

    id: str
    label: str
    is_paid: bool = True
    limit_min: float | None = None


NOT_ANSWERED = PauseReason(id="not answered", label="Not answered")
"""The pause by the system of somebody at whose phone calls rang in vain."""

USUAL_PAUSES = (
    PauseReason(id="break", label="Break"),
    PauseReason(id="lunch", label="Lunch"),
    PauseReason(id="meeting", label="Meeting"),
    PauseReason(id="training", label="Training"),
    PauseReason(id="back_office", label="Back office"),
)


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """How many contacts of a channel one person has in hand at most."""

    call: int = 1
    chat: int = 3
    email: int = 5

    def free(self, state: str, in_hand: Mapping[str, int]) -> tuple[Channel, ...]:
        """The channels from which a person in this state can be given one more.

        Calls come first: whoever is on one, is rung, or wraps one up is given nothing else meanwhile, and chats
        and e-mails in hand keep nobody from a call.
        """
        if state != "available":
            return ()
        return tuple(one for one in CHANNELS if in_hand.get(one, 0) < getattr(self, one))


class FloorRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one floor. ``wrap_up_of`` are the queues with a rule of their own, by name.

    After ``not_answered_limit`` offers in a row that nobody took, the person is paused; 0 pauses nobody.
    """

    wrap_up: WrapUpRule = WrapUpRule()
    wrap_up_of: dict[str, WrapUpRule] = {}
    not_answered_limit: int = 2
    pauses: tuple[PauseReason, ...] = USUAL_PAUSES
    capacity: Capacity = Capacity()

    def wrap_up_in(self, queue: str | None) -> WrapUpRule:
        """The rule of this queue, or the site's; capitals make no difference."""
        if queue is not None:
            for name, rule in self.wrap_up_of.items():
                if name.casefold() == queue.casefold():
                    return rule
        return self.wrap_up

    def pause(self, reason: str | None) -> PauseReason:
        """The pause that is meant by an id or a label; one the site does not name is paid and has no limit."""
        wanted = (reason or "break").strip()
        for known in (*self.pauses, NOT_ANSWERED):
            if wanted == known.id or wanted.casefold() == known.label.casefold():
                return known
        return PauseReason(id=wanted, label=wanted)
