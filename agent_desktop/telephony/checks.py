"""What can be known without asking the exchange: actions that make no sense for the call as it is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.asides import supervision_of
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.machine import IN_TALK
from agent_desktop.telephony.people import role_in
from agent_desktop.telephony.steps import ActionStep

_DTMF = frozenset("0123456789ABCDabcd*#")


def refusal(
    action: act.AnyAction, call: CallState | None, own_calls: Sequence[CallState]
) -> act.Outcome | None:
    """Why this call action cannot be, or ``None`` when the exchange is to be asked."""
    if isinstance(action, act.Dial):
        return _dial_refusal(action, own_calls)
    if call is None or call.state == "ended":
        return act.Outcome.refused("no_such_call", "The call is over.")
    role = role_in(call, action.agent)
    if role is None:
        return act.Outcome.refused("not_your_call", "The call is not with you.")
    return _state_refusal(action, call, role) or _content_refusal(action)


def _state_refusal(action: act.AnyAction, call: CallState, role: str) -> act.Outcome | None:
    wanted: dict[type, tuple[frozenset[str], str]] = {
        act.Answer: (frozenset({"ringing"}), "The call does not ring."),
        act.Reject: (frozenset({"ringing"}), "The call does not ring."),
        act.Hold: (frozenset({"talking"}), "Only a call you talk on can be held."),
        act.Resume: (frozenset({"holding", "talking"}), "The call is not on hold."),
        act.Mute: (frozenset({"talking", "holding"}), "You are not on the call yet."),
        act.Unmute: (frozenset({"talking", "holding"}), "You are not on the call yet."),
        act.Transfer: (frozenset({"talking", "holding"}), "Only an answered call can be transferred."),
        act.Conference: (frozenset({"talking"}), "Ask somebody first: they then join the call."),
        act.Swap: (frozenset({"talking"}), "There is nobody to change over to."),
        act.Park: (frozenset({"talking", "holding"}), "Only an answered call can be parked."),
        act.SendDtmf: (frozenset({"talking"}), "Only a call you talk on takes keys."),
        act.SetRecording: (frozenset({"talking", "holding"}), "Only an answered call is recorded."),
    }
    if (rule := wanted.get(type(action))) and role not in rule[0]:
        return act.Outcome.refused("wrong_state", rule[1])
    if isinstance(action, act.Conference | act.Swap) and (
        call.consult is None or call.consult.agent != action.agent
    ):
        return act.Outcome.refused("wrong_state", wanted[type(action)][1])
    if isinstance(action, act.Park | act.Hold) and call.parked_in is not None:
        return act.Outcome.refused("wrong_state", "The call is parked.")
    return None


def elsewhere(
    action: act.Supervise | act.StopSupervising | act.Retrieve,
    calls: Sequence[CallState],
    own_calls: Sequence[CallState],
) -> ActionStep:
    """An action on a call one has no part in: the call found, or why it cannot be."""
    if isinstance(action, act.Retrieve):
        return _retrieve(action, calls, own_calls)
    heard = next((one for one in calls if supervision_of(one, action.agent)), None)
    refusal: act.Outcome | None = None
    if isinstance(action, act.Supervise):
        heard, refusal = _supervise(action, heard, calls, own_calls)
    elif heard is None:
        refusal = act.Outcome.refused("no_such_call", "You are listening to nobody.")
    if refusal is not None or heard is None:
        return ActionStep(outcome=refusal or act.Outcome.refused("no_such_call", "They are not on a call."))
    return ActionStep(outcome=None, asked=replace(action, call_id=heard.call_id))


def _supervise(
    action: act.Supervise,
    heard: CallState | None,
    calls: Sequence[CallState],
    own_calls: Sequence[CallState],
) -> tuple[CallState | None, act.Outcome | None]:
    if action.of == action.agent:
        return None, act.Outcome.refused("not_yourself", "That is your own call.")
    if heard is not None:
        known = supervision_of(heard, action.agent)
        if known is None or known.agent != action.of:
            return None, act.Outcome.refused("busy", "You are listening to somebody else. Stop that first.")
        is_so = known.mode == action.mode
        return heard, act.Outcome.refused("wrong_state", "You hear them so already.") if is_so else None
    if own_calls:
        return None, act.Outcome.refused("busy", "You are on a call. End it first.")
    talking = (one for one in calls if one.state in IN_TALK and one.party(action.of))
    return next((one for one in talking if role_in(one, action.of) != "ringing"), None), None


def _retrieve(action: act.Retrieve, calls: Sequence[CallState], own_calls: Sequence[CallState]) -> ActionStep:
    parked = (one for one in calls if one.parked_in)
    found = next(
        (one for one in parked if action.call_id == one.call_id or action.slot == one.parked_in), None
    )
    if found is None:
        return ActionStep(outcome=act.Outcome.refused("no_such_call", "Nobody is parked there."))
    asked = replace(action, call_id=found.call_id, slot=found.parked_in)
    return ActionStep(outcome=_busy_refusal(action, own_calls), asked=asked)


def _dial_refusal(action: act.Dial, own_calls: Sequence[CallState]) -> act.Outcome | None:
    if not action.number.strip():
        return act.Outcome.refused("no_number", "There is no number to dial.")
    return _busy_refusal(action, own_calls)


def _busy_refusal(action: act.AnyAction, own_calls: Sequence[CallState]) -> act.Outcome | None:
    if any(role_in(call, action.agent) != "holding" for call in own_calls):
        return act.Outcome.refused("busy", "You are on a call. Hold or end it first.")
    return None


def _content_refusal(action: act.AnyAction) -> act.Outcome | None:
    if isinstance(action, act.Transfer):
        targets = [target for target in (action.to_agent, action.to_queue, action.to_number) if target]
        if len(targets) != 1:
            return act.Outcome.refused("one_target", "A transfer goes to exactly one agent, queue or number.")
        if action.to_agent == action.agent:
            return act.Outcome.refused("one_target", "The call is with you already.")
    if isinstance(action, act.SendDtmf) and (not action.digits or set(action.digits) - _DTMF):
        return act.Outcome.refused("not_a_key", "Keys are 0 to 9, A to D, * and #.")
    return None
