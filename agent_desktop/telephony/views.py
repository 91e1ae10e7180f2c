"""What the live floor shows: frozen snapshots of calls, queues and people, ready for the stream."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

AgentState = Literal[
    "offline",
    "available",
    "ringing",
    "talking",
    "holding",
    "wrap_up",
    "paused",
    "dialling",
    "lost_link",
]
CallStateName = Literal[
    "dialling", "queued", "ringing", "connected", "held", "consulting", "conferenced", "ended"
]
CallOutcome = Literal["answered", "abandoned", "flowed_out", "followed_up", "failed"]
Direction = Literal["in", "out", "internal"]
SuperviseMode = Literal["listen", "whisper", "barge"]
PartyRole = Literal["dialling", "ringing", "talking", "consulted"]


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's part in a call."""

    agent: str
    role: PartyRole
    since: datetime
    muted: bool = False


class ConsultView(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the agent of a call asks meanwhile; ``is_waiting`` while the agent is back with the caller."""

    agent: str
    to_agent: str | None = None
    to_number: str | None = None
    is_waiting: bool = False


class SupervisionView(msgspec.Struct, frozen=True, kw_only=True):
    """One supervisor who hears a call: by which of its agents, how, and since when."""

    supervisor: str
    agent: str
    mode: SuperviseMode
    since: datetime


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One call as its agents see it. Numbers are as the exchange gave them, ``None`` for withheld."""

    call_id: str
    state: CallStateName
    since: datetime
    started_at: datetime
    direction: Direction
    caller: str | None = None
    called: str | None = None
    caller_name: str | None = None
    queue: str | None = None
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: CallOutcome | None = None
    cause: str | None = None
    ended_by: str | None = None
    parties: tuple[PartyView, ...] = ()
    consult: ConsultView | None = None
    parked_in: str | None = None
    supervisions: tuple[SupervisionView, ...] = ()
    recording: Literal["on", "paused", "off"] = "off"
    wait_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    connector: str = ""


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """One queue now. ``oldest_at`` is when the longest waiting caller entered it."""

    queue: str
    waiting: int
    oldest_at: datetime | None = None


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """One agent now: the state they are in, and apart from it what they chose.

    ``chosen`` is ``ready`` or ``break``; ``next`` what they chose during a call for after it. In wrap-up
    ``wrap_up_until`` is when it ends by itself. Of a pause, ``reason`` is its id and ``pause_label`` its words;
    ``pause_until`` is when its limit is reached, which ends nothing. ``not_answered`` counts offers in a row
    that were not taken. ``free_for`` are the channels from which they can be given one more contact now.
    """

    agent: str
    display_name: str = ""
    extension: str | None = None
    state: AgentState
    since: datetime
    reason: str | None = None
    pause_label: str | None = None
    pause_until: datetime | None = None
    is_paid: bool | None = None
    not_answered: int = 0
    chosen: str = "ready"
    chosen_reason: str | None = None
    next: str | None = None
    next_reason: str | None = None
    next_label: str | None = None
    call_id: str | None = None
    wrap_up_call_id: str | None = None
    wrap_up_until: datetime | None = None
    wrap_up_mode: str | None = None
    wrap_up_early_exit: bool = True
    wrap_up_extensions_left: int | None = None
    signed_in_at: datetime | None = None
    at_a_desk: bool = True
    free_for: tuple[str, ...] = ()


class ExchangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange, by the connector that speaks to it.

    ``since`` is since when it is up or away; while it is away what is known of its calls is as of then.
    ``changed_at`` is when any of this last changed, ``what`` a sentence for people.
    """

    connector: str
    is_up: bool
    what: str = ""
    since: datetime
    changed_at: datetime


class PhoneView(msgspec.Struct, frozen=True, kw_only=True):
    """One phone: whether it is registered (``None``: nobody said), and the login of who sits at it.

    ``voicemails`` are the messages in its mailbox that nobody has heard yet.
    """

    extension: str
    is_registered: bool | None = None
    holder: str | None = None
    voicemails: int = 0


class CallChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="call"):
    """Tell these agents, and nobody else, that this call changed; ``gone`` for those it left."""

    agents: tuple[str, ...]
    call: CallView
    gone: tuple[str, ...] = ()


class QueueChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="queue"):
    """Tell everybody that this queue changed."""

    queue: QueueView


class PersonChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="person"):
    """Tell everybody that this person's state changed."""

    person: PersonView


class ExchangeChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="exchange"):
    """Tell everybody how this exchange is."""

    exchange: ExchangeView


class PhoneChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="phone"):
    """Tell everybody that this phone is another's now, or that it was lost or found."""

    phone: PhoneView


class ListeningChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="listening"):
    """Tell this supervisor that they hear a call, hear it otherwise, or, with ``None``, no more."""

    supervisor: str
    call_id: str
    supervision: SupervisionView | None


Change = CallChanged | QueueChanged | PersonChanged | ExchangeChanged | PhoneChanged | ListeningChanged


class FloorView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything live at one moment: what a workstation asks for after every reconnect."""

    at: datetime
    calls: tuple[CallView, ...]
    queues: tuple[QueueView, ...]
    people: tuple[PersonView, ...]
    exchanges: tuple[ExchangeView, ...] = ()
    phones: tuple[PhoneView, ...] = ()
