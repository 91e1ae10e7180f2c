"""Call actions out: what a person asks of the exchange, and how it went.

An action is never queued for later and never sent twice: it carries an id and expires within five seconds.
Its outcome says only whether the exchange took it; what really happened is told by the events that follow.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from agent_desktop.telephony.events import snake

LONGEST_LIFE = timedelta(seconds=5)
EXTENSION_S = 30.0

ChosenState = Literal["ready", "break", "offline"]
DialPurpose = Literal["manual", "campaign", "callback"]
RecordingWish = Literal["start", "pause", "resume", "stop"]
SuperviseMode = Literal["listen", "whisper", "barge"]


class CallAction(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """Something one agent (login) wants done now; worthless after ``expires_at`` (UTC, ≤ 5 s away)."""

    id: str
    agent: str
    expires_at: datetime
    call_id: str | None = None


class Answer(CallAction, frozen=True, kw_only=True):
    """Take the call that rings at me."""


class Reject(CallAction, frozen=True, kw_only=True):
    """Do not take the call that rings at me; it goes on to the next agent."""


class Hold(CallAction, frozen=True, kw_only=True):
    """Put the other party on hold."""


class Resume(CallAction, frozen=True, kw_only=True):
    """Talk to the other party again."""


class Mute(CallAction, frozen=True, kw_only=True):
    """Close my microphone."""


class Unmute(CallAction, frozen=True, kw_only=True):
    """Open my microphone."""


class Transfer(CallAction, frozen=True, kw_only=True):
    """Give the call to exactly one of an agent, a queue or a number.

    ``blind`` lets go at once. ``warm`` asks the target first; a second ``warm`` to the same target while
    consulting completes it.
    """

    transfer: Literal["blind", "warm"] = "blind"
    to_agent: str | None = None
    to_queue: str | None = None
    to_number: str | None = None


class Conference(CallAction, frozen=True, kw_only=True):
    """Bring everybody together: me, the caller, and whom I am asking."""


class Swap(CallAction, frozen=True, kw_only=True):
    """Talk to the other one of the caller and whom I am asking; who was heard so far waits."""


class Park(CallAction, frozen=True, kw_only=True):
    """Leave the caller in a parking space of the exchange, from where anybody may fetch them."""


class Retrieve(CallAction, frozen=True, kw_only=True):
    """Fetch a parked call to my phone: one of mine by ``call_id``, or whichever waits in ``slot``."""

    slot: str | None = None


class Supervise(CallAction, frozen=True, kw_only=True):
    """Hear the call of the agent ``of`` on my phone: unheard, heard by the agent alone, or by everybody.

    Asked again with another mode it changes the mode. The floor finds the call.
    """

    of: str
    mode: SuperviseMode = "listen"


class StopSupervising(CallAction, frozen=True, kw_only=True):
    """Hear that call no more."""


class Dial(CallAction, frozen=True, kw_only=True):
    """Call a number (E.164, or an internal extension), showing ``caller_id`` where that is allowed.

    ``purpose``, ``campaign_id`` and ``customer_id`` say what for: whoever is asked "May we call?" hears them, and
    the number that is shown depends on the campaign.
    """

    number: str
    caller_id: str | None = None
    purpose: DialPurpose = "manual"
    campaign_id: str | None = None
    customer_id: str | None = None


class SendDtmf(CallAction, frozen=True, kw_only=True):
    """Send keypad digits: 0–9, A–D, ``*`` and ``#``."""

    digits: str


class HangUp(CallAction, frozen=True, kw_only=True):
    """End the call."""


class SetRecording(CallAction, frozen=True, kw_only=True):
    """Start, pause, resume or stop recording."""

    wish: RecordingWish


class SetState(CallAction, frozen=True, kw_only=True):
    """Choose my own state. During a call or wrap-up it becomes the *next* state."""

    state: ChosenState
    reason: str | None = None


class FinishWrapUp(CallAction, frozen=True, kw_only=True):
    """I am done with the work after the call."""


class ExtendWrapUp(CallAction, frozen=True, kw_only=True):
    """Give me 30 seconds more for it."""


class ChoosePhone(CallAction, frozen=True, kw_only=True):
    """This is the phone I sit at; it rings for me and for nobody else."""

    extension: str


CallControl = (
    Answer
    | Reject
    | Hold
    | Resume
    | Mute
    | Unmute
    | Transfer
    | Conference
    | Swap
    | Park
    | Retrieve
    | Supervise
    | StopSupervising
    | Dial
    | SendDtmf
    | HangUp
    | SetRecording
)
StateAction = SetState | FinishWrapUp | ExtendWrapUp | ChoosePhone
AnyAction = CallControl | StateAction


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How an action went: done, refused with a stable ``reason`` and a sentence, or unknown.

    *Unknown* means the answer was lost. It is settled by the events that follow and never sent again.
    """

    status: Literal["done", "refused", "unknown"]
    reason: str = ""
    what: str = ""

    @staticmethod
    def done() -> Outcome:
        """The exchange took it."""
        return Outcome(status="done")

    @staticmethod
    def refused(reason: str, what: str) -> Outcome:
        """It will not happen; ``reason`` is a stable word, ``what`` a sentence for the person."""
        return Outcome(status="refused", reason=reason, what=what)

    @staticmethod
    def unknown(what: str = "") -> Outcome:
        """No answer came in time."""
        return Outcome(status="unknown", what=what)


def has_expired(action: CallAction, now: datetime) -> bool:
    """Whether the action came too late, or claims a longer life than five seconds."""
    return now >= action.expires_at or action.expires_at - now > LONGEST_LIFE
