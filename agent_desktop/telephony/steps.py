"""Steps: what one event, action or tick did to the live floor."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.call import Verdict
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.views import Change


class FloorStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one event, action or tick did: facts to keep, changes to stream, and whether it was taken."""

    facts: tuple[Fact, ...] = ()
    changes: tuple[Change, ...] = ()
    verdict: Verdict = "accepted"
    reason: str = ""


class ActionStep(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did to the floor. ``outcome`` is ``None`` where the exchange is to be asked now.

    ``asked`` is then the action with the call found that it did not name itself.
    """

    outcome: act.Outcome | None
    step: FloorStep = FloorStep()
    asked: act.AnyAction | None = None


@dataclass(slots=True)
class Draft:
    """What a change of the floor has come to so far."""

    facts: list[Fact] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def step(self) -> FloorStep:
        """All of it."""
        return FloorStep(facts=tuple(self.facts), changes=tuple(self.changes))
