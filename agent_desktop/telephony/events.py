"""Call events in: what an exchange tells, in the floor's words and in no exchange's own.

Every event is frozen, carries the exchange's opaque ``call_id`` and the moment ``at`` (UTC, aware) it
happened there. A connector makes them; the call machine and the live floor read them. Numbers are as the
exchange gave them, ``None`` where it gave none or the caller withheld it; nobody has parsed them yet.
Agents are named by their login, queues by their name.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

import msgspec

NotAnsweredReason = Literal["rejected", "timeout"]
TransferKind = Literal["blind", "warm"]
RecordingState = Literal["on", "paused", "off"]
LeftQueueReason = Literal["timeout", "overflow", "voicemail", "callback"]
EndedBy = Literal["caller", "agent", "exchange"]
SuperviseMode = Literal["listen", "whisper", "barge"]
ReportedState = Literal["ready", "break", "offline", "lost_link", "link_back"]


def snake(name: str) -> str:
    """``CallRinging`` as ``call_ringing``: how events, actions and facts are tagged."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class CallEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """Something that happened to one call. ``action_id`` names the action it settles, where that is known."""

    call_id: str
    at: datetime
    action_id: str | None = None


class CallDialling(CallEvent, frozen=True, kw_only=True):
    """An agent's outbound call is on its way; ``called`` is the number being rung."""

    agent: str
    called: str
    caller: str | None = None


class CallQueued(CallEvent, frozen=True, kw_only=True):
    """A caller entered a queue; ``called`` is the number they dialled."""

    queue: str
    caller: str | None = None
    called: str | None = None
    caller_name: str | None = None


class CallRinging(CallEvent, frozen=True, kw_only=True):
    """One agent's phone rings. A call rung at several agents has one of these for each."""

    agent: str
    caller: str | None = None
    called: str | None = None
    queue: str | None = None
    caller_name: str | None = None


class CallNotAnswered(CallEvent, frozen=True, kw_only=True):
    """The agent let it ring or rejected it; the call itself goes on."""

    agent: str
    reason: NotAnsweredReason


class CallConnected(CallEvent, frozen=True, kw_only=True):
    """Two parties talk: the agent answered, or the person the agent dialled did.

    ``agent`` is ``None`` where the exchange does not say who answered. A second agent connecting outside
    a consultation takes the call over.
    """

    agent: str | None = None


class CallHeld(CallEvent, frozen=True, kw_only=True):
    """The agent put the other party on hold."""

    agent: str | None = None


class CallResumed(CallEvent, frozen=True, kw_only=True):
    """The other party is off hold again."""

    agent: str | None = None


class CallMuted(CallEvent, frozen=True, kw_only=True):
    """The agent's microphone was muted (``muted``) or opened again."""

    agent: str
    muted: bool


class ConsultStarted(CallEvent, frozen=True, kw_only=True):
    """The agent asks a colleague or a number while the other party waits on hold."""

    agent: str
    to_agent: str | None = None
    to_number: str | None = None


class ConsultEnded(CallEvent, frozen=True, kw_only=True):
    """The consultation is over without a transfer; agent and caller talk again."""

    agent: str


class Swapped(CallEvent, frozen=True, kw_only=True):
    """The consulting agent changed over: to the caller (``is_with_caller``), or back to whom they ask."""

    agent: str
    is_with_caller: bool


class Conferenced(CallEvent, frozen=True, kw_only=True):
    """Everybody on the call hears everybody; ``agents`` are those of ours, the first included."""

    agents: tuple[str, ...]


class AgentLeftCall(CallEvent, frozen=True, kw_only=True):
    """One agent left a conference or a consultation; the call goes on."""

    agent: str


class CallTransferred(CallEvent, frozen=True, kw_only=True):
    """The agent gave the call away to exactly one of an agent, a queue or a number.

    A transfer is an event, not a state: what follows (queued, ringing, connected) says where the call is.
    """

    transfer: TransferKind
    agent: str | None = None
    to_agent: str | None = None
    to_queue: str | None = None
    to_number: str | None = None


class CallRecorded(CallEvent, frozen=True, kw_only=True):
    """Recording went on, paused or off."""

    state: RecordingState


