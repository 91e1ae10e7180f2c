"""One call as far as it is known: its state, its parties, its queues, its times."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.views import CallOutcome, CallStateName, Direction, PartyRole

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
