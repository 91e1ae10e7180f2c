"""What a desk asks beside the talk: all together, changing over, parking, and listening to a colleague's call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from agent_desktop.plugins.api import (
    AnyAction,
    Conference,
    ConnectorHost,
    HangUp,
    Outcome,
    Park,
    Resume,
    Retrieve,
    StopSupervising,
    Supervise,
    SupervisionChanged,
    Swap,
)

from .link import Link
from .mapping.calls import Call
from .mapping.follower import Follower
from .mapping.legs import Leg
from .settings import Settings
from .wording import extension_of, outcome_of, refused, to_own_phone

PARKED_WITHIN_S = 2.0
_LOOK_S = 0.02

# ChanSpy: quiet, ends with the call, changes its mode at these digits; whisper and barge are options besides.
_SPY = {"listen": "qdES", "whisper": "qdESw", "barge": "qdESB"}
_SPY_DIGIT = {"listen": "4", "whisper": "5", "barge": "6"}


@dataclass(slots=True)
class Asides:
    """The actions of one connection that are not on one's own talk alone."""

    host: ConnectorHost
    link: Link
    follower: Follower
    settings: Settings

    async def under_way(self, action: Conference | Swap | Park, call: Call, leg: Leg) -> Outcome:
        """An action on the call one talks on."""
        if isinstance(action, Park):
            return await self._park(call, leg)
        return await self._press(action, call, leg)

    async def _press(self, action: Conference | Swap, call: Call, leg: Leg) -> Outcome:
        """Put everybody together, or change over: the exchange has no action for it, only codes it hears."""
        consult = call.consult
        if consult is None or consult.agent != action.agent:
            return refused("wrong_state", "You are asking nobody.")
        if consult.connected is None and consult.target.to_agent is not None:
            return refused("not_yet", "Wait until they answer.")
        is_swap = isinstance(action, Swap)
        code = self.settings.swap_code if is_swap else self.settings.conference_code
        consult.is_swap_asked = is_swap
        for digit in code:
            fields = [("Channel", leg.name), ("Digit", digit), ("Receive", "true")]
            said = await self.link.ask("PlayDTMF", fields)
            if said.status != "done":
                consult.is_swap_asked = False
                return outcome_of(said)
        return Outcome.done()

    async def _park(self, call: Call, leg: Leg) -> Outcome:
        """Park the other party and let the own phone go: it would stay on an empty line."""
        customer = call.customer_leg
        if customer is None or call.consult is not None:
            return refused("wrong_state", "Go back to the caller first.")
        fields = [("Channel", customer.name), ("TimeoutChannel", leg.name)]
        if self.settings.parking_lot:
            fields.append(("Parkinglot", self.settings.parking_lot))
        said = await self.link.ask("Park", fields)
        if said.status != "done":
            return outcome_of(said)
        # Before the caller is in the parking space a phone that is let go would take them along.
        try:
            async with asyncio.timeout(PARKED_WITHIN_S):
                while call.parked_in is None and not call.is_over:  # noqa: ASYNC110 - told by the stream
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            return Outcome.unknown("The exchange has not said where it parked the call.")
        await self.link.ask("Hangup", [("Channel", leg.name), ("Cause", "16")])
        return Outcome.done()

    async def parked(self, action: AnyAction, call: Call) -> Outcome:
        """What can be done with a call one parked oneself: fetch it, or end it."""
        if isinstance(action, Resume):
            return await self._retrieve(action.agent, call)
        customer = call.customer_leg
        if isinstance(action, HangUp) and customer is not None:
            return outcome_of(await self.link.ask("Hangup", [("Channel", customer.name), ("Cause", "16")]))
        return refused("wrong_state", "The call is parked. Fetch it first.")

    async def elsewhere(self, action: Supervise | StopSupervising | Retrieve, call: Call | None) -> Outcome:
        """An action on a call at which one has no phone."""
        if isinstance(action, StopSupervising):
            return await self._stop(action.agent)
        if call is None:
            return refused("no_such_call", "The call is over.")
        if isinstance(action, Supervise):
            return await self._supervise(action, call)
        return await self._retrieve(action.agent, call)

    async def _retrieve(self, agent: str, call: Call) -> Outcome:
        own = extension_of(self.host.agents(), agent)
        if call.parked_in is None:
            return refused("no_such_call", "The call is not parked any more.")
        if own is None:
            return refused("no_phone", "No phone is known to be yours.")
        uid, slot = f"agent-desktop-{self.link.new_id()}", call.parked_in
        lot = self.settings.parking_lot or "default"
        fields = [
            *to_own_phone(self.settings, own, uid),
            ("Application", "ParkedCall"),
            ("Data", f"{lot},{slot}"),
            ("CallerID", f"<{slot}>"),
        ]
        return outcome_of(await self.link.ask("Originate", fields, action_id=uid))

    async def _supervise(self, action: Supervise, call: Call) -> Outcome:
        known = self.follower.spying(action.agent)
        if known is not None and known[1].call is call:
            return await self._change(action, call, known[0])
        if known is not None:
            return refused("busy", "Your phone rings already for a call you want to hear.")
        own = extension_of(self.host.agents(), action.agent)
        leg = call.leg_of(action.of)
        if own is None:
            return refused("no_phone", "No phone is known to be yours. Choose one first.")
        if leg is None or not leg.is_up:
            return refused("no_such_call", "They are not on a call.")
        uid = f"agent-desktop-{self.link.new_id()}"
        fields = [
            *to_own_phone(self.settings, own, uid),
            ("Application", "ChanSpy"),
            ("Data", f"{leg.name},{_SPY[action.mode]}"),
            ("CallerID", f"<{own}>"),
        ]
        self.follower.expect_spy(uid, action.agent, action.mode, action.id, self.host.clock.now())
        said = await self.link.ask("Originate", fields, action_id=uid)
        if said.status == "refused":
            self.follower.book.spies.pop(uid, None)
        return outcome_of(said)

    async def _change(self, action: Supervise, call: Call, uid: str) -> Outcome:
        spy, leg = self.follower.book.spies[uid], self.follower.book.legs.by_uid.get(uid)
        if leg is None or spy.agent != action.of:
            return refused("busy", "You are listening to somebody else. Stop that first.")
        fields = [("Channel", leg.name), ("Digit", _SPY_DIGIT[action.mode]), ("Receive", "true")]
        said = await self.link.ask("PlayDTMF", fields)
        if said.status == "done" and not call.is_over:
            spy.mode = action.mode
            # No event tells it.
            changed = SupervisionChanged(
                call_id=call.call_id,
                at=self.host.clock.now(),
                supervisor=spy.supervisor,
                agent=spy.agent,
                mode=spy.mode,
                action_id=action.id,
            )
            await self.host.emit(changed)
        return outcome_of(said)

    async def _stop(self, supervisor: str) -> Outcome:
        known = self.follower.spying(supervisor)
        leg = self.follower.book.legs.by_uid.get(known[0]) if known else None
        if leg is None:
            return refused("no_such_call", "You are listening to nobody.")
        return outcome_of(await self.link.ask("Hangup", [("Channel", leg.name), ("Cause", "16")]))
