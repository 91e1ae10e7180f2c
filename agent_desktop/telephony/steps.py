"""What a change of the live floor has come to: facts to keep and changes to tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.machine import Verdict
from agent_desktop.telephony.views import Change


class FloorStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one event, action or tick did: facts to keep, changes to stream, and whether it was taken."""

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    verdict: Verdict = "accepted"
    reason: str = ""


class ActionStep(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did to the floor. ``outcome`` is ``None`` where the exchange is to be asked now."""

    outcome: act.Outcome | None
    step: FloorStep = FloorStep()


@dataclass(slots=True)
class Draft:
    """What a change has come to so far."""

    facts: list[Fact] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def step(self) -> FloorStep:
        """The whole of it."""
        return FloorStep(facts=tuple(self.facts), changes=tuple(self.changes))
