"""What a person at a desk asks, as actions of the exchange. Each is sent once; events tell what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent_desktop.plugins.api import (
    Answer,
    AnyAction,
    CallMuted,
    Clock,
    Conference,
    ConnectorHost,
    Dial,
    HangUp,
    Hold,
    Mute,
    Outcome,
    Park,
    Reject,
    Resume,
    Retrieve,
    SendDtmf,
    SetRecording,
    StopSupervising,
    Supervise,
    Swap,
    Transfer,
    Unmute,
)

from .asides import Asides
from .link import Answer as Said
from .link import Link
from .mapping.calls import Call
from .mapping.follower import Follower
from .mapping.legs import Leg
from .settings import Settings
from .wording import diallable, extension_of, outcome_of, refused, to_own_phone

BY_EXCHANGE = frozenset(
    {"reject", "hold", "resume", "transfer", "dial", "send_dtmf", "hang_up", "conference", "swap"}
    | {"supervise", "stop_supervising", "park", "retrieve"}
)
BY_PHONE = frozenset({"answer", "mute", "unmute", "set_recording"})

_FILE_PART = re.compile(r"[^A-Za-z0-9._-]")


def capabilities(settings: Settings, *, can_park: bool = True) -> frozenset[str]:
    """What this exchange can be asked, by the rights its account is meant to have and the modules it has."""
    found = BY_EXCHANGE | (BY_PHONE if settings.phone_control else frozenset())
    if not can_park:
        found -= {"park", "retrieve"}
    return found - {"hold", "resume"} if settings.hold_way == "none" else found


@dataclass(slots=True)
class Desk:
    """One connection as the desks use it."""

    host: ConnectorHost
    link: Link
    follower: Follower
    settings: Settings

    @property
    def asides(self) -> Asides:
        """What goes on beside a call."""
        return Asides(self.host, self.link, self.follower, self.settings)

    @property
    def clock(self) -> Clock:
        """Where the time comes from."""
        return self.host.clock

    async def perform(self, action: AnyAction) -> Outcome:
        """Ask the exchange. *Unknown* is left to the events that follow."""
        if self.clock.now() >= action.expires_at:
            return refused("expired", "It came too late and was not done. Try again.")
        if isinstance(action, Dial):
            return await self._dial(action)
        call = self.follower.call(action.call_id)
        if isinstance(action, Supervise | StopSupervising | Retrieve):
            return await self.asides.elsewhere(action, call)
        leg = call.leg_of(action.agent) if call else None
        if call is not None and call.parked_in and action.agent in call.talking:
            return await self.asides.parked(action, call)
        if call is None or leg is None:
            return refused("no_such_call", "There is no such call at your phone.")
        if isinstance(action, Answer | Reject):
            return await self._ringing(action, leg)
        return await self._under_way(action, call, leg)

    async def _under_way(self, action: AnyAction, call: Call, leg: Leg) -> Outcome:
        match action:
            case Hold() | Resume():
                return await self._hold(action, call, leg)
            case Mute() | Unmute():
                return await self._mute(action, call, leg)
            case Transfer():
                return await self._transfer(action, call, leg)
            case Conference() | Swap() | Park():
                return await self.asides.under_way(action, call, leg)
            case SendDtmf():
                return await self._dtmf(action, call, leg)
            case HangUp():
                return outcome_of(await self.link.ask("Hangup", [("Channel", leg.name), ("Cause", "16")]))
            case SetRecording():
                return await self._record(action, call, leg)
            case _:
                return refused("not_supported", "This exchange cannot do that.")

    async def _notify(self, leg: Leg, event: str) -> Said:
        return await self.link.ask("PJSIPNotify", [("Channel", leg.name), ("Variable", f"Event={event}")])

    async def _ringing(self, action: Answer | Reject, leg: Leg) -> Outcome:
        if leg.is_up:
            return refused("wrong_state", "The call is answered already.")
        if isinstance(action, Answer):
            if not self.settings.phone_control:
                return refused(
                    "lift_the_handset", "Lift the handset: this phone cannot be answered from here."
                )
            return outcome_of(await self._notify(leg, "talk"))
        # The exchange will tell of a phone that stopped ringing, and not that it was asked to.
        leg.is_rejected = True
        said = await self.link.ask("Hangup", [("Channel", leg.name), ("Cause", "17")])
        leg.is_rejected = said.status != "refused"
        return outcome_of(said)

    async def _hold(self, action: Hold | Resume, call: Call, leg: Leg) -> Outcome:
        is_hold = isinstance(action, Hold)
        if call.consult is not None and not is_hold:
            return outcome_of(await self.link.ask("CancelAtxfer", [("Channel", leg.name)]))
        if (call.held_by is not None) == is_hold:
            return refused("wrong_state", "The call is on hold." if is_hold else "The call is not on hold.")
        if self.settings.hold_way == "phone" and call.held_by != "exchange":
            return outcome_of(await self._notify(leg, "hold" if is_hold else "talk"))
        customer, context = call.customer_leg, self.settings.hold_context
        if customer is None or self.settings.hold_way == "none":
            return refused("not_supported", "This call cannot be held from here. Use the phone.")
        if not is_hold:
            fields = [("Channel1", customer.name), ("Channel2", leg.name), ("Tone", "no")]
            return outcome_of(await self.link.ask("Bridge", fields))
        fields = [("Channel", customer.name), ("Context", context), ("Exten", "hold"), ("Priority", "1")]
        fields += [("ExtraChannel", leg.name), ("ExtraContext", context)]
        fields += [("ExtraExten", "wait"), ("ExtraPriority", "1")]
        return outcome_of(await self.link.ask("Redirect", fields))

    async def _mute(self, action: Mute | Unmute, call: Call, leg: Leg) -> Outcome:
        is_mute = isinstance(action, Mute)
        fields = [("Channel", leg.name), ("Direction", "in"), ("State", "on" if is_mute else "off")]
        said = await self.link.ask("MuteAudio", fields)
        if said.status == "done":
            # No event tells it.
            at = self.clock.now()
            await self.host.emit(
                CallMuted(call_id=call.call_id, at=at, agent=action.agent, muted=is_mute, action_id=action.id)
            )
        return outcome_of(said)

    async def _transfer(self, action: Transfer, call: Call, leg: Leg) -> Outcome:
        if call.consult is not None:
            if action.transfer != "warm":
                return refused("wrong_state", "You are asking somebody. Go back to the caller first.")
            if call.consult.connected is None and call.consult.target.to_agent is not None:
                return refused("not_yet", "Wait until they answer.")
            # The asking agent leaves, and the two others are connected.
            return outcome_of(await self.link.ask("Hangup", [("Channel", leg.name), ("Cause", "16")]))
        number = self._number_of(action)
        if number is None:
            return refused("no_such_target", "There is no number to reach them at.")
        name = "Atxfer" if action.transfer == "warm" else "BlindTransfer"
        if name == "Atxfer":
            # It presses the number's keys, and there is none for a plus: the caller would hear music for ever.
            number = number.replace("+", self.settings.international_prefix)
        context = self.settings.transfer_context if name == "BlindTransfer" else ""
        fields = [
            ("Channel", leg.name),
            ("Context", context or self.settings.dial_context),
            ("Exten", number),
        ]
        return outcome_of(await self.link.ask(name, fields))

    def _number_of(self, action: Transfer) -> str | None:
        if action.to_agent:
            return extension_of(self.host.agents(), action.to_agent)
        if action.to_queue:
            found = next(
                (queue.number for queue in self.follower.book.queues() if queue.name == action.to_queue), None
            )
            return diallable(found or "")
        return diallable(action.to_number or "")

    async def _dial(self, action: Dial) -> Outcome:
        own, number = extension_of(self.host.agents(), action.agent), diallable(action.number)
        if own is None:
            return refused("no_phone", "No phone is known to be yours.")
        if number is None:
            return refused("no_number", "That is no number that can be dialled.")
        settings, uid = self.settings, f"agent-desktop-{self.link.new_id()}"
        fields = [
            *to_own_phone(settings, own, uid),
            ("Context", settings.dial_context),
            ("Exten", number),
            ("Priority", "1"),
            ("CallerID", f"<{number}>"),
        ]
        if action.caller_id and (shown := diallable(action.caller_id)):
            fields.append(("Variable", f"__SHOWN_NUMBER={shown}"))
        self.follower.expect(uid, action.agent, number, action.id, self.clock.now())
        said = await self.link.ask("Originate", fields, action_id=uid)
        if said.status == "refused":
            self.follower.book.expected.pop(uid, None)
        return outcome_of(said)

    async def _dtmf(self, action: SendDtmf, call: Call, leg: Leg) -> Outcome:
        customer = call.customer_leg or leg
        for digit in action.digits.upper():
            said = await self.link.ask("PlayDTMF", [("Channel", customer.name), ("Digit", digit)])
            if said.status != "done":
                return outcome_of(said)
        return Outcome.done()

    async def _record(self, action: SetRecording, call: Call, leg: Leg) -> Outcome:
        # On the other party's leg, so that a transfer does not end the recording.
        channel = ("Channel", (call.customer_leg or leg).name)
        if action.wish == "start":
            name = self.settings.recording_file.replace("{call_id}", _FILE_PART.sub("_", call.call_id))
            fields = [channel, ("File", name), ("options", "b")]
            return outcome_of(await self.link.ask("MixMonitor", fields))
        if action.wish == "stop":
            return outcome_of(await self.link.ask("StopMixMonitor", [channel]))
        fields = [channel, ("Direction", "both"), ("State", "1" if action.wish == "pause" else "0")]
        return outcome_of(await self.link.ask("MixMonitorMute", fields))
