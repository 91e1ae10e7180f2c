"""One call as far as it is known: its state, its parties, its queues, its times."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.views import (
    CallOutcome,
    CallStateName,
    ConsultView,
    Direction,
    PartyRole,
    SupervisionView,
)

Verdict = Literal["accepted", "ignored_duplicate", "impossible"]
VisitOutcome = Literal["waiting", "answered", "abandoned", "flowed_out", "followed_up"]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's part in the call. ``answered_at`` is set once the call is theirs to handle."""

    agent: str
    role: PartyRole
    since: datetime
    muted: bool = False
    answered_at: datetime | None = None
    talk_s: float = 0.0
    hold_s: float = 0.0


class QueueVisit(msgspec.Struct, frozen=True, kw_only=True):
    """One passage through one queue: exactly one outcome each, so that offered contacts balance."""

    queue: str
    entered_at: datetime
    left_at: datetime | None = None
    outcome: VisitOutcome = "waiting"
    agent: str | None = None


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's finished part in an answered call."""

    agent: str
    queue: str | None
    answered_at: datetime
    left_at: datetime
    talk_s: float
    hold_s: float
    transferred: ev.TransferKind | None = None


class CallState(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one call. ``last_at`` never goes back; ``answered_at`` is its first answer."""

    call_id: str
    state: CallStateName
    since: datetime
    started_at: datetime
    last_at: datetime
    direction: Direction = "in"
    caller: str | None = None
    called: str | None = None
    caller_name: str | None = None
    queue: str | None = None
    parties: tuple[Party, ...] = ()
    visits: tuple[QueueVisit, ...] = ()
    handled: tuple[Handled, ...] = ()
    answered_at: datetime | None = None
    talking_since: datetime | None = None
    declined: tuple[tuple[str, datetime], ...] = ()
    is_transferring: bool = False
    was_seen_late: bool = False
    consult: ConsultView | None = None
    parked_in: str | None = None
    supervisions: tuple[SupervisionView, ...] = ()
    recording: ev.RecordingState = "off"
    ended_at: datetime | None = None
    outcome: CallOutcome | None = None
    cause: str | None = None
    ended_by: ev.EndedBy | None = None
    wait_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0

    def party(self, agent: str | None) -> Party | None:
        """This agent's part, if they have one."""
        return next((party for party in self.parties if party.agent == agent), None)

    @property
    def open_visit(self) -> QueueVisit | None:
        """The queue the call waits in now."""
        return self.visits[-1] if self.visits and self.visits[-1].left_at is None else None


class Refusal(Exception):
    """An event that cannot be taken; ``verdict`` says whether it is old news or makes no sense."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


def impossible(reason: str) -> Refusal:
    """It makes no sense for the call as it is."""
    return Refusal("impossible", reason)


def again(reason: str = "it is so already") -> Refusal:
    """It is old news."""
    return Refusal("ignored_duplicate", reason)


def moved(state: CallState, name: CallStateName, **changes: Any) -> CallState:
    """The call in this state, since now where it was in another."""
    since = state.last_at if name != state.state else state.since
    return replace(state, state=name, since=since, **changes)