class CallLeftQueue(CallEvent, frozen=True, kw_only=True):
    """The caller left the queue unanswered by other means than hanging up.

    ``timeout`` and ``overflow`` flow out, ``voicemail`` and ``callback`` are followed up (definitions of
    "Abandoned"). ``to_queue`` is set where the call went on to another queue.
    """

    reason: LeftQueueReason
    to_queue: str | None = None


class CallParked(CallEvent, frozen=True, kw_only=True):
    """The caller waits in parking space ``slot``; until somebody fetches them the call is still ``agent``'s."""

    slot: str
    agent: str | None = None


class CallUnparked(CallEvent, frozen=True, kw_only=True):
    """The caller left the parking space; what follows (connected, resumed, ringing, ended) says where to."""

    slot: str


class SupervisionStarted(CallEvent, frozen=True, kw_only=True):
    """``supervisor`` hears this call of ``agent``: unheard, heard by the agent alone, or by everybody."""

    supervisor: str
    agent: str
    mode: SuperviseMode = "listen"


class SupervisionChanged(CallEvent, frozen=True, kw_only=True):
    """The supervisor goes on in another mode."""

    supervisor: str
    agent: str
    mode: SuperviseMode


class SupervisionEnded(CallEvent, frozen=True, kw_only=True):
    """The supervisor hears the call no more. The end of the call says it for all of its supervisors."""

    supervisor: str
    agent: str
    mode: SuperviseMode = "listen"


class CallEnded(CallEvent, frozen=True, kw_only=True):
    """The call is over. ``cause`` is a stable word such as ``normal``, ``busy``, ``no_answer``,
    ``rejected``, ``forwarded``, ``unreachable``, ``unknown_number``, ``stale``; ``by`` is who ended it.
    """

    cause: str = "normal"
    by: EndedBy = "exchange"


class AgentStateReported(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """The exchange tells an agent's state.

    For people signed in at a desk it never overrides what they chose: ``break`` adds a pause by the system,
    ``ready`` takes only that away. For people the exchange alone knows (``display_name`` given, no desk) it
    signs them in, sets their state and ends their wrap-up; ``offline`` signs them out.
    """

    agent: str
    at: datetime
    state: ReportedState
    reason: str | None = None
    display_name: str | None = None


class PhoneReported(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """The exchange tells whether a phone is registered: whether a call to ``extension`` can reach it."""

    extension: str
    at: datetime
    is_registered: bool


class VoicemailReported(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """How many voice messages nobody has heard yet wait in the mailbox of ``extension``."""

    extension: str
    at: datetime
    waiting: int


class CallRated(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """The caller was asked how we did, and said ``score``, 1 to 5; None: they were asked and did not say.

    It comes during the call, or after it: who stays on the line is asked once the agent has hung up.
    """

    call_id: str
    at: datetime
    score: int | None = None


class ExchangeReported(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag=snake):
    """A connector tells how its link to the exchange is; ``what`` is a sentence for people where it is away.

    ``at`` is when it last heard anything, where it is away: what is shown of calls is as of then.
    """

    at: datetime
    is_up: bool
    what: str = ""


AnyCallEvent = (
    CallDialling
    | CallQueued
    | CallRinging
    | CallNotAnswered
    | CallConnected
    | CallHeld
    | CallResumed
    | CallMuted
    | ConsultStarted
    | ConsultEnded
    | Swapped
    | Conferenced
    | AgentLeftCall
    | CallTransferred
    | CallRecorded
    | CallLeftQueue
    | CallParked
    | CallUnparked
    | SupervisionStarted
    | SupervisionChanged
    | SupervisionEnded
    | CallEnded
)
AnyEvent = (
    AnyCallEvent | AgentStateReported | PhoneReported | VoicemailReported | ExchangeReported | CallRated
)


def kind_of(event: msgspec.Struct) -> str:
    """The tag of an event or action: ``call_ringing``, ``set_state``."""
    return str(event.__struct_config__.tag)


def to_row(event: AnyEvent) -> dict[str, Any]:
    """The event as plain JSON-ready values, ``kind`` included; ``from_row`` reads it back."""
    row: dict[str, Any] = msgspec.to_builtins(event)
    return row


def from_row(row: dict[str, Any]) -> AnyEvent:
    """The event a row of ``to_row`` describes; raises ``msgspec.ValidationError`` for anything else."""
    event: AnyEvent = msgspec.convert(row, AnyEvent, strict=False)
    return event
