"""The live floor: every call, queue and person now, made from events and actions, without any I/O."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.events import AnyEvent
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.port import QueueEntry
from agent_desktop.telephony.views import CallView, Change, FloorView, PersonView, QueueView


class FloorStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one event, action or tick did: facts to keep, changes to stream, and whether it was taken."""

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    verdict: Literal["accepted", "ignored_duplicate", "impossible"] = "accepted"
    reason: str = ""


class ActionStep(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did to the floor. ``outcome`` is ``None`` where the exchange is to be asked now."""

    outcome: Outcome | None
    step: FloorStep = FloorStep()


class LiveFloor:
    """Who is waiting, which call is where, what state each agent is in."""

    def __init__(self, *, queues: Iterable[QueueEntry] = (), wrap_up_limit_s: float = 60.0) -> None:
        raise NotImplementedError

    @classmethod
    def restore(
        cls, facts: Iterable[Fact], *, queues: Iterable[QueueEntry] = (), wrap_up_limit_s: float = 60.0
    ) -> LiveFloor:
        """The floor as it was after the last of ``facts``, given in the order they were made."""
        raise NotImplementedError

    def sign_in(
        self, agent: str, at: datetime, *, display_name: str = "", extension: str | None = None
    ) -> FloorStep:
        """The person signed in at a desk: ready, unless already here (then nothing changes)."""
        raise NotImplementedError

    def sign_out(self, agent: str, at: datetime) -> FloorStep:
        """The person signed out; their session ends, their calls do not."""
        raise NotImplementedError

    def link_lost(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is not heard from."""
        raise NotImplementedError

    def link_back(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is heard from again."""
        raise NotImplementedError

    def apply(self, event: AnyEvent, connector: str = "") -> FloorStep:
        """Take one event. Total: whatever comes, in whatever order, no call or person is corrupted."""
        raise NotImplementedError

    def apply_action(self, action: AnyAction, now: datetime) -> ActionStep:
        """Settle an action on the agent's own state; refuse or pass on one that needs the exchange."""
        raise NotImplementedError

    def tick(self, now: datetime) -> FloorStep:
        """Let time pass: wrap-ups that reached their limit end, calls nobody ended are closed."""
        raise NotImplementedError

    def call(self, call_id: str) -> CallView | None:
        """One call, also shortly after its end."""
        raise NotImplementedError

    def calls_of(self, agent: str) -> tuple[CallView, ...]:
        """The calls in progress this agent is rung for or takes part in, oldest first."""
        raise NotImplementedError

    def person(self, agent: str) -> PersonView | None:
        """One person, ``None`` when they never signed in."""
        raise NotImplementedError

    def queue(self, name: str) -> QueueView:
        """One queue; one never heard of has nobody waiting."""
        raise NotImplementedError

    def view(self, now: datetime) -> FloorView:
        """Everything live now: calls in progress, all queues, everybody signed in."""
        raise NotImplementedError

    def connector_of(self, call_id: str) -> str | None:
        """The name of the connector a call came from: where its actions go."""
        raise NotImplementedError
